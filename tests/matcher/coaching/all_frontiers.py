"""The frontier of rebalancing coaches by DESIGN 6 read again, and cohorts that have changed since their last plan.

Two ways to it: every assignment there is; or, where these are too many, CP-SAT with the moves bounded.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from hypothesis import strategies as st
from ortools.sat.python import cp_model

from matcher.problem import Coach, CoachingProblem, Member, WeekMasks
from tests.matcher.coaching.tables import Table
from tests.matcher.coaching.test_small_instances import Rank, assignments, rank
from tests.oracle.optimum import Goal, lexicographic

Before = tuple[int | None, ...]
Points = list[tuple[int, Rank, int]]
"""The moves of each point, its rank, and how many it moves of those moved before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A cohort as it is now, with whom each member was, and who was moved before."""

    asked: CoachingProblem
    before: Before
    moved_before: frozenset[int]


def could_stay(asked: CoachingProblem, table: Table, before: Before) -> list[bool]:
    """Tell of each member whether they had a coach with whom they may still be."""
    pins = dict(asked.must)
    return [
        coach is not None
        and (pins[member] == coach if member in pins else bool(table.allowed[member, coach]))
        for member, coach in enumerate(before)
    ]


def all_points(asked: CoachingProblem, table: Table, *, before: Before, spared: Collection[int]) -> Points:
    """Look at every assignment: the best for each number of moves, where it betters those of fewer."""
    staying = could_stay(asked, table, before)
    best = dict[int, tuple[Rank, int]]()
    for one in assignments(asked, table, forced=None):
        moved = [member for member, coach in enumerate(one) if staying[member] and coach != before[member]]
        value = rank(asked, table, one), -len(set(moved) & set(spared))
        best[len(moved)] = max(best.get(len(moved), value), value)
    points: Points = []
    for moves in sorted(best):
        value, again = best[moves]
        if not points or value > points[-1][1]:
            points.append((moves, value, -again))
    return points


def bounded_points(
    asked: CoachingProblem, table: Table, *, before: Before, spared: Collection[int]
) -> Points:
    """Solve with at most so many moves, one part of the order after another, until nothing could be better."""
    (least,) = _best(asked, table, before=before, goals=["moves"])
    *highest, _ = _best(asked, table, before=before, goals=["order"])
    points: Points = []
    moves = least
    while not points or points[-1][1] < tuple(highest):
        *value, again = _best(asked, table, before=before, goals=["order"], moves=moves, spared=spared)
        if not points or tuple(value) > points[-1][1]:
            points.append((moves, tuple(value), again))
        moves += 1
    return points


def _best(
    asked: CoachingProblem,
    table: Table,
    *,
    before: Before,
    goals: list[str],
    moves: int | None = None,
    spared: Collection[int] = (),
) -> tuple[int, ...]:
    """Return the least `moves`, or the best rank and then the fewest moves of those spared."""
    model, pins = cp_model.CpModel(), dict(asked.must)
    members, coaches = range(len(asked.members)), range(len(asked.coaches))
    made = {
        (member, coach): model.new_bool_var("")
        for member in members
        for coach in coaches
        if (pins[member] == coach if member in pins else table.allowed[member, coach])
    }
    short: list[cp_model.IntVar] = []
    for member in members:
        of_member = [made[member, coach] for coach in coaches if (member, coach) in made]
        model.add(sum(of_member) == 1) if member in pins else model.add_at_most_one(of_member)
    for coach, one in enumerate(asked.coaches):
        load = sum(made[member, coach] for member in members if (member, coach) in made)
        short.append(model.new_int_var(0, one.minimum, ""))
        model.add(load <= one.maximum)
        model.add(load + short[-1] >= one.minimum)
    staying = could_stay(asked, table, before)
    moved = {
        member: 1 - made[member, coach]
        for member, coach in enumerate(before)
        if coach is not None and staying[member]
    }
    if moves is not None:
        model.add(sum(moved.values()) <= moves)
    if goals == ["moves"]:
        found = lexicographic(model, [("least", sum(moved.values()))])
    else:
        scores = {pair: int(table.score[pair]) for pair in made}
        bands = range(10) if asked.worst_first else ()
        order: list[Goal] = [
            ("most", sum(made.values())),
            ("most", -sum(short)),
            *(
                ("most", -sum(var for pair, var in made.items() if min(9, scores[pair] // 100) == band))
                for band in bands
            ),
            ("most", sum(scores[pair] * var for pair, var in made.items())),
            ("least", sum(var for member, var in moved.items() if member in spared)),
        ]
        found = lexicographic(model, order)
    assert found is not None
    return found


@st.composite
def changes(draw: st.DrawFn, *, last: CoachingProblem, others: CoachingProblem, plan: Before) -> Changed:
    """Change a cohort since its last plan: who is there, who may be with whom, and how many each takes.

    `others` are as many people, of whom some come for some who left. Where it suits it, the plan was changed by hand.
    """
    members, coaches = range(len(last.members)), range(len(last.coaches))
    pairs = st.tuples(st.sampled_from(members), st.sampled_from(coaches))
    left = draw(st.sets(st.sampled_from(members), max_size=2))
    gone = draw(st.sets(st.sampled_from(coaches), max_size=1))
    by_hand = draw(st.dictionaries(st.sampled_from(members), st.sampled_from((None, *coaches)), max_size=3))
    pins = draw(st.just(last.must) | st.lists(pairs, max_size=2, unique_by=lambda pair: pair[0]).map(tuple))
    bans = draw(st.just(last.never) | st.lists(pairs, max_size=3).map(tuple))
    begun = draw(st.booleans())

    def of_member(member: int) -> Member:
        one = (others if member in left else last).members[member]
        return replace(one, weeks=_after_the_first(one.weeks) if begun else one.weeks)

    def of_coach(coach: int) -> Coach:
        one = (others if coach in gone else last).coaches[coach]
        pinned = sum(to == coach for _, to in pins)
        most = max(pinned, draw(st.just(one.maximum) | st.integers(0, one.maximum)))
        least = min(most, draw(st.just(one.minimum) | st.integers(0, most)))
        weeks = _after_the_first(one.weeks) if begun else one.weeks
        return replace(one, weeks=weeks, minimum=least, maximum=most)

    had = (by_hand.get(member, coach) for member, coach in enumerate(plan))
    return Changed(
        asked=replace(
            last,
            members=tuple(map(of_member, members)),
            coaches=tuple(map(of_coach, coaches)),
            must=pins,
            never=tuple(pair for pair in bans if pair not in pins),
            worst_first=draw(st.booleans()),
        ),
        before=tuple(None if member in left or coach in gone else coach for member, coach in enumerate(had)),
        moved_before=frozenset(draw(st.sets(st.sampled_from(members)))),
    )


def _after_the_first(weeks: WeekMasks) -> WeekMasks:
    """Forget the first week, as if it were over."""
    left = weeks.of_week[1:]
    return (
        weeks
        if not left
        else WeekMasks(masks=tuple(weeks.masks[week] for week in left), of_week=tuple(range(len(left))))
    )
