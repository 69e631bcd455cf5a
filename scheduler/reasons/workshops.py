"""Why a section is held when it is, why a member sits in it, and why one has no seat."""

from collections.abc import Iterable

from calendars.zones import zone
from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort, Workshop
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason, Section
from scheduler.languages.sentences import City, Clock, Language, Ordinal, Sentence, Value, counted, sentence
from scheduler.reasons.phrases import after_another, day


def section_reason(*, section: Section, finding: Finding) -> Reason:
    """Return, for what `matcher.groups.explain.why_section` finds, whom the section's start suits."""
    found = finding.params
    params = {name: found[name] for name in ("wishes", "can_come", "size", "minimum", "maximum", "offered")}
    held: dict[str, Value] = {
        "can_come": found["can_come"],
        "seated": counted("{count} member has a seat", "{count} members have a seat", found["size"]),
    }
    return Reason(
        code="section",
        params={"workshop": section.workshop, "section": section.section, **params},
        text=counted(
            "{count} member wishes for it; {can_come} of them can come at its only start and {seated}.",
            "{count} members wish for it; {can_come} of them can come at its only start and {seated}.",
            found["wishes"],
            **held,
        )
        if found["offered"] == 1
        else counted(
            "{count} member wishes for it; {can_come} of them can come at this start, one of the {offered} it offers, "
            "and {seated}.",
            "{count} members wish for it; {can_come} of them can come at this start, one of the {offered} it offers, "
            "and {seated}.",
            found["wishes"],
            offered=found["offered"],
            **held,
        ),
    )


def seat_reason(*, cohort: Cohort, section: Section, member: Person, finding: Finding) -> Reason:
    """Return, for what `matcher.groups.explain.why_seat` finds, which wish the seat meets, or that it meets none."""
    found = finding.params
    if finding.code == "must_no_wish":
        return Reason(
            code="must_no_wish",
            params=_of_seat(section, member),
            text=sentence(
                "{member} was asked for in {workshop}, and did not wish for it.",
                member=member.name,
                workshop=_name(section, cohort=cohort),
            ),
        )
    params = {name: found[name] for name in ("rank", "worth", "wishes", "starts")}
    return Reason(
        code="seat",
        params={**_of_seat(section, member), **params},
        text=_ranked_wish(finding, member=member)
        if found["wishes"] > 1
        else _only_wish(finding, member=member),
    )


def _only_wish(finding: Finding, *, member: Person) -> Sentence:
    match finding.params["starts"]:
        case 0:
            return sentence("It is {member}'s only wish.", member=member.name)
        case starts:
            return counted(
                "It is {member}'s only wish, at the only start they could come to.",
                "It is {member}'s only wish, at one of the {count} starts they could come to.",
                starts,
                member=member.name,
            )


def _ranked_wish(finding: Finding, *, member: Person) -> Sentence:
    wish: dict[str, Value] = {
        "member": member.name,
        "rank": Ordinal(number=finding.params["rank"]),
        "wishes": finding.params["wishes"],
    }
    match finding.params["starts"]:
        case 0:
            return sentence("It is {member}'s {rank} wish of {wishes}.", **wish)
        case starts:
            return counted(
                "It is {member}'s {rank} wish of {wishes}, at the only start they could come to.",
                "It is {member}'s {rank} wish of {wishes}, at one of the {count} starts they could come to.",
                starts,
                **wish,
            )


def seat_remarks(
    *, cohort: Cohort, section: Section, member: Person, findings: Iterable[Finding]
) -> tuple[Reason, ...]:
    """Return, for what `matcher.groups.explain.why_besides` finds, what else there is to say of the seat."""
    where = _name(section, cohort=cohort)
    return tuple(_seat_remark(finding, section=section, where=where, member=member) for finding in findings)


def _seat_remark(finding: Finding, *, section: Section, where: str, member: Person) -> Reason:
    params = _of_seat(section, member)
    match finding.code:
        case "must":
            text = sentence("{member} was asked for here.", member=member.name)
        case "must_no_hours":
            text = sentence(
                "{member} was asked for in {workshop}, not every meeting of which lies within their hours.",
                member=member.name,
                workshop=where,
            )
        case "alone":
            params |= {key: finding.params[key] for key in ("wishing", "could_come", "proven")}
            params["language"] = member.languages[0]
            text = _alone(finding, member=member)
        case _:
            raise ValueError(f"no words for the finding {finding.code}")
    return Reason(code=finding.code, params=params, text=text)


