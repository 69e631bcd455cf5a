"""The coaching of a plan with its members placed otherwise: what it is worth, and why each stands where they do."""

from matcher.objective import coaching_ceiling, coaching_objective
from matcher.scoring import PairScores
from matcher.solution import CoachingObjective, CoachingSolution
from scheduler.assembly import coaching_part
from scheduler.domain.boards import Placement, Ruling, Says
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import CoachingPart
from scheduler.problems import coached, coaches, coaching_problem
from scheduler.reasons import with_coaching_reasons


def rearranged(
    part: CoachingPart,
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    placed: Placement,
    ruling: Ruling | None = None,
    bounded: bool = True,
) -> CoachingPart:
    """Return the coaching with these placed so; `ruling` is what the rules say otherwise than before, if anything.

    `bounded` says that no plan is worth more than the part's bound by the rules of before; a draft midway, as it was
    taken, is bounded by the number of its moves alone.
    """
    problem = coaching_problem(cohort=cohort, people=people)
    scores = PairScores(problem)
    takers = {coach.id: index for index, coach in enumerate(coaches(cohort=cohort, people=people))}
    coach_of = tuple(
        None if (coach := placed[member.id]) is None else takers[coach]
        for member in coached(cohort=cohort, people=people)
    )
    objective = coaching_objective(problem=problem, scores=scores, coach_of=coach_of)
    bound = _bound(part, ruling=ruling, bounded=bounded, members=len(coach_of))
    solution = CoachingSolution(
        coach_of=coach_of, objective=objective, bound=bound, proven=objective == bound
    )
    now = coaching_part(cohort=cohort, people=people, scores=scores, solution=solution)
    whose = ruling and ruling.member
    return with_coaching_reasons(
        now,
        cohort=cohort,
        people=people,
        problem=problem,
        scores=scores,
        solution=solution,
        told={(pair.member, pair.coach): pair.reasons for pair in part.pairs if pair.member != whose},
    )


def _bound(part: CoachingPart, *, ruling: Ruling | None, bounded: bool, members: int) -> CoachingObjective:
    """Return what no plan is worth more than: as before, but where the rules allow more than they did.

    Until the best plan by those rules is known, no plan does better than to give everyone the highest score.
    """
    if bounded and (ruling is None or ruling.was is Says.NOTHING):
        bound = part.bound
        return CoachingObjective(
            placed=bound.placed, shortfall=bound.shortfall, bands=bound.bands, total=bound.total
        )
    return coaching_ceiling(members=members)
