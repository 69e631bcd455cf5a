import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from calendars.entries import EntryContent, Revision, revise
from calendars.ics import vevent
from tests.calendars import judged

Judge = Callable[[str, bool], None]
Written = tuple[EntryContent, bytes]


@pytest.fixture
def judge() -> Judge:
    """Ask for a judge of iCalendar: where it is not installed skip, or fail if every judge is required."""

    def needed(name: str, there: bool) -> None:  # noqa: FBT001 - reads as a sentence where it is used
        if there:
            return
        if os.environ.get("COMMONHOUR_REQUIRE_ALL") == "1":
            pytest.fail(f"the judge {name} is not installed")
        pytest.skip(f"the judge {name} is not installed")

    return needed


@pytest.fixture
def ical_js(judge: Judge) -> judged.Read:
    judge(
        "ical.js", shutil.which("node") is not None and (judged.JUDGES / "node_modules" / "ical.js").is_dir()
    )
    return judged.ical_js


@pytest.fixture
def libical(judge: Judge) -> judged.Read:
    bound = subprocess.run(
        ["/usr/bin/python3", "-c", "import gi; gi.require_version('ICalGLib', '3.0')"],
        check=False,
        capture_output=True,
    )
    judge("libical", bound.returncode == 0)
    return judged.libical


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
