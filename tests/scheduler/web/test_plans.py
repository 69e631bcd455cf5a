"""A plan is read with its reasons, and published."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.access import CohortScope, whole_cohort
from scheduler.commands.runs import finish_run, input_hash, request_run
from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import Capacity, Role
from scheduler.domain.plans import Judged, Reason
from scheduler.queries.plan_review import plan_review
from tests.scheduler.web.plain_words import PSEUDO, plain_words


@pytest.fixture
def path(world) -> str:
    return f"/cohorts/cedar/plans/{world.cedar.plan}"


def _change_people(world, change) -> None:
    with world.store.write() as tx:
        people = whole_cohort(tx, "cedar").people()
        tx.people.replace("cedar", tuple(kept for person in people if (kept := change(person)) is not None))


def test_it_says_who_goes_with_whom_and_why(world, path) -> None:
    page = world.browser("facilitator").get(path).text
    for said in (
        "2 members",
        "takes 1 to 2",
        "</span> 1000</span>",
        "168 hr or more in every week · English · <bdi>reading</bdi>",
        "as the coach's clock tells them: Monday 8:00\N{NARROW NO-BREAK SPACE}AM; Thursday",
        "Both chose reading.",
        "Stories &amp; songs",
        "All who wish can come then.",
        "Her 1st wish.",
        "Thursday, October 22, 2026",
        "12:00\N{THIN SPACE}\N{EN DASH}\N{THIN SPACE}1:00\N{NARROW NO-BREAK SPACE}PM",
        "New York time",
        "Without the workshop they wished for",
        "The group has no seat left.",
    ):
        assert said in page


def _judge_by_school(world, plan: str) -> None:
    """Let the first pair of a plan have been judged by school."""
    with world.store.write() as tx:
        stored = tx.runs.plan("cedar", plan).plan
        pair, *others = stored.coaching.pairs
        schools = {"column": "School", "member": "Hill", "common": ()}
        judged = replace(
            pair,
            criteria=(
                Judged(**schools, rule="different", coach="", met="unknown"),
                Judged(
                    column="Subjects",
                    rule="overlap",
                    member="art; maths",
                    coach="art",
                    common=("art",),
                    met="partly",
                ),
            ),
            reasons=(*pair.reasons, Reason(code="criterion_unknown", text="School is blank for Ruth.")),
        )
        pairs = (judged, *others)
        tx.runs.set_document(plan, replace(stored, coaching=replace(stored.coaching, pairs=pairs)))


def test_it_shows_what_a_pair_makes_of_the_cohort_s_own_criteria(world, path) -> None:
    _judge_by_school(world, world.cedar.plan)
    page = world.browser("coordinator").get(path).text
    for said in ("School: Hill / \N{EN DASH}", "Subjects: art<", "School is blank for Ruth."):
        assert said in page


def test_a_facilitator_reads_that_criteria_count_and_nothing_of_what_was_answered(world, path) -> None:
    _judge_by_school(world, world.cedar.plan)
    page = world.browser("facilitator").get(path).text
    assert "own criteria count here too" in page
    for said in ("Hill", "Subjects:", "School"):
        assert said not in page


def test_a_member_is_not_told_what_their_coach_answered_in_a_column_of_the_cohort_s_own(world) -> None:
    _judge_by_school(world, world.cedar.released)
    page = world.browser("member").get("/me").text
    assert "Both chose reading." in page
    assert "School" not in page


def test_it_shows_whose_hour_each_session_is(world, path) -> None:
    page = world.browser("facilitator").get(path).text
    rows = page[page.index('class="map"') :]
    assert rows.index("Kabul") < rows.index("Kyiv") < rows.index("New York")
    assert rows.count('<td class="b0">') == 9


def test_publishing_makes_the_next_release(world, path) -> None:
    coordinator = world.browser("coordinator")
    assert "Publish this plan" in coordinator.get(path).text
    there = coordinator.post(f"{path}/publish").location
    assert there == "/cohorts/cedar?published=2"
    assert "Release 2 is published." in coordinator.get(there).text
    for elsewhere in ("/cohorts/cedar", "/cohorts/cedar?published=3"):
        assert "is published." not in coordinator.get(elsewhere).text
    page = coordinator.get(path).text
    assert "<h1>Release 2</h1>" in page
    assert "Publish this plan" not in page
    assert coordinator.post(f"{path}/publish").status_code == 409


def test_a_plan_of_other_people_warns_and_cannot_be_published(world, path) -> None:
    _change_people(world, lambda person: replace(person, notes="moved") if person.key == "M1" else person)
    coordinator = world.browser("coordinator")
    page = coordinator.get(path).text
    assert "The people have changed since" in page
    assert "Publish this plan" not in page
    refused = coordinator.post(f"{path}/publish")
    assert (refused.status_code, "match again" in refused.text) == (409, True)


def test_whoever_has_left_is_said_to_have(world, path) -> None:
    _change_people(world, lambda person: None if person.key in {"M1", "C1"} else person)
    assert world.browser("facilitator").get(path).text.count("someone who has left") == 5


def test_a_coach_without_members_is_shown_too(world, path) -> None:
    def empty_handed(person):  # noqa: ANN202 - a person
        name = "Grace" if person.key == "M1" else person.name
        return replace(person, name=name, role=Role.COACH, capacity=Capacity(minimum=1, maximum=3))

    _change_people(world, empty_handed)
    page = world.browser("facilitator").get(path).text
    assert "Nobody this time." in page
    assert "fewer than wished" in page


def test_a_cohort_of_nobody_still_shows_its_plan(world, path) -> None:
    _change_people(world, lambda _: None)
    page = world.browser("facilitator").get(path).text
    assert "Whose hour it is" not in page


def test_a_cohort_without_coaching_shows_none(world, path) -> None:
    with world.store.read() as tx:
        scope = whole_cohort(tx, "cedar")
        bare = CohortScope(tx=tx, cohort=replace(scope.cohort, coaching=None), rights=scope.rights)
        assert plan_review(bare, plan=world.cedar.plan).coaches == ()


def test_what_would_help_is_told_where_there_is_advice(world, path) -> None:
    browser = world.browser("facilitator")
    assert "What would help" not in browser.get(path).text
    advice = Reason(
        code="place_more", params={"coach": "carl"}, text="One more place with <Carl> would place 1 more."
    )
    with world.store.write() as tx:
        stored = whole_cohort(tx, "cedar").plan(world.cedar.plan)
        plan = replace(stored.plan, coaching=replace(stored.plan.coaching, advice=(advice,)))
        tx.runs.set_document(stored.id, plan)
    page = browser.get(path).text
    assert "What would help" in page
    assert "One more place with &lt;Carl&gt; would place 1 more." in page


def test_advice_on_the_cohort_s_own_criteria_is_for_its_coordinators(world, path) -> None:
    asked = Reason(
        code="criterion_dropped", params={}, text="Not asking any more for School would place 1 more."
    )
    with world.store.write() as tx:
        stored = whole_cohort(tx, "cedar").plan(world.cedar.plan)
        plan = replace(stored.plan, coaching=replace(stored.plan.coaching, advice=(asked,)))
        tx.runs.set_document(stored.id, plan)
    assert asked.text in world.browser("coordinator").get(path).text
    page = world.browser("facilitator").get(path).text
    assert "School" not in page
    assert "own criteria count here too" in page


def test_where_advice_was_cut_short_that_is_said(world, path) -> None:
    with world.store.write() as tx:
        stored = whole_cohort(tx, "cedar").plan(world.cedar.plan)
        plan = replace(stored.plan, coaching=replace(stored.plan.coaching, advice_cut=True))
        tx.runs.set_document(stored.id, plan)
    page = world.browser("facilitator").get(path).text
    assert "What would help" in page
    assert "before everything that might help had been tried" in page


def test_where_people_are_too_many_for_advice_that_is_said(world, path, monkeypatch) -> None:
    monkeypatch.setattr("matcher.coaching.changes.MOST_PAIRS", 1)
    assert "beyond what advice on coaching is worked out for" in world.browser("facilitator").get(path).text


def test_who_was_asked_for_and_who_is_alone_with_their_language_is_marked(world, path) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        plan = scope.plan(world.cedar.plan).plan
        (held,) = plan.workshops.sections
        seat = replace(held.seats[0], params={"member": "M1"})
        remarks = (
            Reason(code="must_no_hours", params={"member": "M1"}, text="Asked for at night."),
            Reason(code="alone", params={"member": "M1"}, text="It could not be helped."),
        )
        workshops = replace(
            plan.workshops,
            objective=replace(plan.workshops.objective, alone=1),
            sections=(replace(held, seats=(seat,), remarks=remarks),),
        )
        run = request_run(scope)
        made_from = input_hash(cohort=scope.cohort, people=scope.people())
        finish_run(scope, run=run, plan=replace(plan, workshops=workshops), made_from=made_from)
        draft = tx.runs.plan_of_run(scope.cohort.id, run)
    marked = world.browser("facilitator").get(f"/cohorts/cedar/plans/{draft.id}").text
    assert "<dt>alone with their language</dt><dd>1 <span>of 1 in a group</span></dd>" in marked
    assert '<span class="tag later">alone with their language</span>' in marked
    assert '<span class="tag todo">asked for</span>' in marked
    assert "Her 1st wish. Asked for at night. It could not be helped." in marked
    assert "alone with their language" not in world.browser("facilitator").get(path).text


def test_publishing_is_looked_at_before_with_warnings_changes_and_who_is_told(world) -> None:
    coordinator, path = world.browser("coordinator"), f"/cohorts/cedar/plans/{world.cedar.plan}/publish"
    page = coordinator.get(path).text
    assert "Publish release 2" in page
    assert "Nobody has another coach, seat or date." in page
    assert ": no meeting to come is another." in page
    with world.store.write() as tx:
        draft = tx.runs.plan(CohortId("cedar"), world.cedar.plan)
        (section,) = draft.plan.workshops.sections
        later = replace(section, starts=tuple(start + timedelta(days=7) for start in section.starts))
        workshops = replace(draft.plan.workshops, sections=(later,))
        tx.runs.set_document(draft.id, replace(draft.plan, workshops=workshops))
    page = coordinator.get(path).text
    assert "The calendars of 2 people follow within seconds." in page
    assert "<li>1 seat in a workshop is another</li>" in page
    assert plain_words(coordinator.get(path, headers=PSEUDO).text) == []


def test_a_release_has_a_name_and_says_what_changed(world) -> None:
    coordinator, path = world.browser("coordinator"), f"/cohorts/cedar/plans/{world.cedar.plan}/publish"
    coordinator.post(path, {"name": " After the\tholidays ", "note": "Two people\r\nhave\a come."})
    page = coordinator.get("/cohorts/cedar").text
    assert "<bdi>After the holidays</bdi>" in page
    assert "Two people\nhave come." in page
    assert coordinator.get(path).status_code == 409


def test_what_cannot_be_published_says_so_before(world) -> None:
    world.browser("member").post(f"/me/{world.cedar.person}/interests", {"topic": "play"})
    page = world.browser("coordinator").get(f"/cohorts/cedar/plans/{world.cedar.plan}/publish").text
    assert "It cannot be published" in page
    assert "<button>Publish</button>" not in page
