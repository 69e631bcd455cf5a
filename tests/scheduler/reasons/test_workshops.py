"""What a coordinator reads of a section, of a seat, and of a member who has none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort, Workshop
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Reason, Section
from scheduler.reasons import seat_reason, seat_remarks, section_reason, unserved_reasons

SECTIONS = tuple(
    Section(
        workshop=workshop,
        section=number,
        facilitator=PersonId("id-leader"),
        starts=(datetime(2026, 10, day, 17, tzinfo=UTC), datetime(2026, 10, day + 7, 17, tzinfo=UTC)),
        minutes=60,
        members=(),
    )
    for workshop, number, day in (("reading", 2, 6), ("play", 1, 6))
)


@pytest.fixture
def cohort(make_cohort: Callable[..., Cohort], make_workshop: Callable[..., Workshop]) -> Cohort:
    return make_cohort(workshops=(make_workshop("reading"), make_workshop("play")))


@pytest.fixture
def member(make_person: Callable[..., Person]) -> Person:
    """Live where 17:00 UTC is 21:30."""
    return make_person("ann", zone="Asia/Kabul")


def test_a_section_says_whom_its_start_suits() -> None:
    found = {"wishes": 9, "can_come": 6, "size": 5, "minimum": 2, "maximum": 5, "offered": 12}
    finding = Finding(code="section", params={"workshop": 0, "section": 0, **found})
    assert section_reason(section=SECTIONS[0], finding=finding) == Reason(
        code="section",
        params={"workshop": "reading", "section": 2, **found},
        text="9 members wish for it; 6 of them can come at this start, one of the 12 it offers, and 5 members have a "
        "seat.",
    )


def test_a_seat_says_which_wish_it_meets(cohort: Cohort, member: Person) -> None:
    found = {"rank": 2, "worth": 700, "wishes": 3, "starts": 4}
    finding = Finding(code="seat", params={"workshop": 0, "section": 0, **found})
    assert seat_reason(cohort=cohort, section=SECTIONS[0], member=member, finding=finding) == Reason(
        code="seat",
        params={"workshop": "reading", "section": 2, "member": "ann", **found},
        text="It is Ann's 2nd wish of 3, at one of the 4 starts they could come to.",
    )


def test_an_only_wish_is_not_counted(cohort: Cohort, member: Person) -> None:
    params = {"workshop": 0, "section": 0, "rank": 1, "worth": 1000, "wishes": 1, "starts": 1}
    reason = seat_reason(
        cohort=cohort, section=SECTIONS[0], member=member, finding=Finding(code="seat", params=params)
    )
    assert reason.text == "It is Ann's only wish, at the only start they could come to."


def test_a_seat_that_was_asked_for_against_a_wish_is_a_warning(cohort: Cohort, member: Person) -> None:
    finding = Finding(code="must_no_wish", params={"workshop": 0, "section": 0})
    reason = seat_reason(cohort=cohort, section=SECTIONS[0], member=member, finding=finding)
    assert reason == Reason(
        code="must_no_wish",
        params={"workshop": "reading", "section": 2, "member": "ann"},
        text="Ann was asked for in Reading, and did not wish for it.",
    )
    assert reason.is_warning


def _said(finding: Finding, *, cohort: Cohort, member: Person) -> Reason:
    (remark,) = seat_remarks(cohort=cohort, section=SECTIONS[0], member=member, findings=[finding])
    assert remark.code == finding.code
    return remark


def test_a_pin_that_is_kept_says_so_and_is_a_warning_where_it_is_against_hours(
    cohort: Cohort, member: Person
) -> None:
    here = {"workshop": 0, "section": 0}
    kept = _said(Finding(code="must", params=here), cohort=cohort, member=member)
    assert (kept.text, kept.is_warning) == ("Ann was asked for here.", False)
    away = _said(Finding(code="must_no_hours", params=here), cohort=cohort, member=member)
    assert away.is_warning
    assert away.text == "Ann was asked for in Reading, not every meeting of which lies within their hours."


@pytest.mark.parametrize(
    ("wishing", "proven", "served_first", "text"),
    [
        (
            0,
            1,
            1,
            (
                "no other who speaks it wishes for this workshop. It could not be helped: no plan that serves as "
                "many leaves fewer alone."
            ),
        ),
        (
            1,
            1,
            0,
            (
                "1 other who speaks it wishes for this workshop, and 1 of them can come at this time. It could not "
                "be helped: no plan of the same worth leaves fewer alone."
            ),
        ),
        (
            3,
            0,
            1,
            (
                "3 others who speak it wish for this workshop, and 1 of them can come at this time. The search found "
                "no plan with fewer alone; there may be one."
            ),
        ),
    ],
)
def test_whoever_is_alone_hears_why_and_whether_it_could_be_helped(
    cohort: Cohort, member: Person, wishing: int, proven: int, served_first: int, text: str
) -> None:
    found = {"wishing": wishing, "could_come": min(1, wishing), "proven": proven}
    params = {"workshop": 0, "section": 0, **found, "served_first": served_first}
    dari = replace(member, languages=("fa-AF", "en"))
    remark = _said(Finding(code="alone", params=params), cohort=cohort, member=dari)
    assert remark.text == f"Nobody else here speaks Persian, Ann's first language: {text}"
    where = {"workshop": "reading", "section": 2, "member": "ann"}
    assert remark.params == {**where, **found, "language": "fa-AF"}


@pytest.mark.parametrize(
    ("finding", "params", "text"),
    [
        (
            Finding(code="never", params={"workshop": 1}),
            {"workshop": "play"},
            "Ann is not to have a seat in Play.",
        ),
        (
            Finding(code="no_start", params={"workshop": 0}),
            {"workshop": "reading"},
            "Reading has no start that is free of the sessions.",
        ),
        (
            Finding(code="no_facilitator_free", params={"workshop": 0}),
            {"workshop": "reading"},
            "Reading has nobody free to lead it at any of its starts.",
        ),
        (
            Finding(code="not_held", params={"workshop": 0, "wishes": 1, "can_come": 1, "minimum": 4}),
            {"workshop": "reading", "wishes": 1, "can_come": 1, "minimum": 4},
            "Reading is not held: 1 member wishes for it, 1 can come at one time, and it needs 4.",
        ),
        (
            Finding(code="not_held", params={"workshop": 1, "wishes": 7, "can_come": 4, "minimum": 4}),
            {"workshop": "play", "wishes": 7, "can_come": 4, "minimum": 4},
            "Play is not held: 7 members wish for it, 4 can come at one time, and they are better placed elsewhere.",
        ),
        (
            Finding(code="cannot_come", params={"workshop": 0, "section": 0, "starts": 3}),
            {"workshop": "reading", "section": 2, "starts": 3},
            (
                "Reading, on 6 October at 21:30 in Kabul: outside the hours of Ann, who could come to 3 starts of all "
                "it offers."
            ),
        ),
        (
            Finding(code="overlaps", params={"workshop": 0, "section": 0, "other": 1}),
            {"workshop": "reading", "section": 2, "other": "play/1"},
            "Reading, on 6 October at 21:30 in Kabul: Ann is in Play then.",
        ),
        (
            Finding(code="full", params={"workshop": 0, "section": 0, "maximum": 8}),
            {"workshop": "reading", "section": 2, "maximum": 8},
            "Reading, on 6 October at 21:30 in Kabul: full, with 8 members.",
        ),
        (
            Finding(code="room", params={"workshop": 0, "section": 0}),
            {"workshop": "reading", "section": 2},
            "Reading, on 6 October at 21:30 in Kabul: there is room for Ann: match again.",
        ),
    ],
    ids=lambda value: value.code if isinstance(value, Finding) else "",
)
def test_every_wish_of_whoever_has_no_seat_is_answered_by_their_own_clock(
    cohort: Cohort, member: Person, finding: Finding, params: dict[str, str | int], text: str
) -> None:
    assert unserved_reasons(cohort=cohort, sections=SECTIONS, member=member, findings=(finding,)) == (
        Reason(code=finding.code, params={"member": "ann", **params}, text=text),
    )


def test_whoever_leads_a_section_is_told_so(cohort: Cohort, make_person: Callable[..., Person]) -> None:
    leader = make_person("leader")
    finding = Finding(code="overlaps", params={"workshop": 0, "section": 0, "other": 0})
    (reason,) = unserved_reasons(cohort=cohort, sections=SECTIONS, member=leader, findings=(finding,))
    assert reason.text == "Reading, on 6 October at 17:00 in UTC: Leader leads it."


def test_a_finding_without_words_is_a_fault(cohort: Cohort, member: Person) -> None:
    with pytest.raises(ValueError, match="moon"):
        unserved_reasons(
            cohort=cohort,
            sections=SECTIONS,
            member=member,
            findings=(Finding(code="moon", params={"workshop": 0}),),
        )
