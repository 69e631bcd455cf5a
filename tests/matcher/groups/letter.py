"""The letter of DESIGN 6 on workshop groups as a plain programme for SCIP; it shares no code with what it judges.

    held[w, k, s, f] = 1    the numbered section k of workshop w meets at start s under facilitator f
    sits[w, k, s, p] = 1    member p sits in that section, which meets at start s

Every section that might be held has a number of its own, and every two presences of one person that overlap are a row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from math import floor

from ortools.linear_solver import pywraplp

from matcher.problem import GroupsProblem, Interval

Key = tuple[int, int, int, int]
Variables = dict[Key, pywraplp.Variable]


@dataclass(frozen=True, kw_only=True)
class Best:
    """The most that can be served where that counts first, else None; and the most worth, of those plans."""

    served: int | None
    total: int


@dataclass(frozen=True, kw_only=True)
class _Programme:
    problem: GroupsProblem
    solver: pywraplp.Solver = field(default_factory=lambda: pywraplp.Solver.CreateSolver("SCIP"))
    held: Variables = field(default_factory=dict)
    sits: Variables = field(default_factory=dict)

    def sum(self, terms: Iterable[pywraplp.LinearExpr]) -> pywraplp.LinearExpr:
        return self.solver.Sum(list(terms))

    def most(self, value: pywraplp.LinearExpr) -> int:
        self.solver.Maximize(value)
        assert self.solver.Solve() == pywraplp.Solver.OPTIMAL
        return round(self.solver.Objective().Value())


def best(problem: GroupsProblem) -> Best | None:
    """Solve to optimality, serving first where it comes first; None where not everybody can have the seat they must."""
    programme = _Programme(problem=problem)
    _offer(programme)
    _sections(programme)
    _nobody_in_two_places(programme)
    served = programme.sum(_members(programme))
    if programme.solver.Solve() == pywraplp.Solver.INFEASIBLE:
        return None
    most = None
    had = dict(enumerate(problem.had))
    if problem.served_first:
        most = programme.most(served)
        programme.solver.Add(served >= most)
        most += sum(1 for person, ranks in had.items() if ranks and (any(ranks) or problem.wishes[person]))
    worth = programme.sum(
        _worth(_better(problem.wishes[person].index(w), had.get(person, ()))) * one
        for (w, _, _, person), one in programme.sits.items()
        if w in problem.wishes[person]
    )
    met = sum(_worth(rank - 1) for ranks in had.values() for rank in ranks if rank)
    return Best(served=most, total=met + programme.most(worth))


def _offer(programme: _Programme) -> None:
    """A presence for whoever is available for the whole of every meeting, or must be; none of them against a session.

    Nobody sits where they must not.
    """
    problem = programme.problem
    for w, workshop in enumerate(problem.workshops):
        for s, start in enumerate(workshop.starts):
            if _overlap(start.meetings, problem.busy):
                continue
            for k in range(workshop.sections):
                for person in range(problem.people):
                    there, pinned = start.available >> person & 1, (person, w) in problem.must
                    if there and person in workshop.facilitators:
                        programme.held[w, k, s, person] = programme.solver.BoolVar("")
                    if (person, w) not in problem.never and (
                        pinned or (there and w in problem.wishes[person])
                    ):
                        programme.sits[w, k, s, person] = programme.solver.BoolVar("")


def _sections(programme: _Programme) -> None:
    """A section has one start and one facilitator and is neither too small nor too large; or is not held."""
    for w, workshop in enumerate(programme.problem.workshops):
        for k in range(workshop.sections):
            programme.solver.Add(programme.sum(_at(programme.held, w, k)) <= 1)
            for s in range(len(workshop.starts)):
                held, size = (
                    programme.sum(_at(programme.held, w, k, s)),
                    programme.sum(_at(programme.sits, w, k, s)),
                )
                programme.solver.Add(size >= max(1, workshop.minimum) * held)
                programme.solver.Add(size <= workshop.maximum * held)


def _nobody_in_two_places(programme: _Programme) -> None:
    presences = [*programme.held.items(), *programme.sits.items()]
    for ((w, _, s, person), one), ((v, _, t, other_person), other) in combinations(presences, 2):
        workshops = programme.problem.workshops
        if person == other_person and _overlap(
            workshops[w].starts[s].meetings, workshops[v].starts[t].meetings
        ):
            programme.solver.Add(one + other <= 1)


def _members(programme: _Programme) -> list[pywraplp.Variable]:
    """At most one section a workshop, one where it must be, `per_member` in all, what is over among them.

    Return who wishes, has had none and has any.
    """
    served: list[pywraplp.Variable] = []
    for person in range(programme.problem.people):
        mine = {key: one for key, one in programme.sits.items() if key[3] == person}
        for w in range(len(programme.problem.workshops)):
            seats = programme.sum(_at(mine, w))
            programme.solver.Add(seats == 1 if (person, w) in programme.problem.must else seats <= 1)
        had = len(programme.problem.had[person]) if programme.problem.had else 0
        programme.solver.Add(programme.sum(mine.values()) <= max(0, programme.problem.per_member - had))
        if programme.problem.wishes[person] and not had:
            served.append(programme.solver.BoolVar(""))
            programme.solver.Add(served[-1] <= programme.sum(mine.values()))
    return served


def _at(variables: Variables, *place: int) -> list[pywraplp.Variable]:
    return [one for key, one in variables.items() if key[: len(place)] == place]


def _overlap(ones: Iterable[Interval], others: Iterable[Interval]) -> bool:
    others = list(others)
    return any(max(one.begin, other.begin) < min(one.end, other.end) for one in ones for other in others)


def _better(place: int, had: Iterable[int]) -> int:
    """How many better wishes there are than the one at this place of those that are left."""
    for rank in sorted(had):
        place += 0 < rank <= place + 1
    return place


def _worth(better_wishes: int) -> int:
    return floor(1000 * Fraction(7, 10) ** better_wishes + Fraction(1, 2))
