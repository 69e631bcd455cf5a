"""Real instances, where COMMONHOUR_REAL_DATA names their folder: ours beside plain models of the same questions."""

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from benchmarks.measuring import Result, measure, shared
from matcher.coaching import solver as coaching
from matcher.coaching.flows import lexicographic_flows
from matcher.coaching.networks import Cost
from matcher.groups import solver as groups
from tests.matcher.coaching.tables import Table
from tests.real import agh, ariel, glasgow, sequential
from tests.real.programme import most_value
from tests.real.shares import bound

ORDERS: dict[str, tuple[Callable[[glasgow.Bidding], tuple[Cost, ...]], tuple[sequential.Component, ...]]] = {
    "least rank sum": (glasgow.least_rank_sum, sequential.LEAST_RANK_SUM),
    "generous": (glasgow.generous, sequential.GENEROUS),
    "greedy": (glasgow.greedy, sequential.GREEDY),
}


def results() -> Iterator[Result]:
    """Time each instance, and check that the peer finds the same."""
    folder = Path(os.environ.get("COMMONHOUR_REAL_DATA", "nowhere"))
    if not folder.is_dir():
        print("real instances: not timed, COMMONHOUR_REAL_DATA names no folder")
        return
    for year in (4, 5):
        yield from _glasgow(glasgow.read(folder, year=year), year)
    rankings = agh.read(folder)
    for question in (agh.ONE_OF_NINE, agh.ONE_OF_EIGHT, agh.THREE_OF_EIGHT):
        yield from _agh(rankings, question)
    yield from _ariel(ariel.read(folder))


def _glasgow(bidding: glasgow.Bidding, year: int) -> Iterator[Result]:
    for name, (order, components) in ORDERS.items():
        assert _value(_flow(bidding, order), components) == _value(
            sequential.best(bidding, components), components
        )
        yield measure(
            f"Glasgow year {year}, {name}",
            lambda order=order: _flow(bidding, order),
            peer="CP-SAT, step by step",
            theirs=lambda components=components: sequential.best(bidding, components),
        )
        if find_spec("networkx"):
            assert _value(_networkx(bidding, components), components) == _value(
                _flow(bidding, order), components
            )
            yield measure(
                f"Glasgow year {year}, {name}",
                lambda order=order: _flow(bidding, order),
                peer="networkx",
                theirs=lambda components=components: _networkx(bidding, components),
            )


def _flow(bidding: glasgow.Bidding, order: Callable[[glasgow.Bidding], tuple[Cost, ...]]) -> glasgow.Profile:
    *_, flow = lexicographic_flows(glasgow.network(bidding), order(bidding))
    return glasgow.profile(glasgow.placed(bidding, flow))


def _value(profile: glasgow.Profile, components: tuple[sequential.Component, ...]) -> list[int]:
    return [sum(component(rank) * count for rank, count in enumerate(profile, 1)) for component in components]


def _networkx(bidding: glasgow.Bidding, components: tuple[sequential.Component, ...]) -> glasgow.Profile:
    """Weigh each component with more than all plans can differ in those after it, and make the sum least."""
    networkx = import_module("networkx")
    base = 2 * len(bidding.wishes) * glasgow.RANKS + 1
    graph = networkx.DiGraph()
    for student in range(len(bidding.wishes)):
        graph.add_node(("student", student), demand=-1)
        graph.add_edge(("student", student), "sink", capacity=1, weight=0)
    graph.add_node("sink", demand=len(bidding.wishes))
    for student, project, rank in bidding.bids:
        weight = 0
        for component in components:
            weight = base * weight + component(rank)
        graph.add_edge(("student", student), ("project", project), capacity=1, weight=weight)
    for project, supervisor in enumerate(bidding.supervisor_of):
        graph.add_edge(("project", project), ("supervisor", supervisor), capacity=1, weight=0)
    for supervisor, capacity in enumerate(bidding.capacity):
        graph.add_edge(("supervisor", supervisor), "sink", capacity=capacity, weight=0)
    _, flow = networkx.network_simplex(graph)
    return glasgow.profile(
        [bid for bid in bidding.bids if flow["student", bid[0]].get(("project", bid[1]), 0)]
    )


def _agh(rankings: tuple[tuple[int, ...], ...], question: agh.Question) -> Iterator[Result]:
    """As groups, and where students take one course as coaching, which like the peer knows no sections and times."""
    problem, worths = agh.problem(rankings, question), agh.worths(rankings, question)
    name = f"AGH, {question.each} of {len(question.courses)} courses each"

    def theirs() -> int:
        return bound(worths, seats=question.seats, each=question.each)

    assert groups.solve(problem).objective.total == theirs()
    yield measure(f"{name}, as groups", lambda: groups.solve(problem), peer="scipy's LP", theirs=theirs)
    if question.each == 1:
        same, scores = agh.as_coaching(rankings, question), Table(worths)
        assert coaching.solve(same, scores=scores).objective.total == theirs()
        yield measure(
            f"{name}, as coaching",
            lambda: coaching.solve(same, scores=scores),
            peer="scipy's LP",
            theirs=theirs,
        )


def _ariel(register: ariel.Register) -> Iterator[Result]:
    yield measure(
        "Ariel, 26 students, as groups",
        lambda: [groups.solve(problem) for _, problem in ariel.by_capacity(register).values()],
    )
    students = register.students * shared(30)

    def ours() -> int:
        drawn = ariel.network(register, students)
        *_, flow = lexicographic_flows(drawn.network, drawn.costs)
        return sum(students[student].values[course] for student, course in ariel.seated(drawn, flow))

    assert ours() == most_value(register, students)
    yield measure(
        f"Ariel, {len(students)} students, as flows",
        ours,
        peer="scipy's milp",
        theirs=lambda: most_value(register, students),
    )
