"""One plan from a cohort and its people: sessions, coaching, workshops, each fixed before the next (DESIGN 6)."""

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from matcher.check import Violation, check_coaching, check_gatherings, check_groups, coaching_conflicts
from matcher.coaching import solver as coaching
from matcher.coaching.advice import advise
from matcher.gatherings import solver as gatherings
from matcher.groups import solver as groups
from matcher.problem import CoachingProblem, GatheringsProblem
from matcher.scoring import PairScores
from matcher.solution import (
    Progress,
    UndecidedError,
    UnkeepablePinsError,
)
from scheduler.assembly import coaching_part, sessions_part, workshops_part
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import (
    CoachingPart,
    Plan,
    SessionsPart,
    SolverInfo,
    SolverParts,
    WorkshopsPart,
)
from scheduler.errors import RequirementsError, TimeUpError
from scheduler.problems import (
    MoreHours,
    coaching_problem,
    gatherings_problem,
    groups_problem,
)
from scheduler.reasons import (
    advice_reasons,
    conflict_reasons,
    overlap_reasons,
    pin_reasons,
    session_reasons,
    with_coaching_reasons,
)
from workers.solve_time import SolveTime
from workers.workshop_reasons import with_workshop_reasons

Report = Callable[[Progress], None]


class RulesBrokenError(Exception):
    """A solver's answer breaks the rules, so it is not accepted: a fault of the matcher, not of what it was given."""

    def __init__(self, *, part: str, violations: tuple[Violation, ...]) -> None:
        listed = "; ".join(f"{violation.code} {dict(violation.params)}" for violation in violations)
        super().__init__(f"the answer for {part} breaks {len(violations)} rule(s): {listed}")
        self.violations = violations


def solve(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    seed: int = 0,
    seconds: float | None = None,
    report: Report | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """Return the best plan, every part checked without its solver and every placement with its reasons.

    Once `seconds` have passed, or `cancelled` says so, parts that could still be bettered end with the best that was
    found, unproven, and the plan says what stopped them; there is a plan however early that is, or, where workshops
    have pins, a minute later. Else only the seconds differ between two runs of the same input and seed. Raises
    RequirementsError, naming the conflicts, when a `must` contradicts a `never`, a maximum or another `must`, when not
    everybody can have the seat they must, or when two sessions at set times overlap; TimeUpError where it was not
    known in time whether everybody can.
    """
    begun, time = perf_counter(), SolveTime(seconds=seconds, cancelled=cancelled)
    dates = gatherings_problem(cohort=cohort, people=people)
    pairing = coaching_problem(cohort=cohort, people=people)
    _refuse_contradictions(cohort=cohort, people=people, dates=dates, pairing=pairing)
    sessions = _sessions(dates, cohort=cohort, seed=seed, time=time, report=telling(report, part="sessions"))
    sessions_done = perf_counter()
    advised_pairs = _coaching(
        pairing, cohort=cohort, people=people, seed=seed, report=telling(report, part="coaching")
    )
    coaching_done = perf_counter()
    workshops = _workshops(
        cohort=cohort,
        people=people,
        sessions=sessions,
        seed=seed,
        time=time,
        report=telling(report, part="workshops"),
    )
    workshops_done = perf_counter()
    pairs = advised_pairs(time.is_asked_for)
    advised = perf_counter()
    return Plan(
        sessions=sessions,
        coaching=pairs,
        workshops=workshops,
        solver=SolverInfo(
            seed=seed,
            seconds=advised - begun,
            parts=SolverParts(
                sessions=sessions_done - begun,
                coaching=coaching_done - sessions_done + advised - workshops_done,
                workshops=workshops_done - coaching_done,
            ),
            stopped=time.stopped,
        ),
    )


def telling(report: Report | None, *, part: str) -> Report:
    """Begin a part by telling so, and return what puts the part's name on all that its solver tells."""
    if report is None:
        return lambda _: None
    report(Progress(phase=part))
    return lambda progress: report(replace(progress, phase=part))


def _refuse_contradictions(
    *, cohort: Cohort, people: tuple[Person, ...], dates: GatheringsProblem, pairing: CoachingProblem
) -> None:
    """Raise RequirementsError for all that can be seen before anything is solved."""
    overlaps, conflicts = gatherings.overlapping(dates), coaching_conflicts(pairing)
    if overlaps or conflicts:
        raise RequirementsError(
            (
                *overlap_reasons(cohort=cohort, problem=dates, findings=overlaps),
                *conflict_reasons(cohort=cohort, people=people, findings=conflicts),
            )
        )


def _sessions(
    problem: GatheringsProblem, *, cohort: Cohort, seed: int, time: SolveTime, report: Report
) -> SessionsPart:
    budget = time.for_sessions(workshops=bool(cohort.workshops))
    solution = gatherings.solve(
        problem, seed=seed, report=report, seconds=budget.left(), cancelled=budget.cancelled
    )
    time.ended(budget, proven=solution.proven)
    accept("the sessions", check_gatherings(problem=problem, solution=solution))
    part = sessions_part(cohort=cohort, problem=problem, solution=solution)
    reasons = session_reasons(cohort=cohort, problem=problem, part=part)
    return replace(
        part,
        meetings=tuple(
            replace(meeting, reasons=(reason,))
            for meeting, reason in zip(part.meetings, reasons, strict=True)
        ),
    )


def _coaching(
    problem: CoachingProblem, *, cohort: Cohort, people: tuple[Person, ...], seed: int, report: Report
) -> Callable[[Callable[[], bool]], CoachingPart]:
    """Return what gives the pairs with advice on them, for as long as nobody asks for what there is."""
    scores = PairScores(problem)
    solution = coaching.solve(problem, scores=scores, seed=seed, report=report)
    accept("coaching", check_coaching(problem=problem, solution=solution))
    part = coaching_part(cohort=cohort, people=people, scores=scores, solution=solution)

    explained = with_coaching_reasons(
        part, cohort=cohort, people=people, problem=problem, scores=scores, solution=solution
    )

    def advised(is_asked_for: Callable[[], bool]) -> CoachingPart:
        cut = False

        def leaving() -> bool:
            nonlocal cut
            cut = cut or is_asked_for()
            return cut

        hours = MoreHours(cohort=cohort, people=people, problem=problem)
        advice = advise(problem=problem, scores=scores, solution=solution, hours=hours, leaving=leaving)
        reasons = advice_reasons(cohort=cohort, people=people, solution=solution, advice=advice)
        return replace(explained, advice=reasons, advice_cut=cut)

    return advised


def _workshops(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    sessions: SessionsPart,
    seed: int,
    time: SolveTime,
    report: Report,
) -> WorkshopsPart:
    problem = groups_problem(cohort=cohort, people=people, sessions=sessions)
    budget = time.for_workshops()
    try:
        solution = groups.solve(
            problem, seed=seed, report=report, seconds=budget.left(), cancelled=budget.cancelled
        )
    except UnkeepablePinsError as error:
        raise RequirementsError(
            pin_reasons(cohort=cohort, people=people, conflicts=error.conflicts)
        ) from error
    except UndecidedError as error:
        raise TimeUpError from error
    time.ended(budget, proven=solution.proven)
    accept("the workshops", check_groups(problem=problem, solution=solution))
    part = workshops_part(cohort=cohort, people=people, problem=problem, solution=solution)
    return with_workshop_reasons(part, cohort=cohort, people=people, problem=problem, solution=solution)


def accept(part: str, violations: tuple[Violation, ...]) -> None:
    """Raise RulesBrokenError if the checker found anything in a part of the plan."""
    if violations:
        raise RulesBrokenError(part=part, violations=violations)
