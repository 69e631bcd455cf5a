"""Which pairs that must be contradict each other, and what to do about it."""

from collections.abc import Iterable

from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason
from scheduler.languages.sentences import all_of, counted, sentence
from scheduler.problems.coaching import coached, coaches

MUST = sentence("`must` under [coaching] in the cohort's rules")


def conflict_reasons(
    *, cohort: Cohort, people: tuple[Person, ...], findings: Iterable[Finding]
) -> tuple[Reason, ...]:
    """Return, for what `matcher.check.coaching_conflicts` finds, which pins contradict each other."""
    members, takers = coached(cohort=cohort, people=people), coaches(cohort=cohort, people=people)
    return tuple(
        _conflict_reason(finding, cohort=cohort, members=members, takers=takers) for finding in findings
    )


def _conflict_reason(
    finding: Finding, *, cohort: Cohort, members: tuple[Person, ...], takers: tuple[Person, ...]
) -> Reason:
    found = finding.params
    member = members[found["member"]] if "member" in found else None
    coach = takers[found["coach"]] if "coach" in found else None
    pins = dict.fromkeys(cohort.coaching.must if cohort.coaching else ())
    if finding.code == "must_never" and member and coach:
        return Reason(
            code="must_never",
            params={"member": member.key, "coach": coach.key},
            text=sentence(
                "{member} must go with {coach}, and must not: take the pair out of {must}, or of `never`.",
                member=member.name,
                coach=coach.name,
                must=MUST,
            ),
        )
    if finding.code == "must_twice" and member:
        pinned = [taker for taker in takers if (member.key, taker.key) in pins]
        names = all_of(taker.name for taker in pinned)
        return Reason(
            code="must_twice",
            params={"member": member.key, "coaches": _keys(pinned)},
            text=sentence(
                "{member} must go with {coaches}: leave one of the two in {must}.",
                member=member.name,
                coaches=names,
                must=MUST,
            )
            if len(pinned) == 2  # noqa: PLR2004 - "the two"
            else counted(
                "{member} must go with {coaches}: leave one in {must}.",
                "{member} must go with {coaches}: leave one of the {count} in {must}.",
                len(pinned),
                member=member.name,
                coaches=names,
                must=MUST,
            ),
        )
    if finding.code == "must_maximum" and coach:
        held = [one for one in members if (one.key, coach.key) in pins]
        return Reason(
            code="must_maximum",
            params={"coach": coach.key, "members": _keys(held), "maximum": found["maximum"]},
            text=counted(
                "{members} must go with {coach}, who takes {maximum} at most: take {count} of them out of {must}, or "
                "raise the maximum to {held}.",
                "{members} must go with {coach}, who takes {maximum} at most: take {count} of them out of {must}, or "
                "raise the maximum to {held}.",
                len(held) - found["maximum"],
                members=all_of(one.name for one in held),
                coach=coach.name,
                maximum=found["maximum"],
                must=MUST,
                held=len(held),
            ),
        )
    raise ValueError(f"no words for the finding {finding.code}")


def _keys(people: Iterable[Person]) -> str:
    return ";".join(person.key for person in people)
