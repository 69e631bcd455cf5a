"""What a broken rule is called: the checker's codes and indices become breaches with names and sentences."""

from collections.abc import Mapping, Sequence

from matcher.check import Violation
from scheduler.domain.plans import Breach

SENTENCES: Mapping[str, str] = {
    # Sessions
    "wrong_months": "The sessions do not run over the cohort's months.",
    "no_such_start": "{session} stands at a start that it does not offer in {month}.",
    "month_left_out": "{session} does not meet in {month}, though it could.",
    "sessions_overlap": "{session} in {month} and {other} in {other_month} overlap.",
    # Coaching
    "wrong_members": "The plan speaks of {entries} members, and the cohort pairs {members}.",
    "no_such_coach": "{member} is with a coach who is not in this cohort.",
    "never_pair": "{member} and {coach} are not to go together.",
    "no_shared_time": "{member} and {coach} do not share a meeting's time in every week.",
    "no_common_language": "{member} and {coach} share no language, which this cohort asks for.",
    "criterion_not_met": "{member} and {coach} do not meet what this cohort asks for of {criterion}.",
    "must_not_kept": "{member} must go with {coach}, and does not.",
    "over_maximum": "{coach} has {load} members and takes {maximum} at most.",
    # Workshops
    "no_such_section": "{section} is of no workshop, or at no start, or of nobody in this cohort.",
    "not_its_facilitator": "{person} leads {section} and is not among its facilitators.",
    "wrong_size": "{section} has {size} members, and takes from {minimum} to {maximum}.",
    "against_session": "{section} meets while the whole group does.",
    "not_available": "{person} cannot be at every meeting of {section}.",
    "not_wished": "{person} has a seat in {section} and did not wish for it.",
    "must_not_seated": "{person} must have a seat in {workshop}, and has none.",
    "never_seat": "{person} is not to have a seat in {workshop}, and has one.",
    "too_many_sections": "{workshop} has {sections} sections, and may have {allowed}.",
    "seated_twice": "{person} has two seats in {workshop}.",
    "too_many_workshops": "{person} is in {workshops} workshops, and may be in {allowed}.",
    "in_two_places": "{person} is in {section} and in {other} at once.",
    "sections_out_of_order": "The sections are not listed by workshop, start and facilitator.",
    "members_out_of_order": "The members of {section} are not listed in the roster's order.",
    "repeated_number": "Number {number} of {workshop} is no section's alone.",
    # What a part says of itself
    "wrong_objective": "The value that the plan states is not the one that follows from its placements.",
    "wrong_proof": "A plan is proven when its bound meets its value, and only then: this one says otherwise.",
    "bound_passed": "The value that the plan states is better than the bound it states.",
    "wrong_evidence": "What the plan states of {member} and the coach is not what follows from the roster.",
    "wrong_left_out": "The plan does not name exactly those who are left out.",
    "meetings_out_of_order": "The sessions are not listed by start.",
    "pairs_out_of_order": "The pairs are not listed in the roster's order of members.",
}


def breach(
    *, part: str, violation: Violation, names: Mapping[str, Sequence[tuple[str, str]]] | None = None
) -> Breach:
    """Return what `violation` says of a `part` of the plan.

    `names[role][index]` is the key and the name of what a parameter called `role` stands for; a parameter of
    another role is a number.
    """
    params: dict[str, str | int] = {**violation.params}
    called: dict[str, str | int] = {**violation.params}
    for role, things in (names or {}).items():
        if role in violation.params:
            params[role], called[role] = things[violation.params[role]]
    return Breach(
        part=part, code=violation.code, params=params, text=SENTENCES[violation.code].format(**called)
    )
