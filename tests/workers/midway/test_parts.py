"""Somebody rebalances the parts that are theirs: all others stand, but for who has left."""

from dataclasses import replace

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.rebalancing import request_rebalancing
from scheduler.domain.frontiers import Rebalancing
from scheduler.domain.parts import Parts
from scheduler.domain.plans import Plan, Section
from tests.workers.midway.conftest import JANUARY, World


def offered(world: World, parts: Parts) -> tuple[str, Rebalancing]:
    with world.store.write() as tx:
        run = request_rebalancing(replace(whole_cohort(tx, world.cohort), parts=parts))
    world.settle()
    return run, world.offered(run)


def sections(plan: Plan, workshop: str) -> list[Section]:
    return [one for one in plan.workshops.sections if one.workshop == workshop]


def those_there(section: Section, world: World) -> Section:
    there = {person.id for person in world.people()}
    members = tuple(member for member in section.members if member in there)
    return section if members == section.members else replace(section, members=members, seats=(), remarks=())


@pytest.fixture
def names(world) -> list[str]:
    return [workshop.id for workshop in _rules(world).workshops]


def _rules(world: World):  # noqa: ANN202 - a cohort
    with world.store.read() as tx:
        return whole_cohort(tx, world.cohort).cohort


def test_of_one_workshop_the_others_and_all_pairs_stand(world, names) -> None:
    before = world.standing()
    mine = next(
        name
        for name in names
        if any(one.starts[-1] > JANUARY and len(one.members) > 3 for one in sections(before, name))
    )
    run, found = offered(world, Parts(workshops=(mine,)))
    (pairs,), groups = found.coaching.points, found.workshops.points[-1]
    assert (pairs.moves, pairs.moved) == (0, ())
    assert {change.origin.workshop for point in found.workshops.points for change in point.moved} <= {mine}
    world.publish(world.take(run, 0, groups.moves))
    after, there = world.standing(), {person.id for person in world.people()}
    for name in names:
        if name != mine:
            assert sections(after, name) == [those_there(one, world) for one in sections(before, name)]
    assert {(pair.member, pair.coach) for pair in after.coaching.pairs} == {
        (pair.member, pair.coach) for pair in before.coaching.pairs if {pair.member, pair.coach} <= there
    }


def test_nobody_is_seated_where_they_are_elsewhere_at_that_time(world, names) -> None:
    for mine in names:
        _, found = offered(world, Parts(workshops=(mine,)))
        for point in found.workshops.points:
            taken: set[tuple[object, object]] = set()
            for one in point.part.sections:
                for person in {one.facilitator, *one.members}:
                    for start in one.starts:
                        if start > JANUARY:
                            assert (person, start) not in taken
                            taken.add((person, start))


def test_of_the_pairs_alone_no_group_is_touched(world) -> None:
    before = world.standing()
    run, found = offered(world, Parts(coaching=True))
    assert [point.moves for point in found.coaching.points] == [0, 1, 3]
    (groups,) = found.workshops.points
    assert (groups.moves, groups.moved) == (0, ())
    world.publish(world.take(run, 3, 0))
    assert list(world.standing().workshops.sections) == [
        those_there(one, world) for one in before.workshops.sections
    ]
