"""Counts as pictures: how full a coach is, and how often each value of something occurs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markupsafe import Markup

from scheduler.domain.people import Capacity
from scheduler.outputs.drawing import FAINT, PALE, SOLID, bar, picture

_GAP = 0.12


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """How often something of this label occurs, with its bar."""

    label: str
    number: int
    bar: Markup


def counts(*, numbers: Iterable[tuple[str, int]]) -> tuple[Count, ...]:
    """Return one bar for each (label, number), all on the scale of the largest."""
    numbers = tuple(numbers)
    largest = max((number for _, number in numbers), default=0) or 1
    return tuple(
        Count(
            label=label,
            number=number,
            bar=picture(
                width=largest,
                height=1,
                title=f"{label}: {number}",
                shapes=[bar(x=0, y=0, width=number, height=1)],
            ),
        )
        for label, number in numbers
    )


def places(*, taken: int, capacity: Capacity, widest: int) -> Markup:
    """Return a coach's places as squares: taken solid, still owed to the minimum pale, free beyond it faint.

    `widest` is the largest number of places of any coach, so that squares are alike from row to row.
    """

    def opacity(place: int) -> float:
        if place < taken:
            return SOLID
        return PALE if place < capacity.minimum else FAINT

    shown = max(taken, capacity.maximum)
    return picture(
        width=max(widest, shown, 1),
        height=1,
        title=f"{taken} taken of {capacity.minimum} to {capacity.maximum}",
        shapes=[
            bar(x=place, y=0, width=1 - _GAP, height=1, opacity=opacity(place)) for place in range(shown)
        ],
    )


def shares(*, title: str, parts: Sequence[tuple[int, float]]) -> Markup:
    """Return one bar cut into parts (number, opacity), side by side."""
    whole = sum(number for number, _ in parts) or 1
    shapes: list[Element] = []
    x = 0
    for number, opacity in parts:
        shapes.append(bar(x=x, y=0, width=number, height=1, opacity=opacity))
        x += number
    return picture(width=whole, height=1, title=title, shapes=shapes)
