"""What another coach would cost, and what stands in the way of one, in a coordinator's words."""

from collections.abc import Iterator, Mapping
from datetime import date

from calendars.availability import weeks_between
from scheduler.domain.cohorts import Cohort, Rule
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import CoachingValue, Reason
from scheduler.domain.prices import Bar, CoachPrice
from scheduler.languages.sentences import (
    Listed,
    Number,
    Opening,
    Sentence,
    Value,
    all_of,
    counted,
    message,
    sentence,
)
from scheduler.reasons.clock_changes import clocks_in_week
from scheduler.reasons.criteria import required_blank
from scheduler.reasons.phrases import day, meeting

BAND_WIDTH, HIGHEST, TOP = 100, 9, 1000
GONE = sentence("someone who has left")
NOBODY = sentence("nobody")
_UNMET = {
    Rule.SAME: message("This cohort asks for {column} to be the same, and with these two it is not so."),
    Rule.DIFFERENT: message("This cohort asks for {column} to differ, and with these two it is not so."),
    Rule.OVERLAP: message(
        "This cohort asks for {column} to have something in common, and with these two it is not so."
    ),
}

People = Mapping[PersonId, Person]


def alternative_reasons(
    *, cohort: Cohort, people: People, member: PersonId, price: CoachPrice
) -> tuple[Reason, ...]:
    """Return what it costs to put the member with this coach and who would then change, or all that bars it.

    Whoever is not among the people any more is not named.
    """
    pair: dict[str, str | int] = {"member": _key(member, people), "coach": _key(price.coach, people)}
    if price.change is None:
        return tuple(
            _bar(bar, cohort=cohort, people=people, member=member, coach=price.coach, pair=pair)
            for bar in price.bars
        )
    return (_cost(price.change, moves=len(price.moves), pair=pair), *_moves(price, people=people, pair=pair))


def _cost(change: CoachingValue, *, moves: int, pair: Mapping[str, str | int]) -> Reason:
    params = {
        **pair,
        "placed": change.placed,
        "shortfall": change.shortfall,
        "total": change.total,
        "moves": moves,
    }
    parts = list(_parts(change))
    if not parts:
        text = (
            sentence("Costs nothing: a plan that is just as good has the two together.")
            if moves
            else sentence(
                "Costs nothing: a plan that is just as good has the two together, and moves nobody."
            )
        )
        return Reason(code="costs_nothing", params=params, text=text)
    said = all_of(parts if moves else [*parts, sentence("moves nobody")])
    return Reason(code="costs", params=params, text=sentence("{changes}.", changes=Opening(said=said)))


def _parts(change: CoachingValue) -> Iterator[Sentence]:
    """Yield what changes, in DESIGN 6's order; of the bands the lowest that more pairs would be in."""
    if change.placed > 0:
        yield counted(
            "gives {count} more member a coach", "gives {count} more members a coach", change.placed
        )
    if change.placed < 0:
        yield counted(
            "leaves {count} more member without a coach",
            "leaves {count} more members without a coach",
            -change.placed,
        )
    if change.shortfall > 0:
        yield counted(
            "leaves {count} more place empty that coaches wish to fill",
            "leaves {count} more places empty that coaches wish to fill",
            change.shortfall,
        )
    if change.shortfall < 0:
        yield counted(
            "fills {count} more place that coaches wish to fill",
            "fills {count} more places that coaches wish to fill",
            -change.shortfall,
        )
    fuller = next((band for band, more in enumerate(change.bands) if more > 0), None)
    if fuller is not None:
        yield counted(
            "puts {count} more pair at a score of {lowest} to {highest}",
            "puts {count} more pairs at a score of {lowest} to {highest}",
            change.bands[fuller],
            **_band(fuller),
        )
    if change.total < 0:
        yield counted("costs {count} point in all", "costs {count} points in all", -change.total)
    if change.total > 0:
        yield counted("gains {count} point in all", "gains {count} points in all", change.total)


def change_words(change: CoachingValue, *, moves: int) -> Sentence:
    """Say what a change to a plan does, and how many move by it."""
    moving = counted("moves {count} member", "moves {count} members", moves)
    return sentence("{changes}.", changes=Opening(said=all_of([*_parts(change), moving])))


def change_figures(change: CoachingValue) -> tuple[tuple[str, int], ...]:
    """Return what a plan's value changes by, named part by part, in DESIGN 6's order; bands that stay are left out."""
    bands = (
        (sentence("Pairs at {lowest} to {highest}", **_band(band)), more)
        for band, more in enumerate(change.bands)
        if more
    )
    return (
        (sentence("Members with a coach"), change.placed),
        (sentence("Places empty that coaches wish to fill"), change.shortfall),
        *bands,
        (sentence("Points in all"), change.total),
    )


