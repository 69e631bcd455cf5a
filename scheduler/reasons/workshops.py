"""Why a section is held when it is, why a member sits in it, and why one has no seat."""

from collections.abc import Iterable

from calendars.zones import zone
from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort, Workshop
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason, Section
from scheduler.reasons.phrases import city, counted, day, language, ordinal


def section_reason(*, section: Section, finding: Finding) -> Reason:
    """Return, for what `matcher.groups.explain.why_section` finds, whom the section's start suits."""
    found = finding.params
    params = {name: found[name] for name in ("wishes", "can_come", "size", "minimum", "maximum", "offered")}
    start = (
        "its only start" if found["offered"] == 1 else f"this start, one of the {found['offered']} it offers,"
    )
    return Reason(
        code="section",
        params={"workshop": section.workshop, "section": section.section, **params},
        text=f"{counted(found['wishes'], 'member wishes', 'members wish')} for it; {found['can_come']} of them can "
        f"come at {start} and {counted(found['size'], 'member has', 'members have')} a seat.",
    )


def seat_reason(*, cohort: Cohort, section: Section, member: Person, finding: Finding) -> Reason:
    """Return, for what `matcher.groups.explain.why_seat` finds, which wish the seat meets, or that it meets none."""
    found = finding.params
    if finding.code == "must_no_wish":
        return Reason(
            code="must_no_wish",
            params=_of_seat(section, member),
            text=f"{member.name} was asked for in {_name(section, cohort=cohort)}, and did not wish for it.",
        )
    params = {name: found[name] for name in ("rank", "worth", "wishes", "starts")}
    wish = f"{ordinal(found['rank'])} wish of {found['wishes']}" if found["wishes"] > 1 else "only wish"
    start = {0: "", 1: ", at the only start they could come to"}.get(
        found["starts"], f", at one of the {found['starts']} starts they could come to"
    )
    return Reason(
        code="seat",
        params={**_of_seat(section, member), **params},
        text=f"It is {member.name}'s {wish}{start}.",
    )


def seat_remarks(
    *, cohort: Cohort, section: Section, member: Person, findings: Iterable[Finding]
) -> tuple[Reason, ...]:
    """Return, for what `matcher.groups.explain.why_besides` finds, what else there is to say of the seat."""
    where = _name(section, cohort=cohort)
    return tuple(_seat_remark(finding, section=section, where=where, member=member) for finding in findings)


def _seat_remark(finding: Finding, *, section: Section, where: str, member: Person) -> Reason:
    params, name = _of_seat(section, member), member.name
    match finding.code:
        case "must":
            text = f"{name} was asked for here."
        case "must_no_hours":
            text = f"{name} was asked for in {where}, not every meeting of which lies within their hours."
        case "alone":
            params |= {key: finding.params[key] for key in ("wishing", "could_come", "proven")}
            params["language"] = member.languages[0]
            text = _alone(finding, member=member)
        case _:
            raise ValueError(f"no words for the finding {finding.code}")
    return Reason(code=finding.code, params=params, text=text)


def _alone(finding: Finding, *, member: Person) -> str:
    found = finding.params
    others = counted(found["wishing"], "other who speaks it wishes", "others who speak it wish")
    who = f"{others} for this workshop, and {found['could_come'] or 'none'} of them can come at this time"
    if not found["wishing"]:
        who = "no other who speaks it wishes for this workshop"
    as_good = "that serves as many" if found["served_first"] else "of the same worth"
    helped = (
        f"It could not be helped: no plan {as_good} leaves fewer alone."
        if found["proven"]
        else "The search found no plan with fewer alone; there may be one."
    )
    return f"Nobody else here speaks {language(member.languages[0])}, {member.name}'s first language: {who}. {helped}"


def _of_seat(section: Section, member: Person) -> dict[str, str | int]:
    return {"workshop": section.workshop, "section": section.section, "member": member.key}


def unserved_reasons(
    *, cohort: Cohort, sections: tuple[Section, ...], member: Person, findings: Iterable[Finding]
) -> tuple[Reason, ...]:
    """Return what stands in the way of each of the member's wishes, as `groups.explain.why_unserved` finds."""
    return tuple(
        _unserved_reason(finding, cohort=cohort, sections=sections, member=member) for finding in findings
    )


def _unserved_reason(
    finding: Finding, *, cohort: Cohort, sections: tuple[Section, ...], member: Person
) -> Reason:
    found = finding.params
    workshop = cohort.workshops[found["workshop"]]
    params: dict[str, str | int] = {**found, "member": member.key, "workshop": workshop.id}
    if "section" not in found:
        text = _without_section(finding, workshop=workshop, member=member)
        return Reason(code=finding.code, params=params, text=text)
    section = sections[found["section"]]
    params["section"] = section.section
    if "other" in found:
        other = sections[found["other"]]
        params["other"] = f"{other.workshop}/{other.section}"
    held = f"{workshop.name}, on {_when(section, cohort=cohort, member=member)}"
    said = _of_section(finding, cohort=cohort, sections=sections, member=member)
    return Reason(code=finding.code, params=params, text=f"{held}: {said}.")


def _without_section(finding: Finding, *, workshop: Workshop, member: Person) -> str:
    match finding.code:
        case "never":
            return f"{member.name} is not to have a seat in {workshop.name}."
        case "no_start":
            return f"{workshop.name} has no start that is free of the sessions."
        case "no_facilitator_free":
            return f"{workshop.name} has nobody free to lead it at any of its starts."
        case "not_held":
            found = finding.params
            wishes = counted(found["wishes"], "member wishes", "members wish")
            enough = found["can_come"] >= found["minimum"]
            but = "they are better placed elsewhere" if enough else f"it needs {found['minimum']}"
            return f"{workshop.name} is not held: {wishes} for it, {found['can_come']} can come at one time, and {but}."
        case _:
            raise ValueError(f"no words for the finding {finding.code}")


def _of_section(finding: Finding, *, cohort: Cohort, sections: tuple[Section, ...], member: Person) -> str:
    found, name = finding.params, member.name
    match finding.code:
        case "cannot_come":
            starts = (
                f"could come to {counted(found['starts'], 'start')} of all"
                if found["starts"]
                else "can come at none of the times"
            )
            return f"outside the hours of {name}, who {starts} it offers"
        case "overlaps":
            if found["other"] == found["section"]:
                return f"{name} leads it"
            return f"{name} is in {_name(sections[found['other']], cohort=cohort)} then"
        case "full":
            return f"full, with {counted(found['maximum'], 'member')}"
        case "room":
            return f"there is room for {name}: match again"
        case _:
            raise ValueError(f"no words for the finding {finding.code}")


def _when(section: Section, *, cohort: Cohort, member: Person) -> str:
    """Return the section's first start by the member's own clock: `6 October at 21:30 in Kabul`."""
    local = section.starts[0].astimezone(zone(member.time_zone))
    return f"{day(local.date(), cohort=cohort)} at {local:%H:%M} in {city(member.time_zone)}"


def _name(section: Section, *, cohort: Cohort) -> str:
    return next(workshop.name for workshop in cohort.workshops if workshop.id == section.workshop)
