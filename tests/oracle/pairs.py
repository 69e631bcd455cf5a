"""What every member and coach are worth to each other, slot by slot and in exact fractions (DESIGN 6)."""

import math
from dataclasses import dataclass
from fractions import Fraction
from unicodedata import normalize

from scheduler.domain.cohorts import Coaching, Cohort, Criterion, Language, Rule
from scheduler.domain.people import Capacity, Person, PersonId, Role
from tests.oracle.timeline import available, minutes_by_week, mondays


@dataclass(frozen=True, kw_only=True, slots=True)
class Worth:
    """One member with one coach: shared minutes in every week by its Monday, score, and whether it may stand."""

    by_week: dict[str, int]
    score: int
    allowed: bool
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    criteria: tuple[Fraction | None, ...]  # the share of each that is met; None: somebody's cell is blank

    @property
    def shared_minutes(self) -> int:
        return min(self.by_week.values())


def worths(
    *, cohort: Cohort, coaching: Coaching, people: tuple[Person, ...]
) -> dict[tuple[PersonId, PersonId], Worth]:
    """Judge every pair; `must` changes nothing here."""
    weeks = mondays(cohort.starts, cohort.ends)
    hours = {person.id: available(person) for person in people}
    found: dict[tuple[PersonId, PersonId], Worth] = {}
    for member in of_role(people, Role.MEMBER):
        for coach in of_role(people, Role.COACH):
            minutes = minutes_by_week(hours[member.id] & hours[coach.id], weeks, coaching.meeting_minutes)
            spoken = {tag.split("-")[0] for tag in coach.languages}
            languages = tuple(tag for tag in member.languages if tag.split("-")[0] in spoken)
            shares = tuple(_share(criterion, member, coach) for criterion in coaching.criteria)
            found[member.id, coach.id] = Worth(
                by_week={monday.isoformat(): each for monday, each in zip(weeks, minutes, strict=True)},
                score=_score(coaching, member, coach, min(minutes), bool(languages), shares),
                allowed=min(minutes) > 0
                and (bool(languages) or coaching.language is Language.PREFERRED)
                and all(
                    criterion.weight is not None or bool(share)
                    for criterion, share in zip(coaching.criteria, shares, strict=True)
                )
                and (member.key, coach.key) not in coaching.never,
                topics=tuple(topic for topic in member.interests if topic in coach.interests),
                languages=languages,
                criteria=shares,
            )
    return found


def of_role(people: tuple[Person, ...], role: Role) -> list[Person]:
    """List the people of a role, in the roster's order."""
    return [person for person in people if person.role is role]


def capacity_of(coach: Person, coaching: Coaching) -> Capacity:
    """Give the coach's own capacity, else the cohort's."""
    return coach.capacity or coaching.capacity


def contradictory(*, coaching: Coaching, people: tuple[Person, ...]) -> bool:
    """Tell whether some `must` stands against a `never`, a max or another `must`."""
    must = set(coaching.must)
    members = [member for member, _ in must]
    return (
        bool(must & set(coaching.never))
        or len(members) != len(set(members))
        or any(
            sum(key == coach.key for _, key in must) > capacity_of(coach, coaching).maximum
            for coach in of_role(people, Role.COACH)
        )
    )


def _share(criterion: Criterion, member: Person, coach: Person) -> Fraction | None:
    cells = [person.answers.get(criterion.column, "") for person in (member, coach)]
    split = [cell.split(";") if criterion.rule is Rule.OVERLAP else [cell] for cell in cells]
    mine, theirs = ({normalize("NFC", item).casefold().strip() for item in items} - {""} for items in split)
    if not mine or not theirs:
        return None
    if criterion.rule is Rule.DIFFERENT:
        return Fraction(mine != theirs)
    return Fraction(sum(item in theirs for item in mine), len(mine))


def _score(
    coaching: Coaching,
    member: Person,
    coach: Person,
    shared_minutes: int,
    speaks: bool,  # noqa: FBT001 - one of them
    shares: tuple[Fraction | None, ...],
) -> int:
    n = len(member.interests)
    weigh = {topic: n - at for at, topic in enumerate(member.interests)}
    had = sum(weight for topic, weight in weigh.items() if topic in coach.interests)
    interest = Fraction(had, sum(weigh.values())) if weigh else Fraction(1, 2)
    time = min(Fraction(1), Fraction(shared_minutes, coaching.target_minutes))
    weights = coaching.weights
    exact = weights.interest * interest + weights.time * time + weights.language * int(speaks)
    for criterion, share in zip(coaching.criteria, shares, strict=True):
        exact += (criterion.weight or 0) * (Fraction(1, 2) if share is None else share)
    return math.floor(1000 * exact + Fraction(1, 2))
