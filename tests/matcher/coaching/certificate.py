"""Checks the proof of a coaching plan with nothing of the solver's but the numbers it states.

Shares no code with `matcher`: minutes are counted slot by slot, scores in fractions of whole numbers, costs are put
together anew from DESIGN 6, and every pair there is, every place of a coach and everyone left out is looked at.

The argument. Take the costs of the order one after the other. If no change of the plan that the rules allow can lower
the first that it changes, the plan is the best. Every such change is a sum of cycles through the network of members,
coaches and "no coach". Give each of these a price per step; the cost of a cycle is the sum of its arcs' reduced
costs, as prices cancel. Where the reduced costs of all arcs that have room, taken step by step, never begin below 0,
no cycle does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np
from numpy.typing import NDArray

from matcher.coaching.drawing import FILLING, UNPLACED
from matcher.coaching.proofs import Proof
from matcher.problem import CoachingProblem, Criterion, Rule, WeekMasks

WEEK = 7 * 24 * 4
Numbers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What a step of the proof states.

    The cost of a pair of each score 0..1000, of being unplaced, of a place that fills a coach's minimum (others cost
    nothing), the swings it assumes, and the prices: members, coaches, no coach.
    """

    pair: Numbers
    unplaced: int
    filling: int
    swings: tuple[int, ...]
    price: Numbers


def stated(proof: Proof) -> list[Stated]:
    """Read off the proof what its steps state."""
    return [
        Stated(
            pair=step.cost.of_arc[:1001],
            unplaced=int(step.cost.of_arc[UNPLACED]),
            filling=int(step.cost.of_arc[FILLING]),
            swings=step.cost.swings,
            price=step.price,
        )
        for step in proof.steps
    ]


def faults(
    problem: CoachingProblem, *, coach_of: Sequence[int | None], steps: Sequence[Stated]
) -> Iterator[str]:
    """Yield all that is wrong with a plan and its proof."""
    yield from cost_faults(problem, steps)
    members, coaches = len(problem.members), len(problem.coaches)
    loads = np.bincount([coach for coach in coach_of if coach is not None], minlength=coaches)
    pinned = dict(problem.must)
    never = set(problem.never)
    scores = Scores(problem)
    for member in range(members):
        now, (allowed, score) = coach_of[member], scores.row(member)
        for other in [coach for one, coach in never if one == member]:
            allowed[other] = False
        if member in pinned:
            if now != pinned[member]:
                yield f"member {member} is not where they are pinned"
            continue
        if now is not None and not allowed[now]:
            yield f"member {member} may not go to {now}"
        allowed[[now] if now is not None else []] = False
        reduced = [
            step.pair[score] + step.price[member] - step.price[members : members + coaches] for step in steps
        ]
        if (begins_below_zero(reduced) & allowed).any():
            yield f"member {member} could do better"
        if now is not None and begins_below_zero([-one[[now]] for one in reduced]).any():
            yield f"member {member} could leave {now}"
        away = [np.array([step.unplaced + step.price[member] - step.price[-1]]) for step in steps]
        if begins_below_zero(away if now is not None else [-one for one in away]).any():
            yield f"member {member} could {'be left out' if now is not None else 'be placed'}"
    yield from place_faults(problem, loads=loads, steps=steps)


def place_faults(
    problem: CoachingProblem, *, loads: NDArray[np.intp], steps: Sequence[Stated]
) -> Iterator[str]:
    """Yield what is wrong with the coaches' places: those that fill a minimum, and those beyond."""
    members = len(problem.members)
    for coach, one in enumerate(problem.coaches):
        if loads[coach] > one.maximum:
            yield f"coach {coach} has {loads[coach]} of {one.maximum}"
        for cost, taken, places in (
            ("filling", min(loads[coach], one.minimum), one.minimum),
            ("beyond", max(0, loads[coach] - one.minimum), one.maximum - one.minimum),
        ):
            reduced = [
                np.array(
                    [
                        (step.filling if cost == "filling" else 0)
                        + step.price[members + coach]
                        - step.price[-1]
                    ]
                )
                for step in steps
            ]
            if taken < places and begins_below_zero(reduced).any():
                yield f"coach {coach} could take one more, {cost}"
            if taken > 0 and begins_below_zero([-one for one in reduced]).any():
                yield f"coach {coach} could take one fewer, {cost}"


def begins_below_zero(reduced: Sequence[Numbers]) -> NDArray[np.bool_]:
    """Tell, for each arc, whether its reduced costs, step by step, have a first that is not 0, and that below it."""
    below, undecided = np.zeros(reduced[0].shape, dtype=bool), np.ones(reduced[0].shape, dtype=bool)
    for one in reduced:
        below |= undecided & (one < 0)
        undecided &= one == 0
    return below


def cost_faults(problem: CoachingProblem, steps: Sequence[Stated]) -> Iterator[str]:
    """Yield where costs are not those of DESIGN 6, in order, each dearer than all that a cycle changes after it."""
    score = np.arange(1001)
    turns = min(len(problem.members), len(problem.coaches))
    nothing = np.zeros(1001, dtype=np.int64)
    parts: list[tuple[Numbers, int, int, int]] = [(nothing, 1, 0, 1), (nothing, 0, -1, 1)]
    if problem.worst_first:
        parts += [((score < 100 * above).astype(np.int64), 0, 0, turns) for above in range(1, 10)]
    parts.append((-score, 0, 0, 1000 * turns))
    for step in steps:
        pair, unplaced, filling = nothing, 0, 0
        for swing in step.swings:
            own_pair, own_unplaced, own_filling, least = parts.pop(0)
            if swing < least:
                yield f"a swing of {swing} is less than {least}"
            base = 2 * swing + 1
            pair, unplaced, filling = (
                pair * base + own_pair,
                unplaced * base + own_unplaced,
                filling * base + own_filling,
            )
        if not ((step.pair == pair).all() and (step.unplaced, step.filling) == (unplaced, filling)):
            yield "the costs of a step are not the order's"
    if parts:
        yield f"{len(parts)} costs of the order are in no step"


