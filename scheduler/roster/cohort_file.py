"""A cohort's rules read from `cohort.toml`, with everything that is wrong reported at once (DESIGN 5)."""

from collections.abc import Iterable, Mapping
from datetime import date

import langcodes

from calendars.zones import UnknownZoneError, zone
from scheduler.domain.cohorts import Coaching, Cohort, CohortId, Company, Fairness, Language
from scheduler.domain.people import Capacity
from scheduler.domain.retention import LEAST_DAYS, MOST_DAYS
from scheduler.languages.sentences import Quoted, sentence
from scheduler.roster.cohort_criteria import read_scoring
from scheduler.roster.cohort_meetings import MAX_COUNT, MAX_MINUTES, read_session, read_workshop
from scheduler.roster.errors import CohortFileError
from scheduler.roster.spelling import did_you_mean, fold, listed
from scheduler.roster.toml_file import read_toml
from scheduler.roster.toml_table import TomlTable

WEEK_MINUTES = 7 * 24 * 60


def read_cohort(*, data: bytes, cohort_id: CohortId, name: str = "cohort.toml") -> Cohort:
    """Read the cohort that the file `name` describes; raises CohortFileError with every problem of the file.

    A problem's column is the dotted key (`session[2].minutes`, tables counted from 1), its row the line.
    """
    return _cohort(read_toml(data=data, file=name, error=CohortFileError), cohort_id=cohort_id, name=name)


def read_values(*, values: Mapping[str, object], cohort_id: CohortId) -> Cohort:
    """Read the cohort that these tables describe, as `read_cohort` does those of a file."""
    root = TomlTable(values=dict(values), path="", file="", lines={})
    return _cohort(root, cohort_id=cohort_id, name="")


def _cohort(root: TomlTable, *, cohort_id: CohortId, name: str) -> Cohort:
    # A file without [cohort] is one problem, not five: the stand-in table's own are never asked for.
    head = root.table("cohort", required=True) or TomlTable(values={}, path="cohort", file=name, lines={})
    seats = root.table("workshops") or TomlTable(values={}, path="workshops", file=name, lines={})
    topics = _topics(head)
    starts, ends = _dates(head)
    coaching = root.table("coaching")
    sessions = root.tables("session")
    workshops = root.tables("workshop")
    cohort = Cohort(
        id=cohort_id,
        name=head.text("name"),
        starts=starts,
        ends=ends,
        home_time_zone=_zone(head),
        locale=_locale(head),
        topics=topics,
        coaching=None if coaching is None else _coaching(coaching),
        sessions=tuple(map(read_session, sessions)),
        workshops=tuple(read_workshop(table, topics=topics) for table in workshops),
        per_member=seats.whole("per_member", least=1, most=MAX_COUNT, default=1),
        served_first=seats.truth("served_first", default=True),
        must_attend=seats.pairs("must", second="workshop"),
        never_attend=seats.pairs("never", second="workshop"),
        no_one_alone=_company(seats),
        discreet=head.truth("discreet", default=False),
        erase_after_days=_erase_after_days(head),
    )
    _ids_differ(sessions, [session.id for session in cohort.sessions])
    _ids_differ(workshops, [workshop.id for workshop in cohort.workshops])
    _workshops_exist(seats, cohort)
    problems = root.problems()
    if problems:
        raise CohortFileError(problems)
    return cohort


def _topics(head: TomlTable) -> tuple[str, ...]:
    """Topics compare without regard to case, and none may hold the `;` that parts a roster's list."""
    topics = head.texts("topics")
    seen: dict[str, str] = {}
    for topic in topics:
        if ";" in topic:
            message = sentence(
                "The topic {topic} holds a semicolon, which parts the topics in a roster.",
                topic=Quoted(text=topic),
            )
            suggestion = sentence("Take it out.")
            head.report("topics", code="bad_topic", message=message, suggestion=suggestion, value=topic)
        if fold(topic) in seen:
            message = sentence(
                "The topics {topic} and {other} are the same.",
                topic=Quoted(text=seen[fold(topic)]),
                other=Quoted(text=topic),
            )
            suggestion = sentence("Keep one.")
            head.report("topics", code="duplicate_topic", message=message, suggestion=suggestion, value=topic)
        seen.setdefault(fold(topic), topic)
    return topics


