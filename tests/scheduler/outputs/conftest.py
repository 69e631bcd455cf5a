"""A small cohort across four zones and a plan for it, written by hand: one member has no coach, one no seat."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from html.parser import HTMLParser

import pytest

from calendars.availability import Window
from scheduler.domain.cohorts import (
    Choice,
    Coaching,
    Cohort,
    CohortId,
    MonthlyAt,
    Session,
    Workshop,
)
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.domain.plans import (
    CoachingPart,
    CoachingValue,
    LeftOut,
    Pair,
    Plan,
    Reason,
    Section,
    SessionMeeting,
    SessionsPart,
    SessionsValue,
    SolverInfo,
    SolverParts,
    WorkshopsPart,
    WorkshopsValue,
)

AFTERNOONS = tuple(Window(day=day, start=16 * 60, end=20 * 60) for day in range(7))
MORNINGS = tuple(Window(day=day, start=9 * 60, end=12 * 60) for day in range(7))
ALL_DAY = tuple(Window(day=day, start=8 * 60, end=21 * 60) for day in range(7))


@pytest.fixture
def cohort() -> Cohort:
    return Cohort(
        id=CohortId("c"),
        name="Vía 2024",
        starts=date(2024, 10, 1),
        ends=date(2024, 12, 20),
        home_time_zone="America/New_York",
        locale="en-US",
        topics=("math games", "storytelling"),
        coaching=Coaching(capacity=Capacity(minimum=1, maximum=3), meeting_minutes=60, target_minutes=180),
        sessions=(
            Session(
                id="gathering",
                name="Gathering",
                minutes=60,
                when=MonthlyAt(ordinal=2, weekday=1, at=time(10)),
            ),
        ),
        workshops=(
            Workshop(
                id="stones",
                name="Games with stones",
                topic="math games",
                facilitators=("C2",),
                minutes=60,
                size=Capacity(minimum=1, maximum=2),
                window=(date(2024, 10, 14), date(2024, 10, 31)),
                when=Choice(weekdays=(1,), opens=8 * 60, closes=20 * 60, step_minutes=60),
                meetings=2,
            ),
            Workshop(
                id="stories",
                name="Stories & books",
                topic="storytelling",
                facilitators=("C1",),
                minutes=60,
                size=Capacity(minimum=4, maximum=8),
                window=(date(2024, 11, 1), date(2024, 11, 30)),
                when=Choice(weekdays=(2,), opens=8 * 60, closes=20 * 60, step_minutes=60),
            ),
        ),
    )


@pytest.fixture
def people() -> tuple[Person, ...]:
    return (
        _person("M1", "Halima Wanjiru", Role.MEMBER, "Africa/Nairobi", AFTERNOONS, interests=("math games",)),
        _person("nuri@example.org", "فرشته نوری", Role.MEMBER, "Asia/Kabul", AFTERNOONS),
        _person("M3", "=Quiñones", Role.MEMBER, "America/New_York", MORNINGS),
        _person("C1", "Ruth <b>Abernathy</b>", Role.COACH, "America/New_York", MORNINGS),
        _person("C2", "Олена Бондаренко", Role.COACH, "Europe/Kyiv", AFTERNOONS),
        _person("S1", "Sefu", Role.STAFF, "Africa/Nairobi", ALL_DAY, availability_assumed=True),
    )


@pytest.fixture
def plan() -> Plan:
    coaching = CoachingValue(placed=2, shortfall=1, bands=(0, 0, 0, 0, 0, 1, 0, 0, 0, 1), total=1450)
    workshops = WorkshopsValue(served=1, total=1000)
    sessions = SessionsValue(worst=2, total=4)
    return Plan(
        coaching=CoachingPart(
            objective=coaching,
            bound=coaching,
            proven=True,
            pairs=(
                Pair(
                    member=PersonId("id-M1"),
                    coach=PersonId("id-C1"),
                    score=900,
                    shared_minutes=420,
                    topics=("math games",),
                    languages=("sw", "en"),
                    worst_week="2024-10-28",
                    reasons=(
                        Reason(code="pair", text="They share 420 minutes even then."),
                        Reason(code="topics", text="Both chose math games."),
                    ),
                ),
                Pair(
                    member=PersonId("id-nuri@example.org"),
                    coach=PersonId("id-C1"),
                    score=550,
                    shared_minutes=75,
                    topics=(),
                    languages=(),
                    worst_week="2024-10-07",
                ),
            ),
            unplaced=(
                LeftOut(
                    member=PersonId("id-M3"),
                    reasons=(
                        Reason(
                            code="no_shared_time",
                            params={"week": "2024-10-28", "coach": "C2", "minutes": 45},
                            text="No coach shares 60 minutes; nearest: 45 with Олена.",
                        ),
                        Reason(code="coaches_full", params={"coach": "C1"}, text="Ruth <b>is</b> full."),
                    ),
                ),
            ),
        ),
        workshops=WorkshopsPart(
            objective=workshops,
            bound=WorkshopsValue(served=2, total=2000),
            gap=0.5,
            proven=False,
            sections=(
                Section(
                    workshop="stones",
                    section=1,
                    facilitator=PersonId("id-C2"),
                    # A week apart on New York's clock; Kyiv leaves summer time in between, on 27 October.
                    starts=(_utc(2024, 10, 22, 14), _utc(2024, 10, 29, 14)),
                    minutes=60,
                    members=(PersonId("id-M1"),),
                    reasons=(Reason(code="section", text="All who wish can come then."),),
                    seats=(Reason(code="seat", text="Her 1st wish."),),
                ),
            ),
            unserved=(
                LeftOut(
                    member=PersonId("id-nuri@example.org"),
                    reasons=(
                        Reason(code="not_held", params={"workshop": "stories"}, text="Stories is not held."),
                    ),
                ),
            ),
        ),
        sessions=SessionsPart(
            objective=sessions,
            bound=sessions,
            proven=True,
            meetings=(
                SessionMeeting(session="gathering", starts=_utc(2024, 10, 8, 14), minutes=60),
                SessionMeeting(
                    session="gathering",
                    starts=_utc(2024, 11, 12, 15),
                    minutes=60,
                    reasons=(Reason(code="at", text="The second Tuesday."),),
                ),
            ),
        ),
        solver=SolverInfo(
            seed=7, seconds=0.75, parts=SolverParts(sessions=0.25, coaching=0.125, workshops=0.375)
        ),
    )


@pytest.fixture
def empty_plan() -> Plan:
    """Return what a cohort without coaching, workshops and sessions comes to."""
    coaching = CoachingValue(placed=0, shortfall=0, bands=(0,) * 10, total=0)
    workshops = WorkshopsValue(served=0, total=0)
    sessions = SessionsValue(worst=0, total=0)
    return Plan(
        coaching=CoachingPart(objective=coaching, bound=coaching, proven=True, pairs=(), unplaced=()),
        workshops=WorkshopsPart(
            objective=workshops, bound=workshops, gap=0.0, proven=True, sections=(), unserved=()
        ),
        sessions=SessionsPart(objective=sessions, bound=sessions, proven=True, meetings=()),
        solver=SolverInfo(seed=0, seconds=0.0, parts=SolverParts(sessions=0.0, coaching=0.0, workshops=0.0)),
    )


def _person(
    key: str,
    name: str,
    role: Role,
    time_zone: str,
    availability: tuple[Window, ...],
    *,
    interests: tuple[str, ...] = (),
    availability_assumed: bool = False,
) -> Person:
    return Person(
        id=PersonId(f"id-{key}"),
        key=key,
        name=name,
        email=key if "@" in key else None,
        role=role,
        time_zone=time_zone,
        availability=availability,
        interests=interests,
        availability_assumed=availability_assumed,
        languages=("en",),
    )


def _utc(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


@dataclass(kw_only=True)
class Page(HTMLParser):
    """What a page holds: its tags, every attribute, and its text in one line, without styles."""

    tags: list[str] = field(default_factory=list[str])
    attributes: list[tuple[str, str | None]] = field(default_factory=list[tuple[str, str | None]])
    words: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag and its attributes."""
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if self.tags[-1:] != ["style"]:
            self.words.extend(data.split())

    @property
    def text(self) -> str:
        """All words, one space apart."""
        return " ".join(self.words)


@pytest.fixture
def read_page() -> Callable[[bytes], Page]:
    def read(html: bytes) -> Page:
        page = Page()
        page.feed(html.decode())
        return page

    return read
