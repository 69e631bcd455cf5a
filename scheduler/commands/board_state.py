"""A draft's board as it stands: its steps, who stays where they were put, and what moves from there would cost."""

from dataclasses import dataclass

from scheduler.access import CohortScope
from scheduler.commands.runs import input_hash, outdated, overtaken
from scheduler.domain.boards import Edit, Placement, Says, held, placement
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan
from scheduler.pair_prices import HeldPrices
from scheduler.price_table import PriceTable
from scheduler.problems.so_far import from_then_on


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """A plan as it is changed by hand: its steps, where it places each member, and who stays where they were put.

    It can be changed while it is a draft and neither the people nor the rules have changed but on it, nor, midway, the
    release that it follows is not the last any more. `rules` are those that a run would take; midway they count from
    then on. `taken` is where a draft made midway had everyone before it was changed: nobody leaves that without need.
    """

    plan: str
    document: Plan
    revision: int
    edits: tuple[Edit, ...]
    release: int | None
    outdated: bool
    overtaken: bool
    rules: Cohort
    people: tuple[Person, ...]
    placed: Placement
    held: Placement
    taken: Placement | None = None

    @property
    def stands(self) -> bool:
        """Whether who coaches whom is no part of what the draft changes."""
        midway = self.document.midway
        return midway is not None and not midway.parts.coaching

    @property
    def as_taken(self) -> bool:
        """Whether a draft made midway, and what the rules say of its pairs, is as it was taken."""
        return self.placed == self.taken and not any(edit.ruling for edit in self.standing)

    @property
    def can_change(self) -> bool:
        """Whether a step can be done."""
        return self.release is None and not self.outdated and not self.stands

    @property
    def standing(self) -> tuple[Edit, ...]:
        """The steps that were not taken back."""
        return tuple(edit for edit in self.edits if not edit.undone)

    @property
    def undone(self) -> tuple[Edit, ...]:
        """The steps that can be done again, the next one first."""
        return tuple(edit for edit in self.edits if edit.undone)


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardPrices:
    """The prices of a plan as it was solved, and of the board as it stands; None while they are worked out."""

    solved: PriceTable | None
    now: PriceTable | HeldPrices | None


def board_of(scope: CohortScope, *, plan: str) -> Board:
    """Return a plan's board; raise NotFoundError where the cohort has no such plan."""
    stored, people = scope.plan(plan), scope.people()
    rules, edits = scope.to_match(people), scope.tx.boards.edits(stored.id)
    midway, taken = stored.plan.midway, None
    if midway is not None:
        taken = placement(scope.tx.boards.solved(stored.id) or stored.plan.coaching)
    return Board(
        plan=stored.id,
        document=stored.plan,
        revision=stored.revision,
        edits=edits,
        release=stored.release,
        outdated=outdated(scope, plan=stored, input_hash=input_hash(cohort=rules, people=people)),
        overtaken=overtaken(scope, plan=stored),
        rules=from_then_on(rules, midway=midway),
        people=people,
        placed=placement(stored.plan.coaching),
        held=held(edits),
        taken=taken,
    )


def prices_of(scope: CohortScope, board: Board, *, alone: bool = False) -> BoardPrices | None:
    """Return what moves cost, each `alone` or with the rest solved around it too; None where the plan has no prices."""
    stored = scope.prices(board.plan)
    if stored is None or (stored.given_up and stored.revision == board.revision and not board.outdated):
        return None
    if not stored.packed:
        return None if board.outdated else BoardPrices(solved=None, now=None)
    solved, now = PriceTable(stored.packed), None
    if alone:
        pass
    elif board.revision == 0:
        now = solved
    elif stored.around is not None and stored.revision == board.revision and not board.outdated:
        now = HeldPrices(
            cohort=board.rules,
            people=board.people,
            held=board.held,
            taken=board.taken,
            kept=stored.around,
        )
    return BoardPrices(solved=solved, now=now)


def said_of(cohort: Cohort, *, people: tuple[Person, ...], member: PersonId, coach: PersonId) -> Says:
    """Return what the rules say of a pair."""
    keys = {person.id: person.key for person in people}
    pair, rules = (keys[member], keys[coach]), cohort.coaching
    if rules is None:
        return Says.NOTHING
    return Says.MUST if pair in rules.must else Says.NEVER if pair in rules.never else Says.NOTHING
