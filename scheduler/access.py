"""Who may do what: the one scoped accessor, through which alone anyone's data is reached.

An `Access` is opened for an account inside a transaction. It yields scopes; a scope reaches only what belongs to
its cohort or person, and whatever is not the account's to see raises NotFoundError, as if it were not there.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from scheduler.domain.added_meetings import added_meetings
from scheduler.domain.agreements import coaching_meetings
from scheduler.domain.arrangements import Arranged, arranged, held
from scheduler.domain.circles import Circle
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.endings import without_ended
from scheduler.domain.enrolments import Standing, seated
from scheduler.domain.meetings import Meeting, MeetingKind, in_order, meetings_of
from scheduler.domain.parts import EVERYTHING, NOTHING, Parts
from scheduler.domain.pauses import without_paused
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan
from scheduler.errors import NotFoundError
from scheduler.store.calendars import StoredEntry, StoredFeed
from scheduler.store.deliveries import Delivery
from scheduler.store.prices import StoredPrices
from scheduler.store.runs import Run, StoredPlan
from scheduler.store.unit_of_work import Transaction
from scheduler.store.uploads import Upload
from scheduler.store.webhooks import Webhook

T = TypeVar("T")


class Right(StrEnum):
    """What a person may do in a cohort, granted on its own and never by a roster."""

    COORDINATOR = "coordinator"
    FACILITATOR = "facilitator"


COORDINATE = frozenset({Right.COORDINATOR})
"""May change the cohort."""
LOOK = frozenset({Right.COORDINATOR, Right.FACILITATOR})
"""May see the whole cohort."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CohortScope:
    """One cohort, for someone who may see or change all of it; `parts` of its plan they may rebalance."""

    tx: Transaction
    cohort: Cohort
    rights: frozenset[Right]
    parts: Parts = NOTHING

    def people(self) -> tuple[Person, ...]:
        """Return everyone, in the roster's order."""
        return self.tx.people.people(self.cohort.id)

    def to_read(self, people: tuple[Person, ...]) -> tuple[Person, ...]:
        """Return people by the names that whoever looks may read: both, for who coordinates; else the chosen ones.

        For pages alone: what is written, to calendars, mails and plans, is written with the chosen names.
        """
        if Right.COORDINATOR not in self.rights:
            return people
        return tuple(person.by_both_names() for person in people)

    def people_to_read(self) -> tuple[Person, ...]:
        """Return everyone so, in the roster's order."""
        return self.to_read(self.people())

    def leavers(self) -> tuple[Person, ...]:
        """Return who was in the cohort once, with what their calendar needs."""
        return self.tx.people.leavers(self.cohort.id)

    def person(self, person: str) -> Person:
        """Return someone of this cohort."""
        return _found(next((each for each in self.people() if each.id == person), None))

    def arranged(self, people: tuple[Person, ...], *, plan: Plan | None = None) -> tuple[Arranged, ...]:
        """Return every meeting of the last release, and every one added, for these people, with how it is arranged.

        With a `plan`, as if that were the last release.
        """
        return _arranged(self.tx, self.cohort, people, plan=plan)

    def to_match(self, people: tuple[Person, ...] | None = None) -> Cohort:
        """Return the rules as a run takes them: nobody is put into a workshop again that they have left.

        `people` are the cohort's, for who has read them already.
        """
        gone = [
            each for each in self.tx.enrolments.of_cohort(self.cohort.id) if each.standing is Standing.LEFT
        ]
        if not gone:
            return self.cohort
        keys = {person.id: person.key for person in (self.people() if people is None else people)}
        left = tuple((keys[each.person], each.workshop) for each in gone)
        return replace(self.cohort, never_attend=(*self.cohort.never_attend, *left))

    def standing_plan(self) -> Plan | None:
        """Return the last release as it stands, without the pairs ended since; None before there is one."""
        return _standing(self.tx, self.cohort)

    def arranged_meetings(self, people: tuple[Person, ...]) -> tuple[Meeting, ...]:
        """Return every meeting of the last release, and every one added, as it is held."""
        return held(self.arranged(people))

    def last_release(self) -> int | None:
        """Return the number of the last release; None before there is one."""
        return max((release.number for release in self.tx.runs.releases(self.cohort.id)), default=None)

    def coaching(self, people: tuple[Person, ...], *, plan: Plan | None = None) -> tuple[Meeting, ...]:
        """Return the meetings of every pair of the last release that has agreed on an hour; nobody arranges those.

        With a `plan`, as if that were the last release.
        """
        return _coaching(self.tx, self.cohort, people, plan=plan)

    def upload(self, upload: str) -> Upload:
        """Return a spreadsheet dropped into this cohort."""
        return _found(self.tx.uploads.upload(self.cohort.id, upload))

    def run(self, run: str) -> Run:
        """Return a run of this cohort."""
        return _found(self.tx.runs.run(self.cohort.id, run))

    def plan(self, plan: str) -> StoredPlan:
        """Return a plan of this cohort."""
        return _found(self.tx.runs.plan(self.cohort.id, plan))

    def prices(self, plan: str) -> StoredPrices | None:
        """Return the prices of a plan of this cohort; None where none are kept."""
        return self.tx.prices.of_plan(self.cohort.id, plan)

    def delivery(self, delivery: str) -> Delivery:
        """Return something owed for this cohort."""
        found = _found(self.tx.deliveries.find(delivery))
        return _found(found if found.cohort == self.cohort.id else None)

    def webhooks(self) -> tuple[Webhook, ...]:
        """Return the webhooks to which only this cohort's events are posted, oldest first."""
        return tuple(each for each in self.tx.webhooks.all() if each.cohort == self.cohort.id)

    def webhook(self, webhook: str) -> Webhook:
        """Return a webhook to which only this cohort's events are posted."""
        return _found(next((each for each in self.webhooks() if each.id == webhook), None))

    def feed(self, feed: str) -> StoredFeed:
        """Return a feed of someone in this cohort."""
        feeds = self.tx.calendars.feeds(self.cohort.id).values()
        return _found(next((each for each in feeds if each.id == feed), None))

    def shared_feeds(self) -> dict[Circle, StoredFeed]:
        """Return the feeds of this cohort that are nobody's own, by whose meetings they show."""
        return self.tx.shared_feeds.of_cohort(self.cohort.id)

    def shared_feed(self, feed: str) -> StoredFeed:
        """Return a feed of this cohort that is nobody's own."""
        feeds = self.shared_feeds().values()
        return _found(next((each for each in feeds if each.id == feed), None))


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonScope:
    """One person's own things, for that person; `shown` is whose contact they were shown."""

    tx: Transaction
    cohort: Cohort
    person: Person
    shown: set[tuple[CohortId, PersonId]] = field(default_factory=set[tuple[CohortId, PersonId]])

    def show(self, other: PersonId) -> None:
        """Note that the person is shown how to reach another one."""
        self.shown.add((self.cohort.id, other))

    def standing_plan(self) -> Plan | None:
        """Return the last release as it stands, without the pairs ended since; None before there is one."""
        return _standing(self.tx, self.cohort)

    def feed(self) -> StoredFeed | None:
        """Return the person's feed, once a plan was published."""
        return self.tx.calendars.feed_of(self.person.id)

    def section_feeds(self, meetings: tuple[Meeting, ...]) -> dict[Circle, StoredFeed]:
        """Return the open feeds of the sections that the person sits in or leads; `meetings` are the cohort's."""
        theirs = {meeting.circle for meeting in meetings if self.person.id in meeting.people} - {Circle()}
        return {
            circle: feed
            for circle, feed in self.tx.shared_feeds.of_cohort(self.cohort.id).items()
            if circle in theirs and not feed.revoked
        }

    def meetings(self, people: tuple[Person, ...]) -> tuple[Meeting, ...]:
        """Return the person's meetings of the last release, as they are held, by start, then UID."""
        return self._mine(self.every_meeting(people))

    def every_meeting(self, people: tuple[Person, ...]) -> tuple[Meeting, ...]:
        """Return every meeting of the cohort, as it is held: of the groups that the person might join too."""
        arranged = held(_arranged(self.tx, self.cohort, people, plan=None))
        return in_order((*arranged, *_coaching(self.tx, self.cohort, people, plan=None)))

    def meetings_and_past(
        self, people: tuple[Person, ...]
    ) -> tuple[tuple[Meeting, ...], tuple[Meeting, ...]]:
        """Return the person's meetings, and those of the cohort that were held while they stood in their calendar.

        Whoever has left a group since was at its meetings until then, and whoever came later was not: a calendar keeps
        what is over. Hours of coaching are not among the latter.
        """
        every = self.every_meeting(people)
        over = [
            meeting
            for meeting in every
            if meeting.ends <= self.tx.now and meeting.kind is not MeetingKind.COACHING
        ]
        if not over:
            return self._mine(every), ()
        had = self.tx.calendars.had(self.person.id)
        return self._mine(every), tuple(each for each in over if each.uid in had and not each.cancelled)

    def entries(self) -> dict[str, StoredEntry]:
        """Return the person's calendar entries by UID."""
        return self.tx.calendars.entries(self.person.id)

    def _mine(self, every: tuple[Meeting, ...]) -> tuple[Meeting, ...]:
        return tuple(meeting for meeting in every if self.person.id in meeting.people)


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """What one account may reach; `account` None is nobody.

    `reached` are the cohorts whose whole was opened, `shown` those of whom one was shown how to reach them.
    """

    tx: Transaction
    account: str | None
    reached: set[CohortId] = field(default_factory=set[CohortId])
    shown: set[tuple[CohortId, PersonId]] = field(default_factory=set[tuple[CohortId, PersonId]])

    def rights(self) -> dict[CohortId, frozenset[Right]]:
        """Return the account's rights in each cohort it has any in."""
        if self.account is None:
            return {}
        held = self.tx.accounts.rights(self.account)
        return {cohort: frozenset(map(Right, rights)) for cohort, rights in held.items()}

    def cohorts(self) -> tuple[CohortScope, ...]:
        """Return every cohort of which the account may see the whole."""
        rights = self.rights()
        return tuple(
            self._scope(cohort, rights[cohort.id])
            for cohort in self.tx.people.cohorts()
            if rights.get(cohort.id, frozenset()) & LOOK
        )

    def may_found(self) -> bool:
        """Whether the account may set cohorts up: it coordinates one, or the operator lets it begin."""
        if self.account is None:
            return False
        coordinates = any(held & COORDINATE for held in self.rights().values())
        return coordinates or self.tx.accounts.may_found(self.account)

    def founder(self) -> str:
        """Return the account, if it may set cohorts up."""
        if self.account is None or not self.may_found():
            raise NotFoundError
        return self.account

    def cohort(self, cohort: str, *, need: frozenset[Right]) -> CohortScope:
        """Return this cohort for someone who holds one of the rights needed."""
        held = self.rights().get(CohortId(cohort), frozenset())
        if not held & need:
            raise NotFoundError
        found = _found(self.tx.people.cohort(CohortId(cohort)))
        self.reached.add(found.id)
        return self._scope(found, held)

    def rebalancing(self, cohort: str) -> CohortScope:
        """Return this cohort for someone who may rebalance some part of its plan."""
        scope = self.cohort(cohort, need=LOOK)
        return _found(scope if scope.parts.are_any else None)

    def pairing(self, cohort: str) -> CohortScope:
        """Return this cohort for someone who may change who coaches whom."""
        scope = self.rebalancing(cohort)
        return _found(scope if scope.parts.coaching else None)

    def running(self, cohort: str, *, run: str) -> CohortScope:
        """Return this cohort for someone who may end this run: a facilitator, one of their parts alone."""
        scope = self.rebalancing(cohort)
        return _found(scope if scope.parts.covers(scope.run(run).parts) else None)

    def drafting(self, cohort: str, *, plan: str) -> CohortScope:
        """Return this cohort for someone who may change and publish this draft: a facilitator, of their parts alone."""
        scope = self.rebalancing(cohort)
        return _found(scope if may_change(scope, scope.plan(plan).plan) else None)

    def me(self) -> tuple[PersonScope, ...]:
        """Return who the account is, in each cohort that knows them."""
        if self.account is None:
            return ()
        return tuple(
            PersonScope(
                tx=self.tx,
                cohort=_found(self.tx.people.cohort(cohort)),
                person=person,
                shown=self.shown,
            )
            for cohort, person in self.tx.people.of_account(self.account)
        )

    def myself(self, person: str) -> PersonScope:
        """Return this person, for themself alone."""
        return _found(next((scope for scope in self.me() if scope.person.id == person), None))

    def _scope(self, cohort: Cohort, rights: frozenset[Right]) -> CohortScope:
        parts = NOTHING
        if Right.COORDINATOR in rights:
            parts = EVERYTHING
        elif self.account is not None:
            parts = self.tx.accounts.parts(cohort.id, only=self.account).get(self.account, NOTHING)
        return CohortScope(tx=self.tx, cohort=cohort, rights=rights, parts=parts)


