"""Rebalancing midway: asked for, kept as what it offers, and a point of it taken as the next draft (DESIGN 6)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from itertools import pairwise

from calendars.availability import weeks_between
from matcher.solution import Progress
from scheduler.access import CohortScope
from scheduler.commands.rearranging import rearranged
from scheduler.commands.ruling import ruled
from scheduler.commands.runs import ended, finish_run, request_run, source_of
from scheduler.commands.setting_up import change_rules
from scheduler.domain.boards import Says
from scheduler.domain.cohorts import Cohort
from scheduler.domain.endings import ended_of
from scheduler.domain.enrolments import Standing
from scheduler.domain.frontiers import CoachingPoint, Followed, Rebalancing, WorkshopsPoint
from scheduler.domain.numbering import highest_numbers
from scheduler.domain.parts import EVERYTHING, Parts
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import CoachingPart, Midway, Plan, Reason, SolverInfo, SolverParts
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import PricesDue
from scheduler.judging import judge
from scheduler.languages.sentences import Day, sentence
from scheduler.price_table import MOST_PRICED
from scheduler.problems import coached, coaches
from scheduler.problems.so_far import from_then_on
from scheduler.store.runs import Run

OUTDATED = sentence(
    "The people, the rules or the plan have changed since this was worked out: rebalance again."
)

NOT_ASKED = Reason(
    code="not_asked", text=sentence("Who coaches whom was no part of this rebalancing: it stands as it is.")
)


def request_rebalancing(scope: CohortScope, *, seed: int = 0, seconds: int | None = None) -> str:
    """Ask what could follow the last release, the cohort being as it is now, and return the run's id.

    Raises NotNowError before there is a release, and once the cohort's last week is over.
    """
    if scope.last_release() is None:
        raise NotNowError(
            sentence("Nothing is published yet, so there is nothing to rebalance: match first.")
        )
    ends = scope.cohort.ends
    if not weeks_between(starts=scope.tx.now.astimezone(UTC).date(), ends=ends).count > 0:
        raise NotNowError(
            sentence(
                "The last day was {day}, so there is nothing left to rebalance. If it goes on, set a later last day.",
                day=Day(on=ends, with_year=True),
            )
        )
    return request_run(scope, kind="rebalance", seed=seed, seconds=seconds)


def followed(scope: CohortScope, *, parts: Parts = EVERYTHING) -> Followed:
    """Return what a rebalancing of these parts follows that begins now; raises NotFoundError without a release."""
    plan, release = scope.standing_plan(), scope.last_release()
    if plan is None or release is None:
        raise NotFoundError
    earlier = tuple(scope.plan(each.plan).plan for each in reversed(scope.tx.runs.releases(scope.cohort.id)))
    return Followed(
        plan=plan,
        midway=Midway(
            release=release,
            as_of=scope.tx.now,
            parts=parts,
            apart=ended_of(scope.tx.endings.of_cohort(scope.cohort.id), release=release),
        ),
        moved_before=sorted(_moved(earlier)),
        highest=highest_numbers(earlier),
    )


def _moved(releases: Sequence[Plan]) -> set[PersonId]:
    """Return who had another coach in a release than in the one before."""
    moved: set[PersonId] = set()
    for before, after in pairwise(releases):
        had = {pair.member: pair.coach for pair in before.coaching.pairs}
        moved |= {
            pair.member for pair in after.coaching.pairs if had.get(pair.member, pair.coach) != pair.coach
        }
    return moved


def finish_rebalancing(
    scope: CohortScope, *, run: str, rebalancing: Rebalancing, counts: tuple[Progress, ...] = ()
) -> None:
    """Keep what the run offers; a run that was cancelled meanwhile offers nothing."""
    if ended(scope, run=run, counts=counts):
        scope.tx.runs.add_rebalancing(run, rebalancing)


def is_outdated(scope: CohortScope, *, run: Run, offered: Rebalancing) -> bool:
    """Whether the people, the rules, the release, its pairs or seats are others than when the run looked at them."""
    midway, ended_by_now = offered.midway, scope.tx.endings.of_cohort(scope.cohort.id)
    parted = ended_of(ended_by_now, release=midway.release) != midway.apart
    joined = any(
        each.standing is Standing.JOINED and each.since > midway.as_of
        for each in scope.tx.enrolments.of_cohort(scope.cohort.id)
    )
    overtaken = scope.last_release() != midway.release
    return parted or joined or overtaken or run.input_hash != source_of(scope).input_hash


def take_point(scope: CohortScope, *, run: str, moves: int, seat_moves: int, priced: bool = True) -> str:
    """Make the draft that the run offers for these numbers of moves, and return the plan's id.

    What moves on its board would cost is worked out soon after, where it is to be `priced` and not of too many pairs.
    Raises NotFoundError where it offers none for them, or changes what is not one's own, and NotNowError where anything
    has changed since.
    """
    known, people, last = scope.run(run), scope.people(), scope.standing_plan()
    offered = scope.tx.runs.rebalancing(scope.cohort.id, run)
    if offered is None or not scope.parts.covers(offered.midway.parts):
        raise NotFoundError
    if last is None or is_outdated(scope, run=known, offered=offered):
        raise NotNowError(OUTDATED)
    pairs, groups = offered.at(moves=moves, seat_moves=seat_moves)
    if pairs is None or groups is None:
        raise NotFoundError
    rules = scope.to_match(people)
    plan = plan_of_points(
        cohort=rules,
        people=people,
        before=last,
        offered=offered,
        pairs=pairs,
        groups=groups,
        seed=known.seed,
    )
    for broken in judge(cohort=rules, people=people, plan=plan):
        raise NotNowError(sentence("This plan cannot be kept: {why}", why=broken.text))
    chosen = scope.tx.ids.new("run")
    scope.tx.runs.add_run(
        scope.cohort.id,
        run=chosen,
        kind="choice",
        parts=offered.midway.parts,
        seed=known.seed,
        seconds=None,
        input_hash=known.input_hash,
        now=scope.tx.now,
    )
    finish_run(scope, run=chosen, plan=plan, made_from=known.input_hash)
    drafted = scope.tx.runs.plan_of_run(scope.cohort.id, chosen)
    assert drafted is not None  # noqa: S101 - it was kept just now
    pairs_to_price = len(coached(cohort=rules, people=people)) * len(coaches(cohort=rules, people=people))
    if priced and offered.midway.parts.coaching and 0 < pairs_to_price <= MOST_PRICED:
        scope.tx.prices.expect(plan=drafted.id)
        scope.tx.outbox.emit(PricesDue(cohort=scope.cohort.id, plan=drafted.id))
    return drafted.id


def keep_together(scope: CohortScope, *, run: str, member: str) -> str:
    """Pin a member whom the run would move to the coach they have, and ask again; return the new run's id.

    Raises NotFoundError for whom it moves with no number of moves, and where not all of the run is one's own, and
    NotNowError where anything has changed since: they may have another coach by now.
    """
    known, people = scope.run(run), scope.people()
    offered = scope.tx.runs.rebalancing(scope.cohort.id, run)
    if offered is None or not scope.parts.covers(offered.midway.parts):
        raise NotFoundError
    if is_outdated(scope, run=known, offered=offered):
        raise NotNowError(OUTDATED)
    moved = (change for point in offered.coaching.points for change in point.moved)
    coach = next((change.origin for change in moved if change.member == member), None)
    here = {person.id for person in people}
    if not isinstance(coach, str) or not {member, coach} <= here:
        raise NotFoundError
    cohort = ruled(
        scope.cohort, people=people, member=PersonId(member), coach=PersonId(coach), says=Says.MUST
    )
    change_rules(scope, cohort=cohort)
    asked = replace(scope, cohort=cohort, parts=offered.midway.parts)
    return request_rebalancing(asked, seed=known.seed)


def plan_of_points(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    before: Plan,
    offered: Rebalancing,
    pairs: CoachingPoint,
    groups: WorkshopsPoint,
    seed: int,
) -> Plan:
    """Return the plan that two points make, each pair with its reasons; the sessions stand as before."""
    worth = CoachingPart(
        objective=pairs.objective, bound=pairs.bound, proven=pairs.proven, pairs=(), unplaced=()
    )
    stands = not offered.midway.parts.coaching
    coaching = rearranged(
        replace(worth, pairs=before.coaching.pairs) if stands else worth,
        cohort=from_then_on(cohort, midway=offered.midway),
        people=people,
        placed=dict(pairs.placed),
    )
    return Plan(
        sessions=before.sessions,
        coaching=_as_it_stands(coaching, before=before.coaching) if stands else coaching,
        workshops=groups.part,
        solver=SolverInfo(
            seed=seed,
            seconds=offered.seconds,
            parts=SolverParts(sessions=0, coaching=offered.seconds, workshops=0),
        ),
        midway=offered.midway,
    )


def _as_it_stands(coaching: CoachingPart, *, before: CoachingPart) -> CoachingPart:
    """Say of whoever has no coach why that was so, or that nobody was asked to look for one."""
    known = {one.member: one.reasons for one in before.unplaced}
    return replace(
        coaching,
        unplaced=tuple(
            replace(one, reasons=known.get(one.member, (NOT_ASKED,))) for one in coaching.unplaced
        ),
    )