def _alone(finding: Finding, *, member: Person) -> Sentence:
    found = finding.params
    who: dict[str, Value] = {"language": Language(tag=member.languages[0]), "member": member.name}
    if not found["wishing"]:
        alone = sentence(
            "Nobody else here speaks {language}, {member}'s first language: no other who speaks it wishes for this "
            "workshop.",
            **who,
        )
    elif not found["could_come"]:
        alone = counted(
            "Nobody else here speaks {language}, {member}'s first language: {count} other who speaks it wishes for "
            "this workshop, and none of them can come at this time.",
            "Nobody else here speaks {language}, {member}'s first language: {count} others who speak it wish for this "
            "workshop, and none of them can come at this time.",
            found["wishing"],
            **who,
        )
    else:
        alone = counted(
            "Nobody else here speaks {language}, {member}'s first language: {count} other who speaks it wishes for "
            "this workshop, and {could_come} of them can come at this time.",
            "Nobody else here speaks {language}, {member}'s first language: {count} others who speak it wish for this "
            "workshop, and {could_come} of them can come at this time.",
            found["wishing"],
            could_come=found["could_come"],
            **who,
        )
    return after_another(alone, _whether_helped(finding))


def _whether_helped(finding: Finding) -> Sentence:
    if not finding.params["proven"]:
        return sentence("The search found no plan with fewer alone; there may be one.")
    if finding.params["served_first"]:
        return sentence("It could not be helped: no plan that serves as many leaves fewer alone.")
    return sentence("It could not be helped: no plan of the same worth leaves fewer alone.")


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
    text = _of_section(finding, workshop=workshop, cohort=cohort, sections=sections, member=member)
    return Reason(code=finding.code, params=params, text=text)


def _without_section(finding: Finding, *, workshop: Workshop, member: Person) -> Sentence:
    match finding.code:
        case "never":
            return sentence(
                "{member} is not to have a seat in {workshop}.", member=member.name, workshop=workshop.name
            )
        case "no_start":
            return sentence("{workshop} has no start that is free of the sessions.", workshop=workshop.name)
        case "no_facilitator_free":
            return sentence(
                "{workshop} has nobody free to lead it at any of its starts.", workshop=workshop.name
            )
        case "not_held":
            found = finding.params
            if found["can_come"] >= found["minimum"]:
                return counted(
                    "{workshop} is not held: {count} member wishes for it, {can_come} can come at one time, and they "
                    "are better placed elsewhere.",
                    "{workshop} is not held: {count} members wish for it, {can_come} can come at one time, and they "
                    "are better placed elsewhere.",
                    found["wishes"],
                    workshop=workshop.name,
                    can_come=found["can_come"],
                )
            return counted(
                "{workshop} is not held: {count} member wishes for it, {can_come} can come at one time, and it needs "
                "{minimum}.",
                "{workshop} is not held: {count} members wish for it, {can_come} can come at one time, and it needs "
                "{minimum}.",
                found["wishes"],
                workshop=workshop.name,
                can_come=found["can_come"],
                minimum=found["minimum"],
            )
        case _:
            raise ValueError(f"no words for the finding {finding.code}")


def _of_section(
    finding: Finding, *, workshop: Workshop, cohort: Cohort, sections: tuple[Section, ...], member: Person
) -> Sentence:
    """Say what keeps a member out of a section, which is named by its first start by the member's own clock."""
    found = finding.params
    local = sections[found["section"]].starts[0].astimezone(zone(member.time_zone))
    held: dict[str, Value] = {
        "workshop": workshop.name,
        "day": day(local.date(), cohort=cohort),
        "time": Clock.at(local),
        "place": City(time_zone=member.time_zone),
        "member": member.name,
    }
    match finding.code:
        case "cannot_come" if found["starts"]:
            return counted(
                "{workshop}, on {day} at {time} in {place}: outside the hours of {member}, who could come to {count} "
                "start of all it offers.",
                "{workshop}, on {day} at {time} in {place}: outside the hours of {member}, who could come to {count} "
                "starts of all it offers.",
                found["starts"],
                **held,
            )
        case "cannot_come":
            return sentence(
                "{workshop}, on {day} at {time} in {place}: outside the hours of {member}, who can come at none of the "
                "times it offers.",
                **held,
            )
        case "overlaps" if found["other"] == found["section"]:
            return sentence("{workshop}, on {day} at {time} in {place}: {member} leads it.", **held)
        case "overlaps":
            return sentence(
                "{workshop}, on {day} at {time} in {place}: {member} is in {other} then.",
                other=_name(sections[found["other"]], cohort=cohort),
                **held,
            )
        case "full":
            return counted(
                "{workshop}, on {day} at {time} in {place}: full, with {count} member.",
                "{workshop}, on {day} at {time} in {place}: full, with {count} members.",
                found["maximum"],
                **held,
            )
        case "room":
            return sentence(
                "{workshop}, on {day} at {time} in {place}: there is room for {member}: match again.", **held
            )
        case _:
            raise ValueError(f"no words for the finding {finding.code}")


def _name(section: Section, *, cohort: Cohort) -> str:
    return next(workshop.name for workshop in cohort.workshops if workshop.id == section.workshop)
