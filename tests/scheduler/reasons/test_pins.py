"""What a coordinator reads of pins that cannot all be kept: which, why, and what would end it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from matcher.solution import PinConflict
from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort, Workshop
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason
from scheduler.reasons import pin_reasons


@pytest.mark.parametrize(
    ("must", "never", "why", "says"),
    [
        ([(0, 0)], [(0, 0)], ("must_never", {}), "Ann must have a seat in Reading, and must not: "),
        (
            [(0, 0), (0, 1)],
            [],
            ("must_per_member", {"allowed": 1}),
            "Ann must have a seat in Reading and Play, and a member may be in 1 workshop: ",
        ),
        (
            [(0, 0)],
            [],
            ("must_per_member", {"allowed": 1, "had": 1}),
            "Ann must have a seat in Reading, and a member may be in 1 workshop, which is over: take a pin out of ",
        ),
        (
            [(0, 0)],
            [],
            ("must_per_member", {"allowed": 2, "had": 2}),
            "Ann must have a seat in Reading, and a member may be in 2 workshops, those that are over among them: ",
        ),
        (
            [(0, 0), (1, 0)],
            [],
            ("must_places", {"places": 1}),
            "Ann and Ben must have a seat in Reading, which has 1 place in all: ",
        ),
        (
            [(0, 0)],
            [],
            ("must_no_start", {}),
            "Ann must have a seat in Reading, which has no start that is free of the sessions: ",
        ),
        (
            [(0, 0)],
            [],
            ("must_no_facilitator", {}),
            "Ann must have a seat in Reading, which nobody else can lead at any of its starts: ",
        ),
        (
            [(0, 0)],
            [(1, 0)],
            ("must_too_few", {"can_come": 2, "minimum": 3}),
            (
                "Ann must have a seat in Reading, which needs 3, and 2 at most can come at one time: take the pin "
                "out of `must` under [workshops] in the cohort's rules, or a ban out of `never` (Ben in Reading), or "
                "lower its minimum."
            ),
        ),
        (
            [(0, 0), (0, 1)],
            [],
            ("must_at_once", {}),
            "Ann must have a seat in Reading and Play, which meet at once whenever both could be held: ",
        ),
        (
            [(0, 0), (1, 1)],
            [(1, 0)],
            ("must_together", {}),
            (
                "These seats must be while these must not be: Ben in Reading, and cannot all be: Ann in Reading and "
                "Ben in Play. "
            ),
        ),
    ],
)
def test_a_conflict_names_its_pins_and_what_would_end_it(
    make_cohort: Callable[..., Cohort],
    make_workshop: Callable[..., Workshop],
    make_person: Callable[..., Person],
    must: list[tuple[int, int]],
    never: list[tuple[int, int]],
    why: tuple[str, dict[str, int]],
    says: str,
) -> None:
    cohort = make_cohort(workshops=(make_workshop("reading"), make_workshop("play")))
    people = (make_person("ann"), make_person("ben"))
    code, params = why
    conflict = PinConflict(must=tuple(must), never=tuple(never), why=Finding(code=code, params=params))
    reason, unsure = pin_reasons(
        cohort=cohort, people=people, conflicts=[conflict, replace(conflict, minimal=False)]
    )
    assert reason.text.startswith(says)
    assert unsure.text.startswith(reason.text)
    assert unsure.text.endswith("time was up before that was known.")
    listed = [
        ";".join(f"{('ann', 'ben')[p]}/{('reading', 'play')[w]}" for p, w in pairs) for pairs in (must, never)
    ]
    assert reason == Reason(
        code=code, params={"must": listed[0], "never": listed[1], **params}, text=reason.text
    )
