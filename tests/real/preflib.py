"""PrefLib's files of strict orders (.soc, .soi): a line says how many people rank what, best first."""

from pathlib import Path


def orders(file: Path) -> tuple[tuple[int, ...], ...]:
    """List what each person ranks, best first, line by line; the file counts from 1, we count from 0."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    ranked: list[tuple[int, ...]] = []
    for line in lines:
        people, _, order = line.partition(":")
        ranked += [tuple(int(number) - 1 for number in order.split(","))] * int(people)
    return tuple(ranked)
