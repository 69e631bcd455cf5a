"""Weekly hours as people write them: `Mon 18:00-21:00; Sat 09:00-12:00` and its many cousins (DESIGN 5)."""

import re
from dataclasses import dataclass
from itertools import pairwise

from calendars.availability import Window
from scheduler.languages.sentences import Quoted, Sentence, sentence
from scheduler.roster.spelling import fold
from scheduler.roster.weektime import DAYS, LAST_MINUTE, clock_text, weekday

GRID_MINUTES = 15
HOURS_ASSUMED = tuple(Window(day=day, start=8 * 60, end=21 * 60) for day in range(7))
HOW_TO_WRITE = sentence("Write hours like {example}.", example="Mon 18:00-21:00; Sat 09:00-12:00")

_NOON = 12 * 60
_TWELVE_HOURS = frozenset(str(hour) for hour in range(1, 13))
_GROUPS = {"weekdays": range(5), "weekday": range(5), "weekends": (5, 6), "weekend": (5, 6)}
_PARTS_OF_DAY = {
    "early morning": (6 * 60, 8 * 60),
    "morning": (8 * 60, 12 * 60),
    "lunchtime": (12 * 60, 13 * 60),
    "afternoon": (12 * 60, 17 * 60),
    "evening": (17 * 60, 21 * 60),
    "late evening": (21 * 60, 23 * 60),
}
_WITHIN = re.compile(r"\((.*)\)")
_EVERY_DAY = re.compile(r"\b(every ?day|daily|all days|all week)\b")
_TOKEN = re.compile(
    r"""(?P<time>(?P<hour>\d{1,2})(?:(?:[:.h](?P<minute>\d{2})|h))?(?:\s*(?P<half>[ap])\.?m\b\.?)?(?![\w:.]*\d)
        |(?P<word>noon|midday|midnight)\b)
       |(?P<dash>-|\b(?:to|until|till|through)\b)
       |(?P<comma>[;,/&+|]|\band\b)
       |(?P<filler>\b(?:from|between|on|at|local\ time|time)\b|:)
       |(?P<day>[^\W\d_]+\.?)""",
    re.VERBOSE,
)
_DAYS_FIRST = re.compile(r"(D(?:[-,]?D)*),?(T-T(?:,?T-T)*)")
_TIMES_FIRST = re.compile(r"(T-T(?:,?T-T)*),?(D(?:[-,]?D)*)")


class HoursError(Exception):
    """These hours cannot be read; `code` says why for a program, `suggestion` what to write."""

    def __init__(self, code: str, message: Sentence, suggestion: Sentence = HOW_TO_WRITE) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.suggestion = suggestion


@dataclass(frozen=True, kw_only=True, slots=True)
class _Clock:
    """A time as written: `half` is a or p; `open` where it has none (9:30), `bare` where it is no more than 9."""

    hour: int
    minute: int
    half: str | None = None
    open: bool = False
    bare: bool = False


_Value = _Clock | tuple[int, ...] | None


def read_hours(text: str) -> tuple[Window, ...]:
    """Read days with their stretches of time, in the order given, each once; raises HoursError.

    Days may be full or short names, lists and ranges (`Mon-Fri`), `daily`, `weekdays`, `weekends`; times on the
    24-hour clock, or with am and pm. An end at or before its start is on the next day. Hours that could be of the
    morning or of the evening (`6-9`) are refused.
    """
    kinds, values = _tokens(text)
    for grammar, days_group in ((_DAYS_FIRST, 1), (_TIMES_FIRST, 2)):
        if re.fullmatch(f"(?:{grammar.pattern},*)+", kinds):
            windows = [
                _window(day, span)
                for match in grammar.finditer(kinds)
                for day in _days(kinds, values, match.span(days_group))
                for span in _spans(values, match.span(3 - days_group))
            ]
            return tuple(dict.fromkeys(windows))
    if "D" not in kinds and "T" in kinds:
        raise HoursError("no_day", sentence("{text} names no day of the week.", text=Quoted(text=text)))
    message = sentence("{text} cannot be read as days and times.", text=Quoted(text=text))
    raise HoursError("bad_hours", message)


def read_span(text: str) -> tuple[int, int] | None:
    """Read one stretch of time, in minutes with start < end, such as `Morning (8am - noon)`; None if it is none."""
    within = _WITHIN.search(text)
    try:
        kinds, values = _tokens(within[1] if within else text)
        return _spans(values, (0, 3))[0] if kinds == "T-T" else None
    except HoursError:
        return None


def part_of_day(text: str) -> tuple[int, int] | None:
    """Give the usual hours of Morning, Afternoons and the like, in minutes, to be confirmed; else None."""
    return _PARTS_OF_DAY.get(fold(text).removesuffix("s"))


def read_time(text: str) -> int | None:
    """Read one time such as 8AM, noon or 18:00, in minutes from 00:00; None if it is none or could be two."""
    try:
        kinds, values = _tokens(text)
        return _minutes(values[0]) if kinds == "T" and isinstance(values[0], _Clock) else None
    except HoursError:
        return None


def read_days(text: str) -> tuple[int, ...] | None:
    """Read days such as `Monday, Wednesday` or `Mon-Fri`, 0 = Monday, in the order given; None if they are none."""
    try:
        kinds, values = _tokens(text)
    except HoursError:
        return None
    trimmed = kinds.rstrip(",")
    return tuple(_days(kinds, values, (0, len(trimmed)))) if re.fullmatch("D(?:[-,]*D)*", trimmed) else None


