"""What no problem can be is refused where it is made, with what is wrong."""

from collections.abc import Callable

import pytest

from matcher.problem import Gathering, GatheringsProblem, GatheringStart, GroupsProblem, Interval


def start(*burdens: int) -> GatheringsProblem:
    only = GatheringStart(interval=Interval(begin=0, end=60), burdens=bytes(burdens))
    return GatheringsProblem(people=2, gatherings=(Gathering(months=((only,),)),))


def groups(*, wishes: int = 2, **rules: object) -> GroupsProblem:
    return GroupsProblem(people=2, workshops=(), wishes=((),) * wishes, **rules)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: start(0, 1, 3), "a start burdens 3 of 2 people"),
        (lambda: start(0, 2), "a burden is 0, 1, 3, 10, and not 2"),
        (lambda: groups(wishes=1), "2 people do not have 1 lists of wishes"),
        (lambda: groups(per_member=0), "nobody can be in 0 workshops"),
        (lambda: groups(must=((0, 0),)), "there is no seat of person 0 in workshop 0"),
        (lambda: groups(never=((2, 0),)), "there is no seat of person 2 in workshop 0"),
        (lambda: groups(languages=((0,),)), "2 people do not have 1 lists of languages"),
        (lambda: groups(had=((1,),)), "2 people have not had 1 lists of seats"),
        (lambda: groups(had=((), (2, 2))), "person 1 cannot have had the wishes of ranks"),
        (lambda: groups(had=((-1,), ())), "person 0 cannot have had the wishes of ranks"),
    ],
)
def test_a_problem_that_cannot_be_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()
