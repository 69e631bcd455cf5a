"""What a broken rule is called: the checker's codes and indices become breaches with names and sentences."""

from collections.abc import Mapping, Sequence

from matcher.check import Violation
from scheduler.domain.plans import Breach

SENTENCES: Mapping[str, str] = {
    # Coaching
    "wrong_members": "The plan speaks of {entries} members, and the cohort pairs {members}.",
    "no_such_coach": "{member} is with a coach who is not in this cohort.",
    "never_pair": "{member} and {coach} are not to go together.",
    "no_shared_time": "{member} and {coach} do not share a meeting's time in every week.",
    "no_common_language": "{member} and {coach} share no language, which this cohort asks for.",
    "must_not_kept": "{member} must go with {coach}, and does not.",
    "over_maximum": "{coach} has {load} members and takes {maximum} at most.",
    # What a part says of itself
    "wrong_objective": "The value that the plan states is not the one that follows from its placements.",
    "wrong_proof": "A plan is proven when its bound meets its value, and only then: this one says otherwise.",
    "bound_passed": "The value that the plan states is better than the bound it states.",
    "wrong_evidence": "What the plan states of {member} and the coach is not what follows from the roster.",
    "wrong_order": "The plan does not list things in the order, or in the words, that it should.",
    "wrong_left_out": "The plan does not name exactly those who are left out.",
    "wrong_number": "Number {number} of {workshop} cannot be a section's, or is that of two.",
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
