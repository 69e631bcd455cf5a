"""What a broken rule is called: the checker's codes and indices become breaches with names and sentences."""

from collections.abc import Mapping, Sequence

from matcher.check import Violation
from scheduler.domain.plans import Breach
from scheduler.languages.sentences import Value, message, sentence

SENTENCES: Mapping[str, str] = {
    # Sessions
    "wrong_months": message("The sessions do not run over the cohort's months."),
    "no_such_start": message("{session} stands at a start that it does not offer in {month}."),
    "month_left_out": message("{session} does not meet in {month}, though it could."),
    "sessions_overlap": message("{session} in {month} and {other} in {other_month} overlap."),
    # Coaching
    "wrong_members": message("The plan speaks of {entries} members, and the cohort pairs {members}."),
    "no_such_coach": message("{member} is with a coach who is not in this cohort."),
    "never_pair": message("{member} and {coach} are not to go together."),
    "no_shared_time": message("{member} and {coach} do not share a meeting's time in every week."),
    "no_common_language": message("{member} and {coach} share no language, which this cohort asks for."),
    "criterion_not_met": message(
        "{member} and {coach} do not meet what this cohort asks for of {criterion}."
    ),
    "must_not_kept": message("{member} must go with {coach}, and does not."),
    "over_maximum": message("{coach} has {load} members and takes {maximum} at most."),
    # Workshops
    "no_such_section": message("{section} is of no workshop, or at no start, or of nobody in this cohort."),
    "not_its_facilitator": message("{person} leads {section} and is not among its facilitators."),
    "wrong_size": message("{section} has {size} members, and takes from {minimum} to {maximum}."),
    "against_session": message("{section} meets while the whole group does."),
    "not_available": message("{person} cannot be at every meeting of {section}."),
    "not_wished": message("{person} has a seat in {section} and did not wish for it."),
    "must_not_seated": message("{person} must have a seat in {workshop}, and has none."),
    "never_seat": message("{person} is not to have a seat in {workshop}, and has one."),
    "too_many_sections": message("{workshop} has {sections} sections, and may have {allowed}."),
    "seated_twice": message("{person} has two seats in {workshop}."),
    "too_many_workshops": message("{person} is in {workshops} workshops, and may be in {allowed}."),
    "in_two_places": message("{person} is in {section} and in {other} at once."),
    "sections_out_of_order": message("The sections are not listed by workshop, start and facilitator."),
    "members_out_of_order": message("The members of {section} are not listed in the roster's order."),
    "repeated_number": message("Number {number} of {workshop} is no section's alone."),
    # What a part says of itself
    "wrong_objective": message(
        "The value that the plan states is not the one that follows from its placements."
    ),
    "wrong_proof": message(
        "A plan is proven when its bound meets its value, and only then: this one says otherwise."
    ),
    "bound_passed": message("The value that the plan states is better than the bound it states."),
    "wrong_evidence": message(
        "What the plan states of {member} and the coach is not what follows from the roster."
    ),
    "wrong_left_out": message("The plan does not name exactly those who are left out."),
    "meetings_out_of_order": message("The sessions are not listed by start."),
    "pairs_out_of_order": message("The pairs are not listed in the roster's order of members."),
}


def breach(
    *, part: str, violation: Violation, names: Mapping[str, Sequence[tuple[str, Value]]] | None = None
) -> Breach:
    """Return what `violation` says of a `part` of the plan.

    `names[role][index]` is the key and the name of what a parameter called `role` stands for; a parameter of
    another role is a number.
    """
    params: dict[str, str | int] = {**violation.params}
    called: dict[str, Value] = {**violation.params}
    for role, things in (names or {}).items():
        if role in violation.params:
            params[role], called[role] = things[violation.params[role]]
    text = sentence(SENTENCES[violation.code], **called)
    return Breach(part=part, code=violation.code, params=params, text=text)
