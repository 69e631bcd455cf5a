"""The best plan of a number of moves that no flow on the way has, by a programme over the few pairs that matter.

At the price at which the flows step over the number, every plan costs at least as much as the one they come from, less
the price of the moves it has more. What a plan costs beyond that is the sum of the reduced costs of where it differs,
so one that is better than a plan that is known differs only where these are small.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from matcher.coaching.drawing import Drawing
from matcher.coaching.networks import Amounts
from matcher.coaching.one_number import Digits
from matcher.coaching.spanning import Pivot

EFFORT = 10.0
"""The limit of one programme, in CP-SAT's deterministic time."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Between:
    """Asked is for a flow of at most `moves` more than the pivot's that costs `saving` less than it, or still less.

    `charge` [arcs] is what a unit on each arc adds to the moves.
    """

    drawing: Drawing
    digits: Digits
    pivot: Pivot
    charge: Amounts
    moves: int
    saving: int

    @property
    def slack(self) -> int:
        """How large the reduced costs of such a flow's arcs can be, in the pivot's numbers; below 0 there is none."""
        return self.pivot.gain * self.moves - self.pivot.spent * self.saving

    def narrowed(self, width: int) -> "Between":
        """Ask only for what saves so much that the slack is one part in `width`: their best is the best of all."""
        least = self.pivot.gain * self.moves - self.slack // width
        return replace(self, saving=-(-least // self.pivot.spent))


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Decided:
    """The best such flow, None where none was found; and whether none is better."""

    amount: Amounts | None
    proven: bool


def decided(asked: Between) -> Decided:
    """Find the best of these flows, digit by digit."""
    changing = _changing(asked)
    if not changing.any():
        return Decided(amount=None, proven=True)
    programme, units = _programme(asked, changing)
    arcs = np.flatnonzero(changing)
    drawing, amount = asked.drawing, asked.pivot.amount
    found, wanted, so_far = amount, -asked.saving, 0
    for costs, weight in asked.digits.stages():
        of_arc = costs[drawing.kind[arcs]]
        change = cp_model.LinearExpr.weighted_sum(
            [units[arc] for arc in arcs.tolist()], of_arc.tolist()
        ) - int(of_arc @ amount[arcs])
        programme.minimize(change)
        solver = _solver()
        status = solver.solve(programme)
        if status == cp_model.INFEASIBLE:
            return Decided(amount=None, proven=True)
        if status != cp_model.OPTIMAL:
            return Decided(amount=None, proven=False)
        least = round(solver.objective_value)
        so_far += weight * least
        if so_far - weight // 2 > wanted:
            return Decided(amount=None, proven=True)
        programme.add(change == least)
        found = amount.copy()
        found[arcs] = [solver.value(units[arc]) for arc in arcs.tolist()]
    return Decided(amount=found if so_far <= wanted else None, proven=True)


def _changing(asked: Between) -> NDArray[np.bool_]:
    """Mark the arcs on which such a flow may have another amount: of a member there are two of them, or none."""
    drawing, network = asked.drawing, asked.drawing.network
    changing = np.abs(asked.pivot.reduced) <= asked.slack
    changing &= network.upper > network.lower
    from_member = network.tails < drawing.members
    choices = np.bincount(network.tails[changing & from_member], minlength=drawing.members)
    used = changing & from_member & (asked.pivot.amount > 0)
    movable = np.zeros(len(network.supply), dtype=np.bool_)
    movable[network.tails[used]] = True
    movable[: drawing.members] &= choices > 1
    return changing & (movable[network.tails] | ~from_member)


def _programme(
    asked: Between, changing: NDArray[np.bool_]
) -> tuple[cp_model.CpModel, dict[int, cp_model.IntVar]]:
    """State what a flow is, and that it has no more moves than asked, for the arcs that may change."""
    programme, network, amount = cp_model.CpModel(), asked.drawing.network, asked.pivot.amount
    units: dict[int, cp_model.IntVar] = {}
    change: defaultdict[int, list[cp_model.LinearExpr]] = defaultdict(list)
    charged: list[cp_model.LinearExpr] = []
    for arc in np.flatnonzero(changing).tolist():
        one = programme.new_int_var(int(network.lower[arc]), int(network.upper[arc]), "")
        programme.add_hint(one, int(amount[arc]))
        units[arc], more = one, one - int(amount[arc])
        change[int(network.tails[arc])].append(more)
        change[int(network.heads[arc])].append(-more)
        if asked.charge[arc]:
            charged.append(int(asked.charge[arc]) * more)
    for ends in change.values():
        programme.add(sum(ends) == 0)
    programme.add(sum(charged) <= asked.moves)
    return programme, units


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.catch_sigint_signal = False  # whoever presses Ctrl-C means the whole solve
    return solver
