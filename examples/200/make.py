"""Writes cohort.toml and roster.csv of a made-up cohort of 200 members, 40 coaches, 5 staff and 20 workshops.

`python examples/200/make.py` writes them beside itself; the same seed gives the same bytes on every machine.
"""

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

SEED = 2025
MEMBERS = 200
COACHES = 40
STAFF = 5

FIRST_WINDOW = date(2025, 9, 30)
WINDOW_DAYS = 10
WEEKS_BETWEEN_WAVES = 3
WORKSHOPS_PER_WAVE = 4

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Community:
    """One of the places the cohort comes from, and how large a share of it."""

    share: int
    time_zone: str
    languages: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]


COMMUNITIES = (
    Community(
        share=26,
        time_zone="Africa/Lagos",
        languages=("en; yo", "en; ig", "ha; en", "en"),
        given=("Adaeze", "Babatunde", "Chinyere", "Emeka", "Folake", "Hauwa", "Ibrahim", "Ngozi"),
        family=("Adeyemi", "Bello", "Danjuma", "Eze", "Lawal", "Nwosu", "Obi", "Okafor"),
    ),
    Community(
        share=24,
        time_zone="Africa/Nairobi",
        languages=("sw; en", "luo; sw; en", "ki; sw; en", "so; sw; en"),
        given=("Achieng", "Baraka", "Deng", "Faith", "Halima", "Juma", "Mwajuma", "Otieno"),
        family=("Abdi", "Garang", "Juma", "Kamau", "Kiprono", "Mutua", "Mwakio", "Ndungu"),
    ),
    Community(
        share=18,
        time_zone="Asia/Beirut",
        languages=("ar; en", "ar; fr", "ar; fr; en", "hy; ar; en"),
        given=("Fadi", "Georges", "Hiba", "Jamila", "Karim", "Layla", "Maya", "Omar"),
        family=("Barakat", "Haddad", "Idris", "Khoury", "Mansour", "Nassar", "Qasim", "Rizk"),
    ),
    Community(
        share=16,
        time_zone="Europe/Kyiv",
        languages=("uk; en", "uk; ru; en", "uk; pl"),
        given=("Andrii", "Bohdana", "Daryna", "Ihor", "Kateryna", "Mykola", "Oksana", "Olena"),
        family=("Bondarenko", "Hnatiuk", "Koval", "Lysenko", "Melnyk", "Petrenko", "Rudenko", "Savchuk"),
    ),
    Community(
        share=8,
        time_zone="Europe/Belgrade",
        languages=("sr; en", "sr; hu", "sr; ru; en"),
        given=("Ana", "Bojan", "Dragana", "Ivan", "Jelena", "Marko", "Milica", "Nikola"),
        family=("Ilić", "Jovanović", "Kovačević", "Lukić", "Marković", "Nikolić", "Petrović", "Savić"),
    ),
    Community(
        share=8,
        time_zone="America/Phoenix",
        languages=("en; es", "es; en", "en", "fa-AF; en"),
        given=("Alma", "Begaye", "Carlos", "Dolores", "Esteban", "Farida", "Guadalupe", "Luz"),
        family=("Ahmadi", "Begay", "Cruz", "Flores", "Karimi", "Lopez", "Morales", "Reyes"),
    ),
)

AVAILABILITIES = (
    "",
    "Mon 17:00-21:00; Tue 17:00-21:00; Wed 17:00-21:00; Thu 17:00-21:00",
    "Tue 18:00-21:00; Thu 18:00-21:00; Sat 09:00-14:00",
    "Sat 09:00-18:00; Sun 09:00-18:00",
    "Mon 15:00-18:30; Tue 15:00-18:30; Wed 15:00-18:30; Thu 15:00-18:30; Sat 10:00-13:00",
    "Tue 12:00-14:00; Thu 12:00-14:00; Sat 15:00-20:00",
    "Mon 08:00-12:00; Tue 08:00-12:00; Wed 08:00-12:00; Thu 08:00-12:00",
    "Wed 19:00-22:00; Thu 19:00-22:00; Fri 22:00-01:00; Sat 16:00-21:00",
    "Tue 16:00-20:00; Wed 16:00-20:00; Sat 12:00-17:00; Sun 12:00-17:00",
    "Thu 14:00-19:00; Sat 08:00-12:00; Sat 14:00-19:00",
)

TOPICS: tuple[str, ...] = (
    "early child development",
    "social and emotional learning",
    "classroom English",
    "trauma-informed teaching",
    "inclusive classrooms",
    "math games",
    "working with families",
    "storytelling and reading",
    "classroom management",
    "teaching in two languages",
    "science with what is at hand",
    "art and music",
    "teaching with phones",
    "large classes",
    "assessment for learning",
    "lesson planning",
    "outdoor learning",
    "teacher well-being",
    "history and memory",
    "peace and citizenship",
)

COLUMNS = ("id", "name", "email", "role", "time_zone", "languages", "interests", "availability", "capacity")


