"""Every feed and message that any test makes is judged as the test ends, whether or not it asked for that."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.calendars import judged
from tests.calendars.catching import NET
from tests.calendars.verdicts import verdict

MOST_TOLD = 20


@pytest.fixture(scope="session", autouse=True)
def _nets_are_spread() -> Generator[None]:
    with NET.spread():
        yield
        _require_sound()
    judged.dismiss()


@pytest.fixture(autouse=True)
def _every_calendar_is_sound(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, _nets_are_spread: None
) -> Generator[None]:
    """What was caught while a test ran, and what lies in its folders, is sound; else the test fails.

    Where a test makes zone data up, its zones are judged under names that no judge knows: by what the files say alone.
    """
    yield
    for folder in {value for value in request.node.funcargs.values() if isinstance(value, Path)}:
        if folder.is_dir() and folder.is_relative_to(tmp_path_factory.getbasetemp()):
            NET.folder(folder)
    _require_sound(invented=request.node.get_closest_marker("zone_data_made_up") is not None)


def _require_sound(*, invented: bool = False) -> None:
    found = NET.empty()
    if invented:
        found = tuple(replace(caught, body=judged.under_unknown_names(caught.body)) for caught in found)
    against = [
        f"{caught.where}: {said}" for caught in found for said in verdict(caught, by_the_file=invented)
    ]
    if against:
        told = "\n".join(against[:MOST_TOLD])
        pytest.fail(f"{len(against)} things are wrong with calendars that were made:\n{told}", pytrace=False)
