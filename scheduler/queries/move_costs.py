"""What it costs to move one member of a plan, with the plan as it stands for a beginning, in two ways.

As dropped: that one move, from the scores that were kept as the plan was solved. Solved: the best plan that has it, and
leaves where they are all whom somebody put there by hand, from what the pricer has proven.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from matcher.objective import BAND_WIDTH
from scheduler.commands.board_state import Board, said_of
from scheduler.domain.boards import Says, after, between, less, plus
from scheduler.domain.cohorts import Cohort, Fairness
from scheduler.domain.people import Capacity, Person, PersonId
from scheduler.domain.plans import CoachingValue
from scheduler.domain.prices import Bar, CoachPrice, Move
from scheduler.pair_prices import HeldPrices
from scheduler.price_table import PriceTable

ALWAYS = frozenset({"no_shared_time", "language_required", "criterion_required"})
"""Bars that no other move takes away."""


class MoveCosts:
    """What moves of one member cost, from a plan as it stands."""

    def __init__(
        self,
        cohort: Cohort,
        board: Board,
        *,
        member: PersonId,
        people: Mapping[PersonId, Person],
    ) -> None:
        self._cohort, self._board = cohort, board
        self._member, self._people = member, people
        self._worth = board.document.coaching.objective
        self._loads = Counter(pair.coach for pair in board.document.coaching.pairs)
        self._score_now = next(
            (pair.score for pair in board.document.coaching.pairs if pair.member == member), None
        )

    def solved(self, price: CoachPrice, *, prices: PriceTable | HeldPrices) -> CoachPrice:
        """Return the price of the best plan that has the pair, by what changes from the plan as it stands."""
        if price.change is None:
            return price
        gained = less(prices.value or self._worth, self._worth)
        own = Move(member=self._member, origin=None, to=price.coach)
        wanted = after(prices.placed, (*price.moves, own))
        moves = tuple(each for each in between(self._board.placed, wanted) if each.member != self._member)
        return replace(price, change=plus(price.change, gained), moves=_in_row(moves, freed=price.coach))

    def dropped(self, price: CoachPrice) -> CoachPrice:
        """Return the price of the one move, or what bars it as everybody else stands."""
        bars = tuple(self._bars(price))
        if bars:
            return replace(price, change=None, moves=(), bars=bars)
        return replace(price, change=self._change(price), moves=(), bars=())

    def _bars(self, price: CoachPrice) -> Iterator[Bar]:
        says = partial(said, self._cohort, people=self._people, member=self._member)
        now = self._board.placed[self._member]
        if says(coach=price.coach) is Says.NEVER:
            yield Bar(code="never")
        yield from (bar for bar in price.bars if bar.code in ALWAYS)
        if now is not None and says(coach=now) is Says.MUST:
            yield Bar(code="pinned", params={"coach": now})
        most = self._capacity(price.coach).maximum
        if self._loads[price.coach] >= most:
            yield Bar(code="full", params={"maximum": most})

    def _change(self, price: CoachPrice) -> CoachingValue:
        now, bands = self._board.placed[self._member], [0] * len(self._worth.bands)
        bands[min(price.score // BAND_WIDTH, len(bands) - 1)] += 1
        total, filled = price.score, self._lacks(price.coach, load=self._loads[price.coach] + 1)
        shortfall = filled - self._lacks(price.coach, load=self._loads[price.coach])
        if now is not None and self._score_now is not None:
            bands[min(self._score_now // BAND_WIDTH, len(bands) - 1)] -= 1
            total -= self._score_now
            shortfall += self._lacks(now, load=self._loads[now] - 1) - self._lacks(now, load=self._loads[now])
        coaching = self._cohort.coaching
        counts = coaching is not None and coaching.fairness is Fairness.WORST_FIRST
        return CoachingValue(
            placed=int(now is None), shortfall=shortfall, bands=tuple(bands) if counts else (), total=total
        )

    def _lacks(self, coach: PersonId, *, load: int) -> int:
        return max(0, self._capacity(coach).minimum - load)

    def _capacity(self, coach: PersonId) -> Capacity:
        """Return how many a coach takes: nobody, who has left since."""
        known = self._people.get(coach)
        return Capacity(minimum=0, maximum=0) if known is None else self._cohort.capacity_of(known)


def said(
    cohort: Cohort, *, people: Mapping[PersonId, Person], member: PersonId, coach: PersonId | None
) -> Says:
    """Return what the rules say of a pair; nothing of who is not here any more, and of nobody."""
    if coach is None or member not in people or coach not in people:
        return Says.NOTHING
    return said_of(cohort, people=(people[member], people[coach]), member=member, coach=coach)


def _in_row(moves: tuple[Move, ...], *, freed: PersonId) -> tuple[Move, ...]:
    """Tell first who makes room at the coach, then who makes room where that one goes, and so on; others after them."""
    left, row, at = list(moves), list[Move](), freed
    while True:
        following = next((each for each in left if each.origin == at), None)
        if following is None:
            return (*row, *left)
        left.remove(following)
        row.append(following)
        if following.to is None:
            return (*row, *left)
        at = following.to
