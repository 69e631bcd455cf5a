"""The sessions and workshops of a cohort file: what they are, and which starts they offer (DESIGN 5)."""

import re
from datetime import date, time

from scheduler.domain.cohorts import Choice, MonthlyAt, Session, Workshop
from scheduler.domain.people import Capacity
from scheduler.domain.web_addresses import is_web_address
from scheduler.languages.sentences import Quoted, any_of, sentence
from scheduler.roster.spelling import did_you_mean, fold
from scheduler.roster.toml_table import TomlTable
from scheduler.roster.weektime import LAST_MINUTE, clock_minutes, weekday

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")
MAX_COUNT = 10_000
MAX_MINUTES = LAST_MINUTE

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


def read_session(table: TomlTable) -> Session:
    """One [[session]], its time set by `at` or offered by `choose`."""
    return Session(
        id=_id(table),
        name=table.text("name"),
        minutes=table.whole("minutes", least=1, most=MAX_MINUTES),
        when=_when(table),
        join_url=_join_url(table),
    )


def read_workshop(table: TomlTable, *, topics: tuple[str, ...]) -> Workshop:
    """One [[workshop]]; its topic takes the cohort's spelling."""
    minimum, maximum = table.range("size", least=1, most=MAX_COUNT)
    return Workshop(
        id=_id(table),
        name=table.text("name"),
        topic=_topic(table, topics),
        facilitators=table.texts("facilitators", required=True),
        minutes=table.whole("minutes", least=1, most=MAX_MINUTES),
        size=Capacity(minimum=minimum, maximum=maximum),
        window=_window(table),
        when=_choice(table),
        sections=table.whole("sections", least=1, most=MAX_COUNT, default=1),
        meetings=table.whole("meetings", least=1, most=MAX_COUNT, default=1),
        join_url=_join_url(table),
    )


def _when(table: TomlTable) -> MonthlyAt | Choice:
    fixed, chosen = table.has("at"), table.has("choose")
    if fixed != chosen:
        return _monthly(table) if fixed else _choice(table.table("choose") or table)
    message = (
        sentence("A session stands at a set time or has one chosen; this one has both.")
        if fixed
        else sentence("A session stands at a set time or has one chosen; this one has neither.")
    )
    suggestion = sentence(
        "Write either {set} or {chosen}.",
        set='at = "second Tuesday 18:00"',
        chosen="choose = {weekdays, from, to, step_minutes}",
    )
    table.report("at", code="bad_rule", message=message, suggestion=suggestion)
    return MonthlyAt(ordinal=1, weekday=0, at=time())


def _monthly(table: TomlTable) -> MonthlyAt:
    """`at = "second Tuesday 18:00"`: first ... fourth or last, a weekday, a home wall-clock time before 24:00."""
    text = table.text("at")
    words = text.split()
    if len(words) == 3:  # noqa: PLR2004 - ordinal, weekday, time
        ordinal, day, minutes = _ORDINALS.get(words[0].casefold()), weekday(words[1]), clock_minutes(words[2])
        if ordinal is not None and day is not None and minutes is not None and minutes < LAST_MINUTE:
            return MonthlyAt(ordinal=ordinal, weekday=day, at=time(minutes // 60, minutes % 60))
    if text:
        message = sentence("{text} does not name a day of the month and a time.", text=Quoted(text=text))
        suggestion = sentence(
            'Write it like "{example}", with {ordinals}.',
            example="second Tuesday 18:00",
            ordinals=any_of(_ORDINALS),
        )
        table.report("at", code="bad_rule", message=message, suggestion=suggestion, value=text)
    return MonthlyAt(ordinal=1, weekday=0, at=time())


def _choice(table: TomlTable) -> Choice:
    opens, closes = _clock(table, "from"), _clock(table, "to")
    if opens is not None and closes is not None and closes <= opens:
        message = sentence(
            "The span ends at {end}, not after it begins at {begin}.",
            end=table.clock("to"),
            begin=table.clock("from"),
        )
        suggestion = sentence('Put to after from; "24:00" is the end of the day.')
        table.report("to", code="empty_span", message=message, suggestion=suggestion, value=table.clock("to"))
    return Choice(
        weekdays=_weekdays(table),
        opens=opens or 0,
        closes=closes or 0,
        step_minutes=table.whole("step_minutes", least=1, most=MAX_MINUTES),
    )


def _clock(table: TomlTable, key: str) -> int | None:
    text = table.clock(key)
    minutes = clock_minutes(text)
    if minutes is None and text:
        message = sentence("{text} is no time of day.", text=Quoted(text=text))
        suggestion = sentence('Write it like "18:00"; the day ends at "24:00".')
        table.report(key, code="bad_time", message=message, suggestion=suggestion, value=text)
    return minutes


def _weekdays(table: TomlTable) -> tuple[int, ...]:
    days: set[int] = set()
    for text in table.texts("weekdays", required=True):
        day = weekday(text)
        if day is None:
            message = sentence("{text} is no day of the week.", text=Quoted(text=text))
            suggestion = sentence("Write days like {example}.", example='["Mon", "Thu"]')
            table.report("weekdays", code="bad_weekday", message=message, suggestion=suggestion, value=text)
        else:
            days.add(day)
    return tuple(sorted(days))


def _topic(table: TomlTable, topics: tuple[str, ...]) -> str:
    text = table.text("topic")
    for topic in topics:
        if fold(topic) == fold(text):
            return topic
    if text:
        message = sentence("The topic {topic} is not among the cohort's.", topic=Quoted(text=text))
        otherwise = sentence("Add it to topics under [cohort], or use one of those.")
        suggestion = did_you_mean(text, among=topics, otherwise=otherwise)
        table.report("topic", code="unknown_topic", message=message, suggestion=suggestion, value=text)
    return text


def _window(table: TomlTable) -> tuple[date, date]:
    window = table.days("window")
    if window is None:
        return date.min, date.max
    first, last = window
    if last < first:
        message = sentence(
            "The window ends on {last}, before it begins on {first}.", last=str(last), first=str(first)
        )
        suggestion = sentence("Swap the two dates.")
        table.report("window", code="empty_span", message=message, suggestion=suggestion, value=last)
    return first, last


def _id(table: TomlTable) -> str:
    text = table.text("id")
    if text and not ID.fullmatch(text):
        message = sentence("{text} cannot be an id.", text=Quoted(text=text))
        suggestion = sentence("Use up to 64 letters A-Z, digits and . _ @ + -, with a letter or digit first.")
        table.report("id", code="bad_id", message=message, suggestion=suggestion, value=text)
    return text


def _join_url(table: TomlTable) -> str | None:
    """Only https and http: the address becomes a link on pages and in calendars."""
    if not table.has("join_url"):
        return None
    text = table.text("join_url")
    if text and not is_web_address(text):
        message = sentence("{text} is no web address.", text=Quoted(text=text))
        suggestion = sentence("Write it with https://.")
        table.report("join_url", code="bad_url", message=message, suggestion=suggestion, value=text)
    return text
