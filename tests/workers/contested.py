"""A cohort whose workshops cannot be proven for long: many wish for much and are free at few hours, each at others."""

from datetime import date
from random import Random

from calendars.availability import Window
from scheduler.domain.cohorts import Choice, Cohort, CohortId, Workshop
from scheduler.domain.people import Capacity, Person, PersonId, Role

MEMBERS, WORKSHOPS, LEADERS = 200, 20, 6


def contested_cohort() -> Cohort:
    """Return the rules: workshops of one hour in one week, in groups of four to six."""
    return Cohort(
        id=CohortId("contested"),
        name="Contested",
        starts=date(2026, 10, 5),
        ends=date(2026, 10, 11),
        home_time_zone="UTC",
        locale="en",
        workshops=tuple(
            Workshop(
                id=f"w{n}",
                name=f"Workshop {n}",
                topic="math",
                facilitators=(f"leader{n % LEADERS}", f"leader{(n + 1) % LEADERS}"),
                minutes=60,
                size=Capacity(minimum=4, maximum=6),
                sections=2,
                window=(date(2026, 10, 5), date(2026, 10, 11)),
                when=Choice(weekdays=tuple(range(7)), opens=8 * 60, closes=20 * 60, step_minutes=60),
            )
            for n in range(WORKSHOPS)
        ),
        topics=("math",),
    )


def contested_people() -> tuple[Person, ...]:
    """Return members who are free for three hours on three days, and leaders who are free always."""
    dice = Random(1)  # noqa: S311 - the same people each time

    def person(key: str, role: Role, hours: tuple[Window, ...], wishes: tuple[str, ...]) -> Person:
        return Person(
            id=PersonId(f"id-{key}"),
            key=key,
            name=key.capitalize(),
            email=None,
            role=role,
            time_zone="UTC",
            availability=hours,
            workshops=wishes,
        )

    def hours() -> tuple[Window, ...]:
        opens = [(day, dice.randrange(8, 17)) for day in dice.sample(range(7), 3)]
        return tuple(Window(day=day, start=60 * at, end=60 * (at + 3)) for day, at in opens)

    always = tuple(Window(day=day, start=0, end=1440) for day in range(7))
    wished = [f"w{n}" for n in range(WORKSHOPS)]
    return (
        *(person(f"member{n}", Role.MEMBER, hours(), tuple(dice.sample(wished, 4))) for n in range(MEMBERS)),
        *(person(f"leader{n}", Role.STAFF, always, ()) for n in range(LEADERS)),
    )
