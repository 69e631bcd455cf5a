from dataclasses import replace

from scheduler.domain.people import Person
from scheduler.domain.plans import Plan
from scheduler.outputs.figures import Figures, figures


def test_the_figures_count_the_plan(people: tuple[Person, ...], plan: Plan) -> None:
    assert figures(people=people, plan=plan) == Figures(
        members=3,
        coaches=2,
        staff=1,
        zones=4,
        placed=2,
        wishing=2,
        served=1,
        sections=1,
        meetings=2,
        worst_burden=2,
        shared_median=75,
    )


def test_without_pairs_there_is_no_median(people: tuple[Person, ...], plan: Plan) -> None:
    unpaired = replace(plan, coaching=replace(plan.coaching, pairs=()))

    assert figures(people=people, plan=unpaired).shared_median is None
