"""What it would cost to force a pair: the exact price of every "why not" (DESIGN 6, *Explanations*).

Forcing member m to coach c, in a plan that is optimal, moves m there and sends one unit on from c, by the cheapest way
through the residual network, to where m came from. That network is contracted to the coaches and one node for "no
coach": whoever sits at x can be moved to y, whoever has no coach can be placed at y, and the loads can give way. So the
shortest ways between all coaches price all pairs; no member is moved twice, for a shortest way passes no coach twice.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.objective import BAND_WIDTH
from matcher.problem import CoachingProblem
from matcher.scoring import SCORE_SCALE, Pairs, Scores, every_pair
from matcher.solution import BANDS, CoachingSolution


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A member who would change: from a coach to a coach, None being no coach."""

    member: int
    origin: int | None
    to: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """What a forced pair costs: the optimum less the best plan that has the pair, part by part in DESIGN 6's order.

    `rank` is laid out as `objective.coaching_rank` lays out an objective; the first part that is not 0 is above 0. It
    is all 0 for a pair that the plan has, or could have as well. `moves` are the others who would change then, in one
    of the best such plans.
    """

    rank: tuple[int, ...]
    moves: tuple[Move, ...]


class Prices:
    """The prices of one optimal plan, worked out once: of order coaches**3 + members * coaches."""

    def __init__(self, *, problem: CoachingProblem, scores: Scores, solution: CoachingSolution) -> None:
        if not solution.proven:
            raise ValueError("only of a plan that is proven best can it be said what another costs")
        table = every_pair(problem, scores)
        self._order = _Order(problem=problem, table=table)
        self._problem = problem
        self._coach_of = solution.coach_of
        self._pinned = dict(problem.must)
        self._never = frozenset(problem.never)
        self._steps = _steps(problem, table, coach_of=solution.coach_of, order=self._order)
        self._length, self._via = _shortest(self._steps, nodes=len(problem.coaches) + 1)

    def price(self, *, member: int, coach: int) -> Price | None:
        """Return what it costs to force this pair, whatever its hours and language; None where it contradicts a rule.

        It does where the pair is a `never`, the member is pinned elsewhere, or pins take all the coach's places.
        """
        nobody = len(self._problem.coaches)
        now = self._coach_of[member]
        if now == coach:
            return Price(rank=self._order.parts(0), moves=())
        if (member, coach) in self._never or self._pinned.get(member, coach) != coach:
            return None
        origin = nobody if now is None else now
        onward = self._length[coach][origin]
        if onward is None:
            return None
        lost = 0 if now is None else self._order.worth(member, now)
        return Price(
            rank=self._order.parts(lost - self._order.worth(member, coach) + onward),
            moves=self._moves(coach, origin),
        )

    def _moves(self, begin: int, end: int) -> tuple[Move, ...]:
        nobody = len(self._problem.coaches)
        moves: list[Move] = []
        while begin != end:
            following = self._via[begin][end]
            member = self._steps[begin, following].member
            if member is not None:
                moves.append(
                    Move(
                        member=member,
                        origin=None if begin == nobody else begin,
                        to=None if following == nobody else following,
                    )
                )
            begin = following
        return tuple(moves)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """The cheapest way to send a unit from one node to the next: by moving a member, or (None) by a coach's load."""

    cost: int
    member: int | None


Steps = dict[tuple[int, int], _Step]


class _Order:
    """DESIGN 6's order as one whole number: each part is a digit that all the parts after it cannot outweigh."""

    def __init__(self, *, problem: CoachingProblem, table: Pairs) -> None:
        self._scores = table.score.tolist()
        self._bands = BANDS if problem.worst_first else 0
        self._bits = (2 * SCORE_SCALE * (len(problem.members) + 1)).bit_length() + 1
        self._total = 2 + self._bands

    def worth(self, member: int, coach: int) -> int:
        """Return what a pair adds: one placed, one in its band, its score."""
        score = self._scores[member][coach]
        worth = self._digit(0, 1) + self._digit(self._total, score)
        return worth - self._digit(2 + min(BANDS - 1, score // BAND_WIDTH), 1) if self._bands else worth

    def filled(self) -> int:
        """Return what one member more adds for a coach who is short of their minimum."""
        return self._digit(1, 1)

    def parts(self, cost: int) -> tuple[int, ...]:
        """Take a sum of such numbers apart, into what objective.coaching_rank has in each place."""
        base, parts = 1 << self._bits, list[int]()
        for _ in range(self._total + 1):
            part = (cost + base // 2) % base - base // 2
            parts.append(part)
            cost = (cost - part) // base
        return tuple(reversed(parts))

    def _digit(self, place: int, value: int) -> int:
        return value << self._bits * (self._total - place)


def _steps(problem: CoachingProblem, table: Pairs, *, coach_of: Sequence[int | None], order: _Order) -> Steps:
    """List the cheapest step from each node to each other; the node after the last coach is "no coach"."""
    steps: Steps = {}
    for begin, end, step in (
        *_by_members(problem, table, coach_of=coach_of, order=order),
        *_by_loads(problem, coach_of=coach_of, order=order),
    ):
        known = steps.get((begin, end))
        if known is None or step.cost < known.cost:
            steps[begin, end] = step
    return steps


def _by_members(
    problem: CoachingProblem, table: Pairs, *, coach_of: Sequence[int | None], order: _Order
) -> Iterator[tuple[int, int, _Step]]:
    """Move a member who is not pinned: to a coach they may have, or to none."""
    nobody = len(problem.coaches)
    pinned = {member for member, _ in problem.must}
    allowed = table.allowed.tolist()
    for member, now in enumerate(coach_of):
        if member in pinned:
            continue
        begin, lost = (nobody, 0) if now is None else (now, order.worth(member, now))
        for coach in range(nobody):
            if allowed[member][coach] and coach != now:
                yield begin, coach, _Step(cost=lost - order.worth(member, coach), member=member)
        if now is not None:
            yield now, nobody, _Step(cost=lost, member=member)


def _by_loads(
    problem: CoachingProblem, *, coach_of: Sequence[int | None], order: _Order
) -> Iterator[tuple[int, int, _Step]]:
    """Let a coach have one more, below their maximum, or one fewer: the minimum may be met or missed by it."""
    nobody = len(problem.coaches)
    loads = Counter(coach_of)
    for coach, one in enumerate(problem.coaches):
        load = loads[coach]
        if load < one.maximum:
            yield coach, nobody, _Step(cost=-order.filled() if load < one.minimum else 0, member=None)
        if load:
            yield nobody, coach, _Step(cost=order.filled() if load <= one.minimum else 0, member=None)


def _shortest(steps: Steps, *, nodes: int) -> tuple[list[list[int | None]], list[list[int]]]:
    """Return the length of the shortest way between all nodes (None: there is no way), and its first node after.

    Floyd and Warshall's: no way round costs less than nothing where the plan is optimal.
    """
    length: list[list[int | None]] = [[None] * nodes for _ in range(nodes)]
    via = [list(range(nodes)) for _ in range(nodes)]
    for node in range(nodes):
        length[node][node] = 0
    for (begin, end), step in steps.items():
        length[begin][end] = step.cost
    for middle in range(nodes):
        onward = length[middle]
        for begin in range(nodes):
            so_far = length[begin][middle]
            if so_far is None:
                continue
            row, first = length[begin], via[begin]
            for end in range(nodes):
                rest = onward[end]
                if rest is None:
                    continue
                known = row[end]
                if known is None or so_far + rest < known:
                    row[end] = so_far + rest
                    first[end] = first[middle]
    return length, via
