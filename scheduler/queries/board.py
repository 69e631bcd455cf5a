"""The board of a draft: coaches as columns, members as cards, what was done to it, and what solving the rest brings."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.access import CohortScope
from scheduler.commands.board_state import Board, BoardPrices, board_of, prices_of
from scheduler.domain.boards import Edit, Placement, Says, between, less, settled
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.domain.plans import CoachingValue, Pair
from scheduler.domain.prices import Move
from scheduler.languages.sentences import Sentence, counted, sentence
from scheduler.price_table import MOST_PRICED
from scheduler.queries.move_costs import said
from scheduler.reasons import change_words
from scheduler.reasons.alternatives import GONE


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A member on the board: without a coach `pair` is None; `name` is None for who has left since.

    One `stays` who was put there by hand, or was told to stay there (`settled`), and is `pinned` by a rule.
    """

    id: PersonId
    name: str | None
    pair: Pair | None
    stays: bool
    settled: bool
    pinned: bool

    @property
    def warned_of(self) -> bool:
        """Whether they are together against their hours or languages, as was asked for."""
        return self.pair is not None and any(reason.is_warning for reason in self.pair.reasons)


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A coach on the board, how many members they take, and those they have."""

    id: PersonId
    name: str
    capacity: Capacity
    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rest:
    """What solving the rest around what was put in its place would bring: what changes, and how many then move.

    There are no `words` where nothing is gained, and while that is being worked out (`working`). Whoever waited for it
    is told that it is `known`, or that the draft is `outdated` and cannot be changed any more.
    """

    plan: str
    revision: int
    working: bool = False
    known: bool = False
    outdated: bool = False
    words: Sentence | None = None
    moves: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardView:
    """A board to look at and to change; `follows` is the release that a draft made midway does."""

    plan: str
    revision: int
    columns: tuple[Column, ...]
    unplaced: tuple[Card, ...]
    total: int
    steps: tuple[Sentence, ...]
    can_undo: bool
    can_redo: bool
    can_change: bool
    outdated: bool
    overtaken: bool
    follows: int | None
    release: int | None
    stands: bool
    priced: bool
    too_many: bool
    rest: Rest
    before: str | None


def board_view(scope: CohortScope, *, plan: str) -> BoardView:
    """Return the board of a plan; raise NotFoundError where the cohort has no such plan."""
    board = board_of(scope, plan=plan)
    people = {person.id: person for person in scope.to_read(board.people)}
    coaches = [person for person in people.values() if person.role is Role.COACH]
    published = scope.tx.runs.published(scope.cohort.id)
    prices = prices_of(scope, board)
    pairs = len(board.placed) * len(coaches)
    cards = tuple(_cards(scope, board, people=people))
    return BoardView(
        plan=board.plan,
        revision=board.revision,
        columns=tuple(_column(scope, coach, cards=cards) for coach in coaches if scope.cohort.coaching),
        unplaced=tuple(card for card in cards if card.pair is None),
        total=board.document.coaching.objective.total,
        steps=tuple(step for edit in board.standing for step in _steps(edit, people=people)),
        can_undo=board.can_change and bool(board.standing),
        can_redo=board.can_change and bool(board.undone),
        can_change=board.can_change,
        outdated=board.outdated,
        overtaken=board.overtaken,
        follows=board.document.midway and board.document.midway.release,
        release=board.release,
        stands=board.stands,
        priced=prices is not None,
        too_many=prices is None and pairs > MOST_PRICED,
        rest=_rest(board, prices),
        before=None if published is None or published.id == board.plan else published.id,
    )


def _cards(scope: CohortScope, board: Board, *, people: dict[PersonId, Person]) -> Iterator[Card]:
    pairs = {pair.member: pair for pair in board.document.coaching.pairs}
    held, told_to_stay = board.held, settled(board.edits)
    for member in board.placed:
        pair = pairs.get(member)
        rule = said(scope.cohort, people=people, member=member, coach=pair and pair.coach)
        yield Card(
            id=member,
            name=people[member].name if member in people else None,
            pair=pair,
            stays=member in held,
            settled=member in told_to_stay,
            pinned=rule is Says.MUST,
        )


def _column(scope: CohortScope, coach: Person, *, cards: tuple[Card, ...]) -> Column:
    return Column(
        id=coach.id,
        name=coach.name,
        capacity=scope.cohort.capacity_of(coach),
        cards=tuple(card for card in cards if card.pair and card.pair.coach == coach.id),
    )


def rest_of(scope: CohortScope, *, plan: str) -> Rest:
    """Return what solving the rest would bring; raise NotFoundError where the cohort has no such plan.

    That it is still being worked out is found without a look at anybody.
    """
    due = scope.tx.prices.due(scope.cohort.id, plan)
    if due is not None:
        return Rest(plan=plan, revision=due, working=True)
    board = board_of(scope, plan=plan)
    prices = prices_of(scope, board)
    known = board.can_change and prices is not None and prices.now is not None
    return replace(_rest(board, prices), known=known, outdated=board.outdated)


def _rest(board: Board, prices: BoardPrices | None) -> Rest:
    """Say what is gained by solving the rest; nothing of a draft as it was solved, which is the best already."""
    none = Rest(plan=board.plan, revision=board.revision)
    if prices is None or not board.can_change:
        return none
    if prices.now is None:
        return replace(none, working=True)
    best, worth = prices.now.value, board.document.coaching.objective
    back = _moved(board, board.placed) - _moved(board, prices.now.placed)
    if not board.standing or best is None or (best == worth and not back):
        return none
    moves = len(between(board.placed, prices.now.placed))
    return replace(none, words=_gain(less(best, worth), moves=moves, back=back), moves=moves)


def _moved(board: Board, placed: Placement) -> int:
    """Count who has left the coach that a draft made midway, as it was taken, has for them."""
    taken = (board.taken or {}).items()
    return sum(coach is not None and placed.get(member) != coach for member, coach in taken)


def _gain(change: CoachingValue, *, moves: int, back: int) -> Sentence:
    """Say what solving the rest changes, and of a draft made midway who is back where it was taken."""
    words = change_words(change, moves=moves)
    if back <= 0:
        return words
    return counted(
        "{changes} By it {count} more member is where this draft had them when it was taken.",
        "{changes} By it {count} more members are where this draft had them when it was taken.",
        back,
        changes=words,
    )


def _steps(edit: Edit, *, people: dict[PersonId, Person]) -> Iterator[Sentence]:
    """Say what a step did: whom somebody moved, who moved along, and what the rules say since."""

    def name(person: PersonId) -> str:
        return people[person].name if person in people else GONE

    here = next((move for move in edit.moves if move.origin == move.to), None)
    if here is not None:
        yield _stays(edit, here, member=name(here.member), coach=here.to and name(here.to))
        return
    own = next((move for move in edit.moves if move.member == edit.by_hand), None)
    others = len(edit.moves) - (own is not None)
    if own is not None and own.to is None:
        yield sentence("{member} was left without a coach.", member=name(own.member))
    elif own is not None and own.to is not None:
        yield sentence("{member} was put with {coach}.", member=name(own.member), coach=name(own.to))
    if edit.ruling is not None:
        pair = {"member": name(edit.ruling.member), "coach": name(edit.ruling.coach)}
        match edit.ruling.now:
            case Says.MUST:
                yield sentence("{member} stays with {coach}, in later runs too.", **pair)
            case Says.NEVER:
                yield sentence("{member} never goes with {coach}, in later runs too.", **pair)
            case Says.NOTHING:
                yield sentence("{member} may go with {coach} or with somebody else again.", **pair)
        return
    if others:
        yield counted(
            "One other moved to where the best plan has them.",
            "{count} others moved to where the best plan has them.",
            others,
        )


def _stays(edit: Edit, here: Move, *, member: str, coach: str | None) -> Sentence:
    """Say that somebody stays where they are in this draft, or need not any more."""
    if edit.by_hand != here.member:
        return sentence("{member} may move again when the rest is solved.", member=member)
    if coach is None:
        return sentence("{member} stays without a coach in this draft.", member=member)
    return sentence("{member} stays with {coach} in this draft.", member=member, coach=coach)
