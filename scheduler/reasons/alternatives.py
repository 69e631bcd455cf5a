"""What another coach would cost, and what stands in the way of one, in a coordinator's words."""

from collections.abc import Iterator, Mapping
from datetime import date

from calendars.availability import weeks_between
from scheduler.domain.cohorts import Cohort, Rule
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import CoachingValue, Reason
from scheduler.domain.prices import Bar, CoachPrice
from scheduler.reasons.clock_changes import clocks_in_week
from scheduler.reasons.criteria import ASKED
from scheduler.reasons.phrases import counted, day, listed

BAND_WIDTH, HIGHEST, TOP = 100, 9, 1000
GONE = "someone who has left"

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
        text = "Costs nothing: a plan that is just as good has the two together"
        return Reason(
            code="costs_nothing", params=params, text=f"{text}{'.' if moves else ', and moves nobody.'}"
        )
    words = listed(parts if moves else [*parts, "moves nobody"])
    return Reason(code="costs", params=params, text=f"{words[0].upper()}{words[1:]}.")


def _parts(change: CoachingValue) -> Iterator[str]:
    """Yield what changes, in DESIGN 6's order; of the bands the lowest that more pairs would be in."""
    if change.placed:
        yield f"leaves {counted(-change.placed, 'more member')} without a coach"
    if change.shortfall > 0:
        yield f"leaves {counted(change.shortfall, 'more place')} empty that coaches wish to fill"
    if change.shortfall < 0:
        yield f"fills {counted(-change.shortfall, 'more place')} that coaches wish to fill"
    fuller = next((band for band, more in enumerate(change.bands) if more > 0), None)
    if fuller is not None:
        yield f"puts {counted(change.bands[fuller], 'more pair')} at a score of {_band(fuller)}"
    if change.total:
        yield f"{'costs' if change.total < 0 else 'gains'} {counted(abs(change.total), 'point')} in all"


def change_figures(change: CoachingValue) -> tuple[tuple[str, int], ...]:
    """Return what a plan's value changes by, named part by part, in DESIGN 6's order; bands that stay are left out."""
    bands = ((f"Pairs at {_band(band)}", more) for band, more in enumerate(change.bands) if more)
    return (
        ("Members with a coach", change.placed),
        ("Places empty that coaches wish to fill", change.shortfall),
        *bands,
        ("Points in all", change.total),
    )


def _band(band: int) -> str:
    """Return the scores of a band: `400 to 499`; the highest goes to 1000."""
    return f"{BAND_WIDTH * band} to {BAND_WIDTH * band + BAND_WIDTH - 1 if band < HIGHEST else TOP}"


def _moves(price: CoachPrice, *, people: People, pair: Mapping[str, str | int]) -> Iterator[Reason]:
    """Yield who would then go with whom, if anybody would change.

    Between two names always stands a word: two in Arabic side by side would change places on the page.
    """
    if price.moves:
        first, *others = (
            (_name(move.member, people), "nobody" if move.to is None else _name(move.to, people))
            for move in price.moves
        )
        words = [f"{first[0]} would then go with {first[1]}", *(f"{who} with {whom}" for who, whom in others)]
        params = {**pair, "moves": len(price.moves)}
        yield Reason(code="would_move", params=params, text=f"{', and '.join(words)}.")


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
            text = "Not possible: this pair was ruled out."
        case "no_shared_time":
            text = _apart(bar, cohort=cohort, member=people.get(member), coach=people.get(coach))
        case "language_required":
            text = "They have no language in common, which this cohort asks for."
        case "criterion_required":
            text = _unmet(bar, people=people, member=member, coach=coach)
        case "pinned":
            kept = PersonId(str(bar.params["coach"]))
            params = {**params, "coach": pair["coach"], "other": _key(kept, people)}
            text = f"Not possible: {_name(member, people)} is to go with {_name(kept, people)}, as was asked for."
        case "no_place":
            maximum = int(bar.params["maximum"])
            whom = f"{counted(maximum, 'member')}, chosen by hand" if maximum else "no members"
            text = f"Not possible: {_name(coach, people)} takes {whom}."
        case _:
            raise ValueError(f"no words for the bar {bar.code}")
    return Reason(code=bar.code, params=params, text=text)


def _apart(bar: Bar, *, cohort: Cohort, member: Person | None, coach: Person | None) -> str:
    """Say in which week they share no meeting's time, and what their clocks have to do with it."""
    meeting = counted(cohort.coaching.meeting_minutes if cohort.coaching else 0, "minute")
    if not bar.params["most"]:
        return f"They do not share {meeting} in any week."
    monday = date.fromisoformat(str(bar.params["week"]))
    weeks = weeks_between(starts=cohort.starts, ends=cohort.ends)
    week, clocks = (monday - weeks.first_monday).days // 7, None
    if member and coach and week in range(weeks.count):  # the cohort's dates may have changed since
        clocks = clocks_in_week(zones=(member.time_zone, coach.time_zone), weeks=weeks, week=week)
    text = f"They do not share {meeting} in the week of {day(monday, cohort=cohort)}"
    return f"{text}, {clocks}." if clocks else f"{text}."


def _unmet(bar: Bar, *, people: People, member: PersonId, coach: PersonId) -> str:
    column, asked = bar.params["criterion"], ASKED[Rule(str(bar.params["rule"]))]
    whose = {"member_blank": member, "coach_blank": coach}
    blank = [_name(person, people) for who, person in whose.items() if bar.params[who]]
    if blank:
        return f"{column} is blank for {listed(blank)}, and this cohort asks for it {asked}."
    return f"This cohort asks for {column} {asked}, and with these two it is not so."


def _name(person: PersonId, people: People) -> str:
    return people[person].name if person in people else GONE


def _key(person: PersonId, people: People) -> str:
    """Return the person's key, or the bare id of somebody who is not here any more."""
    return people[person].key if person in people else person
