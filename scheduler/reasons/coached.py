"""The coaching of a plan with its reasons: of each pair why, of everyone without a coach why not."""

from collections.abc import Mapping
from dataclasses import replace

from matcher.coaching.explain import why_pair, why_unplaced
from matcher.coaching.shortage import Shortages
from matcher.problem import CoachingProblem
from matcher.scoring import Scores
from matcher.solution import CoachingSolution
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import CoachingPart, Reason
from scheduler.problems.coaching import coached, coaches
from scheduler.reasons.coaching import pair_reasons, shortage_reason, unplaced_reasons


def with_coaching_reasons(
    part: CoachingPart,
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    problem: CoachingProblem,
    scores: Scores,
    solution: CoachingSolution,
    told: Mapping[tuple[PersonId, PersonId], tuple[Reason, ...]] | None = None,
) -> CoachingPart:
    """Return the part of the plan that is this solution with its reasons; of pairs that were `told` before, those."""
    takers, known = coaches(cohort=cohort, people=people), told or {}
    shortages = Shortages(problem=problem, scores=scores, coach_of=solution.coach_of)

    def together(index: int, member: Person, coach: int) -> tuple[Reason, ...]:
        before = known.get((member.id, takers[coach].id))
        if before:
            return before
        findings = why_pair(problem=problem, scores=scores, member=index, coach=coach)
        return pair_reasons(cohort=cohort, member=member, coach=takers[coach], findings=findings)

    def left_out(index: int, member: Person) -> tuple[Reason, ...]:
        findings = why_unplaced(problem=problem, scores=scores, solution=solution, member=index)
        reasons = unplaced_reasons(cohort=cohort, people=people, member=member, findings=findings)
        lacking = shortages.of(index)
        short = lacking and shortage_reason(cohort=cohort, people=people, member=member, shortage=lacking)
        return (*reasons, short) if short else reasons

    why = {
        member.id: left_out(index, member) if coach is None else together(index, member, coach)
        for index, (member, coach) in enumerate(
            zip(coached(cohort=cohort, people=people), solution.coach_of, strict=True)
        )
    }
    return replace(
        part,
        pairs=tuple(replace(pair, reasons=why[pair.member]) for pair in part.pairs),
        unplaced=tuple(replace(one, reasons=why[one.member]) for one in part.unplaced),
    )
