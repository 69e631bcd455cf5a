"""The coaching of a plan with its members placed otherwise: what it is worth, and why each stands where they do."""

from dataclasses import replace

from matcher.coaching.explain import why_pair, why_unplaced
from matcher.objective import coaching_objective
from matcher.problem import CoachingProblem
from matcher.scoring import PairScores
from matcher.solution import CoachingObjective, CoachingSolution
from scheduler.assembly import coaching_part
from scheduler.domain.boards import Placement, Ruling, Says
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import CoachingPart
from scheduler.problems import coached, coaches, coaching_problem
from scheduler.reasons import pair_reasons, unplaced_reasons

TOP_SCORE = 1000


def rearranged(
    part: CoachingPart,
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    placed: Placement,
    ruling: Ruling | None,
) -> CoachingPart:
    """Return the coaching with these placed so; `ruling` is what the rules say otherwise than before, if anything."""
    problem = coaching_problem(cohort=cohort, people=people)
    scores = PairScores(problem)
    takers = {coach.id: index for index, coach in enumerate(coaches(cohort=cohort, people=people))}
    coach_of = tuple(
        None if (coach := placed[member.id]) is None else takers[coach]
        for member in coached(cohort=cohort, people=people)
    )
    objective = coaching_objective(problem=problem, scores=scores, coach_of=coach_of)
    bound = _bound(part, ruling=ruling, members=len(coach_of))
    solution = CoachingSolution(
        coach_of=coach_of, objective=objective, bound=bound, proven=objective == bound
    )
    now = coaching_part(cohort=cohort, people=people, scores=scores, solution=solution)
    return _with_reasons(
        now,
        before=part,
        ruled=ruling and ruling.member,
        cohort=cohort,
        people=people,
        problem=problem,
        scores=scores,
        solution=solution,
    )


def _bound(part: CoachingPart, *, ruling: Ruling | None, members: int) -> CoachingObjective:
    """Return what no plan is worth more than: as before, but where the rules allow more than they did.

    Until the best plan by those rules is known, no plan does better than to give everyone the highest score.
    """
    if ruling is None or ruling.was is Says.NOTHING:
        bound = part.bound
        return CoachingObjective(
            placed=bound.placed, shortfall=bound.shortfall, bands=bound.bands, total=bound.total
        )
    bands = (*(0 for _ in part.bound.bands[1:]), members)
    return CoachingObjective(placed=members, shortfall=0, bands=bands, total=TOP_SCORE * members)


def _with_reasons(
    part: CoachingPart,
    *,
    before: CoachingPart,
    ruled: PersonId | None,
    cohort: Cohort,
    people: tuple[Person, ...],
    problem: CoachingProblem,
    scores: PairScores,
    solution: CoachingSolution,
) -> CoachingPart:
    """Say why, of each pair that is new and of everyone without a coach; the others have been told."""
    members = coached(cohort=cohort, people=people)
    takers = coaches(cohort=cohort, people=people)
    at, seat = ({each.id: index for index, each in enumerate(those)} for those in (members, takers))
    known = {(pair.member, pair.coach): pair.reasons for pair in before.pairs if pair.member != ruled}
    pairs = tuple(
        replace(
            pair,
            reasons=known.get((pair.member, pair.coach))
            or pair_reasons(
                cohort=cohort,
                member=members[at[pair.member]],
                coach=takers[seat[pair.coach]],
                findings=why_pair(
                    problem=problem, scores=scores, member=at[pair.member], coach=seat[pair.coach]
                ),
            ),
        )
        for pair in part.pairs
    )
    unplaced = tuple(
        replace(
            one,
            reasons=unplaced_reasons(
                cohort=cohort,
                people=people,
                member=members[at[one.member]],
                findings=why_unplaced(
                    problem=problem, scores=scores, solution=solution, member=at[one.member]
                ),
            ),
        )
        for one in part.unplaced
    )
    return replace(part, pairs=pairs, unplaced=unplaced)
