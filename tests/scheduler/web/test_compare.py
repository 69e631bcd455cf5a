"""Any two plans of a cohort, drafts and releases, are set side by side."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.runs import finish_run, request_run, source_of
from scheduler.domain.plans import Plan

COMPARE = "/cohorts/cedar/plans/compare"


@pytest.fixture
def other(world) -> str:
    """A draft in which Mariam has no coach, the seat is Fereshta's a day later, and a session moved by an hour."""

    def changed(plan: Plan) -> Plan:
        pair, section, first = (
            plan.coaching.pairs[1],
            plan.workshops.sections[0],
            plan.sessions.meetings[0],
        )
        later = replace(
            section,
            starts=tuple(start + timedelta(days=1) for start in section.starts),
            members=(plan.coaching.pairs[1].member,),
        )
        value = replace(plan.coaching.objective, placed=1, total=400)
        return replace(
            plan,
            coaching=replace(plan.coaching, pairs=(pair,), objective=value),
            workshops=replace(plan.workshops, sections=(later,)),
            sessions=replace(
                plan.sessions,
                meetings=(
                    replace(first, starts=first.starts + timedelta(hours=1)),
                    *plan.sessions.meetings[1:],
                ),
            ),
        )

    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        made_from = source_of(scope).input_hash
        run = request_run(scope, seed=5)
        plan = changed(scope.plan(world.cedar.plan).plan)
        finish_run(scope, run=run, plan=plan, made_from=made_from)
        return tx.runs.plan_of_run("cedar", run).id


def rows(page: str) -> list[list[str]]:
    """Return the cells of every row of the tables' bodies, as text."""
    found = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<(?:td|th)[^>]*data-label[^>]*>(.*?)</(?:td|th)>", row, re.DOTALL) for row in found]
    return [[" ".join(re.sub(r"<[^>]*>", "", cell).split()) for cell in row] for row in cells if row]


def test_each_who_has_something_else_is_named_with_both_and_what_each_plan_is_worth(world, other) -> None:
    page = world.browser("facilitator").get(f"{COMPARE}?before={world.cedar.plan}&after={other}").text
    noon, at_one = "12:00\N{NARROW NO-BREAK SPACE}PM", "1:00\N{NARROW NO-BREAK SPACE}PM"
    noon, at_one = (" ".join(clock.split()) for clock in (noon, at_one))
    led = " with Ruth &lt;b&gt;Abernathy&lt;/b&gt;"
    assert rows(page)[-4:] == [
        ["Mariam", "Ruth &lt;b&gt;Abernathy&lt;/b&gt; score 1000", "nothing"],
        ["فرشته نوری", "Stories &amp; songs", "nothing", f"Oct 23, 2026, {noon} New York time{led}"],
        ["Mariam", "Stories &amp; songs", f"Oct 22, 2026, {noon} New York time{led}", "nothing"],
        ["Gathering", f"Oct 13, 2026, {noon} New York time", f"Oct 13, 2026, {at_one} New York time"],
    ]
    worth = {row[0]: row[1:] for row in rows(page)[:-4]}
    assert worth["Coaching: members with a coach"] == ["2", "1", "-1"]
    assert worth["Coaching: sum of scores"] == ["1400", "400", "-1000"]
    assert worth["Workshops: members in a workshop"] == ["1", "1", "the same"]
    assert "Coaching: pairs with a score of 0 to 99" not in worth


def test_it_begins_with_the_last_release_and_the_newest_draft(world) -> None:
    page = world.browser("facilitator").get(COMPARE).text
    chosen = re.findall(r'<option value="([^"]*)" selected>', page)
    assert chosen == [world.cedar.released, world.cedar.plan]
    assert "Nobody has another coach, seat or date." in page


def test_a_plan_leads_to_its_comparison_with_the_last_release(world) -> None:
    page = world.browser("facilitator").get(f"/cohorts/cedar/plans/{world.cedar.plan}").text
    link = f"{COMPARE}?before={world.cedar.released}&amp;after={world.cedar.plan}"
    assert f'<a href="{link}">Compare with release 1</a>' in page


def test_a_release_is_compared_with_the_ones_that_came_after_it_the_right_way_round(world) -> None:
    coordinator = world.browser("coordinator")
    assert coordinator.post(f"/cohorts/cedar/plans/{world.cedar.plan}/publish").status_code == 303
    page = coordinator.get(f"/cohorts/cedar/plans/{world.cedar.released}").text
    link = f"{COMPARE}?before={world.cedar.released}&amp;after={world.cedar.plan}"
    assert f'<a href="{link}">Compare with release 2</a>' in page


def test_plans_of_other_people_or_rules_say_so(world, other) -> None:
    address = f"{COMPARE}?before={world.cedar.plan}&after={other}"
    coordinator = world.browser("coordinator")
    assert "The people or the rules changed between the two" not in coordinator.get(address).text
    with world.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE plan SET input_hash = 'another' WHERE id = ?", (other,))
    assert "The people or the rules changed between the two" in coordinator.get(address).text


def test_whoever_has_left_is_said_to_have(world, other) -> None:
    with world.store.write() as tx:
        tx.people.replace("cedar", ())
    page = world.browser("facilitator").get(f"{COMPARE}?before={world.cedar.plan}&after={other}").text
    assert rows(page)[-4] == ["someone who has left", "someone who has left score 1000", "nothing"]


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_plan_of_another_cohort_cannot_be_set_beside_ones_own(world, place) -> None:
    coordinator = world.browser("coordinator")
    assert coordinator.get(f"{COMPARE}?{place}={world.birch.plan}").status_code == 404
    assert coordinator.get(f"{COMPARE}?{place}=").status_code == 404


def test_a_cohort_without_plans_has_nothing_to_compare(world) -> None:
    with world.store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM plan WHERE cohort_id = 'cedar'")
    assert world.browser("coordinator").get(COMPARE).status_code == 404
