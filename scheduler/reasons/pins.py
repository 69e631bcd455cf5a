"""Which pins of workshop groups stand in each other's way, and what would end it."""

from collections.abc import Iterable

from matcher.solution import PinConflict
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason
from scheduler.reasons.phrases import counted, listed

MUST = "`must` under [workshops] in the cohort's rules"


def pin_reasons(
    *, cohort: Cohort, people: tuple[Person, ...], conflicts: Iterable[PinConflict]
) -> tuple[Reason, ...]:
    """Return, for what `matcher.groups.solver.solve` cannot keep, which `must` and `never` it is, and why.

    `params` list the pairs as `member/workshop`, by key and id.
    """
    return tuple(_pin_reason(conflict, cohort=cohort, people=people) for conflict in conflicts)


def _pin_reason(conflict: PinConflict, *, cohort: Cohort, people: tuple[Person, ...]) -> Reason:
    why = conflict.why.params
    members = listed(dict.fromkeys(people[member].name for member, _ in conflict.must))
    workshops = listed(dict.fromkeys(cohort.workshops[w].name for _, w in conflict.must))
    seats = listed(f"{people[member].name} in {cohort.workshops[w].name}" for member, w in conflict.must)
    barred = listed(f"{people[member].name} in {cohort.workshops[w].name}" for member, w in conflict.never)
    mend = f"take the pin out of {MUST}" + (f", or a ban out of `never` ({barred})" if conflict.never else "")
    match conflict.why.code:
        case "must_never":
            text = f"{members} must have a seat in {workshops}, and must not: take it out of {MUST}, or of `never`."
        case "must_per_member":
            text = (
                f"{members} must have a seat in {workshops}, and a member may be in "
                f"{counted(why['allowed'], 'workshop')}: leave one of them out of {MUST}, or raise `per_member`."
            )
        case "must_places":
            text = (
                f"{members} must have a seat in {workshops}, which has {counted(why['places'], 'place')} in all: "
                f"leave one of them out of {MUST}, or raise its size or its sections."
            )
        case "must_no_start":
            text = (
                f"{members} must have a seat in {workshops}, which has no start that is free of the sessions: {mend}, "
                "or offer other starts."
            )
        case "must_no_facilitator":
            text = (
                f"{members} must have a seat in {workshops}, which nobody else can lead at any of its starts: {mend}, "
                "or name another facilitator."
            )
        case "must_too_few":
            text = (
                f"{members} must have a seat in {workshops}, which needs {why['minimum']}, and {why['can_come']} at "
                f"most can come at one time: {mend}, or lower its minimum."
            )
        case "must_at_once":
            text = (
                f"{members} must have a seat in {workshops}, which meet at once whenever both could be held: leave one "
                f"of them out of {MUST}, or offer other starts."
            )
        case "must_together":
            bans = f" while these must not be: {barred}" if conflict.never else ""
            text = (
                f"These seats must be{bans}, and cannot all be: {seats}. Their workshops cannot all be held, at times "
                "that do not overlap, with somebody to lead and enough to fill each: take any one of the pairs out."
            )
        case _:
            raise ValueError(f"no words for the conflict {conflict.why.code}")
    if not conflict.minimal:
        text += " Fewer may stand in each other's way; taking one out may not do: time was up before that was known."
    return Reason(
        code=conflict.why.code,
        params={
            "must": ";".join(f"{people[member].key}/{cohort.workshops[w].id}" for member, w in conflict.must),
            "never": ";".join(
                f"{people[member].key}/{cohort.workshops[w].id}" for member, w in conflict.never
            ),
            **why,
        },
        text=text,
    )
