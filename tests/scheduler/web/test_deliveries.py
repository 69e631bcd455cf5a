"""What is owed for a cohort, as those who look after it see it; the world's waiting run has been parked."""

from datetime import timedelta

from scheduler.ids import RandomIds
from scheduler.store.unit_of_work import Store

PAGE = "/cohorts/cedar/deliveries"
SEE = "See what is still to do"


def states(world) -> list[str]:
    with world.store.read() as tx:
        return [owed.state for owed in tx.deliveries.owed(cohort="cedar")]


def test_what_was_given_up_is_said_in_words_with_its_number_and_a_way_to_try_it_again(world) -> None:
    page = world.browser("coordinator").get(PAGE).text
    for words in ("A plan is to be made", "A person stopped it", world.cedar.delivery, "Replay"):
        assert words in page
    assert world.birch.delivery not in page
    assert "draft_plan" not in page


def test_a_facilitator_sees_it_without_the_button(world) -> None:
    page = world.browser("facilitator").get(PAGE).text
    assert ("A plan is to be made" in page, "Replay" in page) == (True, False)


def test_what_is_replayed_is_owed_again_and_refused_a_second_time(world) -> None:
    browser = world.browser("coordinator")
    path = f"{PAGE}/{world.cedar.delivery}/replay"
    assert [browser.post(path).status_code for _ in range(2)] == [303, 409]
    assert states(world) == ["waiting"]
    page = browser.get(PAGE).text
    assert ("At work" in page, "Late" in page, "Replay" in page) == (True, False, False)


def test_what_nobody_takes_is_late_after_two_minutes_and_the_overview_says_so(world) -> None:
    browser = world.browser("coordinator")
    assert SEE in browser.get("/cohorts/cedar").text
    browser.post(f"{PAGE}/{world.cedar.delivery}/replay")
    assert SEE not in browser.get("/cohorts/cedar").text
    world.clock.at += timedelta(minutes=2)
    assert SEE in browser.get("/cohorts/cedar").text
    assert "Late" in browser.get(PAGE).text


def test_what_failed_and_waits_for_its_next_try_says_how_often_it_was_tried(world) -> None:
    store = Store(world.store.engine, clock=world.clock, ids=RandomIds(), routes={})
    with store.write() as tx:
        tx.steering.replay(world.cedar.delivery)
        (claim,) = tx.claims.take(world.cedar.delivery)
        tx.claims.fail(claim, error="ValueError", again_in=timedelta(seconds=4))
    assert "Tried 1 time" in world.browser("coordinator").get(PAGE).text


def test_a_cohort_to_which_nothing_is_owed_says_so(world) -> None:
    with world.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE delivery SET state = 'done'")
    assert "all that was asked for is done" in world.browser("coordinator").get(PAGE).text
