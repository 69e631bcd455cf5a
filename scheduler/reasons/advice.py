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
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason
from scheduler.problems.coaching import coached, coaches
from scheduler.problems.more_hours import windows_more
from scheduler.reasons.criteria import ASKED
from scheduler.reasons.phrases import WEEKDAYS, any_of, city, counted, listed

_HOUR = 60
_NAMED = 3
"""So many times of the day are read out; the parameters hold all."""

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
        gained = self._gained(advice)
        return replace(
            asked, params={**asked.params, **gained.params}, text=f"{asked.text} would {gained.text}."
        )

    def _asked(self, advice: Advice) -> Reason:
        match advice.change:
            case PlaceMore(coach=coach):
                taker = self.takers[coach]
                text = f"One more place with {taker.name}"
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
                text = "A common language that is preferred instead of required"
                return Reason(code="language_preferred", params={}, text=text)
            case CriterionDropped(criterion=index):
                criterion = self.cohort.criteria[index]
                return Reason(
                    code="criterion_dropped",
                    params={"column": criterion.column, "rule": criterion.rule.value},
                    text=f"Not asking any more for {criterion.column} {ASKED[criterion.rule]}",
                )
            case NeverTakenBack(member=member, coach=coach):
                one, other = self.members[member], self.takers[coach]
                text = f"Letting {one.name} go with {other.name}, which is ruled out now,"
                pair = {"member": one.key, "coach": other.key}
                return Reason(code="never_taken_back", params=pair, text=text)
            case MustTakenBack(member=member, coach=coach):
                one, other = self.members[member], self.takers[coach]
                text = f"Not holding {one.name} to {other.name}, which is a `must` now,"
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
            named[_NAMED:] = ["at other times of the week"]
        how_long = "One more hour" if minutes == _HOUR else f"{minutes} more minutes"
        spelt = "; ".join(
            f"{WEEKDAYS[stretch.day][:3]} {_clock(stretch.start)}-{_clock(stretch.end)}"
            for stretch in stretches
        )
        return Reason(
            code=code,
            params={**params, "minutes": minutes, "windows": spelt},
            text=f"{how_long} a week of {person.name}, {any_of(named)} in {city(person.time_zone)},",
        )

    def _gained(self, advice: Advice) -> Reason:
        gain = advice.gain
        params: dict[str, str | int] = {"placed": gain[_PLACED], "filled": gain[_FILLED]}
        if gain[_PLACED]:
            text = f"place {counted(gain[_PLACED], 'more member')}{self._whom(advice)}"
        elif gain[_FILLED]:
            text = f"fill {gain[_FILLED]} of the places that coaches lack below their minimum"
        else:
            band = next(place for place, part in enumerate(gain) if part) - _BANDS
            lifted, score = gain[_BANDS + band], BAND_WIDTH * (band + 1)
            params |= {"lifted": lifted, "score": score}
            left = self.now.objective.bands[band] - lifted
            pairs = counted(lifted, "pair that scores", "pairs that score")
            text = f"better {pairs} less than {score}" + (
                f" ({left} would be left)" if left else ", so that none does"
            )
        return Reason(code="gained", params=params, text=text)

    def _whom(self, advice: Advice) -> str:
        """Name who comes to have a coach, and who would have none any more, where that is the same at all times."""
        then = list(zip(self.members, self.now.coach_of, advice.solution.coach_of, strict=True))
        come = [member.name for member, before, after in then if before is None and after is not None]
        gone = [member.name for member, before, after in then if before is not None and after is None]
        everybody = None not in advice.solution.coach_of
        several = isinstance(advice.change, CoachHour) and len(advice.change.windows) > 1
        if len(come) > _NAMED or (several and not everybody):
            return " (all there are)" if everybody else ""
        return f": {listed(come)}" + (f", in place of {listed(gone)}" if gone else "")


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


def _when(start: int, end: int, *, days: list[int], minutes: int) -> str:
    """Say it as `on Tuesdays 18:00-19:00`, or `on Tuesdays between 18:00 and 21:00` where it may be any part."""
    on = any_of(f"{WEEKDAYS[day]}s" for day in days) if len(days) < DAYS_PER_WEEK else "any day"
    if end - start == minutes:
        return f"on {on} {_clock(start)}-{_clock(end)}"
    return f"on {on} between {_clock(start)} and {_clock(end)}"


def _clock(minute: int) -> str:
    return f"{minute // _HOUR:02}:{minute % _HOUR:02}"
