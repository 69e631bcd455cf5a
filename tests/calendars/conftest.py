from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from calendars.entries import EntryContent, Revision, revise
from calendars.ics import vevent
from tests.calendars import judged

Need = Callable[..., None]
Written = tuple[EntryContent, bytes]


@pytest.fixture
def judge(need: Need) -> Callable[[str], judged.Judge]:
    """Ask for a judge of iCalendar by name; where it is not installed skip, or fail if every judge is required."""

    def asked(name: str) -> judged.Judge:
        need(name, there=judged.ALL[name].is_here())
        return judged.ALL[name]

    return asked


@pytest.fixture
def entry() -> Callable[..., EntryContent]:
    """Make an hour's meeting of which each test says what matters to it."""

    def made(**said: object) -> EntryContent:
        starts = said.pop("starts", datetime(2026, 10, 14, 17, tzinfo=UTC))
        assert isinstance(starts, datetime)
        plain = {
            "uid": "7d2f",
            "starts": starts,
            "ends": starts + timedelta(hours=1),
            "time_zone": "Europe/London",
            "summary": "Gathering",
        }
        return EntryContent(**(plain | said))  # type: ignore[arg-type]

    return made


@pytest.fixture
def first_revision() -> Callable[[EntryContent], Revision]:
    return lambda content: revise(previous=None, content=content, now=datetime(2026, 9, 1, 12, tzinfo=UTC))


@pytest.fixture
def written(first_revision: Callable[[EntryContent], Revision]) -> Callable[[EntryContent], Written]:
    """Pair a content with its bytes, as they are kept."""
    return lambda content: (content, vevent(content=content, revision=first_revision(content)))
