"""A meeting that newer zone data move stays, for whoever lives by its clock, at the hour that they were told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendars.entries import EntryContent
from scheduler.domain.news import News, NewsKind
from scheduler.domain.readers import Reader
from scheduler.outputs.letters import Addressee
from scheduler.outputs.notice_text import told_of

HOUR = timedelta(hours=1)
WORDS = "Sunday, 25 October 2026 at 11:00 \N{EN DASH} 12:00"
REST = "\n\nThe whole group meets."


@pytest.fixture
def was() -> EntryContent:
    starts = datetime(2026, 10, 25, 9, tzinfo=UTC)
    return EntryContent(
        uid="25",
        starts=starts,
        ends=starts + HOUR,
        time_zone="Europe/Kyiv",
        summary="Gathering",
        description=f"{WORDS} (Kyiv · Eastern European Standard Time){REST}",
    )


@pytest.fixture
def now(was: EntryContent) -> EntryContent:
    said = f"{WORDS} (Kyiv · Eastern European Summer Time){REST}"
    return replace(was, starts=was.starts - HOUR, ends=was.ends - HOUR, description=said)


@pytest.fixture
def told() -> Callable[[EntryContent, EntryContent], list[str]]:
    """Tell the news of a move to somebody in Kyiv, line by line."""
    reader = Reader(time_zone="Europe/Kyiv", locale="en")
    to = Addressee(name="Kateryna", reader=reader, group="Cohort")

    def told(was: EntryContent, now: EntryContent) -> list[str]:
        said = told_of(News(kind=NewsKind.MOVED, was=was, now=now), to=to)
        return said.replace("\u2009", " ").replace("\u202f", " ").splitlines()

    return told


def test_the_same_hour_on_the_readers_clock_is_told_as_such(told, was, now) -> None:
    when = "Sunday, October 25, 2026, 10:00 AM \N{EN DASH} 11:00 AM (Kyiv · Eastern European Standard Time)"
    assert told(was, now) == [
        "Moved: Gathering",
        f"as before on your clock: {when}",
        "By new rules for clocks that is another hour elsewhere.",
    ]


@pytest.mark.parametrize("words", ["", "Sunday, 25 October 2026 at 12:00 (Kyiv)"])
def test_another_hour_is_told_with_what_was(told, was, now, words: str) -> None:
    lines = told(replace(was, description=words), now)
    assert [line.partition(":")[0] for line in lines] == ["Moved", "was", "now"]
