"""Whatever happens, in whatever order, each calendar entry is revised when it says something else, and only then.

So it is in everyone's own calendar, and in those that are shared: the whole group's, and one section's.

A model beside the service keeps what everyone ought to have, in the words of DESIGN 7 and of `commands.meetings`.
"""

import os
from collections.abc import Callable, Container
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from calendars.common_hours import CommonHour
from calendars.entries import EntryContent, Revision, uid
from calendars.wall_clock import occurrences, to_utc
from scheduler.access import CohortScope, PersonScope, whole_cohort
from scheduler.commands.agreeing import end_hour, say_yes
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.inviting import choose
from scheduler.commands.meetings import (
    cancel_meeting,
    describe_meeting,
    give_links,
    keep_arranged,
    move_meeting,
    restore_meeting,
)
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import finish_run, request_run
from scheduler.commands.sharing import share
from scheduler.domain.circles import Circle
from scheduler.domain.cohorts import CohortId
from scheduler.domain.common_hours import offered_hours
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import Plan
from scheduler.events import PlanPublished
from scheduler.ids import RandomIds
from scheduler.languages import words
from scheduler.store.calendars import StoredEntry, StoredFeed
from scheduler.store.engine import IN_MEMORY, open_engine
from scheduler.store.runs import Release
from scheduler.store.tables import metadata
from scheduler.store.unit_of_work import Store, Transaction
from tests.workers.history_cohort import (
    HOME,
    JOIN,
    LEADERS,
    MEMBERS,
    MINUTES,
    cohort,
    hours,
    keys,
    person,
    plans,
)
from workers.consumer import drain
from workers.drafting import draft
from workers.job import Tools
from workers.rebalancing import rebalance
from workers.routing import routes

TIMES = int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1"))
ZONES = ("Africa/Nairobi", "America/Phoenix", "Asia/Beirut", "Europe/Kyiv")
LOCALES = (None, "en", "uk", "ar")
WHOLE_GROUP, FIRST_GROUP = Circle(), Circle(workshop="games", section=1)


@dataclass(kw_only=True)
class MovingClock:
    """A clock that only the test moves."""

    at: datetime = datetime(2026, 9, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass(kw_only=True)
class Held:
    """A meeting as the model has it: the plan's time, the one that holds, and what it is called."""

    planned: datetime
    starts: datetime
    people: frozenset[str]
    minutes: int = MINUTES
    title: str = ""
    join_url: str | None = JOIN
    cancelled: bool = False

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)

    def is_over(self, now: datetime) -> bool:
        return self.ends <= now and not self.cancelled


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An entry at some moment: what it says, its revision and its bytes."""

    content: EntryContent
    revision: Revision
    body: bytes


@dataclass(kw_only=True)
class Model:
    """What everyone ought to have, by the meetings' UIDs."""

    held: dict[str, Held] = field(default_factory=dict)
    in_plan: set[str] = field(default_factory=set)
    coaches: dict[str, str] = field(default_factory=dict)
    agreed: dict[tuple[str, str], tuple[CommonHour, datetime]] = field(default_factory=dict)
    discreet: dict[str, bool] = field(default_factory=dict)

    def hours_of(self, key: str, *, here: Container[str]) -> dict[str, tuple[datetime, str]]:
        """Return the hours that someone has agreed on with a coach or a member who is here: start and whom with."""
        return {
            uid("cohort", "coaching", f"id-{coach}", f"id-{member}", day.isoformat()): (
                starts,
                member if key == coach else coach,
            )
            for member, coach in self.coaches.items()
            if key in {member, coach} and member in here and coach in here and (coach, member) in self.agreed
            for hour, since in [self.agreed[coach, member]]
            for day in (date(2026, 10, 1) + timedelta(n) for n in range(81))
            if day.weekday() == hour.day
            for wall in [datetime.combine(day, time()) + timedelta(minutes=hour.start)]
            for starts in [to_utc(wall=wall, time_zone=hour.time_zone)]
            if starts > since
        }

    def has(self, circle: Circle, name: str) -> bool:
        """Whether a meeting is this circle's: the sessions are everybody's."""
        if circle.is_whole_group:
            return not self.held[name].people
        return name in {uid("cohort", "section", "games", "1", str(n)) for n in (1, 2)}


