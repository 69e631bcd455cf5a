"""Why not another coach: what each would cost a member, as those who answer for the plan read it.

There are two prices: of the one move alone, and of the best plan that has it, which leaves in their places all whom
somebody put there by hand. Both are told by what changes from the plan as it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from scheduler.access import CohortScope, Right, may_change
from scheduler.commands.board_state import Board, BoardPrices, board_of, prices_of
from scheduler.domain.boards import Says, settled
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import Reason, without_answers
from scheduler.domain.prices import CoachPrice
from scheduler.errors import NotFoundError
from scheduler.price_table import MOST_PRICED
from scheduler.queries.move_costs import MoveCosts, said
from scheduler.queries.other_coaches import Priced, cheapest_first, priced


@dataclass(frozen=True, kw_only=True, slots=True)
class Alternative:
    """Another coach, what the pair scores, and its two prices; `name` is None for who has left since.

    `solved` is None while it is being worked out, after the plan was changed by hand.
    """

    coach: PersonId
    name: str | None
    score: int
    dropped: Priced
    solved: Priced | None

    @property
    def is_possible(self) -> bool:
        """Whether the two can go together, whoever else would have to move."""
        return self.dropped.is_possible or (self.solved is not None and self.solved.is_possible)

    @property
    def is_best_alone(self) -> bool:
        """Whether nobody else had better move along."""
        return (
            self.solved is not None and self.dropped.is_possible and self.solved.price == self.dropped.price
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Alternatives:
    """A member, their coach in the plan and why, and every other coach: the least costly first, then who is barred.

    `pairs` is how many pairs of a member and a coach the plan chose from. `priced` is false where no prices are kept,
    and `working` says that there are none yet. `stays` says that somebody put the member where they are by hand, or
    `settled` that they stay there; `says` what the rules say of the pair. `midway` says that as few as can be move,
    `stands` that nobody does, and `can_change` that this is a draft of the people and rules as they are, which has not
    been `overtaken`.
    """

    plan: str
    release: int | None
    revision: int
    member_id: PersonId
    member: str | None
    coach: PersonId | None
    coach_name: str | None
    reasons: tuple[Reason, ...]
    others: tuple[Alternative, ...]
    ruled_out: tuple[tuple[PersonId, str], ...]
    pairs: int
    priced: bool
    working: bool
    stays: bool
    settled: bool
    says: Says
    midway: bool
    stands: bool
    outdated: bool
    overtaken: bool
    can_change: bool

    @property
    def too_many(self) -> bool:
        """Whether the plan has no prices because it chose from more pairs than `most_priced`."""
        return not self.priced and self.pairs > self.most_priced

    @property
    def most_priced(self) -> int:
        """How many pairs a plan may choose from and still be priced."""
        return MOST_PRICED

    @property
    def is_known(self) -> bool:
        """Whether it is known what the best plan with another coach would be, or will be soon."""
        return self.can_change or all(other.solved is not None for other in self.others)

    @property
    def possible(self) -> tuple[Alternative, ...]:
        """Those whom the member could go with."""
        return tuple(other for other in self.others if other.is_possible)

    @property
    def barred(self) -> tuple[Alternative, ...]:
        """Those whom the member cannot go with."""
        return tuple(other for other in self.others if not other.is_possible)


def alternatives(scope: CohortScope, *, plan: str, member: str, alone: bool = False) -> Alternatives:
    """Return what every other coach would cost; raise NotFoundError where the plan has no such member.

    With `alone`, as if what comes of solving the rest were still being worked out.
    """
    board = board_of(scope, plan=plan)
    prices, part = prices_of(scope, board, alone=alone), board.document.coaching
    roster = scope.to_read(board.people)
    whom, people = PersonId(member), {person.id: person for person in roster}
    placed = board.placed
    if whom not in placed:
        raise NotFoundError
    coach = placed[whom]
    working = prices is not None and prices.solved is None
    others = () if prices is None else _others(scope, board, prices, member=whom, people=people)
    reasons = next(each.reasons for each in (*part.pairs, *part.unplaced) if each.member == whom)
    sees_answers = Right.COORDINATOR in scope.rights
    return Alternatives(
        plan=board.plan,
        release=board.release,
        revision=board.revision,
        member_id=whom,
        member=people[whom].name if whom in people else None,
        coach=coach,
        coach_name=people[coach].name if coach and coach in people else None,
        reasons=reasons if sees_answers else without_answers(reasons),
        others=others if sees_answers else tuple(map(_without_answers, others)),
        ruled_out=_ruled_out(scope.cohort, people=roster, member=whom),
        pairs=len(placed) * sum(person.role is Role.COACH for person in roster),
        priced=prices is not None,
        working=working,
        stays=whom in board.held,
        settled=whom in settled(board.edits),
        says=said(scope.cohort, people=people, member=whom, coach=coach),
        midway=board.taken is not None,
        stands=board.stands,
        outdated=board.outdated,
        overtaken=board.overtaken,
        can_change=board.can_change and may_change(scope, board.document),
    )


def _others(
    scope: CohortScope,
    board: Board,
    prices: BoardPrices,
    *,
    member: PersonId,
    people: Mapping[PersonId, Person],
) -> tuple[Alternative, ...]:
    """Return every coach but the member's own, by what they would cost at best; of equal ones, fewer moves first."""
    row = None if prices.solved is None else prices.solved.of(member)
    if row is None:
        return ()
    now = None if prices.now is None else prices.now.of(member)
    known = {} if now is None else {price.coach: price for price in now.coaches}
    costs = MoveCosts(scope.cohort, board, member=member, people=people)
    told = partial(priced, cohort=scope.cohort, people=people, member=member)

    def solved(coach: PersonId) -> CoachPrice | None:
        return costs.solved(known[coach], prices=prices.now) if prices.now and coach in known else None

    found = [
        (solved(price.coach), costs.dropped(price))
        for price in row.coaches
        if price.coach != board.placed[member]
    ]
    return tuple(
        Alternative(
            coach=dropped.coach,
            name=people[dropped.coach].name if dropped.coach in people else None,
            score=dropped.score,
            dropped=told(price=dropped),
            solved=None if solved is None else told(price=solved),
        )
        for solved, dropped in sorted(
            found, key=lambda each: cheapest_first(each[0] or each[1], midway=board.taken is not None)
        )
    )


def _ruled_out(
    cohort: Cohort, *, people: tuple[Person, ...], member: PersonId
) -> tuple[tuple[PersonId, str], ...]:
    """Return the coaches, with their names, whom the rules keep from the member."""
    key = next((person.key for person in people if person.id == member), None)
    never = {coach for whose, coach in (cohort.coaching.never if cohort.coaching else ()) if whose == key}
    return tuple(
        (person.id, person.name) for person in people if person.role is Role.COACH and person.key in never
    )


def _without_answers(other: Alternative) -> Alternative:
    solved = other.solved and replace(other.solved, reasons=without_answers(other.solved.reasons))
    dropped = replace(other.dropped, reasons=without_answers(other.dropped.reasons))
    return replace(other, dropped=dropped, solved=solved)
