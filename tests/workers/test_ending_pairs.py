"""A pair that is ended midway: what both calendars lose, what nobody else sees, and how it goes on after all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from scheduler.access import PersonScope, whole_cohort
from scheduler.commands.agreeing import say_yes
from scheduler.commands.boards import move
from scheduler.commands.ending import end_pair, take_back
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rebalancing import request_rebalancing, take_point
from scheduler.commands.runs import request_run
from scheduler.commands.setting_up import change_rules
from scheduler.domain.boards import Says
from scheduler.domain.common_hours import offered_hours
from scheduler.domain.people import PersonId
from scheduler.errors import NotFoundError, NotNowError
from scheduler.queries.attention import attention
from scheduler.queries.my_page import my_page
from scheduler.store import tables
from tests.workers.test_common_hours import AMINA, coaching, feeds
from workers.consumer import drain

BILAL, CARLA = PersonId("id-bilal"), PersonId("id-carla")
REASON = "They quarrel about the abacus."

Act = Callable[..., None]


@pytest.fixture
def act(store, imported, published, mailing, clock) -> Act:
    """Do something to the cohort five minutes later, and have calendars follow."""

    def act(what, **more: object) -> object:
        clock.pass_time(minutes=5)
        with store.write() as tx:
            done = what(whole_cohort(tx, imported.id), **more)
        drain(store=store, tools=mailing)
        return done

    return act


@pytest.fixture
def agree(store, act) -> Callable[[], None]:
    """Have Amina and Carla agree on the first hour that suits both."""

    def say(scope, *, by: PersonId, other: PersonId) -> None:
        people = {person.id: person for person in scope.people()}
        hour, *_ = offered_hours(cohort=scope.cohort, coach=people[CARLA], member=people[AMINA])
        say_yes(PersonScope(tx=scope.tx, cohort=scope.cohort, person=people[by]), other=other, hour=hour.hour)

    def agree() -> None:
        act(say, by=AMINA, other=CARLA)
        act(say, by=CARLA, other=AMINA)

    return agree


@pytest.fixture
def end(act) -> Act:
    def end(*, never: bool = True) -> None:
        act(end_pair, member=AMINA, coach=CARLA, reason=REASON, never=never)

    return end


def rules_of(store, imported) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    with store.read() as tx:
        coaching = whole_cohort(tx, imported.id).cohort.coaching
        return coaching.must, coaching.never


def page_of(store, imported, person: PersonId):  # noqa: ANN201
    with store.read() as tx:
        scope = whole_cohort(tx, imported.id)
        return my_page(PersonScope(tx=tx, cohort=scope.cohort, person=scope.person(person)))


def standing(store, imported) -> set[tuple[str, str]]:
    with store.read() as tx:
        return {(p.member, p.coach) for p in whole_cohort(tx, imported.id).standing_plan().coaching.pairs}


def test_what_is_to_come_leaves_both_calendars_and_nobody_elses_moves_by_a_byte(
    store, imported, agree, end, clock
) -> None:
    agree()
    began = feeds(store, imported)
    clock.at = sorted(each[0] for each in coaching(began[AMINA]).values())[1] + timedelta(hours=2)
    end()
    after = feeds(store, imported)
    assert {person for person in after if after[person] != began[person]} == {AMINA, CARLA}
    for person in (AMINA, CARLA):
        now = coaching(after[person])
        assert len(now) > 2
        assert [each[1:3] for each in now.values()] == [(0, "CONFIRMED")] * 2 + [(1, "CANCELLED")] * (
            len(now) - 2
        )


def test_taken_back_it_is_as_it_was(store, imported, act, agree, end) -> None:
    agree()
    rules, began = rules_of(store, imported), coaching(feeds(store, imported)[AMINA])
    end()
    assert rules_of(store, imported) == ((), (("amina", "carla"),))
    act(take_back, member=AMINA, coach=CARLA)
    assert rules_of(store, imported) == rules
    again = coaching(feeds(store, imported)[CARLA])
    assert [(uid, each[0], "CONFIRMED") for uid, each in began.items()] == [
        (uid, each[0], each[2]) for uid, each in again.items()
    ]
    assert {each[1] for each in again.values()} == {2}
    with pytest.raises(NotFoundError):
        act(take_back, member=AMINA, coach=CARLA)


def test_a_rule_that_somebody_changed_since_stays(store, imported, act, end) -> None:
    end()
    with store.read() as tx:
        cohort = tx.people.cohort(imported.id)
    act(
        change_rules,
        cohort=replace(cohort, coaching=replace(cohort.coaching, never=(), must=(("amina", "carla"),))),
    )
    act(take_back, member=AMINA, coach=CARLA)
    assert rules_of(store, imported) == ((("amina", "carla"),), ())


@pytest.mark.parametrize("never", [True, False])
def test_a_rule_that_kept_them_together_goes_and_comes_back(
    store, imported, act, end, *, never: bool
) -> None:
    with store.read() as tx:
        cohort = tx.people.cohort(imported.id)
    pinned = (("amina", "carla"), ("bilal", "carla"))
    act(change_rules, cohort=replace(cohort, coaching=replace(cohort.coaching, must=pinned)))
    end(never=never)
    assert rules_of(store, imported) == (pinned[1:], pinned[:1] if never else ())
    act(take_back, member=AMINA, coach=CARLA)
    assert set(rules_of(store, imported)[0]) == set(pinned)
    assert rules_of(store, imported)[1] == ()


def test_pages_and_what_needs_attention_follow(store, imported, end, agree) -> None:
    end()
    mine, theirs = page_of(store, imported, AMINA), page_of(store, imported, CARLA)
    assert mine.coaches == ()
    assert mine.waits_for_coach
    assert [each.id for each in theirs.members] == [BILAL]
    with store.read() as tx:
        matters = attention(whole_cohort(tx, imported.id)).matters
    assert [(each.kind, str(each.what)) for each in matters if AMINA in each.ids] == [
        ("alone", "Amina has had no coach since their pair was ended.")
    ]
    with pytest.raises(NotFoundError):
        agree()


def test_only_a_pair_of_the_last_release_as_it_stands(act, end) -> None:
    with pytest.raises(NotFoundError):
        act(end_pair, member="id-nobody", coach=CARLA, reason="", never=True)
    with pytest.raises(NotNowError, match="no pair"):
        act(end_pair, member=CARLA, coach=AMINA, reason="", never=True)
    with pytest.raises(NotFoundError):
        act(take_back, member=AMINA, coach=CARLA)
    end()
    with pytest.raises(NotNowError, match="no pair"):
        end()


def test_a_rebalancing_follows_the_plan_without_it_and_a_new_coach_is_no_move(
    store, imported, act, agree, end
) -> None:
    agree()
    early = act(request_rebalancing)
    end(never=False)
    with pytest.raises(NotNowError, match="rebalance again"):
        act(take_point, run=early, moves=0, seat_moves=0)
    run = act(request_rebalancing)
    with store.read() as tx:
        pairs = tx.runs.rebalancing(imported.id, run).coaching
    assert pairs.forced == ()
    assert pairs.points[0].moves == 0
    assert pairs.points[0].placed[AMINA] == CARLA
    plan = act(take_point, run=run, moves=0, seat_moves=0)
    assert act(publish_plan, plan=plan) == 2
    # Paired again by a later release, they begin anew: no hour is agreed on.
    assert (AMINA, CARLA) in standing(store, imported)
    (companion,) = page_of(store, imported, AMINA).coaches
    assert (companion.agreed, companion.suggested_to_me, companion.suggested_by_me) == (None, None, None)
    with pytest.raises(NotNowError, match="Another release"):
        act(take_back, member=AMINA, coach=CARLA)
    end()
    assert (AMINA, CARLA) not in standing(store, imported)
    act(take_back, member=AMINA, coach=CARLA)
    assert (AMINA, CARLA) in standing(store, imported)


def test_who_must_not_be_paired_again_is_not(store, imported, act, end) -> None:
    end()
    run = act(request_rebalancing)
    with store.read() as tx:
        pairs = tx.runs.rebalancing(imported.id, run).coaching
    assert {point.placed[AMINA] for point in pairs.points} == {None}
    act(publish_plan, plan=act(take_point, run=run, moves=0, seat_moves=0))
    assert page_of(store, imported, AMINA).waits_for_coach


def test_a_draft_that_knows_nothing_of_it_is_not_published(store, imported, act, end) -> None:
    run = act(request_run)
    with store.read() as tx:
        plan = tx.runs.plan_of_run(imported.id, run).id
    end(never=False)
    with pytest.raises(NotNowError, match="The pair of Amina and Carla was ended after this plan"):
        act(publish_plan, plan=plan)
    act(take_back, member=AMINA, coach=CARLA)
    assert act(publish_plan, plan=plan) == 2


def test_what_was_worked_out_without_a_pair_that_goes_on_after_all_is_out_of_date(
    store, imported, act, end
) -> None:
    end(never=False)
    run = act(request_rebalancing)
    kept, dropped = (act(take_point, run=run, moves=0, seat_moves=0) for _ in range(2))
    act(move, plan=dropped, seen=0, member=AMINA, coach=None)
    act(take_back, member=AMINA, coach=CARLA)
    with pytest.raises(NotNowError, match="rebalance again"):
        act(take_point, run=run, moves=0, seat_moves=0)
    with pytest.raises(NotNowError, match="rebalance again"):
        act(publish_plan, plan=dropped)
    assert act(publish_plan, plan=kept) == 2  # which pairs the two


def test_a_pair_ended_after_a_rebalancing_was_taken_is_in_its_way(store, imported, act, clock) -> None:
    """Though whoever ended it asked before, and had to wait until it was taken."""
    plan = act(take_point, run=act(request_rebalancing), moves=0, seat_moves=0)
    clock.pass_time(minutes=-10)
    act(end_pair, member=AMINA, coach=CARLA, reason=REASON, never=False)
    clock.pass_time(minutes=10)
    with pytest.raises(NotNowError, match="The pair of Amina and Carla was ended after this plan"):
        act(publish_plan, plan=plan)


def test_taking_an_end_back_touches_no_rule_that_it_had_not_touched(store, imported, act, end) -> None:
    with store.read() as tx:
        cohort = tx.people.cohort(imported.id)
    apart = (("amina", "carla"), ("bilal", "carla"))
    act(change_rules, cohort=replace(cohort, coaching=replace(cohort.coaching, never=apart)))
    end()
    act(take_back, member=AMINA, coach=CARLA)
    assert rules_of(store, imported) == ((), apart)


def test_why_is_in_no_event_and_no_mail(store, imported, database, end) -> None:
    end()
    with store.read() as tx:
        (kept,) = tx.endings.of_cohort(imported.id)
        mails = [notice.subject + notice.body for notice in tx.notices.of_cohort(imported.id)]
    with database.connect() as connection:
        events = {row.type: str(row.data) for row in connection.execute(select(tables.event))}
    assert (kept.reason, kept.said_before, kept.said_since) == (REASON, Says.NOTHING, Says.NEVER)
    assert "pair.ended" in events
    assert not any("abacus" in each for each in (*events.values(), *mails))
