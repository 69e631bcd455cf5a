"""A draft's pairs changed by hand, one step after the other, each judged before it is kept, taken back and done again.

What is put in its place by hand stays there when the rest is solved around it; a pair that is pinned or ruled out says
so in the cohort's rules, for every later run too. The draft stays up to date with rules that were changed on it.
"""

from collections.abc import Sequence
from dataclasses import replace

from scheduler.access import CohortScope
from scheduler.commands.board_state import Board, board_of, prices_of, said_of
from scheduler.commands.rearranging import rearranged
from scheduler.commands.ruling import ruled
from scheduler.commands.runs import input_hash
from scheduler.commands.setting_up import change_rules
from scheduler.domain.boards import Edit, Placement, Ruling, Says, after, between, placement
from scheduler.domain.people import PersonId
from scheduler.domain.plans import CoachingValue
from scheduler.domain.prices import Certificate, Move
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import PlanEdited
from scheduler.judging import judge_coaching
from scheduler.languages.sentences import counted, sentence
from scheduler.pair_prices import HeldPrices
from scheduler.price_table import PriceTable
from scheduler.problems import coaches
from scheduler.problems.so_far import from_then_on

CHANGED_MEANWHILE = sentence(
    "The board was changed meanwhile, here or by somebody else: look at it again, then decide."
)


def move(
    scope: CohortScope, *, plan: str, seen: int, member: str, coach: str | None, rest: bool = False
) -> None:
    """Put a member with this coach, or with nobody; with `rest`, those who had better move then move as well.

    `seen` is the revision that was looked at. Raises NotFoundError for who is no member or coach of the plan, and
    NotNowError where it cannot be, with why.
    """
    board = _to_change(scope, plan=plan, seen=seen)
    whom, to = PersonId(member), None if coach is None else PersonId(coach)
    if whom not in board.placed or (to is not None and to not in _coach_ids(board)):
        raise NotFoundError
    wanted = board.placed | {whom: to}
    if rest:
        wanted = _solved_around(scope, board, member=whom, coach=to)
    moves = between(board.placed, wanted)
    if moves:
        _edit(scope, board, Edit(number=_next(board), moves=moves, by_hand=whom))


def solve_rest(scope: CohortScope, *, plan: str, seen: int) -> None:
    """Have everyone but those who were put somewhere by hand go where the best plan around those has them."""
    board = _to_change(scope, plan=plan, seen=seen)
    moves = between(board.placed, _prices(scope, board).placed)
    if moves:
        _edit(scope, board, Edit(number=_next(board), moves=moves))


def hold(scope: CohortScope, *, plan: str, seen: int, member: str, stays: bool) -> None:
    """Have a member stay where they are when the rest of this draft is solved, or need not; no rule says so later.

    Raises NotFoundError for who is no member of the plan.
    """
    board = _to_change(scope, plan=plan, seen=seen)
    whom = PersonId(member)
    if whom not in board.placed:
        raise NotFoundError
    if (whom in board.held) is stays:
        return
    here = Move(member=whom, origin=board.placed[whom], to=board.placed[whom])
    _edit(scope, board, Edit(number=_next(board), moves=(here,), by_hand=whom if stays else None))


def rule(scope: CohortScope, *, plan: str, seen: int, member: str, coach: str, says: Says) -> None:
    """Have the rules say this of a pair from now on; one that must not be is parted if it is together.

    Raises NotFoundError for who is no member or coach, and NotNowError where it cannot be: only a pair that is together
    can be pinned.
    """
    board = _to_change(scope, plan=plan, seen=seen)
    whom, with_ = PersonId(member), PersonId(coach)
    if whom not in board.placed or with_ not in _coach_ids(board):
        raise NotFoundError
    together = board.placed[whom] == with_
    if says is Says.MUST and not together:
        raise NotNowError(
            sentence("Only a pair that is together can be pinned: move the member there first.")
        )
    was = said_of(scope.cohort, people=board.people, member=whom, coach=with_)
    if was is says:
        return
    parted = (Move(member=whom, origin=with_, to=None),) if says is Says.NEVER and together else ()
    ruling = Ruling(member=whom, coach=with_, was=was, now=says)
    _edit(scope, board, Edit(number=_next(board), moves=parted, ruling=ruling))


def undo(scope: CohortScope, *, plan: str, seen: int) -> None:
    """Take the last step back; raises NotNowError where there is none."""
    board = _to_change(scope, plan=plan, seen=seen)
    if not board.standing:
        raise NotNowError(sentence("Nothing has been changed by hand, so there is nothing to take back."))
    last = board.standing[-1]
    back = tuple(Move(member=each.member, origin=each.to, to=each.origin) for each in last.moves)
    ruling = last.ruling and replace(last.ruling, was=last.ruling.now, now=last.ruling.was)
    _turn(scope, board, last, undone=True, moves=back, ruling=ruling)


def redo(scope: CohortScope, *, plan: str, seen: int) -> None:
    """Do again the step that was taken back last; raises NotNowError where there is none."""
    board = _to_change(scope, plan=plan, seen=seen)
    if not board.undone:
        raise NotNowError(sentence("Nothing was taken back, so there is nothing to do again."))
    step = board.undone[0]
    _turn(scope, board, step, undone=False, moves=step.moves, ruling=step.ruling)