def write_hours(windows: tuple[Window, ...]) -> str:
    """Write windows as `Mon 18:00-21:00; Sat 09:00-12:00`, which reads back to the same."""
    return "; ".join(
        f"{DAYS[window.day]} {clock_text(window.start)}-"
        f"{clock_text(window.end if window.end <= LAST_MINUTE else window.end - LAST_MINUTE)}"
        for window in windows
    )


def _tokens(text: str) -> tuple[str, list[_Value]]:
    """Cut into days D, times T, dashes and commas: a string of kinds, and what stands at each."""
    rest = _EVERY_DAY.sub("mon-sun", fold(text))
    kinds, values, at = "", list[_Value](), 0
    for match in _TOKEN.finditer(rest):
        if rest[at : match.start()].strip():
            raise _neither(rest[at : match.start()])
        at = match.end()
        if match["time"]:
            kinds += "T"
            values.append(_clock(match))
        elif match["day"]:
            kinds += "D"
            values.append(_day(match["day"]))
        elif not match["filler"] and not (match["comma"] and kinds[-1:] in ("", ",")):
            kinds += "-" if match["dash"] else ","
            values.append(None)
    if rest[at:].strip():
        raise _neither(rest[at:])
    return kinds, values


def _neither(text: str) -> HoursError:
    return HoursError("bad_hours", sentence("{text} is no day and no time.", text=Quoted(text=text.strip())))


def _clock(match: re.Match[str]) -> _Clock:
    if match["word"]:
        return _Clock(hour=0 if match["word"] == "midnight" else 12, minute=0)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if minute > 59 or hour * 60 + minute > LAST_MINUTE:  # noqa: PLR2004 - minutes of an hour
        suggestion = sentence("The clock runs from 00:00 to 24:00: write it like 18:00.")
        message = sentence("{text} is no time of day.", text=Quoted(text=match["time"]))
        raise HoursError("bad_time", message, suggestion)
    if minute % GRID_MINUTES:
        near = clock_text(round((hour * 60 + minute) / GRID_MINUTES) * GRID_MINUTES)
        suggestion = sentence("Write {time}: hours begin and end on the quarter hour.", time=near)
        message = sentence("{text} is not on the quarter hour.", text=Quoted(text=match["time"]))
        raise HoursError("off_grid", message, suggestion)
    is_open = not match["half"] and match["hour"] in _TWELVE_HOURS
    return _Clock(
        hour=hour, minute=minute, half=match["half"], open=is_open, bare=is_open and not match["minute"]
    )


def _day(word: str) -> tuple[int, ...]:
    day = weekday(word)
    if day is not None:
        return (day,)
    if word in _GROUPS:
        return tuple(_GROUPS[word])
    raise HoursError("bad_weekday", sentence("{text} is no day of the week.", text=Quoted(text=word)))


def _days(kinds: str, values: list[_Value], span: tuple[int, int]) -> list[int]:
    """Spell out lists and ranges of days; Fri-Mon runs over the weekend."""
    found: list[int] = []
    for at in range(*span):
        days = values[at]
        if not isinstance(days, tuple):
            continue
        first = days[0]
        if found and kinds[at - 1] == "-":
            found.extend(
                number % 7 for number in range(found[-1] + 1, found[-1] + 1 + (first - found[-1]) % 7)
            )
        else:
            found.extend(days)
    return list(dict.fromkeys(found))


def _spans(values: list[_Value], span: tuple[int, int]) -> list[tuple[int, int]]:
    clocks = [value for value in values[span[0] : span[1]] if isinstance(value, _Clock)]
    return [_span(start, end) for start, end in list(pairwise(clocks))[::2]]


def _span(start: _Clock, end: _Clock) -> tuple[int, int]:
    """Settle both ends together: in 6-9pm the first is of the evening too, in 11-1pm it is not."""
    begins, ends = _minutes(start), _minutes(end)
    both_open = start.open and end.open and (start.bare or end.bare)
    if both_open or (start.open and end.half and ends == 0):
        suggestion = sentence(
            "Write am or pm at both ends, or the 24-hour clock, such as {example}.",
            example=f"{start.hour + 12}:00",
        )
        message = sentence("The hours may be of the morning or of the evening.")
        raise HoursError("am_or_pm", message, suggestion)
    if start.open and end.half:
        begins = next((minute for minute in (_at(start, end.half), _at(start, "a")) if minute < ends), begins)
    if end.open and start.half:
        ends = next(
            (minute for minute in (_at(end, start.half), _at(end, "p")) if minute > begins), _at(end, "a")
        )
    if begins == LAST_MINUTE:
        raise HoursError(
            "bad_time", sentence("Nothing starts at 24:00."), sentence("Write 00:00 of the next day.")
        )
    return begins, ends if ends > begins else ends + LAST_MINUTE


def _minutes(clock: _Clock) -> int:
    return _at(clock, clock.half)


def _at(clock: _Clock, half: str | None) -> int:
    minutes = clock.hour * 60 + clock.minute
    if half is None or clock.hour > 12:  # noqa: PLR2004 - "18:00 pm" is plain all the same
        return minutes
    return minutes % _NOON + (_NOON if half == "p" else 0)


def _window(day: int, span: tuple[int, int]) -> Window:
    return Window(day=day, start=span[0], end=span[1])
