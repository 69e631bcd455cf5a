"""What would help: small changes in a coordinator's words, with what each is worth and when by whose clock."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from calendars.availability import DAYS_PER_WEEK, Window
from matcher.coaching.changes import (
    Advice,
    CoachHour,
    CriterionDropped,
    LanguagePreferred,
    MemberHour,
    MustTakenBack,
    NeverTakenBack,
    PlaceMore,
    RuleChange,
)
from matcher.objective import BAND_WIDTH
from matcher.problem import SLOT_MINUTES
from matcher.solution import CoachingSolution
from scheduler.domain.cohorts import Cohort, Rule
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason
from scheduler.languages.sentences import (
    City,
    Clock,
    Number,
    Sentence,
    Value,
    all_of,
    any_of,
    counted,
    message,
    sentence,
)
from scheduler.problems.coaching import coached, coaches
from scheduler.problems.more_hours import windows_more
from scheduler.reasons.phrases import EVERY_WEEK

_HOUR = 60
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NAMED = 3
"""So many times of the day are read out; the parameters hold all."""

_WITHOUT_CRITERION = {
    Rule.SAME: message("Not asking any more for {column} to be the same"),
    Rule.DIFFERENT: message("Not asking any more for {column} to differ"),
    Rule.OVERLAP: message("Not asking any more for {column} to have something in common"),
}

_PLACED, _FILLED, _BANDS = 0, 1, 2  # where parts of a gain stand in it


def advice_reasons(
    *, cohort: Cohort, people: tuple[Person, ...], solution: CoachingSolution, advice: Iterable[Advice]
) -> tuple[Reason, ...]:
    """Return, for what `matcher.coaching.advice.advise` finds for a solution, what to ask of whom, and what for.

    Parameters: whom it concerns; where it is time, `minutes` and `windows`: stretches of the person's own week, of
    which any such part will do that begins on a quarter hour; `placed`, `filled` and, where the pairs of the lowest
    band are what it is for, `lifted`: how many fewer score below `score`.
    """
    reading = _Reading(
        cohort=cohort,
        members=coached(cohort=cohort, people=people),
        takers=coaches(cohort=cohort, people=people),
        now=solution,
    )
    return tuple(reading.of(one) for one in advice)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """A plan as it is, by whom advice is read."""

    cohort: Cohort
    members: tuple[Person, ...]
    takers: tuple[Person, ...]
    now: CoachingSolution

    def of(self, advice: Advice) -> Reason:
        asked = self._asked(advice)
        params, text = self._gained(advice, change=asked.text)
        return replace(asked, params={**asked.params, **params}, text=text)

    def _asked(self, advice: Advice) -> Reason:
        """Return what is to be asked; its text is what the sentence of what it would do begins with."""
        match advice.change:
            case PlaceMore(coach=coach):
                taker = self.takers[coach]
                text = sentence("One more place with {coach}", coach=taker.name)
                return Reason(code="place_more", params={"coach": taker.key}, text=text)
            case CoachHour(coach=coach, windows=windows):
                taker = self.takers[coach]
                return self._time(taker, windows, code="coach_hour", params={"coach": taker.key})
            case MemberHour(member=member, windows=windows):
                one = self.members[member]
                return self._time(one, windows, code="member_hour", params={"member": one.key})
            case rule:
                return self._without(rule)

    def _without(self, rule: RuleChange) -> Reason:
        match rule:
            case LanguagePreferred():
                text = sentence("A common language that is preferred instead of required")
                return Reason(code="language_preferred", params={}, text=text)
            case CriterionDropped(criterion=index):
                criterion = self.cohort.criteria[index]
                return Reason(
                    code="criterion_dropped",
                    params={"column": criterion.column, "rule": criterion.rule.value},
                    text=sentence(_WITHOUT_CRITERION[criterion.rule], column=criterion.column),
                )
            case NeverTakenBack(member=member, coach=coach):
                one, other = self.members[member], self.takers[coach]
                text = sentence(
                    "Letting {member} go with {coach}, which is ruled out now,",
                    member=one.name,
                    coach=other.name,
                )
                pair = {"member": one.key, "coach": other.key}
                return Reason(code="never_taken_back", params=pair, text=text)
            case MustTakenBack(member=member, coach=coach):
                one, other = self.members[member], self.takers[coach]
                text = sentence(
                    "Not holding {member} to {coach}, which is a `must` now,",
                    member=one.name,
                    coach=other.name,
                )
                pair = {"member": one.key, "coach": other.key}
                return Reason(code="must_taken_back", params=pair, text=text)

    def _time(
        self, person: Person, windows: tuple[int, ...], *, code: str, params: dict[str, str | int]
    ) -> Reason:
        offered = windows_more(cohort=self.cohort)
        minutes = offered[0].end - offered[0].start
        stretches = _stretches([offered[window] for window in windows])
        days = defaultdict[tuple[int, int], list[int]](list)
        for stretch in stretches:
            days[stretch.start, stretch.end].append(stretch.day)
        named = [_when(*clock, days=on, minutes=minutes) for clock, on in days.items()]
        if len(named) > _NAMED:
            named[_NAMED:] = [sentence("at other times of the week")]
        spelt = "; ".join(
            f"{_DAYS[stretch.day]} {_clock(stretch.start)}-{_clock(stretch.end)}" for stretch in stretches
        )
        whose: dict[str, Value] = {
            "person": person.name,
            "times": any_of(named),
            "place": City(time_zone=person.time_zone),
        }
        return Reason(
            code=code,
            params={**params, "minutes": minutes, "windows": spelt},
            text=sentence("One more hour a week of {person}, {times} in {place},", **whose)
            if minutes == _HOUR
            else counted(
                "{count} more minute a week of {person}, {times} in {place},",
                "{count} more minutes a week of {person}, {times} in {place},",
                minutes,
                **whose,
            ),
        )

    def _gained(self, advice: Advice, *, change: Value) -> tuple[dict[str, str | int], Sentence]:
        gain = advice.gain
        params: dict[str, str | int] = {"placed": gain[_PLACED], "filled": gain[_FILLED]}
        if gain[_PLACED]:
            return params, self._placed(advice, change=change)
        if gain[_FILLED]:
            return params, counted(
                "{change} would fill {count} of the places that coaches lack below their minimum.",
                "{change} would fill {count} of the places that coaches lack below their minimum.",
                gain[_FILLED],
                change=change,
            )
        band = next(place for place, part in enumerate(gain) if part) - _BANDS
        lifted, score = gain[_BANDS + band], BAND_WIDTH * (band + 1)
        left = self.now.objective.bands[band] - lifted
        if left:
            text = counted(
                "{change} would better {count} pair that scores less than {score} ({left} would be left).",
                "{change} would better {count} pairs that score less than {score} ({left} would be left).",
                lifted,
                change=change,
                score=Number(number=score),
                left=left,
            )
        else:
            text = counted(
                "{change} would better {count} pair that scores less than {score}, so that none does.",
                "{change} would better {count} pairs that score less than {score}, so that none does.",
                lifted,
                change=change,
                score=Number(number=score),
            )
        return params | {"lifted": lifted, "score": score}, text

    def _placed(self, advice: Advice, *, change: Value) -> Sentence:
        """Name who comes to have a coach, and who would have none any more, where that is the same at all times."""
        placed = advice.gain[_PLACED]
        then = list(zip(self.members, self.now.coach_of, advice.solution.coach_of, strict=True))
        come = [member.name for member, before, after in then if before is None and after is not None]
        gone = [member.name for member, before, after in then if before is not None and after is None]
        everybody = None not in advice.solution.coach_of
        several = isinstance(advice.change, CoachHour) and len(advice.change.windows) > 1
        unnamed = len(come) > _NAMED or (several and not everybody)
        if unnamed and everybody:
            return counted(
                "{change} would place {count} more member (all there are).",
                "{change} would place {count} more members (all there are).",
                placed,
                change=change,
            )
        if unnamed:
            return counted(
                "{change} would place {count} more member.",
                "{change} would place {count} more members.",
                placed,
                change=change,
            )
        if gone:
            return counted(
                "{change} would place {count} more member: {members}, in place of {others}.",
                "{change} would place {count} more members: {members}, in place of {others}.",
                placed,
                change=change,
                members=all_of(come),
                others=all_of(gone),
            )
        return counted(
            "{change} would place {count} more member: {members}.",
            "{change} would place {count} more members: {members}.",
            placed,
            change=change,
            members=all_of(come),
        )


def _stretches(windows: Iterable[Window]) -> list[Window]:
    """Join windows of one length that begin a quarter of an hour after one another."""
    stretches: list[Window] = []
    for window in sorted(windows):
        last, length = stretches[-1] if stretches else None, window.end - window.start
        if last and last.day == window.day and window.start - SLOT_MINUTES == last.end - length:
            stretches[-1] = replace(last, end=window.end)
        else:
            stretches.append(window)
    return stretches


def _when(start: int, end: int, *, days: list[int], minutes: int) -> Sentence:
    """Say it as `on Tuesdays 18:00-19:00`, or `on Tuesdays between 18:00 and 21:00` where it may be any part."""
    times: dict[str, Value] = {"start": Clock(minute=start), "end": Clock(minute=end)}
    on = any_of(EVERY_WEEK[day] for day in days)
    match (len(days) < DAYS_PER_WEEK, end - start == minutes):
        case (True, True):
            return sentence("on {days} {start}-{end}", days=on, **times)
        case (True, False):
            return sentence("on {days} between {start} and {end}", days=on, **times)
        case (_, True):
            return sentence("on any day {start}-{end}", **times)
        case _:
            return sentence("on any day between {start} and {end}", **times)


def _clock(minute: int) -> str:
    return f"{minute // _HOUR:02}:{minute % _HOUR:02}"
