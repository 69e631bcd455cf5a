"""What keeps somebody without a seat: too few seats for those who can go nowhere else, or too few people."""

from calendars.zones import zone
from matcher.groups.shortage import SeatShortage
from matcher.problem import GroupsProblem
from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason, Section
from scheduler.problems.instants import instant_of
from scheduler.reasons.phrases import city, counted, day, listed


def too_few_seats(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    sections: tuple[Section, ...],
    member: Person,
    shortage: SeatShortage,
) -> Reason | None:
    """Return how many can go only to which groups, as `groups.shortage` finds; None where it is to none."""
    named = [sections[index] for index in shortage.sections]
    if not named:
        return None
    seats, others = shortage.seats, len(shortage.members) - 1
    kept = f" ({shortage.pinned} of these seats by a pin)" if shortage.pinned else ""
    leads = {person.id: person.name for person in people}
    titles = {workshop.id: workshop.name for workshop in cohort.workshops}
    groups = listed(
        f"{leads[section.facilitator]}'s group of {titles[section.workshop]}" for section in named
    )
    text = (
        f"Only {groups} fits {member.name}, and {_taken(seats)} by people who can go to no other group that is held"
        f"{kept}: one more seat there, or one of them free to go elsewhere, and {member.name} has one."
        if len(named) == 1
        else f"{member.name} and {counted(others, 'other')} can go only to {groups}, which have {seats} seats together"
        f"{kept}: one more there, or one of them free to go elsewhere, and all have one."
    )
    return Reason(
        code="too_few_seats",
        params={
            "member": member.key,
            "members": len(shortage.members),
            "seats": seats,
            **({"pinned": shortage.pinned} if shortage.pinned else {}),
            "sections": ";".join(f"{section.workshop}/{section.section}" for section in named),
        },
        text=text,
    )


def too_few_people(*, cohort: Cohort, problem: GroupsProblem, member: Person, finding: Finding) -> Reason:
    """Return how many a workshop lacks that is not held, and when, by the member's own clock."""
    found = finding.params
    workshop = cohort.workshops[found["workshop"]]
    start = problem.workshops[found["workshop"]].starts[found["start"]].meetings[0]
    local = instant_of(start.begin).astimezone(zone(member.time_zone))
    when = f"{day(local.date(), cohort=cohort)} at {local:%H:%M} in {city(member.time_zone)}"
    others = found["free"] - 1
    who = f"{member.name} and {counted(others, 'other')} who wish for it" if others else f"only {member.name}"
    return Reason(
        code="too_few_people",
        params={
            "member": member.key,
            "workshop": workshop.id,
            "starts": f"{instant_of(start.begin):%Y-%m-%dT%H:%M:%SZ}",
            **{name: found[name] for name in ("free", "minimum", "lacks")},
        },
        text=f"{workshop.name} on {when} lacks {counted(found['lacks'], 'member')}: {who} can come then and "
        f"{'are' if others else 'is'} free, somebody could lead it, and it needs {found['minimum']}.",
    )


def _taken(seats: int) -> str:
    return "its only seat is taken" if seats == 1 else f"its {seats} seats are taken"