class Draw:
    """Choices that rest on `random()` alone, whose sequence Python keeps from version to version."""

    def __init__(self, *, seed: int) -> None:
        self._random = random.Random(seed).random

    def one(self, items: Sequence[T]) -> T:
        """Draw one of the items, all as likely."""
        return items[int(self._random() * len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[int]) -> T:
        """Draw one of the items, as likely as its weight says."""
        left = self._random() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            left -= weight
            if left < 0:
                return item
        return items[-1]

    def several(self, items: Sequence[T], *, count: int) -> list[T]:
        """Draw so many different items, the earlier ones likelier, and keep the order drawn."""
        left = list(items)
        drawn: list[T] = []
        for _ in range(count):
            item = self.weighted(left, [len(left) + 8 - place for place in range(len(left))])
            left.remove(item)
            drawn.append(item)
        return drawn


def roster(*, seed: int = SEED) -> bytes:
    """Draw the roster in canonical columns: members, then coaches, then staff."""
    draw = Draw(seed=seed)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for number in range(1, MEMBERS + 1):
        interests = draw.several(TOPICS, count=draw.weighted((0, 1, 2, 3, 4), (1, 3, 6, 8, 4)))
        table.writerow(_person(draw, key=f"m{number:03}", role="member", interests=interests))
    for number in range(1, COACHES + 1):
        interests = draw.several(TOPICS, count=draw.weighted((4, 5, 6), (1, 1, 1)))
        capacity = draw.weighted(("", "3-6", "6", "4-8"), (5, 3, 1, 1))
        table.writerow(
            _person(draw, key=f"c{number:02}", role="coach", interests=interests, capacity=capacity)
        )
    for number in range(1, STAFF + 1):
        table.writerow(_person(draw, key=f"s{number}", role="staff", interests=[]))
    return text.getvalue().encode()


def cohort(*, seed: int = SEED) -> bytes:
    """Draw the cohort: a monthly gathering, and twenty workshops in five waves under two or three coaches."""
    draw = Draw(seed=seed + 1)
    coaches = [f"c{number:02}" for number in range(1, COACHES + 1)]
    topics = "\n".join(f'  "{topic}",' for topic in TOPICS)
    parts = [_HEAD.format(topics=topics)]
    for place, topic in enumerate(TOPICS):
        opens = FIRST_WINDOW + timedelta(weeks=WEEKS_BETWEEN_WAVES * (place // WORKSHOPS_PER_WAVE))
        leaders = sorted(draw.several(coaches, count=draw.weighted((2, 3), (1, 1))))
        parts.append(
            _WORKSHOP.format(
                id=topic.lower().replace(" ", "-"),
                name=topic[0].upper() + topic[1:],
                topic=topic,
                facilitators=", ".join(f'"{leader}"' for leader in leaders),
                minutes=draw.one((60, 60, 90)),
                sections=draw.one((1, 1, 1, 2)),
                meetings=draw.one((1, 2, 2)),
                opens=opens,
                closes=opens + timedelta(days=WINDOW_DAYS - 1),
            )
        )
    return "\n".join(parts).encode()


def main() -> None:
    """Write both files beside this one."""
    here = Path(__file__).parent
    (here / "cohort.toml").write_bytes(cohort())
    (here / "roster.csv").write_bytes(roster())


def _person(draw: Draw, *, key: str, role: str, interests: list[str], capacity: str = "") -> tuple[str, ...]:
    community = draw.weighted(COMMUNITIES, [community.share for community in COMMUNITIES])
    return (
        key,
        f"{draw.one(community.given)} {draw.one(community.family)}",
        f"{key}@example.org",
        role,
        community.time_zone,
        draw.one(community.languages),
        "; ".join(interests),
        draw.one(AVAILABILITIES),
        capacity,
    )


_HEAD = """\
# Written by make.py: 200 members, 40 coaches, 5 staff and 20 workshops, for measuring. Nobody in it is real.

[cohort]
name = "Two hundred"
starts = 2025-09-15
ends = 2026-01-31
home_time_zone = "Europe/Belgrade"
locale = "en"
topics = [
{topics}
]

[coaching]
capacity = [2, 6]
meeting_minutes = 60
target_minutes = 180

[[session]]
id = "gathering"
name = "Monthly gathering"
minutes = 60
choose = {{ weekdays = ["Tue", "Sat"], from = "12:00", to = "20:00", step_minutes = 60 }}

[workshops]
per_member = 2
"""

_WORKSHOP = """\
[[workshop]]
id = "{id}"
name = "{name}"
topic = "{topic}"
facilitators = [{facilitators}]
minutes = {minutes}
size = [4, 12]
sections = {sections}
meetings = {meetings}
window = [{opens}, {closes}]
weekdays = ["Tue", "Thu", "Sat"]
from = "12:00"
to = "20:00"
step_minutes = 60
"""

if __name__ == "__main__":
    main()
