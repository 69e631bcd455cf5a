"""Why a section is held when it is, why a member sits in it, and why one has no seat."""

from collections.abc import Iterable

from calendars.zones import zone
from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason, Section
from scheduler.reasons.phrases import city, counted, day, ordinal


def section_reason(*, section: Section, finding: Finding) -> Reason:
    """Return, for what `matcher.groups.explain.why_section` finds, whom the section's start suits."""
    found = finding.params
    params = {name: found[name] for name in ("wishes", "can_come", "size", "minimum", "maximum", "offered")}
    return Reason(
        code="section",
        params={"workshop": section.workshop, "section": section.section, **params},
        text=f"{counted(found['wishes'], 'member wishes', 'members wish')} for it; of the "
        f"{counted(found['offered'], 'start')} it offers, {found['can_come']} of them can come at this one, and "
        f"{found['size']} have a seat.",
    )


def seat_reason(*, section: Section, member: Person, finding: Finding) -> Reason:
    """Return, for what `matcher.groups.explain.why_seat` finds, which wish the seat meets."""
    found = finding.params
    params = {name: found[name] for name in ("rank", "worth", "wishes", "starts")}
    wish = f"{ordinal(found['rank'])} wish of {found['wishes']}" if found["wishes"] > 1 else "only wish"
    start = f"one of the {found['starts']} starts" if found["starts"] > 1 else "the only start"
    return Reason(
        code="seat",
        params={"workshop": section.workshop, "section": section.section, "member": member.key, **params},
        text=f"It is {member.name}'s {wish}, at {start} they could come to.",
    )


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
    found, name = finding.params, member.name
    workshop = cohort.workshops[found["workshop"]]
    params: dict[str, str | int] = {**found, "member": member.key, "workshop": workshop.id}
    held = other = ""
    if "section" in found:
        section = sections[found["section"]]
        params["section"] = section.section
        held = f"{workshop.name}, on {_when(section, cohort=cohort, member=member)}"
    if "other" in found:
        elsewhere = sections[found["other"]]
        params["other"] = f"{elsewhere.workshop}/{elsewhere.section}"
        itself = found["other"] == found["section"]
        other = "leads it" if itself else f"is in {_name(elsewhere, cohort=cohort)} then"
    match finding.code:
        case "no_start":
            text = f"{workshop.name} has no start that is free of the sessions."
        case "no_facilitator_free":
            text = f"{workshop.name} has nobody free to lead it at any of its starts."
        case "not_held":
            wishes = counted(found["wishes"], "member wishes", "members wish")
            enough = found["can_come"] >= found["minimum"]
            but = "they are better placed elsewhere" if enough else f"it needs {found['minimum']}"
            text = f"{workshop.name} is not held: {wishes} for it, {found['can_come']} can come at one time, and {but}."
        case "cannot_come":
            starts = (
                f"could come to {counted(found['starts'], 'start')} of all"
                if found["starts"]
                else "can come at none of the times"
            )
            text = f"{held}: outside the hours of {name}, who {starts} it offers."
        case "overlaps":
            text = f"{held}: {name} {other}."
        case "full":
            text = f"{held}: full, with {found['maximum']} members."
        case "room":
            text = f"{held}: there is room; match again, or give {name} a seat by hand."
        case _:
            raise ValueError(f"no words for the finding {finding.code}")
    return Reason(code=finding.code, params=params, text=text)


def _when(section: Section, *, cohort: Cohort, member: Person) -> str:
    """Return the section's first start by the member's own clock: `6 October at 21:30 in Kabul`."""
    local = section.starts[0].astimezone(zone(member.time_zone))
    return f"{day(local.date(), cohort=cohort)} at {local:%H:%M} in {city(member.time_zone)}"


def _name(section: Section, *, cohort: Cohort) -> str:
    return next(workshop.name for workshop in cohort.workshops if workshop.id == section.workshop)
