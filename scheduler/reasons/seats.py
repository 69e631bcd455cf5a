"""What keeps somebody without a seat: too few seats for those who can go nowhere else, or too few people."""

from collections.abc import Mapping

from calendars.zones import zone
from matcher.groups.shortage import SeatShortage
from matcher.problem import GroupsProblem
from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason, Section
from scheduler.languages.sentences import City, Clock, Sentence, Value, all_of, counted, sentence
from scheduler.problems.instants import instant_of
from scheduler.reasons.phrases import day


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
    leads = {person.id: person.name for person in people}
    titles = {workshop.id: workshop.name for workshop in cohort.workshops}
    groups = all_of(
        sentence(
            "{lead}'s group of {workshop}", lead=leads[section.facilitator], workshop=titles[section.workshop]
        )
        for section in named
    )
    who: dict[str, Value] = {"groups": groups, "member": member.name, "pinned": shortage.pinned}
    text = (
        _in_one_group(who, seats=seats, pinned=shortage.pinned)
        if len(named) == 1
        else _in_groups(who, others=others, seats=seats, pinned=shortage.pinned)
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
    others = found["free"] - 1
    what: dict[str, Value] = {
        "workshop": workshop.name,
        "day": day(local.date(), cohort=cohort),
        "time": Clock.at(local),
        "place": City(time_zone=member.time_zone),
        "lacking": counted("{count} member", "{count} members", found["lacks"]),
        "member": member.name,
        "minimum": found["minimum"],
    }
    return Reason(
        code="too_few_people",
        params={
            "member": member.key,
            "workshop": workshop.id,
            "starts": f"{instant_of(start.begin):%Y-%m-%dT%H:%M:%SZ}",
            **{name: found[name] for name in ("free", "minimum", "lacks")},
        },
        text=counted(
            "{workshop} on {day} at {time} in {place} lacks {lacking}: {member} and {count} other who wish for it can "
            "come then and are free, somebody could lead it, and it needs {minimum}.",
            "{workshop} on {day} at {time} in {place} lacks {lacking}: {member} and {count} others who wish for it can "
            "come then and are free, somebody could lead it, and it needs {minimum}.",
            others,
            **what,
        )
        if others
        else sentence(
            "{workshop} on {day} at {time} in {place} lacks {lacking}: only {member} can come then and is free, "
            "somebody could lead it, and it needs {minimum}.",
            **what,
        ),
    )


def _in_one_group(who: Mapping[str, Value], *, seats: int, pinned: int) -> Sentence:
    if pinned:
        return counted(
            "Only {groups} fits {member}, and its only seat is taken by people who can go to no other group that is "
            "held ({pinned} of these seats by a pin): one more seat there, or one of them free to go elsewhere, and "
            "{member} has one.",
            "Only {groups} fits {member}, and its {count} seats are taken by people who can go to no other group that "
            "is held ({pinned} of these seats by a pin): one more seat there, or one of them free to go elsewhere, and "
            "{member} has one.",
            seats,
            **who,
        )
    return counted(
        "Only {groups} fits {member}, and its only seat is taken by people who can go to no other group that is held: "
        "one more seat there, or one of them free to go elsewhere, and {member} has one.",
        "Only {groups} fits {member}, and its {count} seats are taken by people who can go to no other group that is "
        "held: one more seat there, or one of them free to go elsewhere, and {member} has one.",
        seats,
        **who,
    )


def _in_groups(who: Mapping[str, Value], *, others: int, seats: int, pinned: int) -> Sentence:
    together = counted("{count} seat", "{count} seats", seats)
    if pinned:
        return counted(
            "{member} and {count} other can go only to {groups}, which have {seats} together ({pinned} of these seats "
            "by a pin): one more there, or one of them free to go elsewhere, and all have one.",
            "{member} and {count} others can go only to {groups}, which have {seats} together ({pinned} of these seats "
            "by a pin): one more there, or one of them free to go elsewhere, and all have one.",
            others,
            seats=together,
            **who,
        )
    return counted(
        "{member} and {count} other can go only to {groups}, which have {seats} together: one more there, or one of "
        "them free to go elsewhere, and all have one.",
        "{member} and {count} others can go only to {groups}, which have {seats} together: one more there, or one of "
        "them free to go elsewhere, and all have one.",
        others,
        seats=together,
        **who,
    )