def _band(band: int) -> dict[str, Value]:
    """Return the scores of a band: `400 to 499`; the highest goes to 1000."""
    highest = BAND_WIDTH * band + BAND_WIDTH - 1 if band < HIGHEST else TOP
    return {"lowest": Number(number=BAND_WIDTH * band), "highest": Number(number=highest)}


def _moves(price: CoachPrice, *, people: People, pair: Mapping[str, str | int]) -> Iterator[Reason]:
    """Yield who would then go with whom, if anybody would change.

    Between two names always stands a word: two in Arabic side by side would change places on the page.
    """
    if price.moves:
        first, *others = (
            (_name(move.member, people), NOBODY if move.to is None else _name(move.to, people))
            for move in price.moves
        )
        words = (
            sentence("{member} would then go with {coach}", member=first[0], coach=first[1]),
            *(sentence("{member} with {coach}", member=who, coach=whom) for who, whom in others),
        )
        params = {**pair, "moves": len(price.moves)}
        text = sentence("{moves}.", moves=Listed(items=words, style="clauses"))
        yield Reason(code="would_move", params=params, text=text)


def _bar(
    bar: Bar,
    *,
    cohort: Cohort,
    people: People,
    member: PersonId,
    coach: PersonId,
    pair: Mapping[str, str | int],
) -> Reason:
    params = {**pair, **bar.params}
    match bar.code:
        case "never":
            text = sentence("Not possible: this pair was ruled out.")
        case "no_shared_time":
            text = _apart(bar, cohort=cohort, member=people.get(member), coach=people.get(coach))
        case "language_required":
            text = sentence("They have no language in common, which this cohort asks for.")
        case "criterion_required":
            text = _unmet(bar, people=people, member=member, coach=coach)
        case "pinned":
            kept = PersonId(str(bar.params["coach"]))
            params = {**params, "coach": pair["coach"], "other": _key(kept, people)}
            text = sentence(
                "Not possible: {member} is to go with {coach}, as was asked for.",
                member=_name(member, people),
                coach=_name(kept, people),
            )
        case "no_place":
            text = _no_place(_name(coach, people), maximum=int(bar.params["maximum"]))
        case "full":
            text = _full(_name(coach, people), maximum=int(bar.params["maximum"]))
        case _:
            raise ValueError(f"no words for the bar {bar.code}")
    return Reason(code=bar.code, params=params, text=text)


def _no_place(coach: Value, *, maximum: int) -> Sentence:
    if not maximum:
        return sentence("Not possible: {coach} takes no members.", coach=coach)
    return counted(
        "Not possible: {coach} takes {count} member, chosen by hand.",
        "Not possible: {coach} takes {count} members, chosen by hand.",
        maximum,
        coach=coach,
    )


def _full(coach: Value, *, maximum: int) -> Sentence:
    if not maximum:
        return sentence("Not possible: {coach} takes no members.", coach=coach)
    return counted(
        "{coach} takes {count} member and has no place: somebody would have to leave.",
        "{coach} takes {count} members and has no place: somebody would have to leave.",
        maximum,
        coach=coach,
    )


def _apart(bar: Bar, *, cohort: Cohort, member: Person | None, coach: Person | None) -> Sentence:
    """Say in which week they share no meeting's time, and what their clocks have to do with it."""
    if not bar.params["most"]:
        return sentence("They do not share {meeting} in any week.", meeting=meeting(cohort))
    monday = date.fromisoformat(str(bar.params["week"]))
    weeks = weeks_between(starts=cohort.starts, ends=cohort.ends)
    week, clocks = (monday - weeks.first_monday).days // 7, None
    if member and coach and week in range(weeks.count):  # the cohort's dates may have changed since
        clocks = clocks_in_week(zones=(member.time_zone, coach.time_zone), weeks=weeks, week=week)
    they: dict[str, Value] = {"meeting": meeting(cohort), "week": day(monday, cohort=cohort)}
    if clocks:
        return sentence("They do not share {meeting} in the week of {week}, {clocks}.", clocks=clocks, **they)
    return sentence("They do not share {meeting} in the week of {week}.", **they)


def _unmet(bar: Bar, *, people: People, member: PersonId, coach: PersonId) -> Sentence:
    column, rule = str(bar.params["criterion"]), Rule(str(bar.params["rule"]))
    whose = {"member_blank": member, "coach_blank": coach}
    blank = [_name(person, people) for who, person in whose.items() if bar.params[who]]
    if blank:
        return required_blank(rule, column=column, names=blank)
    return sentence(_UNMET[rule], column=column)


def _name(person: PersonId, people: People) -> str:
    return people[person].name if person in people else GONE


def _key(person: PersonId, people: People) -> str:
    """Return the person's key, or the bare id of somebody who is not here any more."""
    return people[person].key if person in people else person
