"""People as Hypothesis makes them: odd zones, odd hours, some with nothing to wish for."""

from dataclasses import replace

from hypothesis import strategies as st

from calendars.availability import Window
from scheduler.domain.people import Capacity, Person, PersonId, Role

ZONES = (
    "Africa/Nairobi",
    "Europe/Kyiv",
    "America/New_York",
    "Asia/Beirut",  # changes at midnight
    "Africa/Casablanca",  # another clock in Ramadan
    "America/Phoenix",  # never changes
    "Asia/Kabul",  # +04:30
    "Asia/Kathmandu",  # +05:45
    "Australia/Eucla",  # +08:45
    "Pacific/Chatham",  # +12:45, changes at 02:45
    "Australia/Lord_Howe",  # changes by half an hour
    "Pacific/Auckland",
    "America/Santiago",  # changes at midnight, south of the equator
    "America/St_Johns",
    "Africa/Cairo",
    "Pacific/Kiritimati",  # +14:00
    "Pacific/Niue",  # -11:00
    "UTC",
)
TOPICS = ("Early years", "Feelings", "Mathematics", "Reading", "Inclusion")
LANGUAGES = ("en", "uk", "ar", "fr", "fr-CA", "pt-BR", "pt")
ASSUMED = tuple(Window(day=day, start=8 * 60, end=21 * 60) for day in range(7))
WHEN_CLOCKS_CHANGE = (Window(day=5, start=22 * 60, end=28 * 60 + 15), Window(day=6, start=30, end=5 * 60))
CELLS = (
    "Hill",
    "HILL",
    "Hill;  dale",
    "dale;hill; Hill ;Moor",
    "Moor",
    "Stra\u00dfe",
    "STRASSE;",
    "e\u0301",
    "\u00c9",
    ";",
)
OWN_COLUMNS = ("School", "Subjects")
ANSWERS = st.fixed_dictionaries({}, optional={column: st.sampled_from(CELLS) for column in OWN_COLUMNS})
ALWAYS = tuple(Window(day=day, start=0, end=24 * 60) for day in range(7))


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    """Draw hours of every kind: the whole week, evenings, nights, those in which clocks change, a sliver."""
    days = draw(st.lists(st.integers(0, 6), min_size=1, max_size=6, unique=True))
    quarter = draw(st.integers(0, 7)) * 15
    start, length = draw(st.integers(0, 95)) * 15, draw(st.integers(1, 96)) * 15
    noons = tuple(Window(day=day, start=12 * 60, end=13 * 60 + quarter) for day in days)
    wide = tuple(Window(day=day, start=6 * 60, end=22 * 60 + quarter) for day in range(7))
    kinds = (
        ASSUMED,
        ALWAYS,
        wide,
        tuple(replace(window, start=window.start + 15 * window.day) for window in wide),
        tuple(Window(day=day, start=7 * 60 + quarter, end=19 * 60 - quarter) for day in days),
        tuple(Window(day=day, start=17 * 60 + quarter, end=22 * 60) for day in days),
        tuple(Window(day=day, start=20 * 60 + quarter, end=30 * 60 + quarter) for day in days),
        tuple(Window(day=day, start=start, end=start + length) for day in days),
        (*WHEN_CLOCKS_CHANGE, *noons),
        (Window(day=days[0], start=start, end=start + 15 + quarter),),
    )
    return draw(st.sampled_from((*kinds[:4], *kinds)))


@st.composite
def rosters(draw: st.DrawFn, *, members: int, coaches: int, zones: tuple[str, ...]) -> tuple[Person, ...]:
    """Draw up to so many members and coaches and one of the staff, in any order, with ids in another."""
    roles = [Role.MEMBER] * draw(st.integers(min(3, members), members)) + [Role.COACH] * draw(
        st.integers(0, coaches)
    )
    roles = draw(st.permutations([*roles, *[Role.STAFF] * draw(st.integers(0, 1))]))
    ids = draw(st.permutations(range(len(roles))))
    hours = [ALWAYS, *draw(st.lists(windows(), min_size=2, max_size=4))]
    some_topics = st.lists(st.sampled_from(TOPICS), min_size=1, max_size=4, unique=True).map(tuple)
    people: list[Person] = []
    for number, role in enumerate(roles):
        mine = draw(st.sampled_from(hours))
        people.append(
            Person(
                id=PersonId(f"p{ids[number]:02}"),
                key=f"{role[0]}{number}",
                name=f"Person {number}",
                email=f"person{number}@example.org",
                role=role,
                time_zone=draw(st.sampled_from(zones)),
                languages=tuple(draw(st.lists(st.sampled_from(LANGUAGES), max_size=3, unique=True))),
                interests=draw(st.just(()) | some_topics | some_topics | some_topics),
                availability=mine,
                availability_assumed=mine == ASSUMED,
                capacity=draw(st.none() | capacities(least=0, most=3)) if role is Role.COACH else None,
                answers=draw(st.just({}) | ANSWERS),
            )
        )
    return tuple(people)


@st.composite
def capacities(draw: st.DrawFn, *, least: int, most: int) -> Capacity:
    """Draw a minimum of at least `least` and a maximum of at most `most`."""
    minimum = draw(st.integers(least, most))
    return Capacity(minimum=minimum, maximum=draw(st.integers(minimum, most)))