class Scores:
    """Every pair's score and whether it may be made, worked out a member at a time."""

    def __init__(self, problem: CoachingProblem) -> None:
        self.problem = problem
        self.run = -(-problem.meeting_minutes // 15)
        weeks = range(len(problem.coaches[0].weeks.of_week))
        masks = [tuple(one.weeks.masks[one.weeks.of_week[week]] for one in problem.coaches) for week in weeks]
        distinct = list(dict.fromkeys(masks))
        self.of_week = [distinct.index(one) for one in masks]
        self.coaches = [np.array([self.bits(mask) for mask in one]) for one in distinct]
        topics = [topic for one in problem.coaches for topic in one.topics]
        self.has = {
            topic: np.array([topic in coach.topics for coach in problem.coaches]) for topic in set(topics)
        }
        languages = [language for one in problem.coaches for language in one.languages]
        self.speaks = {
            language: np.array([language in coach.languages for coach in problem.coaches])
            for language in set(languages)
        }
        self.have = [
            {
                value: np.array([value in values for values in one.coaches])
                for value in frozenset[int]().union(*one.coaches)
            }
            for one in problem.criteria
        ]
        self.blank = [np.array([not values for values in one.coaches]) for one in problem.criteria]

    def row(self, member: int) -> tuple[NDArray[np.bool_], Numbers]:
        """Score one member with every coach."""
        problem, one = self.problem, self.problem.members[member]
        coaches = len(problem.coaches)
        minutes = self.minutes(one.weeks)
        covered, offered = np.zeros(coaches, dtype=np.int64), 0
        for rank, topic in enumerate(one.topics):
            weight = len(one.topics) - rank
            offered += weight
            covered += weight * self.has.get(topic, np.zeros(coaches, dtype=bool))
        if not one.topics:
            covered, offered = covered + 1, 2
        common = np.zeros(coaches, dtype=bool)
        for language in one.languages:
            common |= self.speaks.get(language, np.zeros(coaches, dtype=bool))
        w, target = problem.weights, problem.target_minutes
        parts = [
            (w.interest, covered, np.full(coaches, offered)),
            (w.time, np.minimum(minutes, target), np.full(coaches, target)),
            (w.language, common.astype(np.int64), np.ones(coaches, dtype=np.int64)),
        ]
        allowed = (minutes > 0) & (common | (not problem.language_required))
        for nth, criterion in enumerate(problem.criteria):
            met, of = self.met(criterion, member, nth)
            if criterion.weight is None:
                allowed &= met > 0
            else:
                parts.append((criterion.weight, met, of))
        whole = lcm(*(weight.denominator for weight, _, _ in parts))
        whole *= lcm(*(number for _, _, of in parts for number in set(of.tolist())))
        top = sum(int(weight * whole) * met // of for weight, met, of in parts)
        return allowed, (2000 * top + whole) // (2 * whole)

    def met(self, criterion: Criterion, member: int, nth: int) -> tuple[Numbers, Numbers]:
        """Count what of a criterion a member meets with every coach, and of how much: 1 of 2 where a cell is blank.

        Where it is required, a blank cell meets nothing.
        """
        mine, coaches = criterion.members[member], len(criterion.coaches)
        shared = np.zeros(coaches, dtype=np.int64)
        for value in mine:
            shared += self.have[nth].get(value, np.zeros(coaches, dtype=bool))
        if criterion.rule is Rule.DIFFERENT:
            shared = len(mine) - shared
        blank = self.blank[nth] | (not mine)
        unknown = 0 if criterion.weight is None else 1
        return np.where(blank, unknown, shared), np.where(blank, 2, max(1, len(mine)))

    def minutes(self, mine: WeekMasks) -> Numbers:
        """Count the minutes of the worst week with every coach."""
        distinct = set(zip(mine.of_week, self.of_week, strict=True))
        weeks = [self.slots(self.coaches[theirs] & self.bits(mine.masks[own])) for own, theirs in distinct]
        return 15 * np.min(weeks, axis=0)

    def bits(self, mask: int) -> NDArray[np.bool_]:
        """Lay a week's mask out, slot by slot."""
        text = f"{mask:b}".zfill(WEEK + 2 * self.problem.edge)[::-1]
        return np.frombuffer(text.encode(), dtype=np.uint8) == ord("1")

    def slots(self, both: NDArray[np.bool_]) -> Numbers:
        """Count each row's slots inside the week that stand in a row of at least a meeting's."""
        enough = both.copy()
        for ahead in range(1, self.run):
            enough[:, :-ahead] &= both[:, ahead:]
            enough[:, -ahead:] = False
        held = enough.copy()
        for behind in range(1, self.run):
            held[:, behind:] |= enough[:, :-behind]
        return held[:, self.problem.edge : self.problem.edge + WEEK].sum(axis=1)
