"""Judges any answer against DESIGN 6 with no solver in it; an empty tuple of violations means it holds."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from matcher.objective import coaching_objective, coaching_rank
from matcher.problem import CoachingProblem
from matcher.scoring import PairTable, score_pairs
from matcher.solution import CoachingSolution, Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """One rule that an answer breaks: its code, and the indices it concerns."""

    code: str
    params: Mapping[str, int] = field(default_factory=dict[str, int])


def coaching_conflicts(problem: CoachingProblem) -> tuple[Reason, ...]:
    """Name every contradiction among the pairs that must be, before anything is solved.

    `must_never` {member, coach}: also forbidden. `must_twice` {member, coach, other}: pinned to two coaches.
    `must_maximum` {coach, pinned, maximum}: more members pinned to the coach than it takes.
    """
    must = sorted(set(problem.must))
    pinned = Counter(coach for _, coach in must)
    first: dict[int, int] = {}
    for member, coach in must:
        first.setdefault(member, coach)
    forbidden = [
        Reason(code="must_never", params={"member": member, "coach": coach})
        for member, coach in must
        if (member, coach) in set(problem.never)
    ]
    torn = [
        Reason(code="must_twice", params={"member": member, "coach": first[member], "other": coach})
        for member, coach in must
        if coach != first[member]
    ]
    overfull = [
        Reason(code="must_maximum", params={"coach": coach, "pinned": count, "maximum": maximum})
        for coach, count in sorted(pinned.items())
        if count > (maximum := problem.coaches[coach].maximum)
    ]
    return (*forbidden, *torn, *overfull)


def check_coaching(*, problem: CoachingProblem, solution: CoachingSolution) -> tuple[Violation, ...]:
    """Judge who is placed with whom, and what the solution says of itself.

    Every member has one entry, a coach that exists or None; a pair is allowed or pinned, and never forbidden;
    what must be is; no coach has more than its maximum; the objective is the recomputed one; the bound is no
    worse than it, and equal exactly when it is called proven.
    """
    coach_of, coaches = solution.coach_of, len(problem.coaches)
    if len(coach_of) != len(problem.members):
        members = {"members": len(problem.members), "entries": len(coach_of)}
        return (Violation(code="wrong_members", params=members),)
    strangers = tuple(
        Violation(code="no_such_coach", params={"member": member, "coach": coach})
        for member, coach in enumerate(coach_of)
        if coach is not None and not 0 <= coach < coaches
    )
    if strangers:
        return strangers
    table = score_pairs(problem)
    return (
        *_pair_violations(problem, table, solution),
        *_load_violations(problem, solution),
        *_stated_violations(problem, table, solution),
    )


def _pair_violations(
    problem: CoachingProblem, table: PairTable, solution: CoachingSolution
) -> Iterator[Violation]:
    must, never = set(problem.must), set(problem.never)
    for member, coach in enumerate(solution.coach_of):
        if coach is None:
            continue
        pair = {"member": member, "coach": coach}
        if (member, coach) in never:
            yield Violation(code="never_pair", params=pair)
        if (member, coach) in must:
            continue
        if table.shared_minutes[member, coach] == 0:
            yield Violation(code="no_shared_time", params=pair)
        if problem.language_required and not table.common_language[member, coach]:
            yield Violation(code="no_common_language", params=pair)
    for member, coach in sorted(must):
        if solution.coach_of[member] != coach:
            yield Violation(code="must_not_kept", params={"member": member, "coach": coach})


def _load_violations(problem: CoachingProblem, solution: CoachingSolution) -> Iterator[Violation]:
    loads = Counter(coach for coach in solution.coach_of if coach is not None)
    for coach, load in sorted(loads.items()):
        maximum = problem.coaches[coach].maximum
        if load > maximum:
            params = {"coach": coach, "load": load, "maximum": maximum}
            yield Violation(code="over_maximum", params=params)


def _stated_violations(
    problem: CoachingProblem, table: PairTable, solution: CoachingSolution
) -> Iterator[Violation]:
    worth = coaching_objective(problem=problem, table=table, coach_of=solution.coach_of)
    if solution.objective != worth:
        yield Violation(code="wrong_objective")
    if solution.proven != (solution.bound == solution.objective):
        yield Violation(code="wrong_proof")
    bound = coaching_rank(solution.bound, worst_first=problem.worst_first)
    if bound < coaching_rank(solution.objective, worst_first=problem.worst_first):
        yield Violation(code="bound_passed")
