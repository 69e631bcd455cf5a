"""What the tests of workshop groups are made of: workshops, random problems, and another way to their optimum."""

from collections.abc import Iterable
from random import Random

from ortools.sat.python import cp_model

from matcher.objective import wish_worth
from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart
from matcher.solution import GroupsObjective

HOUR = 60
WEEK = 7 * 24 * HOUR


def everybody(people: int) -> int:
    return (1 << people) - 1


def of(*people: int) -> int:
    return sum(1 << person for person in people)


def start(minute: int, available: int, *, meetings: int = 1) -> WorkshopStart:
    return WorkshopStart(
        meetings=tuple(
            Interval(begin=minute + week * WEEK, end=minute + week * WEEK + HOUR) for week in range(meetings)
        ),
        available=available,
    )


def workshop(
    *starts: WorkshopStart, facilitators: tuple[int, ...], size: tuple[int, int] = (1, 9), sections: int = 1
) -> Workshop:
    return Workshop(
        minimum=size[0], maximum=size[1], sections=sections, facilitators=facilitators, starts=starts
    )


def drawn(random: Random) -> GroupsProblem:
    """Up to ten people and four workshops whose starts crowd into a few hours, with members who lead."""
    people = random.randint(3, 10)
    count = random.randint(1, 4)
    crowd = random.choice((0.5, 0.8))

    def offer() -> Workshop:
        minutes = sorted(random.sample(range(0, 8 * HOUR, HOUR // 2), random.randint(0, 4)))
        minimum = random.randint(0, 3)
        return workshop(
            *(
                start(
                    minute,
                    of(*(person for person in range(people) if random.random() < crowd)),
                    meetings=random.choice((1, 1, 2)),
                )
                for minute in minutes
            ),
            facilitators=tuple(random.sample(range(people), random.randint(1, 2))),
            size=(minimum, random.randint(max(1, minimum), 4)),
            sections=random.randint(1, 2),
        )

    return GroupsProblem(
        people=people,
        workshops=tuple(offer() for _ in range(count)),
        wishes=tuple(
            tuple(random.sample(range(count), random.randint(0, count))) if random.random() < 0.8 else ()
            for _ in range(people)
        ),
        per_member=random.randint(1, 2),
        served_first=random.random() < 0.6,
        busy=(Interval(begin=200, end=260),) if random.random() < 0.3 else (),
    )


def by_intervals(problem: GroupsProblem) -> GroupsObjective:
    """Let CP-SAT pick for every numbered section a start, a leader and members, nobody's intervals overlapping."""
    model = cp_model.CpModel()
    diary: list[list[cp_model.IntervalVar]] = [
        [model.new_fixed_size_interval_var(one.begin, one.end - one.begin, "") for one in problem.busy]
        for _ in range(problem.people)
    ]
    seats: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    for w, offer in enumerate(problem.workshops):
        for _ in range(offer.sections):
            at = [model.new_bool_var("") for _ in offer.starts]
            model.add_at_most_one(at)
            leads = {person: model.new_bool_var("") for person in offer.facilitators}
            model.add(sum(leads.values()) == sum(at))
            members = {p: model.new_bool_var("") for p, wished in enumerate(problem.wishes) if w in wished}
            model.add(sum(members.values()) <= offer.maximum * sum(at))
            model.add(sum(members.values()) >= offer.minimum * sum(at))
            for person, seat in members.items():
                seats.setdefault((person, w), []).append(seat)
            for person, present in [*leads.items(), *members.items()]:
                for index, (chosen, offered) in enumerate(zip(at, offer.starts, strict=True)):
                    there = model.new_bool_var(f"{w} {index} {person}")
                    model.add_bool_or(there, ~present, ~chosen)
                    model.add_implication(there, present)
                    if not offered.available >> person & 1:
                        model.add(there == 0)
                    diary[person] += [
                        model.new_optional_fixed_size_interval_var(one.begin, one.end - one.begin, there, "")
                        for one in offered.meetings
                    ]
    for intervals in diary:
        model.add_no_overlap(intervals)
    served, worths = [], []
    for person, wished in enumerate(problem.wishes):
        mine = [seat for w in wished for seat in seats.get((person, w), [])]
        model.add(sum(mine) <= problem.per_member)
        some = model.new_bool_var("")
        model.add_bool_or(*mine, ~some)
        served.append(some)
        for rank, w in enumerate(wished, start=1):
            model.add_at_most_one(seats.get((person, w), []))
            worths += [wish_worth(rank=rank) * seat for seat in seats.get((person, w), [])]
    most = best(model, sum(served)) if problem.served_first else 0
    model.add(sum(served) >= most)
    return GroupsObjective(served=most, total=best(model, sum(worths)))


def best(model: cp_model.CpModel, value: cp_model.LinearExprT) -> int:
    model.maximize(value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


def dense(*, seed: int, served_first: bool = True, per_member: int = 1) -> GroupsProblem:
    """Forty members who can come half of the time, eight workshops of twenty starts: no two as good as each other."""
    random = Random(seed)  # noqa: S311 - the same
    members, count = 40, 8

    def who(people: Iterable[int]) -> int:
        return of(*(person for person in people if random.random() < 0.4))

    return GroupsProblem(
        people=members + count,
        workshops=tuple(
            workshop(
                *(start(minute * 180, who(range(members)) | 1 << (members + w)) for minute in range(20)),
                facilitators=(members + w,),
                size=(4, 6),
            )
            for w in range(count)
        ),
        wishes=(
            *(tuple(random.sample(range(count), 3)) for _ in range(members)),
            *(() for _ in range(count)),
        ),
        per_member=per_member,
        served_first=served_first,
    )


def awkward(random: Random) -> GroupsProblem:
    """Like `drawn`, in the ways that trip a solver: groups of one size, people all alike, nobody's wish, no starts."""
    people = random.randint(2, 9)
    count = random.randint(1, 3)
    alike = random.random() < 0.3
    wished = tuple(random.sample(range(count), random.randint(1, count)))

    def offer() -> Workshop:
        minutes = sorted(random.sample(range(0, 4 * HOUR, HOUR // 2), random.choice((0, 1, 2, 3))))
        size = random.randint(0, 3)
        return workshop(
            *(
                start(
                    minute,
                    everybody(people) if alike else random.getrandbits(people),
                    meetings=random.choice((1, 3)),
                )
                for minute in minutes
            ),
            facilitators=tuple(random.sample(range(people), random.randint(0, min(3, people)))),
            size=(size, max(1, size)),
            sections=random.randint(0, 3),
        )

    return GroupsProblem(
        people=people,
        workshops=tuple(offer() for _ in range(count)),
        wishes=tuple(
            wished if alike else tuple(random.sample(range(count), random.randint(0, count)))
            for _ in range(people)
        ),
        per_member=random.choice((1, 1, 2, 3)),
        served_first=random.random() < 0.5,
    )
