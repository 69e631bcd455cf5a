"""Why somebody moves midway, or must: in words, of pairs and of groups."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from calendars.availability import weeks_between
from matcher.problem import CoachingProblem
from matcher.scoring import Pairs
from scheduler.domain.cohorts import Cohort
from scheduler.domain.frontiers import Group
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason
from scheduler.languages.sentences import Number, all_of, counted, sentence
from scheduler.reasons.phrases import day


def gone() -> Reason:
    """Say that a member is not in the cohort any more: nothing is known of them now."""
    return Reason(code="member_left", text=sentence("Has left the cohort."))


def coach_gone(member: Person) -> Reason:
    """Say that a member's coach is not in the cohort any more, or coaches nobody."""
    text = sentence("The coach of {name} has left.", name=member.name)
    return Reason(code="coach_left", params={"member": member.key}, text=text)


def parted(
    *,
    cohort: Cohort,
    problem: CoachingProblem,
    member: Person,
    coach: Person,
    at: tuple[int, int],
    known: Pairs,
) -> Reason:
    """Say why a pair, at its place in the problem, may not be any more; `known` is of that pair alone."""
    params: dict[str, str | int] = {"member": member.key, "coach": coach.key}
    who = {"member": member.name, "coach": coach.name}
    if any(one == at[0] for one, _ in problem.must):
        text = sentence("{member} must be with somebody else than {coach}.", **who)
        return Reason(code="must_elsewhere", params=params, text=text)
    if at in problem.never:
        text = sentence("{member} and {coach} must not go together.", **who)
        return Reason(code="never_together", params=params, text=text)
    if not known.shared_minutes[0]:
        monday = weeks_between(starts=cohort.starts, ends=cohort.ends).first_monday
        week = monday + timedelta(weeks=int(known.worst_week[0]))
        text = sentence(
            "{member} and {coach} do not share an hour in the week of {week} any more.",
            **who,
            week=day(week, cohort=cohort),
        )
        return Reason(code="no_shared_hour", params={**params, "week": str(week)}, text=text)
    if problem.language_required and not known.common_language[0]:
        text = sentence("{member} and {coach} have no language in common.", **who)
        return Reason(code="no_common_language", params=params, text=text)
    text = sentence("{member} and {coach} do not meet what is required of a pair any more.", **who)
    return Reason(code="requirement_unmet", params=params, text=text)


def moves_on(
    *,
    member: Person,
    origin: Person,
    to: Person | None,
    score: tuple[int, int | None],
    coming: Sequence[Person],
) -> Reason:
    """Say what a member's move is for: a better pair, or room with the coach before for those `coming` there."""
    before, after = score
    params: dict[str, str | int] = {"member": member.key, "before": before}
    if to is not None and after is not None and after > before:
        text = sentence(
            "{member} fits better with {to} than with {origin}: {after} points of 1,000 instead of {before}.",
            member=member.name,
            to=to.name,
            origin=origin.name,
            after=Number(number=after),
            before=Number(number=before),
        )
        return Reason(code="better_pair", params={**params, "after": after}, text=text)
    params |= {} if after is None else {"after": after}
    if not coming:
        text = sentence(
            "{origin} can take one fewer, so {member} moves.", origin=origin.name, member=member.name
        )
        return Reason(code="too_many", params=params, text=text)
    text = sentence(
        "{member} makes room with {origin} for {others}.",
        member=member.name,
        origin=origin.name,
        others=all_of(one.name for one in coming),
    )
    return Reason(code="makes_room", params={**params, "for": ";".join(one.key for one in coming)}, text=text)


def group_cannot_stay(group: Group, *, workshop: str) -> Reason:
    """Say that a group cannot be held at its hours any more."""
    text = sentence(
        "Group {number} of {workshop} cannot meet at its hours any more.",
        number=Number(number=group.section),
        workshop=workshop,
    )
    return Reason(code="group_cannot_stay", params=_of(group), text=text)


def seat_cannot_stay(member: Person, group: Group, *, workshop: str, wishes: bool) -> Reason:
    """Say that a member cannot sit in their group any more: they cannot come, or do not wish to."""
    said = {"name": member.name, "number": Number(number=group.section), "workshop": workshop}
    text = (
        sentence("{name} cannot come to group {number} of {workshop} any more.", **said)
        if wishes
        else sentence("{name} is not to be in group {number} of {workshop} any more.", **said)
    )
    code = "cannot_come" if wishes else "not_wished"
    return Reason(code=code, params={"member": member.key, **_of(group)}, text=text)


def seat_moves(member: Person, origin: Group, to: Group | None, *, names: Mapping[str, str]) -> Reason:
    """Say where a member sits instead."""
    said = {
        "name": member.name,
        "number": Number(number=origin.section),
        "workshop": names[origin.workshop],
    }
    params: dict[str, str | int] = {"member": member.key, **_of(origin)}
    if to is None:
        text = sentence("{name} gives up the seat in group {number} of {workshop}.", **said)
        return Reason(code="seat_given_up", params=params, text=text)
    text = sentence(
        "{name} goes from group {number} of {workshop} to group {other} of {there}.",
        **said,
        other=Number(number=to.section),
        there=names[to.workshop],
    )
    return Reason(code="seat_elsewhere", params=params, text=text)


def group_retimed(origin: Group, *, members: tuple[int, int], names: Mapping[str, str]) -> Reason:
    """Say that a group meets at another time, and where that differs with how many members, before and after."""
    before, after = members
    said = {"number": Number(number=origin.section), "workshop": names[origin.workshop]}
    text = (
        sentence("Group {number} of {workshop} meets at another time.", **said)
        if before == after
        else counted(
            "Group {number} of {workshop} meets at another time, with {count} member instead of {before}.",
            "Group {number} of {workshop} meets at another time, with {count} members instead of {before}.",
            after,
            **said,
            before=Number(number=before),
        )
    )
    return Reason(code="group_retimed", params={**_of(origin), "before": before, "after": after}, text=text)


def group_handed(
    group: Group, *, origin: Person | None, to: Person, could: bool, names: Mapping[str, str]
) -> Reason:
    """Say who leads a group from now on, and whether who led it could: `origin`, None where they have left."""
    said = {"number": Number(number=group.section), "workshop": names[group.workshop], "to": to.name}
    params: dict[str, str | int] = {**_of(group), "to": to.key}
    if origin is None:
        text = sentence("Group {number} of {workshop} goes on with {to}: who led it has left.", **said)
        return Reason(code="facilitator_left", params=params, text=text)
    params["from"] = origin.key
    if could:
        text = sentence(
            "Group {number} of {workshop} goes on with {to} instead of {origin}.", **said, origin=origin.name
        )
        return Reason(code="facilitator_changes", params=params, text=text)
    text = sentence(
        "Group {number} of {workshop} goes on with {to}: {origin} cannot lead it any more.",
        **said,
        origin=origin.name,
    )
    return Reason(code="facilitator_cannot", params=params, text=text)


def _of(group: Group) -> dict[str, str | int]:
    return {"workshop": group.workshop, "section": group.section}