def may_change(scope: CohortScope, plan: Plan) -> bool:
    """Whether all that a draft changes is theirs to change: of one that follows no release, everything."""
    return scope.parts.covers(EVERYTHING if plan.midway is None else plan.midway.parts)


def whole_cohort(tx: Transaction, cohort: str) -> CohortScope:
    """Return the scope of the operator's own commands and of the workers, who act for the cohort itself."""
    known = _found(tx.people.cohort(CohortId(cohort)))
    return CohortScope(tx=tx, cohort=known, rights=frozenset(Right), parts=EVERYTHING)


def _arranged(
    tx: Transaction, cohort: Cohort, people: tuple[Person, ...], *, plan: Plan | None
) -> tuple[Arranged, ...]:
    plan = plan or _standing(tx, cohort)
    if plan is None:
        return ()
    added = tx.added_meetings.of_cohort(cohort.id)
    planned = (
        *meetings_of(cohort=cohort, people=people, plan=plan),
        *added_meetings(added, cohort=cohort, people=people, plan=plan),
    )
    pauses = tx.pauses.of_cohort(cohort.id)
    return tuple(
        (without_paused(meeting, starts=arrangement.starts, pauses=pauses), arrangement)
        for meeting, arrangement in arranged(planned, kept=tx.arrangements.of_cohort(cohort.id), now=tx.now)
    )


def _standing(tx: Transaction, cohort: Cohort) -> Plan | None:
    """Return the last release with what members have decided of their seats since, without the pairs ended since."""
    published = tx.runs.published(cohort.id)
    if published is None or published.release is None:
        return None
    plan = seated(published.plan, tx.enrolments.of_cohort(cohort.id))
    return without_ended(plan, tx.endings.of_cohort(cohort.id), release=published.release)


def _coaching(
    tx: Transaction, cohort: Cohort, people: tuple[Person, ...], *, plan: Plan | None
) -> tuple[Meeting, ...]:
    plan = plan or _standing(tx, cohort)
    if plan is None:
        return ()
    agreements = tx.agreements.of_cohort(cohort.id)
    pauses = tx.pauses.of_cohort(cohort.id)
    every = coaching_meetings(cohort=cohort, people=people, plan=plan, agreements=agreements)
    # Of a pair that is apart nobody meets: the other one would sit there alone.
    return tuple(
        meeting
        for meeting in every
        if without_paused(meeting, starts=meeting.starts, pauses=pauses) is meeting
    )


def _found(thing: T | None) -> T:
    if thing is None:
        raise NotFoundError
    return thing
