"""Which pairs that must be contradict each other, and what to do about it."""

from collections.abc import Iterable

from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason
from scheduler.problems.coaching import coached, coaches
from scheduler.reasons.phrases import listed

MUST = "`must` under [coaching] in the cohort's rules"


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
            text=f"{member.name} must go with {coach.name}, and must not: take the pair out of {MUST}, or of `never`.",
        )
    if finding.code == "must_twice" and member:
        pinned = [taker for taker in takers if (member.key, taker.key) in pins]
        leave = "one of the two" if len(pinned) == 2 else f"one of the {len(pinned)}"  # noqa: PLR2004
        return Reason(
            code="must_twice",
            params={"member": member.key, "coaches": _keys(pinned)},
            text=f"{member.name} must go with {listed(taker.name for taker in pinned)}: leave {leave} in {MUST}.",
        )
    if finding.code == "must_maximum" and coach:
        held = [one for one in members if (one.key, coach.key) in pins]
        return Reason(
            code="must_maximum",
            params={"coach": coach.key, "members": _keys(held), "maximum": found["maximum"]},
            text=f"{listed(one.name for one in held)} must go with {coach.name}, who takes {found['maximum']} at most: "
            f"take {len(held) - found['maximum']} of them out of {MUST}, or raise the maximum to {len(held)}.",
        )
    raise ValueError(f"no words for the finding {finding.code}")


def _keys(people: Iterable[Person]) -> str:
    return ";".join(person.key for person in people)
