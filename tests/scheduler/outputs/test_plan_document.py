import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan, Reason, SessionMeeting
from scheduler.outputs import plan_format
from scheduler.outputs.plan_document import instant, plan_document, plan_json

People = tuple[Person, ...]


def test_a_plan_has_the_fields_of_the_format_and_people_by_their_key(
    cohort: Cohort, people: People, plan: Plan
) -> None:
    coaching = {"placed": 2, "shortfall": 1, "bands": [0, 0, 0, 0, 0, 1, 0, 0, 0, 1], "total": 1450}

    assert plan_document(cohort=cohort, people=people, plan=plan) == {
        "format": "commonhour.plan/1",
        "cohort": "Vía 2024",
        "coaching": {
            "objective": coaching,
            "bound": coaching,
            "proven": True,
            "pairs": [
                {
                    "member": "M1",
                    "coach": "C1",
                    "score": 900,
                    "shared_minutes": 420,
                    "topics": ["math games"],
                    "languages": ["sw", "en"],
                },
                {
                    "member": "nuri@example.org",
                    "coach": "C1",
                    "score": 550,
                    "shared_minutes": 75,
                    "topics": [],
                    "languages": [],
                },
            ],
            "unplaced": [
                {
                    "member": "M3",
                    "reasons": [
                        {
                            "code": "no_shared_time",
                            "params": {"coach": "C2", "minutes": 45, "week": "2024-10-28"},
                            "text": "No coach shares 60 minutes; nearest: 45 with Олена.",
                        },
                        {"code": "coaches_full", "params": {"coach": "C1"}, "text": "Ruth <b>is</b> full."},
                    ],
                }
            ],
        },
        "workshops": {
            "objective": {"served": 1, "total": 1000},
            "bound": {"served": 2, "total": 2000},
            "gap": 0.5,
            "proven": False,
            "sections": [
                {
                    "workshop": "stones",
                    "section": 1,
                    "facilitator": "C2",
                    "starts": ["2024-10-22T14:00:00Z", "2024-10-29T14:00:00Z"],
                    "minutes": 60,
                    "members": ["M1"],
                }
            ],
            "unserved": [
                {
                    "member": "nuri@example.org",
                    "reasons": [
                        {
                            "code": "not_held",
                            "params": {"workshop": "stories"},
                            "text": "Stories is not held.",
                        }
                    ],
                }
            ],
        },
        "sessions": {
            "objective": {"worst": 2, "total": 4},
            "bound": {"worst": 2, "total": 4},
            "proven": True,
            "meetings": [
                {"session": "gathering", "starts": "2024-10-08T14:00:00Z", "minutes": 60},
                {"session": "gathering", "starts": "2024-11-12T15:00:00Z", "minutes": 60},
            ],
        },
        "solver": {
            "seed": 7,
            "seconds": 0.75,
            "parts": {"sessions": 0.25, "coaching": 0.125, "workshops": 0.375},
        },
    }


def test_what_stopped_the_search_is_there_only_where_something_did(
    cohort: Cohort, people: People, plan: Plan
) -> None:
    stopped = replace(plan, solver=replace(plan.solver, stopped="time"))
    document = plan_document(cohort=cohort, people=people, plan=stopped)
    plain = plan_document(cohort=cohort, people=people, plan=plan)

    assert document["solver"] == {**plain["solver"], "stopped": "time"}
    assert list(plain["solver"]) == ["seed", "seconds", "parts"]


def test_who_is_alone_is_counted_only_where_the_cohort_asks(
    cohort: Cohort, people: People, plan: Plan
) -> None:
    asked = replace(plan.workshops, objective=replace(plan.workshops.objective, alone=0))
    document = plan_document(cohort=cohort, people=people, plan=replace(plan, workshops=asked))
    assert document["workshops"]["objective"] == {"served": 1, "total": 1000, "alone": 0}
    assert document["workshops"]["bound"] == {"served": 2, "total": 2000}


