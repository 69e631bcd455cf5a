"""Every feed and message that any test makes is judged as the test ends, whether or not it asked for that."""

from collections.abc import Generator
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
    """What was caught while a test ran, and what lies in its folders, is sound; else the test fails."""
    yield
    for folder in {value for value in request.node.funcargs.values() if isinstance(value, Path)}:
        if folder.is_dir() and folder.is_relative_to(tmp_path_factory.getbasetemp()):
            NET.folder(folder)
    _require_sound()


def _require_sound() -> None:
    against = [f"{caught.where}: {said}" for caught in NET.empty() for said in verdict(caught)]
    if against:
        told = "\n".join(against[:MOST_TOLD])
        pytest.fail(f"{len(against)} things are wrong with calendars that were made:\n{told}", pytrace=False)