def keep_prices(
    scope: CohortScope,
    *,
    plan: str,
    revision: int,
    around: Certificate | None,
    bound: CoachingValue | None = None,
    packed: bytes | None = None,
) -> None:
    """Keep what a plan's prices are opened with, and what a draft's best is worth if that is another now.

    `packed` are the prices of the plan as it was solved, where they were still expected. Of an older revision, nothing.
    """
    stored = scope.plan(plan)
    if stored.revision != revision:
        return
    scope.tx.prices.renew(plan=plan, revision=revision, around=around, packed=packed)
    if bound is not None and stored.release is None:
        coaching = stored.plan.coaching
        proven = replace(coaching, bound=bound, proven=bound == coaching.objective)
        scope.tx.runs.set_document(plan, replace(stored.plan, coaching=proven))


def _to_change(scope: CohortScope, *, plan: str, seen: int) -> Board:
    board = board_of(scope, plan=plan)
    if board.release is not None:
        raise NotNowError(
            sentence("This plan is release {number} already: it does not change.", number=board.release)
        )
    midway = board.document.midway
    if board.overtaken and midway is not None:
        raise NotNowError(
            sentence(
                "This draft follows release {number}, and another has been published since: rebalance again.",
                number=midway.release,
            )
        )
    if board.outdated:
        raise NotNowError(
            sentence("The people or the rules have changed since this plan was made: match again.")
            if midway is None
            else sentence("The people or the rules have changed since this draft was taken: rebalance again.")
        )
    if board.stands:
        raise NotNowError(
            sentence("Who coaches whom is no part of this rebalancing: it stands as the last release has it.")
        )
    if board.revision != seen:
        raise NotNowError(CHANGED_MEANWHILE)
    return board


def _coach_ids(board: Board) -> set[PersonId]:
    return {coach.id for coach in coaches(cohort=board.rules, people=board.people)}


def _next(board: Board) -> int:
    return 1 + max((edit.number for edit in board.standing), default=0)


def _prices(scope: CohortScope, board: Board) -> PriceTable | HeldPrices:
    """Return the prices of the board as it stands; raise NotNowError where they are still being worked out."""
    prices = prices_of(scope, board)
    if prices is None:
        raise NotNowError(
            sentence("This plan has no prices: match again.")
            if board.taken is None
            else sentence("This plan has no prices: rebalance again.")
        )
    if prices.now is None:
        raise NotNowError(sentence("What this would cost is still being worked out: try again in a moment."))
    return prices.now


def _solved_around(
    scope: CohortScope, board: Board, *, member: PersonId, coach: PersonId | None
) -> Placement:
    """Return where all go in the best plan that has this pair, and what was put in its place by hand."""
    table = _prices(scope, board)
    row = table.of(member)
    price = next((each for each in row.coaches if each.coach == coach), None) if row else None
    if price is None or price.change is None:
        raise NotNowError(sentence("The two cannot go together, whoever else moves."))
    return after(table.placed, (*price.moves, Move(member=member, origin=None, to=coach)))


def _claim(scope: CohortScope, board: Board) -> None:
    """Begin the next revision, before anything of it is written; raise NotNowError where somebody else just has."""
    if not scope.tx.boards.claim(board.plan, seen=board.revision):
        raise NotNowError(CHANGED_MEANWHILE)


def _edit(scope: CohortScope, board: Board, edit: Edit) -> None:
    _claim(scope, board)
    if board.revision == 0:
        scope.tx.boards.keep_solved(board.plan, board.document.coaching)
    scope.tx.boards.add(board.plan, edit, now=scope.tx.now)
    _change(scope, board, steps=(*board.standing, edit), moves=edit.moves, ruling=edit.ruling)


def _turn(
    scope: CohortScope,
    board: Board,
    step: Edit,
    *,
    undone: bool,
    moves: tuple[Move, ...],
    ruling: Ruling | None,
) -> None:
    _claim(scope, board)
    scope.tx.boards.turn(board.plan, step.number, undone=undone)
    steps = board.standing[:-1] if undone else (*board.standing, step)
    _change(scope, board, steps=steps, moves=moves, ruling=ruling)


def _change(
    scope: CohortScope,
    board: Board,
    *,
    steps: Sequence[Edit],
    moves: tuple[Move, ...],
    ruling: Ruling | None,
) -> None:
    """Rearrange the draft, judge it, and keep it as the next revision; what is as it was solved is told as it was."""
    people = board.people
    if ruling is not None:
        cohort = ruled(scope.cohort, people=people, member=ruling.member, coach=ruling.coach, says=ruling.now)
        change_rules(scope, cohort=cohort)
        scope = replace(scope, cohort=cohort)
    rules = scope.to_match(people)
    placed, solved = after(board.placed, moves), scope.tx.boards.solved(board.plan)
    counted_by = from_then_on(rules, midway=board.document.midway)
    if solved is not None and placed == placement(solved) and not any(edit.ruling for edit in steps):
        part = solved
    else:
        part = rearranged(
            board.document.coaching,
            cohort=counted_by,
            people=people,
            placed=placed,
            ruling=ruling,
            bounded=not board.as_taken,
        )
    broken = judge_coaching(cohort=counted_by, people=people, part=part)
    if broken:
        raise NotNowError(
            counted(
                "That cannot be: {rule}",
                "That cannot be, for {count} reasons: {rule}",
                len(broken),
                rule=broken[0].text,
            )
        )
    scope.tx.boards.keep(
        board.plan,
        replace(board.document, coaching=part),
        input_hash=input_hash(cohort=rules, people=people),
    )
    scope.tx.outbox.emit(PlanEdited(cohort=scope.cohort.id, plan=board.plan, revision=board.revision + 1))
