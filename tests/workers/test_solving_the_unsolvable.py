"""Cohorts that leave a solve little or nothing to do: each has an answer that keeps the rules, and says why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from matcher.solution import UndecidedError
from scheduler.domain.cohorts import Cohort, Session, Workshop
from scheduler.domain.people import Capacity, Person, Role
from scheduler.domain.plans import Plan
from scheduler.errors import RequirementsError, TimeUpError
from scheduler.judging import judge
from workers.solving import solve
from workers.throwaway import make_plan

MakePerson = Callable[..., Person]
EVENING = "Mon 18:00-20:00"


@pytest.fixture
def cohort(
    make_cohort: Callable[..., Cohort],
    make_session: Callable[..., Session],
    make_workshop: Callable[..., Workshop],
) -> Cohort:
    """A cohort of a monthly session, coaching for two a coach, and a workshop for one to four."""
    return make_cohort(sessions=(make_session(),), workshops=(make_workshop("reading"),))


def solved(cohort: Cohort, *people: Person) -> Plan:
    """Solve, and have the plan judged with no solver."""
    plan = solve(cohort=cohort, people=people)
    assert judge(cohort=cohort, people=people, plan=plan) == ()
    assert plan.coaching.proven
    assert plan.workshops.proven
    assert plan.sessions.proven
    return plan


def unplaced(plan: Plan) -> dict[str, list[str]]:
    return {
        left_out.member: [reason.code for reason in left_out.reasons] for left_out in plan.coaching.unplaced
    }


def unserved(plan: Plan) -> dict[str, list[str]]:
    return {
        left_out.member: [reason.code for reason in left_out.reasons] for left_out in plan.workshops.unserved
    }


def test_nobody_at_all(cohort: Cohort) -> None:
    plan = solved(cohort)
    assert plan.coaching.pairs == plan.workshops.sections == ()
    assert len(plan.sessions.meetings) == 1


def test_no_members(cohort: Cohort, make_person: MakePerson) -> None:
    plan = solved(cohort, make_person("cara", role=Role.COACH), make_person("leader", role=Role.STAFF))
    assert plan.coaching.pairs == plan.coaching.unplaced == ()
    assert plan.workshops.sections == plan.workshops.unserved == ()


def test_no_coaches(cohort: Cohort, make_person: MakePerson) -> None:
    assert unplaced(solved(cohort, make_person("ann"))) == {"id-ann": ["no_coaches"]}


def test_all_forbidden(cohort: Cohort, make_person: MakePerson) -> None:
    people = (
        make_person("ann"),
        make_person("ben"),
        make_person("cara", role=Role.COACH),
        make_person("dan", role=Role.COACH),
    )
    never = tuple((member, coach) for member in ("ann", "ben") for coach in ("cara", "dan"))
    plan = solved(replace(cohort, coaching=replace(cohort.coaching, never=never)), *people)
    assert unplaced(plan) == {f"id-{name}": ["never", "never"] for name in ("ann", "ben")}


def test_capacities_of_nought(cohort: Cohort, make_person: MakePerson) -> None:
    nought = Capacity(minimum=0, maximum=0)
    plan = solved(cohort, make_person("ann"), make_person("cara", role=Role.COACH, capacity=nought))
    assert plan.coaching.pairs == ()
    assert unplaced(plan) == {"id-ann": ["coaches_full", "too_few_places"]}


def test_a_member_who_is_never_there(cohort: Cohort, make_person: MakePerson) -> None:
    away = replace(make_person("ann", interests=("reading",)), availability=())
    plan = solved(cohort, away, make_person("cara", role=Role.COACH), make_person("leader", role=Role.STAFF))
    assert unplaced(plan) == {"id-ann": ["no_shared_time"]}
    assert unserved(plan) == {"id-ann": ["not_held"]}
    assert plan.sessions.objective.worst > 0


def test_a_coach_and_a_facilitator_who_are_never_there(cohort: Cohort, make_person: MakePerson) -> None:
    away = (
        replace(make_person("cara", role=Role.COACH), availability=()),
        replace(make_person("leader", role=Role.STAFF), availability=()),
    )
    plan = solved(cohort, make_person("ann", interests=("reading",)), *away)
    assert unplaced(plan) == {"id-ann": ["no_shared_time"]}
    assert unserved(plan) == {"id-ann": ["no_facilitator_free"]}


@pytest.mark.parametrize(
    ("rules", "code", "named"),
    [
        ({"must": (("ann", "cara"),), "never": (("ann", "cara"),)}, "must_never", ("ann", "cara")),
        ({"must": (("ann", "cara"), ("ann", "dan"))}, "must_twice", ("ann", "cara", "dan")),
        (
            {"must": (("ann", "cara"), ("ben", "cara"), ("eve", "cara"))},
            "must_maximum",
            ("ann", "ben", "eve", "cara"),
        ),
    ],
    ids=["a ban", "another pin", "a maximum"],
)
def test_pins_that_contradict(
    cohort: Cohort,
    make_person: MakePerson,
    rules: dict[str, tuple[tuple[str, str], ...]],
    code: str,
    named: tuple[str, ...],
) -> None:
    people = (
        *(make_person(name) for name in ("ann", "ben", "eve")),
        *(make_person(name, role=Role.COACH) for name in ("cara", "dan")),
    )
    with pytest.raises(RequirementsError) as raised:
        solve(cohort=replace(cohort, coaching=replace(cohort.coaching, **rules)), people=people)
    [reason] = raised.value.reasons
    assert reason.code == code
    assert all(name.capitalize() in reason.text for name in named)


def test_a_thousand_who_are_alike(cohort: Cohort, make_person: MakePerson) -> None:
    alike = tuple(make_person(f"m{number}", interests=("reading",)) for number in range(1000))
    coaches = tuple(
        make_person(f"c{number}", role=Role.COACH, interests=("reading",)) for number in range(300)
    )
    plan = solved(cohort, *alike, *coaches, make_person("leader", role=Role.STAFF))
    assert (plan.coaching.objective.placed, plan.coaching.objective.total) == (600, 600 * 900)
    assert (plan.workshops.objective.served, plan.workshops.objective.total) == (4, 4000)
    assert plan.sessions.objective.total == 0


def test_a_time_out_before_any_plan_is_no_contradiction(
    cohort: Cohort, make_person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_: object, **__: object) -> None:
        raise UndecidedError("the time was up")

    monkeypatch.setattr("matcher.groups.solver.solve", too_late)
    people = (make_person("ann"), make_person("leader", role=Role.STAFF))
    asked = replace(cohort, must_attend=(("ann", "reading"),))
    with pytest.raises(TimeUpError, match="take pairs out of `\\[workshops\\] must`"):
        solve(cohort=asked, people=people)
    with pytest.raises(TimeUpError):  # and not that it cannot be met, whose exit code is another
        make_plan(cohort=asked, people=lambda _cohort, _ids: people, as_of=datetime(2026, 9, 1, tzinfo=UTC))