class Histories(RuleBasedStateMachine):
    """A cohort to which things happen; the calendars follow after each."""

    def __init__(self) -> None:
        super().__init__()
        engine = open_engine(IN_MEMORY)
        metadata.create_all(engine)
        self.engine = engine
        self.clock = MovingClock()
        self.store = Store(engine, clock=self.clock, ids=RandomIds(), routes=routes())
        self.tools = Tools(solve=draft, rebalance=rebalance, feed_key=b"feed key")
        self.model = Model()
        self.people = {key: person(key, zone=ZONES[0], locale=None, role=Role.MEMBER) for key in MEMBERS}
        self.people |= {key: person(key, zone=HOME, locale=None, role=Role.COACH) for key in LEADERS}
        self.gone: dict[str, Person] = {}
        self.seen: dict[tuple[str | Circle, str], Seen] = {}
        self.shared: dict[Circle, StoredFeed] = {}
        self.looked_at = self.clock.at
        self.releases = 0
        with self.store.write() as tx:
            create_cohort(tx, cohort=cohort())
            import_people(whole_cohort(tx, "cohort"), people=tuple(self.people.values()))

    def teardown(self) -> None:
        self.engine.dispose()

    @initialize(first=plans)
    def begin(self, first: Plan) -> None:
        self.publish(first)

    @rule(plan=plans)
    def publish(self, plan: Plan) -> None:
        self.releases += 1
        with self.store.write() as tx:
            scope = whole_cohort(tx, "cohort")
            run = request_run(scope)
            finish_run(scope, run=run, plan=plan, made_from="")
            kept = tx.runs.plan_of_run(scope.cohort.id, run)
            assert kept is not None
            keep_arranged(scope, people=scope.people())
            tx.runs.add_release(
                scope.cohort.id,
                Release(number=self.releases, plan=kept.id, published_at=tx.now, note=""),
            )
            tx.outbox.emit(PlanPublished(cohort="cohort", plan=kept.id, release=self.releases))
        planned = {
            uid("cohort", "session", "all", f"{each.starts.astimezone(UTC):%Y-%m}"): (
                each.starts,
                "Gathering",
                frozenset[str](),
            )
            for each in plan.sessions.meetings
        } | {
            uid("cohort", "section", "games", str(section.section), str(n)): (
                starts,
                "Games",
                frozenset(who.removeprefix("id-") for who in (*section.members, section.facilitator)),
            )
            for section in plan.workshops.sections
            for n, starts in enumerate(section.starts, start=1)
        }
        self.model.in_plan = set(planned)
        self.model.coaches = {
            pair.member.removeprefix("id-"): pair.coach.removeprefix("id-") for pair in plan.coaching.pairs
        }
        for name, (starts, title, who) in planned.items():
            before = self.model.held.get(name)
            if before is None:
                self.model.held[name] = Held(planned=starts, starts=starts, people=who, title=title)
                continue
            before.people = who
            if not before.is_over(self.clock.at) and before.planned != starts:
                before.planned = before.starts = starts
                before.minutes, before.cancelled = MINUTES, False
        self.follow()

    @rule(data=st.data(), day=st.integers(0, 40), hour=hours, minutes=st.sampled_from((30, 60, 90)))
    def move(self, data: st.DataObject, day: int, hour: int, minutes: int) -> None:
        wall = datetime.combine(date(2026, 11, 1) + timedelta(day), time(hour))
        (starts,) = occurrences(wall=wall, time_zone=HOME)
        if starts <= self.clock.at:
            return
        held = self.arrange(
            data,
            lambda scope, meeting: move_meeting(scope, meeting=meeting, wall=wall, minutes=minutes),
            may=lambda held: not held.is_over(self.clock.at),
        )
        if held is not None:
            held.starts, held.minutes = starts, minutes
            self.follow()

    @rule(
        data=st.data(),
        title=st.sampled_from(("Games", "Gathering", "Другие игры")),
        url=st.sampled_from(("", JOIN, JOIN + "/2")),
    )
    def describe(self, data: st.DataObject, title: str, url: str) -> None:
        held = self.arrange(
            data, lambda scope, meeting: describe_meeting(scope, meeting=meeting, title=title, join_url=url)
        )
        if held is not None:
            held.title, held.join_url = title, url or None
            self.follow()

    @rule(data=st.data(), cancelled=st.booleans())
    def cancel_or_restore(self, data: st.DataObject, *, cancelled: bool) -> None:
        command = cancel_meeting if cancelled else restore_meeting
        held = self.arrange(data, lambda scope, meeting: command(scope, meeting=meeting))
        if held is not None:
            held.cancelled = cancelled
            self.follow()

    @rule(data=st.data(), count=st.integers(0, 2))
    def link(self, data: st.DataObject, count: int) -> None:
        links = [("Notes", f"https://example.org/{n}") for n in range(count)]
        held = self.arrange(
            data,
            lambda scope, meeting: give_links(scope, meeting=meeting, links=links),
            may=lambda _: True,
        )
        if held is not None:
            self.follow()

    @rule(
        key=st.sampled_from(MEMBERS + LEADERS), zone=st.sampled_from(ZONES), locale=st.sampled_from(LOCALES)
    )
    def change_person(self, key: str, zone: str, locale: str | None) -> None:
        if key in self.people:
            self.people[key] = replace(self.people[key], time_zone=zone, locale=locale)
            self.bring_in()

    @rule(key=keys, role=st.sampled_from(Role))
    def change_role(self, key: str, role: Role) -> None:
        if key in self.people:
            self.people[key] = replace(self.people[key], role=role)
            self.bring_in()

    @precondition(lambda self: self.model.coaches)
    @rule(data=st.data(), which=st.integers(0, 2), first=st.booleans())
    def agree(self, data: st.DataObject, which: int, *, first: bool) -> None:
        """Have a pair agree on one of the hours that suit them, whichever of the two suggests it."""
        pair = self.pair(data)
        if pair is None:
            return
        coach, member = pair
        offered = offered_hours(cohort=cohort(), coach=self.people[coach], member=self.people[member])
        if which >= len(offered):
            return
        hour = offered[which].hour
        for key, other in ((coach, member), (member, coach))[:: 1 if first else -1]:
            with self.store.write() as tx:
                say_yes(self.myself(tx, key), other=f"id-{other}", hour=hour)
        before = self.model.agreed.get((coach, member))
        if before is None or before[0] != hour:
            self.model.agreed[coach, member] = (hour, self.clock.at)
        self.follow()

    @precondition(lambda self: self.model.coaches)
    @rule(data=st.data(), by_coach=st.booleans())
    def end_it(self, data: st.DataObject, *, by_coach: bool) -> None:
        pair = self.pair(data)
        if pair is None:
            return
        key, other = pair[:: 1 if by_coach else -1]
        with self.store.write() as tx:
            end_hour(self.myself(tx, key), other=f"id-{other}")
        self.model.agreed.pop(pair, None)
        self.follow()

    @rule(
        key=keys,
        alarms=st.sampled_from(((), (30,), (60, 10))),
        discreet=st.sampled_from((None, True, False)),
    )
    def choose(self, key: str, alarms: tuple[int, ...], *, discreet: bool | None) -> None:
        self.clock.at += timedelta(minutes=5)
        if key not in self.people:
            return
        with self.store.write() as tx:
            me = self.myself(tx, key).person.id
            chose = replace(tx.preferences.of(me), alarms=alarms, discreet=discreet)
            choose(tx, cohort=CohortId("cohort"), person=me, preference=chose)
        self.model.discreet[key] = bool(discreet)
        self.follow()

    @precondition(lambda self: len(self.people) > len(LEADERS) + 1)
    @rule(key=keys)
    def leave(self, key: str) -> None:
        if key in self.people:
            self.gone[key] = self.people.pop(key)
            self.bring_in()

    @precondition(lambda self: self.gone)
    @rule(data=st.data())
    def join_again(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.gone)))
        self.people[key] = self.gone.pop(key)
        self.bring_in()

    @rule(days=st.integers(1, 25))
    def pass_time(self, days: int) -> None:
        self.clock.at += timedelta(days=days)
        self.follow()

    @rule(circle=st.sampled_from((WHOLE_GROUP, FIRST_GROUP)))
    def share(self, circle: Circle) -> None:
        self.clock.at += timedelta(minutes=5)
        if not any(self.model.has(circle, name) for name in self.model.in_plan):
            return
        with self.store.write() as tx:
            share(whole_cohort(tx, "cohort"), circle=circle, feed_key=self.tools.feed_key)

    @rule()
    def follow_again(self) -> None:
        before = self.feeds()
        with self.store.write() as tx:
            tx.outbox.emit(PlanPublished(cohort="cohort", plan="again", release=self.releases))
        self.follow()
        assert self.feeds() == before

    def arrange(
        self,
        data: st.DataObject,
        command: Callable[[CohortScope, str], None],
        *,
        may: Callable[[Held], bool] | None = None,
    ) -> Held | None:
        """Do something, some minutes later, to a meeting that it may be done to: one to come, unless said otherwise."""
        self.clock.at += timedelta(minutes=5)
        names = [
            name
            for name in sorted(self.model.in_plan)
            if (may or (lambda held: held.ends > self.clock.at))(self.model.held[name])
        ]
        if not names:
            return None
        name = data.draw(st.sampled_from(names))
        with self.store.write() as tx:
            command(whole_cohort(tx, "cohort"), name)
        return self.model.held[name]

    def pair(self, data: st.DataObject) -> tuple[str, str] | None:
        """Return a coach and a member of theirs who are both here, some minutes later."""
        self.clock.at += timedelta(minutes=5)
        pairs = [
            (coach, member)
            for member, coach in sorted(self.model.coaches.items())
            if member in self.people and coach in self.people
        ]
        return data.draw(st.sampled_from(pairs)) if pairs else None

    def myself(self, tx: Transaction, key: str) -> PersonScope:
        scope = whole_cohort(tx, "cohort")
        return PersonScope(tx=tx, cohort=scope.cohort, person=scope.person(f"id-{key}"))

    def bring_in(self) -> None:
        self.clock.at += timedelta(minutes=5)
        with self.store.write() as tx:
            import_people(whole_cohort(tx, "cohort"), people=tuple(self.people.values()))
        self.follow()

    def follow(self) -> None:
        drain(store=self.store, tools=self.tools)

    def feeds(self) -> dict[PersonId | Circle, tuple[bytes, str, datetime]]:
        with self.store.read() as tx:
            scope = whole_cohort(tx, "cohort")
            feeds = {**tx.calendars.feeds(scope.cohort.id), **scope.shared_feeds()}
        return {owner: (feed.body, feed.etag, feed.modified_at) for owner, feed in feeds.items()}

    @invariant()
    def entries_are_revised_when_they_say_something_else_and_only_then(self) -> None:
        now: dict[tuple[str | Circle, str], Seen] = {}
        with self.store.read() as tx:
            shared = tx.shared_feeds.entries(CohortId("cohort"))
            self.shared = whole_cohort(tx, "cohort").shared_feeds()
            owned: dict[str | Circle, dict[str, StoredEntry]] = {
                key: tx.calendars.entries(each.id) for key, each in (self.people | self.gone).items()
            }
        owned |= {circle: shared.get(feed.id, {}) for circle, feed in self.shared.items()}
        for owner, entries in owned.items():
            for name, entry in entries.items():
                now[owner, name] = Seen(content=entry.content, revision=entry.revision, body=entry.body)
        for of, before in self.seen.items():
            after = now[of]  # an entry never goes: what was cancelled only leaves the feed
            if after.content == before.content:
                assert (after.revision, after.body) == (before.revision, before.body)
            else:
                assert after.revision.sequence == before.revision.sequence + 1
                assert after.revision.dtstamp == after.revision.last_modified > before.revision.dtstamp
                assert {before.content.status, after.content.status} != {"CANCELLED"}
            if before.content.status == "CONFIRMED" and before.content.ends <= self.looked_at:
                assert after.content == replace(before.content, links=after.content.links)
        for of, seen in now.items():
            if of not in self.seen:
                assert seen.revision.sequence == 0
                assert seen.content.ends > self.looked_at
        self.seen, self.looked_at = now, self.clock.at

    @invariant()
    def everyone_has_what_they_ought_to_have(self) -> None:
        for key in (*self.people, *self.gone):
            ought = {
                name: (held.starts, held.minutes, held.title, held.join_url)
                for name, held in self.model.held.items()
                if key in self.people
                and name in self.model.in_plan
                and (not held.people or key in held.people)
                and not held.cancelled
                and held.ends > self.clock.at
            }
            if key in self.people:
                ought |= {
                    name: (starts, MINUTES, self.coaching_with(other, reader=key), None)
                    for name, (starts, other) in self.model.hours_of(key, here=self.people).items()
                    if starts + timedelta(minutes=MINUTES) > self.clock.at
                }
                if self.model.discreet.get(key):
                    said = words(self.people[key].locale or "en").gettext("Meeting")
                    ought = {
                        name: (starts, minutes, said, None) for name, (starts, minutes, *_) in ought.items()
                    }
            has = {
                name: (
                    seen.content.starts,
                    (seen.content.ends - seen.content.starts) // timedelta(minutes=1),
                    seen.content.summary,
                    seen.content.conference,
                )
                for (whose, name), seen in self.seen.items()
                if whose == key and seen.content.status == "CONFIRMED" and seen.content.ends > self.clock.at
            }
            assert has == ought

    def coaching_with(self, other: str, *, reader: str) -> str:
        say = words(self.people[reader].locale or "en").gettext
        return say("Coaching with {name}").format(name=other.capitalize())

    @invariant()
    def what_is_shared_has_what_it_ought_to_have(self) -> None:
        for circle in self.shared:
            ought = {
                name: (held.starts, held.ends, held.title, None if circle.is_whole_group else held.join_url)
                for name, held in self.model.held.items()
                if name in self.model.in_plan
                and self.model.has(circle, name)
                and not held.cancelled
                and held.ends > self.clock.at
            }
            has = {
                name: (
                    seen.content.starts,
                    seen.content.ends,
                    seen.content.summary,
                    seen.content.conference,
                )
                for (whose, name), seen in self.seen.items()
                if whose == circle
                and seen.content.status == "CONFIRMED"
                and seen.content.ends > self.clock.at
            }
            assert has == ought

    @invariant()
    def what_is_shared_names_nobody_and_the_whole_groups_leads_nowhere(self) -> None:
        for circle, feed in self.shared.items():
            said = feed.body.replace(b"\r\n ", b"").decode()
            assert [key for key in (*MEMBERS, *LEADERS) if key.capitalize() in said] == []
            if circle.is_whole_group:
                assert "://" not in said


Histories.TestCase.settings = settings(max_examples=40 * TIMES, stateful_step_count=25, deadline=None)
test_histories = Histories.TestCase
