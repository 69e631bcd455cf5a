"""Which pins of workshop groups stand in each other's way, and what would end it."""

from collections.abc import Iterable, Mapping

from matcher.solution import PinConflict
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason
from scheduler.languages.sentences import Listed, Sentence, Value, all_of, counted, sentence
from scheduler.reasons.phrases import after_another

MUST = sentence("`must` under [workshops] in the cohort's rules")


def pin_reasons(
    *, cohort: Cohort, people: tuple[Person, ...], conflicts: Iterable[PinConflict]
) -> tuple[Reason, ...]:
    """Return, for what `matcher.groups.solver.solve` cannot keep, which `must` and `never` it is, and why.

    `params` list the pairs as `member/workshop`, by key and id.
    """
    return tuple(_pin_reason(conflict, cohort=cohort, people=people) for conflict in conflicts)


def _pin_reason(conflict: PinConflict, *, cohort: Cohort, people: tuple[Person, ...]) -> Reason:
    why = conflict.why.params
    text = _text(conflict, cohort=cohort, people=people)
    if not conflict.minimal:
        text = after_another(
            text,
            sentence(
                "Fewer may stand in each other's way; taking one out may not do: time was up before that was known."
            ),
        )
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


def _text(conflict: PinConflict, *, cohort: Cohort, people: tuple[Person, ...]) -> Sentence:
    why = conflict.why.params
    who: dict[str, Value] = {
        "members": all_of(dict.fromkeys(people[member].name for member, _ in conflict.must)),
        "workshops": all_of(dict.fromkeys(cohort.workshops[w].name for _, w in conflict.must)),
        "must": MUST,
    }
    match conflict.why.code:
        case "must_never":
            return sentence(
                "{members} must have a seat in {workshops}, and must not: take it out of {must}, or of `never`.",
                **who,
            )
        case "must_per_member":
            return _too_many(conflict, who)
        case "must_places":
            return counted(
                "{members} must have a seat in {workshops}, which has {count} place in all: leave one of them out of "
                "{must}, or raise its size or its sections.",
                "{members} must have a seat in {workshops}, which has {count} places in all: leave one of them out of "
                "{must}, or raise its size or its sections.",
                why["places"],
                **who,
            )
        case "must_at_once":
            return sentence(
                "{members} must have a seat in {workshops}, which meet at once whenever both could be held: leave one "
                "of them out of {must}, or offer other starts.",
                **who,
            )
        case "must_together":
            return _together(conflict, cohort=cohort, people=people)
        case _:
            barred = _seats(conflict.never, cohort=cohort, people=people)
            found = {**who, **why, "barred": barred}
            return _with_a_ban(conflict, found) if conflict.never else _without_ban(conflict, found)


def _too_many(conflict: PinConflict, who: Mapping[str, Value]) -> Sentence:
    """Say that somebody must be in more workshops than they may."""
    why = conflict.why.params
    if "had" in why:
        return counted(
            "{members} must have a seat in {workshops}, and a member may be in {count} workshop, "
            "which is over: take a pin out of {must}, or raise `per_member`.",
            "{members} must have a seat in {workshops}, and a member may be in {count} workshops, those that are over "
            "among them: take a pin out of {must}, or raise `per_member`.",
            why["allowed"],
            **who,
        )
    return counted(
        "{members} must have a seat in {workshops}, and a member may be in {count} workshop: leave one of them "
        "out of {must}, or raise `per_member`.",
        "{members} must have a seat in {workshops}, and a member may be in {count} workshops: leave one of "
        "them out of {must}, or raise `per_member`.",
        why["allowed"],
        **who,
    )


def _without_ban(conflict: PinConflict, found: Mapping[str, Value]) -> Sentence:
    """Say why a workshop that somebody must be in cannot be held for them."""
    match conflict.why.code:
        case "must_no_start":
            return sentence(
                "{members} must have a seat in {workshops}, which has no start that is free of the sessions: take the "
                "pin out of {must}, or offer other starts.",
                **found,
            )
        case "must_no_facilitator":
            return sentence(
                "{members} must have a seat in {workshops}, which nobody else can lead at any of its starts: take the "
                "pin out of {must}, or name another facilitator.",
                **found,
            )
        case "must_too_few":
            return sentence(
                "{members} must have a seat in {workshops}, which needs {minimum}, and {can_come} at most can come at "
                "one time: take the pin out of {must}, or lower its minimum.",
                **found,
            )
        case _:
            raise ValueError(f"no words for the conflict {conflict.why.code}")


def _with_a_ban(conflict: PinConflict, found: Mapping[str, Value]) -> Sentence:
    """Say the same where somebody else may not be in it, which would help."""
    match conflict.why.code:
        case "must_no_start":
            return sentence(
                "{members} must have a seat in {workshops}, which has no start that is free of the sessions: take the "
                "pin out of {must}, or a ban out of `never` ({barred}), or offer other starts.",
                **found,
            )
        case "must_no_facilitator":
            return sentence(
                "{members} must have a seat in {workshops}, which nobody else can lead at any of its starts: take the "
                "pin out of {must}, or a ban out of `never` ({barred}), or name another facilitator.",
                **found,
            )
        case "must_too_few":
            return sentence(
                "{members} must have a seat in {workshops}, which needs {minimum}, and {can_come} at most can come at "
                "one time: take the pin out of {must}, or a ban out of `never` ({barred}), or lower its minimum.",
                **found,
            )
        case _:
            raise ValueError(f"no words for the conflict {conflict.why.code}")


def _together(conflict: PinConflict, *, cohort: Cohort, people: tuple[Person, ...]) -> Sentence:
    seats = _seats(conflict.must, cohort=cohort, people=people)
    if conflict.never:
        return sentence(
            "These seats must be while these must not be: {barred}, and cannot all be: {seats}. Their workshops cannot "
            "all be held, at times that do not overlap, with somebody to lead and enough to fill each: take any one of "
            "the pairs out.",
            barred=_seats(conflict.never, cohort=cohort, people=people),
            seats=seats,
        )
    return sentence(
        "These seats must be, and cannot all be: {seats}. Their workshops cannot all be held, at times that do not "
        "overlap, with somebody to lead and enough to fill each: take any one of the pairs out.",
        seats=seats,
    )


def _seats(pairs: Iterable[tuple[int, int]], *, cohort: Cohort, people: tuple[Person, ...]) -> Listed:
    return all_of(
        sentence("{member} in {workshop}", member=people[member].name, workshop=cohort.workshops[w].name)
        for member, w in pairs
    )
