"""People and cohorts as tests write them: hours in a line of text, and only what the test is about."""

import os
from collections.abc import Callable, Generator
from datetime import date
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from calendars.availability import Window
from scheduler.domain.cohorts import Choice, Coaching, Cohort, CohortId, Session, Workshop
from scheduler.domain.people import Capacity, Person, PersonId, Role

pytest_plugins = ["tests.browser", "tests.servers.fixtures", "tests.calendars.every_calendar"]

settings.register_profile("untimed", deadline=None)  # a machine that is busy is no fault
settings.load_profile("untimed")

PLAINLY = {"colors": False, "exception_formatter": structlog.dev.plain_traceback}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

MakePerson = Callable[..., Person]
MakeCohort = Callable[..., Cohort]


@pytest.fixture(autouse=True)
def _logs_as_before() -> Generator[None]:
    """Whatever a command did to the log ends with its test; until then an error is told in plain lines.

    structlog's own way is to draw every traceback with rich: that took two thirds of all time in tests of workers.
    """
    *others, _ = structlog.get_config()["processors"]
    structlog.configure(processors=[*others, structlog.dev.ConsoleRenderer(**PLAINLY)])
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def need() -> Callable[..., None]:
    """Ask for what a machine may lack: without it skip by name, or fail where everything is required."""

    def needed(name: str, *, there: bool) -> None:
        if there:
            return
        if os.environ.get("COMMONHOUR_REQUIRE_ALL") == "1":
            pytest.fail(f"{name} is not here")
        pytest.skip(f"{name} is not here")

    return needed


@pytest.fixture(scope="session")
def real_data(need: Callable[..., None]) -> Path:
    """The folder that COMMONHOUR_REAL_DATA names: data that others gathered and that is no part of this project."""
    if "COMMONHOUR_REAL_DATA" not in os.environ:  # it is not ours to give away, so CI itself may be without
        pytest.skip("COMMONHOUR_REAL_DATA names no folder with the data of others")
    folder = Path(os.environ["COMMONHOUR_REAL_DATA"])
    need(f"the data of others in {folder}, which COMMONHOUR_REAL_DATA names,", there=folder.is_dir())
    return folder


@pytest.fixture(scope="session")
def windows() -> Callable[[str], tuple[Window, ...]]:
    """`windows("Mon 18:00-21:00; Sat 22:00-26:00")`: an end past 24:00 runs into the next day."""

    def minutes(clock: str) -> int:
        hours, _, rest = clock.partition(":")
        return 60 * int(hours) + int(rest)

    def read(text: str) -> tuple[Window, ...]:
        parts = (part.split() for part in text.split(";") if part.strip())
        return tuple(
            Window(day=DAYS.index(day), start=minutes(opens), end=minutes(closes))
            for day, (opens, closes) in ((day, clock.split("-")) for day, clock in parts)
        )

    return read


@pytest.fixture(scope="session")
def make_person(windows: Callable[[str], tuple[Window, ...]]) -> MakePerson:
    """Make a member who lives by UTC and is there all week; the key, made lower, is also the id's and the name's."""

    def make(
        key: str, *, role: Role = Role.MEMBER, zone: str = "UTC", hours: str = "", **more: object
    ) -> Person:
        always = "; ".join(f"{day} 00:00-24:00" for day in DAYS)
        return Person(
            id=PersonId(f"id-{key}"),
            key=key,
            name=key.capitalize(),
            email=f"{key}@example.org",
            role=role,
            time_zone=zone,
            availability=windows(hours or always),
            **more,
        )

    return make


@pytest.fixture(scope="session")
def make_cohort() -> MakeCohort:
    """Make a cohort of October 2026 in London, with coaching and without sessions and workshops."""

    def make(**more: object) -> Cohort:
        coaching = Coaching(capacity=Capacity(minimum=0, maximum=2), meeting_minutes=60, target_minutes=180)
        plain = {
            "id": CohortId("cohort"),
            "name": "Cohort",
            "starts": date(2026, 10, 1),
            "ends": date(2026, 10, 31),
            "home_time_zone": "Europe/London",
            "locale": "en",
            "topics": ("reading", "maths", "play"),
            "coaching": coaching,
        }
        return Cohort(**(plain | more))

    return make


@pytest.fixture(scope="session")
def make_session() -> Callable[..., Session]:
    """Make a session of an hour on Tuesdays and Thursdays, from 09:00 to 21:00, on the hour."""

    def make(key: str = "monthly", **more: object) -> Session:
        when = Choice(weekdays=(1, 3), opens=9 * 60, closes=21 * 60, step_minutes=60)
        return Session(**({"id": key, "name": key.capitalize(), "minutes": 60, "when": when} | more))

    return make


@pytest.fixture(scope="session")
def make_workshop() -> Callable[..., Workshop]:
    """Make a workshop on reading of one meeting of an hour, on Mondays at 18:00 or 19:00, led by `leader`."""

    def make(key: str, **more: object) -> Workshop:
        plain = {
            "id": key,
            "name": key.capitalize(),
            "topic": "reading",
            "facilitators": ("leader",),
            "minutes": 60,
            "size": Capacity(minimum=1, maximum=4),
            "window": (date(2026, 10, 5), date(2026, 10, 11)),
            "when": Choice(weekdays=(0,), opens=18 * 60, closes=20 * 60, step_minutes=60),
        }
        return Workshop(**(plain | more))

    return make
