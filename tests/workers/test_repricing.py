"""A draft that was changed by hand is priced anew: of the revision that stands, and of no other."""

import pytest

from scheduler.access import whole_cohort
from scheduler.commands import boards
from scheduler.commands.board_state import board_of, prices_of
from scheduler.commands.boards import keep_prices
from scheduler.commands.publishing import publish_plan
from scheduler.commands.runs import request_run
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.prices import Certificate
from scheduler.errors import NotNowError
from scheduler.events import PlanEdited
from scheduler.pair_prices import HeldPrices
from scheduler.queries.board import rest_of
from scheduler.store.unit_of_work import Store
from workers.consumer import drain
from workers.job import Tools


@pytest.fixture
def plan(store: Store, tools: Tools, imported: Cohort) -> str:
    """A draft in which Amina and Bilal go with Carla."""
    with store.write() as tx:
        run = request_run(whole_cohort(tx, imported.id))
    drain(store=store, tools=tools)
    with store.read() as tx:
        return tx.runs.plan_of_run(imported.id, run).id


def take_out(store: Store, cohort: Cohort, plan: str, member: str) -> None:
    with store.write() as tx:
        scope = whole_cohort(tx, cohort.id)
        seen = scope.plan(plan).revision
        boards.move(scope, plan=plan, seen=seen, member=member, coach=None)


def owed(store: Store) -> list[str]:
    with store.read() as tx:
        return [each.reaction for each in tx.deliveries.owed() if each.reaction == "price_draft"]


def prices(store: Store, cohort: Cohort, plan: str) -> tuple[HeldPrices | None, int]:
    with store.read() as tx:
        scope = whole_cohort(tx, cohort.id)
        return prices_of(scope, board_of(scope, plan=plan)).now, scope.prices(plan).revision


def test_a_changed_draft_is_priced_around_what_was_put_in_its_place(
    store: Store, tools: Tools, imported: Cohort, plan: str
) -> None:
    take_out(store, imported, plan, "id-amina")
    assert owed(store) == ["price_draft"]
    drain(store=store, tools=tools)
    found, revision = prices(store, imported, plan)
    assert (found.placed, revision) == ({"id-amina": None, "id-bilal": "id-carla"}, 1)
    assert found.of("id-amina").coaches[0].change.placed == 1
    with store.read() as tx:
        part = whole_cohort(tx, imported.id).plan(plan).plan.coaching
    assert (part.objective.placed, part.bound.placed, part.proven) == (1, 2, False)


def test_only_the_last_of_several_changes_is_priced(
    store: Store, tools: Tools, imported: Cohort, plan: str
) -> None:
    take_out(store, imported, plan, "id-amina")
    take_out(store, imported, plan, "id-bilal")
    drain(store=store, tools=tools)
    found, revision = prices(store, imported, plan)
    assert (found.placed, revision) == ({"id-amina": None, "id-bilal": None}, 2)


def test_a_release_is_priced_and_stays_as_it_was_published(
    store: Store, tools: Tools, imported: Cohort, plan: str
) -> None:
    take_out(store, imported, plan, "id-amina")
    with store.write() as tx:
        publish_plan(whole_cohort(tx, imported.id), plan=plan)
        published = whole_cohort(tx, imported.id).plan(plan).plan
    drain(store=store, tools=tools)
    assert prices(store, imported, plan)[1] == 1
    with store.read() as tx:
        assert whole_cohort(tx, imported.id).plan(plan).plan == published


def test_an_outdated_draft_and_an_older_revision_are_left_alone(
    store: Store, tools: Tools, imported: Cohort, people: tuple[Person, ...], plan: str
) -> None:
    take_out(store, imported, plan, "id-amina")
    with store.write() as tx:
        tx.people.replace(imported.id, people[1:])
    drain(store=store, tools=tools)
    given_up = prices(store, imported, plan)
    assert given_up == (None, 1)
    nothing = Certificate(coach_of=(), prices=())
    with store.write() as tx:
        keep_prices(whole_cohort(tx, imported.id), plan=plan, revision=0, around=nothing, bound=None)
    assert prices(store, imported, plan) == given_up


@pytest.fixture
def overtaken(store: Store, tools: Tools, imported: Cohort, people: tuple[Person, ...], plan: str) -> str:
    """A draft priced once, changed again, and out of date before that is priced."""
    take_out(store, imported, plan, "id-amina")
    drain(store=store, tools=tools)
    take_out(store, imported, plan, "id-bilal")
    with store.write() as tx:
        tx.people.replace(imported.id, people[1:])
    return plan


def test_a_draft_out_of_date_when_it_was_to_be_priced_is_waited_for_no_more(
    store: Store, tools: Tools, imported: Cohort, overtaken: str
) -> None:
    with store.read() as tx:
        assert rest_of(whole_cohort(tx, imported.id), plan=overtaken).working
    drain(store=store, tools=tools)
    with store.read() as tx:
        rest = rest_of(whole_cohort(tx, imported.id), plan=overtaken)
    assert (rest.working, rest.outdated, rest.words) == (False, True, None)


def test_once_all_is_as_it_was_it_has_no_prices_until_it_is_changed_again(
    store: Store, tools: Tools, imported: Cohort, people: tuple[Person, ...], overtaken: str
) -> None:
    """What the earlier revision was opened with is none of this one's."""
    drain(store=store, tools=tools)
    with store.write() as tx:
        tx.people.replace(imported.id, people)
    with store.read() as tx:
        scope = whole_cohort(tx, imported.id)
        assert not board_of(scope, plan=overtaken).outdated
        assert prices_of(scope, board_of(scope, plan=overtaken)) is None
        assert not rest_of(scope, plan=overtaken).working
    with store.write() as tx:
        boards.undo(whole_cohort(tx, imported.id), plan=overtaken, seen=2)
    drain(store=store, tools=tools)
    found, revision = prices(store, imported, overtaken)
    assert (found.placed, revision) == ({"id-amina": None, "id-bilal": "id-carla"}, 3)


def test_a_plan_that_went_with_its_cohort_needs_no_prices(
    store: Store, tools: Tools, imported: Cohort, plan: str
) -> None:
    take_out(store, imported, plan, "id-amina")
    with store.write() as tx:
        tx.people._connection.exec_driver_sql("DELETE FROM cohort")
        tx.outbox.emit(PlanEdited(cohort=imported.id, plan=plan, revision=1))
    drain(store=store, tools=tools)
    assert owed(store) == []


def test_steps_are_kept_with_the_plan(store: Store, tools: Tools, imported: Cohort, plan: str) -> None:
    take_out(store, imported, plan, "id-amina")
    with store.read() as tx:
        board = board_of(whole_cohort(tx, imported.id), plan=plan)
    (edit,) = board.edits
    assert (edit.number, edit.by_hand, board.held) == (1, "id-amina", {"id-amina": None})


def test_of_two_who_change_a_draft_at_once_one_is_told(
    store: Store, imported: Cohort, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other commits between the look at the board and the change of it."""
    with store.read() as tx:
        before = board_of(whole_cohort(tx, imported.id), plan=plan)
    take_out(store, imported, plan, "id-bilal")
    monkeypatch.setattr(boards, "board_of", lambda *_, **__: before)
    with pytest.raises(NotNowError, match="changed meanwhile"), store.write() as tx:
        boards.move(whole_cohort(tx, imported.id), plan=plan, seen=0, member="id-amina", coach=None)
    with store.read() as tx:
        (edit,) = tx.boards.edits(plan)
    assert edit.by_hand == "id-bilal"