def test_the_bytes_are_indented_utf_8_with_fields_in_the_formats_order_and_a_newline(
    cohort: Cohort, people: People, plan: Plan
) -> None:
    written = plan_json(cohort=cohort, people=people, plan=plan).decode()

    assert written.startswith('{\n  "format": "commonhour.plan/1",\n  "cohort": "Vía 2024",\n')
    assert written.endswith("\n}\n")
    assert list(json.loads(written)) == ["format", "cohort", "coaching", "workshops", "sessions", "solver"]


def test_what_is_written_is_read_back_by_the_format(cohort: Cohort, people: People, plan: Plan) -> None:
    written = plan_json(cohort=cohort, people=people, plan=plan)

    assert plan_format.Plan.model_validate_json(written).model_dump(mode="json") == json.loads(written)


def test_the_order_in_which_a_store_returns_parameters_changes_no_byte(
    cohort: Cohort, people: People, plan: Plan
) -> None:
    def turned(reason: Reason) -> Reason:
        return replace(reason, params=dict(reversed(reason.params.items())))

    (left_out,) = plan.coaching.unplaced
    other = replace(left_out, reasons=tuple(map(turned, left_out.reasons)))
    stored = replace(plan, coaching=replace(plan.coaching, unplaced=(other,)))

    assert list(stored.coaching.unplaced[0].reasons[0].params) != list(left_out.reasons[0].params)
    assert plan_json(cohort=cohort, people=people, plan=stored) == plan_json(
        cohort=cohort, people=people, plan=plan
    )


def test_a_plan_without_parts_is_a_document_too(cohort: Cohort, people: People, empty_plan: Plan) -> None:
    document = plan_document(cohort=cohort, people=people, plan=empty_plan)

    assert plan_format.Plan.model_validate_json(json.dumps(document)).sessions.meetings == ()


def test_a_plan_that_names_somebody_who_is_not_on_the_roster_is_no_document(
    cohort: Cohort, people: People, plan: Plan
) -> None:
    with pytest.raises(KeyError, match="id-M1"):
        plan_document(cohort=cohort, people=people[1:], plan=plan)


def test_whoever_led_a_group_that_is_over_and_has_left_is_named_by_the_key_they_had(
    cohort: Cohort, people: People, plan: Plan
) -> None:
    (section,) = plan.workshops.sections
    led = replace(section, facilitator=PersonId("id-gone"))
    over = replace(plan, workshops=replace(plan.workshops, sections=(led,)))
    document = plan_document(cohort=cohort, people=people, plan=over, left={PersonId("id-gone"): "C9"})
    assert [one["facilitator"] for one in document["workshops"]["sections"]] == ["C9"]


def test_a_meeting_without_minutes_is_no_document(cohort: Cohort, people: People, plan: Plan) -> None:
    nothing = SessionMeeting(session="gathering", starts=datetime(2024, 10, 8, tzinfo=UTC), minutes=0)
    with pytest.raises(ValueError, match="minutes"):
        plan_document(
            cohort=cohort,
            people=people,
            plan=replace(plan, sessions=replace(plan.sessions, meetings=(nothing,))),
        )


def test_an_instant_is_written_in_utc_whatever_its_zone() -> None:
    nepal = timezone(timedelta(hours=5, minutes=45))

    assert instant(datetime(2026, 10, 5, 18, 45, tzinfo=nepal)) == "2026-10-05T13:00:00Z"


def test_advice_is_there_only_where_there_is_some(cohort: Cohort, people: People, plan: Plan) -> None:
    """Whoever reads the other keys finds the same bytes as before."""
    advice = Reason(
        code="place_more", params={"placed": 1, "coach": "C1"}, text="One more place with Ruth ..."
    )
    advised = replace(plan, coaching=replace(plan.coaching, advice=(advice,)))
    document = plan_document(cohort=cohort, people=people, plan=advised)
    assert document["coaching"].pop("advice") == [
        {"code": "place_more", "params": {"coach": "C1", "placed": 1}, "text": "One more place with Ruth ..."}
    ]
    assert document == plan_document(cohort=cohort, people=people, plan=plan)
    told = json.loads(plan_json(cohort=cohort, people=people, plan=advised))
    assert plan_format.Plan.model_validate_json(json.dumps(told)).coaching.advice[0].code == "place_more"
