"""assignments.csv: one row a member, with their coach and their workshops, for a spreadsheet (DESIGN 8)."""

from collections.abc import Iterable

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import LeftOut, Plan, Section
from scheduler.outputs.plan_document import instant
from scheduler.roster.safe_csv import write_csv

HEADER = (
    "member",
    "name",
    "time_zone",
    "coach",
    "coach_name",
    "score",
    "shared_minutes",
    "topics",
    "languages",
    "workshops",
    "why_no_coach",
    "why_no_workshop",
)


def assignments_csv(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> bytes:
    """Return who is with whom, one row a member in the roster's order, blank where there is nothing to say.

    `workshops` lists `<workshop's name> <section>: <start>, <start>` (UTC), separated by semicolons, in the plan's
    order.
    """
    by_id = {person.id: person for person in people}
    titles = {workshop.id: workshop.name for workshop in cohort.workshops}
    pair_of = {pair.member: pair for pair in plan.coaching.pairs}
    unplaced, unserved = _why(plan.coaching.unplaced), _why(plan.workshops.unserved)

    def row(member: Person) -> tuple[str, ...]:
        pair = pair_of.get(member.id)
        seats = (section for section in plan.workshops.sections if member.id in section.members)
        coached: tuple[str, ...] = ("",) * 6
        if pair is not None:
            coach = by_id[pair.coach]
            topics, languages = "; ".join(pair.topics), "; ".join(pair.languages)
            coached = (coach.key, coach.name, str(pair.score), str(pair.shared_minutes), topics, languages)
        return (
            member.key,
            member.name,
            member.time_zone,
            *coached,
            "; ".join(_seat(section, titles) for section in seats),
            unplaced.get(member.id, ""),
            unserved.get(member.id, ""),
        )

    rows = (row(person) for person in people if person.role is Role.MEMBER)
    return write_csv((HEADER, *rows))


def _seat(section: Section, titles: dict[str, str]) -> str:
    starts = ", ".join(map(instant, section.starts))
    return f"{titles[section.workshop]} {section.section}: {starts}"


def _why(left_out: Iterable[LeftOut]) -> dict[PersonId, str]:
    return {each.member: " ".join(reason.text for reason in each.reasons) for each in left_out}
