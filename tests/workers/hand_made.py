"""A cohort with two workshops whose groups a test fills by hand, and what its members do with their seats."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from scheduler.access import CohortScope, PersonScope, whole_cohort
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.enrolling import wait
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import finish_run, request_run, source_of
from scheduler.domain.cohorts import Choice, Cohort, CohortId, Workshop
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.domain.plans import (
    CoachingPart,
    CoachingValue,
    LeftOut,
    Midway,
    Plan,
    Section,
    SessionsPart,
    SessionsValue,
    SolverInfo,
    SolverParts,
    WorkshopsPart,
    WorkshopsValue,
)
from scheduler.domain.seat_offers import SeatOffer
from scheduler.store.runs import Release
from scheduler.store.unit_of_work import Store
from workers.consumer import drain
from workers.job import Tools

FIRST = datetime(2026, 10, 12, 17, tzinfo=UTC)
"""When the group of songs first meets, and a week later again; that of games meets on Thursdays at the same hour."""
SONGS, GAMES = "songs", "games"


def person_id(key: str) -> PersonId:
    return PersonId(f"id-{key}")


def section(*members: str, workshop: str = SONGS, number: int = 1, starts: datetime = FIRST) -> Section:
    """Make a group of two meetings of an hour."""
    return Section(
        workshop=workshop,
        section=number,
        facilitator=person_id("leader"),
        starts=(starts, starts + timedelta(days=7)),
        minutes=60,
        members=tuple(map(person_id, members)),
    )


def cohort_of(**more: object) -> Cohort:
    """Make rules with two workshops of two seats a group; everyone may be in one."""
    workshops = tuple(
        Workshop(
            id=name,
            name=name.capitalize(),
            topic="math",
            facilitators=("leader",),
            minutes=60,
            size=Capacity(minimum=1, maximum=2),
            sections=2,
            window=(date(2026, 10, 12), date(2026, 10, 16)),
            when=Choice(weekdays=(0, 3), opens=1080, closes=1140, step_minutes=60),
            meetings=2,
        )
        for name in (SONGS, GAMES)
    )
    plain = {
        "id": CohortId("by-hand"),
        "name": "Cohort",
        "starts": date(2026, 10, 1),
        "ends": date(2026, 11, 30),
        "home_time_zone": "Europe/London",
        "locale": "en",
        "topics": ("math",),
        "workshops": workshops,
    }
    return Cohort(**(plain | more))


def plan_of(*sections: Section, people: tuple[Person, ...]) -> Plan:
    """Return a plan of these groups and nothing else, for these people."""
    seated = {member for each in sections for member in each.members}
    left_out = (each.id for each in people if each.role is Role.MEMBER and each.id not in seated)
    coaching = CoachingValue(placed=0, shortfall=0, bands=(0,) * 10, total=0)
    seats = [each.workshop for each in sections for _ in each.members]
    worth = sum(1000 if workshop == SONGS else 700 for workshop in seats)  # the first wish, and the second
    groups, sessions = WorkshopsValue(served=len(seats), total=worth), SessionsValue(worst=0, total=0)
    return Plan(
        sessions=SessionsPart(objective=sessions, bound=sessions, proven=True, meetings=()),
        coaching=CoachingPart(objective=coaching, bound=coaching, proven=True, pairs=(), unplaced=()),
        workshops=WorkshopsPart(
            objective=groups,
            bound=groups,
            gap=0.0,
            proven=True,
            sections=sections,
            unserved=tuple(LeftOut(member=each, reasons=()) for each in left_out),
        ),
        solver=SolverInfo(seed=0, seconds=0.0, parts=SolverParts(sessions=0.0, coaching=0.0, workshops=0.0)),
    )


@dataclass(kw_only=True)
class ByHand:
    """A cohort in a store, and what is done in it; after each act all that is due is worked off."""

    store: Store
    tools: Tools
    cohort: Cohort
    post: Path

    def set_up(self, *people: Person, sections: tuple[Section, ...]) -> None:
        """Bring these people in, and release these groups."""
        with self.store.write() as tx:
            create_cohort(tx, cohort=self.cohort)
            scope = whole_cohort(tx, self.cohort.id)
            import_people(scope, people=people)
            run = request_run(scope)
            finish_run(scope, run=run, plan=plan_of(*sections, people=people), made_from="")
            plan = tx.runs.plan_of_run(self.cohort.id, run)
            tx.runs.add_release(
                self.cohort.id, Release(number=1, plan=plan.id, published_at=tx.now, name="", note="")
            )
        self.settle()

    def draft(self, *sections: Section, midway: bool = False) -> str:
        """Draft these groups, to seat everyone anew or to follow the last release (`midway`); return the plan's id."""
        with self.store.write() as tx:
            scope = whole_cohort(tx, self.cohort.id)
            follows = Midway(release=scope.last_release(), as_of=tx.now) if midway else None
            run = request_run(scope)
            plan = replace(plan_of(*sections, people=scope.people()), midway=follows)
            finish_run(scope, run=run, plan=plan, made_from=source_of(scope).input_hash)
            return tx.runs.plan_of_run(self.cohort.id, run).id

    def publish(self, *sections: Section, midway: bool = False) -> None:
        """Release these groups next."""
        draft = self.draft(*sections, midway=midway)
        self.change(lambda scope: publish_plan(scope, plan=draft))

    def settle(self) -> None:
        drain(store=self.store, tools=self.tools)

    def change(self, by: Callable[[CohortScope], object]) -> None:
        """Have something be done to the cohort."""
        with self.store.write() as tx:
            by(whole_cohort(tx, self.cohort.id))
        self.settle()

    def does(self, key: str, command: Callable[..., object], **more: object) -> None:
        """Have a member do something; what follows is worked off."""
        with self.store.write() as tx:
            command(self.scope(tx, key), **more)
        self.settle()

    def scope(self, tx, key: str) -> PersonScope:
        found = whole_cohort(tx, self.cohort.id)
        return PersonScope(tx=tx, cohort=found.cohort, person=found.person(person_id(key)))

    def wait_in_line(self, *keys: str, workshop: str = SONGS, number: int = 1) -> None:
        """Have these wait, one a minute after the other."""
        for key in keys:
            self.does(key, wait, workshop=workshop, section=number)
            self.store.clock.at += timedelta(minutes=1)

    def offers(self) -> list[SeatOffer]:
        """Return the open offers, the earliest first."""
        with self.store.read() as tx:
            return list(tx.seat_offers.open_in(self.cohort.id))

    def offered_to(self) -> list[str]:
        """Return whom a seat is kept for, by key."""
        return [offer.person.removeprefix("id-") for offer in self.offers()]

    def ended(self) -> list[tuple[str, str]]:
        """Return how offers ended, by key."""
        with self.store.engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT person_id, ended FROM seat_offer WHERE ended IS NOT NULL ORDER BY offered_at, person_id"
            )
            return [(row[0].removeprefix("id-"), row[1]) for row in rows]

    def line(self, workshop: str = SONGS, number: int = 1) -> list[str]:
        """Return who waits, the first first."""
        with self.store.read() as tx:
            words = tx.enrolments.of_cohort(self.cohort.id)
        waiting = [each for each in words if each.standing == "waiting"]
        its = sorted(
            (each for each in waiting if (each.workshop, each.section) == (workshop, number)), key=_since
        )
        return [each.person.removeprefix("id-") for each in its]

    def members(self, workshop: str = SONGS, number: int = 1) -> list[str]:
        with self.store.read() as tx:
            plan = whole_cohort(tx, self.cohort.id).standing_plan()
        found = [
            each.members
            for each in plan.workshops.sections
            if (each.workshop, each.section) == (workshop, number)
        ]
        return [each.removeprefix("id-") for each in found[0]]

    def mails(self) -> list[tuple[str, str]]:
        """Take the mails away: to whom, by key, and the subject."""
        found = []
        for path in self.post.glob("*.eml"):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            path.unlink()
            found.append((str(mail["To"]).partition("@")[0], str(mail["Subject"])))
        return sorted(found)

    def changed(self, **rules: object) -> Cohort:
        """Return the rules as they are, with some others."""
        with self.store.read() as tx:
            return replace(whole_cohort(tx, self.cohort.id).cohort, **rules)


def people_of(make_person: Callable[..., Person], *keys: str) -> tuple[Person, ...]:
    """Return members by key, who live in London, and the leader of all groups."""
    return (
        *(make_person(key, zone="Europe/London", workshops=(SONGS, GAMES)) for key in keys),
        make_person("leader", role=Role.STAFF, zone="Europe/London"),
    )


def _since(enrolment) -> datetime:
    return enrolment.since
