"""Where a cohort stands, step by step: people, plan, release, calendars, mails."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.access import CohortScope, Right
from scheduler.commands.foretelling import standing_erasure
from scheduler.commands.runs import ENDED, outdated
from scheduler.domain.audit import BY_RULES
from scheduler.domain.people import Role
from scheduler.domain.problems import Problem
from scheduler.domain.retention import Erasure
from scheduler.queries.deliveries import cohort_deliveries
from scheduler.queries.notices import MailCounts, mail_counts
from scheduler.queries.subscriptions import subscriptions
from scheduler.roster.crosscheck import cross_check
from scheduler.store.runs import PlanMark, Release, Run, StoredPlan
from scheduler.store.uploads import Upload


@dataclass(frozen=True, kw_only=True, slots=True)
class CohortCard:
    """A cohort in the list of those that one looks after."""

    id: str
    name: str
    starts: date
    ends: date
    people: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RunState:
    """The last run, and the plan that it ended in; `outdated` when the people or the rules have changed since."""

    run: Run
    ended: bool
    plan: StoredPlan | None
    outdated: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """How many have a feed, and how many of those calendars fetch it."""

    feeds: int
    subscribed: int
    revoked: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """What is done in a cohort and what comes next; people counted by role, `now` the instant of the look.

    `draft` is the newest plan that is not published, if it is newer than what is, whatever became of the runs since;
    `plans` how many plans there are.
    `rebalances` whoever looks, with something of a release that is theirs to rebalance.
    `missing` is whom the rules name and the roster lacks, or has in another role; what names them says nothing.
    `signed_up` counts who has sent the sign-up form and waits.
    `to_look_at` counts what the service owes and has given up, or is late with.
    `erasure` is when everybody will be erased, as the rules say; `erased_at` when they were, of a cohort of nobody.
    """

    id: str
    name: str
    starts: date
    ends: date
    time_zone: str
    locale: str
    coordinates: bool
    rebalances: bool
    people: int
    roles: tuple[tuple[Role, int], ...]
    assumed: int
    missing: tuple[Problem, ...]
    upload: Upload | None
    signed_up: int
    last: RunState | None
    draft: PlanMark | None
    plans: int
    releases: tuple[Release, ...]
    reached: Reached
    to_look_at: int
    mails: MailCounts
    erasure: Erasure | None
    erased_at: datetime | None
    now: datetime


def cohort_cards(scopes: tuple[CohortScope, ...]) -> tuple[CohortCard, ...]:
    """Return the cohorts that may be looked at, oldest first."""
    return tuple(
        CohortCard(
            id=scope.cohort.id,
            name=scope.cohort.name,
            starts=scope.cohort.starts,
            ends=scope.cohort.ends,
            people=len(scope.people()),
        )
        for scope in scopes
    )


def cohort_overview(scope: CohortScope) -> Overview:
    """Return where the cohort stands."""
    people = scope.people()
    by_role = Counter(person.role for person in people)
    feeds = tuple(feed for feed in subscriptions(scope) if not feed.left)
    owed = cohort_deliveries(scope)
    plans = scope.tx.runs.plans(scope.cohort.id)
    is_empty = not people and not scope.leavers()
    return Overview(
        id=scope.cohort.id,
        name=scope.cohort.name,
        starts=scope.cohort.starts,
        ends=scope.cohort.ends,
        time_zone=scope.cohort.home_time_zone,
        locale=scope.cohort.locale,
        coordinates=Right.COORDINATOR in scope.rights,
        rebalances=scope.parts.are_any and scope.last_release() is not None,
        people=len(people),
        roles=tuple((role, by_role[role]) for role in Role if by_role[role]),
        assumed=sum(person.availability_assumed for person in people),
        missing=cross_check(cohort=scope.cohort, people=people) if people else (),
        upload=scope.tx.uploads.last_upload(scope.cohort.id),
        signed_up=scope.tx.sign_ups.count(scope.cohort.id),
        last=_last_run(scope),
        draft=_draft(plans),
        plans=len(plans),
        releases=scope.tx.runs.releases(scope.cohort.id),
        reached=Reached(
            feeds=len(feeds),
            subscribed=sum(feed.fetched_at is not None and not feed.revoked for feed in feeds),
            revoked=sum(feed.revoked for feed in feeds),
        ),
        mails=mail_counts(scope),
        to_look_at=len(owed.parked) + sum(each.late for each in owed.open),
        erasure=None if is_empty else standing_erasure(scope),
        erased_at=scope.tx.audit.last(BY_RULES, cohort=scope.cohort.id) if is_empty else None,
        now=scope.tx.now,
    )


def run_state(scope: CohortScope, *, run: Run) -> RunState:
    """Return the run with its plan, if it has one."""
    plan = scope.tx.runs.plan_of_run(scope.cohort.id, run.id)
    return RunState(
        run=run,
        ended=run.state in ENDED,
        plan=plan,
        outdated=plan is not None and outdated(scope, plan=plan),
    )


def _draft(plans: tuple[PlanMark, ...]) -> PlanMark | None:
    newest = next((mark for mark in plans if mark.release is None), None)
    published = [mark.created_at for mark in plans if mark.release is not None]
    return newest if newest and newest.created_at >= max(published, default=newest.created_at) else None


def _last_run(scope: CohortScope) -> RunState | None:
    """Return the last that was asked for; what was taken of a rebalancing is a plan, and leads to no other."""
    asked = (run for run in scope.tx.runs.runs(scope.cohort.id) if run.kind != "choice")
    last = next(asked, None)
    return None if last is None else run_state(scope, run=last)
