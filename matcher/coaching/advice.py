"""Advice: the small changes that would mend a plan most, each with what it gains, found by solving again (DESIGN 6)."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from matcher.coaching.chains import Aims
from matcher.coaching.changes import (
    Advice,
    Change,
    CriterionDropped,
    Hours,
    LanguagePreferred,
    changed,
    few_enough,
)
from matcher.coaching.gains import Gains
from matcher.coaching.questions import Answer, Question, best_first, questions_of
from matcher.coaching.solver import solve
from matcher.objective import coaching_rank
from matcher.problem import CoachingProblem
from matcher.scoring import Scores
from matcher.solution import CoachingObjective, CoachingSolution

MOST = 5


def advise(
    *,
    problem: CoachingProblem,
    scores: Scores,
    solution: CoachingSolution,
    hours: Hours,
    most: int = MOST,
    leaving: Callable[[], bool] = lambda: False,
) -> tuple[Advice, ...]:
    """Find the changes that gain most for a plan that is proven best: none where not `few_enough`.

    A change counts that places somebody, fills what a coach's minimum lacks, or takes somebody out of the lowest band
    that the plan has a pair in. The best by these three, in this order, come first; of those that are worth as much
    the language, then required criteria, bans, pins, places, coaches' hours and members' hours. A window more is asked
    of every coach and of whoever has none, unless as many were found to gain more than it could. Once `leaving` says
    so, which is asked between questions, what was found until then is all.
    """
    if not few_enough(members=len(problem.members), coaches=len(problem.coaches)):
        return ()
    aims, value = Aims.of(problem, solution), solution.objective
    if value.placed == len(problem.members) and not value.shortfall and aims.lowest is None:
        return ()
    if leaving():
        return ()
    gains = Gains.of(problem, scores=scores, solution=solution, hours=hours)
    questions = [*_of_rules(problem, value, aims=aims, hours=hours), *questions_of(gains)]
    return tuple(
        _verified(change, problem=problem, solution=solution, hours=hours)
        for change in islice(best_first(questions, leaving=leaving), most)
    )


def _of_rules(
    problem: CoachingProblem, value: CoachingObjective, *, aims: Aims, hours: Hours
) -> Iterator[Question]:
    """Ask what it gains if no language or criterion is required, which changes too much for chains: by solving."""
    changes = list[Change]([LanguagePreferred()] if problem.language_required else [])
    changes += [
        CriterionDropped(criterion=index)
        for index, criterion in enumerate(problem.criteria)
        if criterion.weight is None
    ]

    def answered(change: Change) -> Answer:
        freed = solve(changed(problem, change, hours=hours)).objective
        return aims.of_plan(freed) - aims.of_plan(value), change

    for change in changes:
        yield Question(most=aims.most() - aims.of_plan(value), ask=partial(answered, change))


def _verified(
    change: Change, *, problem: CoachingProblem, solution: CoachingSolution, hours: Hours
) -> Advice:
    """Solve with the change made, and see what it gains."""
    mended = solve(changed(problem, change, hours=hours))
    ranks = (coaching_rank(one.objective, worst_first=problem.worst_first) for one in (mended, solution))
    gain = tuple(new - old for new, old in zip(*ranks, strict=True))
    return Advice(change=change, gain=gain, solution=mended)