def _dates(head: TomlTable) -> tuple[date, date]:
    starts, ends = head.day("starts"), head.day("ends")
    if starts is not None and ends is not None and ends < starts:
        message = sentence(
            "The cohort ends on {ends}, before it starts on {starts}.", ends=str(ends), starts=str(starts)
        )
        suggestion = sentence("Put ends after starts.")
        head.report("ends", code="empty_span", message=message, suggestion=suggestion, value=ends)
    return starts or date.min, ends or date.max


def _zone(head: TomlTable) -> str:
    """Exactly an IANA id: nobody is there to confirm a guess."""
    text = head.text("home_time_zone")
    try:
        return zone(text).key if text else ""
    except UnknownZoneError as unknown:
        message = sentence("There is no time zone {text}.", text=Quoted(text=text))
        meant = (
            sentence("Did you mean {zones}?", zones=listed(unknown.suggestions))
            if unknown.suggestions
            else sentence("Write it like {example}.", example="Europe/Kyiv")
        )
        head.report("home_time_zone", code="unknown_zone", message=message, suggestion=meant, value=text)
        return ""


def _locale(head: TomlTable) -> str:
    text = head.text("locale", default="en")
    if not text or langcodes.tag_is_valid(text):
        return langcodes.standardize_tag(text or "en")
    message = sentence("{text} is no language code.", text=Quoted(text=text))
    suggestion = sentence('Write one like "{example}".', example="uk")
    head.report("locale", code="unknown_language", message=message, suggestion=suggestion, value=text)
    return "en"


def _erase_after_days(head: TomlTable) -> int | None:
    """Without the key nobody is erased by the rules."""
    if not head.has("erase_after_days"):
        return None
    return head.whole("erase_after_days", least=LEAST_DAYS, most=MOST_DAYS)


def _coaching(table: TomlTable) -> Coaching:
    minimum, maximum = table.range("capacity", least=0, most=MAX_COUNT)
    weights, criteria = read_scoring(table)
    return Coaching(
        capacity=Capacity(minimum=minimum, maximum=maximum),
        meeting_minutes=table.whole("meeting_minutes", least=1, most=MAX_MINUTES),
        target_minutes=table.whole("target_minutes", least=1, most=WEEK_MINUTES),
        weights=weights,
        language=table.word("language", default=Language.PREFERRED),
        fairness=table.word("fairness", default=Fairness.WORST_FIRST),
        must=table.pairs("must"),
        never=table.pairs("never"),
        criteria=criteria,
    )


def _company(table: TomlTable) -> tuple[Company, ...]:
    texts = table.texts("no_one_alone")
    words = [word.value for word in Company]
    for text in texts:
        if text not in words:
            otherwise = sentence("Write some of {words}.", words=listed(words))
            suggestion = did_you_mean(text, among=words, otherwise=otherwise)
            message = sentence(
                "Nobody can be kept from being alone with their {text}.", text=Quoted(text=text)
            )
            table.report(
                "no_one_alone", code="wrong_value", message=message, suggestion=suggestion, value=text
            )
    return tuple(Company(text) for text in texts if text in words)


def _workshops_exist(table: TomlTable, cohort: Cohort) -> None:
    ids = [workshop.id for workshop in cohort.workshops]
    for key, pairs in (("must", cohort.must_attend), ("never", cohort.never_attend)):
        for _, workshop in pairs:
            if workshop not in ids:
                otherwise = sentence(
                    "Each pair is [member, workshop]: use the id of a [[workshop]] of this file."
                )
                suggestion = did_you_mean(workshop, among=ids, otherwise=otherwise)
                message = sentence("No workshop has the id {id}.", id=Quoted(text=workshop))
                table.report(
                    key, code="unknown_workshop", message=message, suggestion=suggestion, value=workshop
                )


def _ids_differ(tables: Iterable[TomlTable], ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for table, text in zip(tables, ids, strict=True):
        if text and fold(text) in seen:
            message = sentence("Two of them have the id {id}.", id=Quoted(text=text))
            suggestion = sentence("Give each its own.")
            table.report("id", code="duplicate_id", message=message, suggestion=suggestion, value=text)
        seen.add(fold(text))
