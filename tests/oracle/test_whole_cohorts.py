"""Any cohort that DESIGN 5 allows gets the plan that an independent reading of DESIGN 6 asks for."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from scheduler.domain.plans import Plan, SolverInfo, SolverParts
from scheduler.errors import RequirementsError
from tests.oracle.cases import Case, coaching_cases, session_cases, whole_cases, workshop_cases
from tests.oracle.judge import findings, impossible, unkeepable
from workers.solving import solve

many = settings(settings.get_profile("oracle"))


@many
@given(case=coaching_cases())
def test_coaching_is_exact_to_the_minute_the_point_and_the_optimum(case: Case) -> None:
    assert _findings(case) == []


@many
@given(case=session_cases())
def test_sessions_stand_at_the_only_starts_that_are_right(case: Case) -> None:
    assert _findings(case) == []


@many
@given(case=workshop_cases())
def test_workshop_groups_keep_every_rule_and_reach_the_optimum(case: Case) -> None:
    assert _findings(case) == []


@many
@given(case=whole_cases())
def test_a_whole_plan_is_right_in_all_its_parts_and_the_same_twice(case: Case) -> None:
    assert _findings(case, twice=True) == []


def _findings(case: Case, *, twice: bool = False) -> list[str]:
    cohort, people = case
    if impossible(cohort=cohort, people=people):
        with pytest.raises(RequirementsError) as caught:
            solve(cohort=cohort, people=people)
        assert all(reason.code and reason.text for reason in caught.value.reasons)
        return [] if caught.value.reasons else ["what cannot be met is refused for no reason"]
    try:
        plan = solve(cohort=cohort, people=people)
    except RequirementsError as error:
        named = bool(error.reasons) and all(reason.code and reason.text for reason in error.reasons)
        freely = solve(cohort=replace(cohort, must_attend=()), people=people)
        if not unkeepable(cohort=cohort, people=people, sessions=freely.sessions):
            return ["what can be met is refused"]
        return [] if named else ["what cannot be met is refused for no reason"]
    if twice:
        assert _timeless(solve(cohort=cohort, people=people)) == _timeless(plan)
    return findings(cohort=cohort, people=people, plan=plan)


def _timeless(plan: Plan) -> Plan:
    """Forget the seconds: nothing else may differ between two equal runs."""
    no_time = SolverParts(sessions=0, coaching=0, workshops=0)
    return replace(plan, solver=SolverInfo(seed=plan.solver.seed, seconds=0, parts=no_time))
