"""Meetings to come that lie outside the hours of somebody in the group, or in somebody's night, and did not before.

Whoever was put into a group could come to all its meetings, but for those who must be there whatever their hours; and
whoever took a seat themselves knew when the group meets. Neither is named. An hour that a coach and a member agreed on
suited them both when they did. Of the whole group's sessions the release
remembers whose night they were; an older one does not, and names nobody. What was added by hand is not looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from calendars.burden import NIGHT, NONE
from calendars.zones import zone
from scheduler.domain import enrolments
from scheduler.domain.meetings import Meeting, MeetingKind
from scheduler.domain.people import Person, PersonId
from scheduler.languages.sentences import City, Clock, Sentence, all_of, counted, message, sentence
from scheduler.problems.hours import burdens
from scheduler.problems.instants import interval
from scheduler.queries.attention.matters import Matter
from scheduler.queries.attention.standing import Standing, ToCome
from scheduler.reasons.phrases import after_another, day

_FOR_ALL = message(
    "{title} begins at {time} on {day} for {name}, by the clock of {place}, outside their hours."
)
_OF_MEMBER = message(
    "{name} cannot come to group {number} of {title} any more: on {day} it begins at {time} by the clock of {place}, "
    "outside their hours."
)
_OF_LEADER = message(
    "{name} cannot lead group {number} of {title} any more: on {day} it begins at {time} by the clock of {place}, "
    "outside their hours."
)
_OF_PAIR = message(
    "The hour that {name} and {other} agreed on does not suit {name} any more: on {day} it begins at {time} by the "
    "clock of {place}, outside their hours."
)

_LOOKED_AT = {MeetingKind.SESSION, MeetingKind.SECTION, MeetingKind.COACHING}
_Costs = Mapping[PersonId, int]


@dataclass(kw_only=True, slots=True)
class _Misfit:
    """The first meeting of a series that does not fit somebody, its burden for them, and how many more do not fit."""

    person: Person
    meeting: Meeting
    burden: int
    more: int = 0

    @property
    def leads(self) -> bool:
        """Whether it is theirs to lead."""
        return self.meeting.leader == self.person.id

    @property
    def others(self) -> tuple[PersonId, ...]:
        """Who else is there."""
        return tuple(each for each in self.meeting.people if each != self.person.id)

    @property
    def here(self) -> datetime:
        """When it begins by their own clock."""
        return self.meeting.starts.astimezone(zone(self.person.time_zone))


def meetings_at_bad_hours(standing: Standing) -> Iterator[Matter]:
    """Find, for each person and each series of meetings, the first that does not fit them any more."""
    for misfit in _misfits(standing):
        told = misfit.leads or misfit.meeting.kind is MeetingKind.COACHING
        others = misfit.others if told else ()
        yield Matter(
            kind="night" if misfit.burden == NIGHT else "cannot_come",
            what=_what(standing, misfit),
            people=(misfit.person, *standing.those(others)),
            since=standing.ahead(misfit.here.date()),
        )


def _what(standing: Standing, misfit: _Misfit) -> Sentence:
    meeting, here = misfit.meeting, misfit.here
    of_kind = {
        MeetingKind.SESSION: _FOR_ALL,
        MeetingKind.SECTION: _OF_LEADER if misfit.leads else _OF_MEMBER,
        MeetingKind.COACHING: _OF_PAIR,
    }
    first = sentence(
        of_kind[meeting.kind],
        name=misfit.person.name,
        other=all_of(other.name for other in standing.those(misfit.others)),
        title=meeting.title,
        number=meeting.section or 0,
        day=day(here.date(), cohort=standing.cohort),
        time=Clock.at(here),
        place=City(time_zone=misfit.person.time_zone),
    )
    if not misfit.more:
        return first
    more = counted(
        "Nor does one later meeting fit.",
        "Nor do {count} later meetings fit.",
        misfit.more,
    )
    return after_another(first, more)


def _misfits(standing: Standing) -> tuple[_Misfit, ...]:
    found: dict[tuple[object, ...], _Misfit] = {}
    for meeting, who, burden in _not_fitting(standing):
        series = (who, *meeting.series)
        if series in found:
            found[series].more += 1
        else:
            found[series] = _Misfit(person=standing.known[who], meeting=meeting, burden=burden)
    return tuple(found.values())


def _not_fitting(standing: Standing) -> Iterator[tuple[Meeting, PersonId, int]]:
    """Return each meeting to come with each person whom it does not fit any more, by start, and its burden for them."""
    to_come = [each for each in standing.to_come if each.held.kind in _LOOKED_AT]
    stretches = tuple(interval(starts=each.held.starts, minutes=each.held.minutes) for each in to_come)
    bound, nights = _seated_whatever_their_hours(standing), _nights_known(standing)
    for each, borne in zip(to_come, burdens(people=standing.people, intervals=stretches), strict=True):
        costs = dict(zip(standing.known, borne, strict=True))
        those = (
            _new_nights(each, costs, nights=nights)
            if each.held.kind is MeetingKind.SESSION
            else _kept_away(each, costs, bound=bound)
        )
        for who in those:
            yield each.held, who, costs[who]


def _new_nights(
    session: ToCome, costs: _Costs, *, nights: Mapping[tuple[str, datetime], frozenset[PersonId]]
) -> Iterator[PersonId]:
    planned = (session.planned.ref, session.planned.starts)
    if planned in nights:
        for who in session.held.people:
            if costs[who] == NIGHT and who not in nights[planned]:
                yield who


def _kept_away(
    meeting: ToCome, costs: _Costs, *, bound: frozenset[tuple[PersonId, str]]
) -> Iterator[PersonId]:
    for who in meeting.held.people:
        if costs[who] != NONE and (who, meeting.held.ref) not in bound:
            yield who


def _nights_known(standing: Standing) -> dict[tuple[str, datetime], frozenset[PersonId]]:
    """Return whose night each session was when it was published, where that was kept."""
    return {
        (meeting.session, meeting.starts): frozenset(meeting.at_night)
        for meeting in standing.plan.sessions.meetings
        if meeting.at_night is not None
    }


def _seated_whatever_their_hours(standing: Standing) -> frozenset[tuple[PersonId, str]]:
    """Return who sits in which workshop because they must, or by their own word."""
    ids = {person.key: person.id for person in standing.people}
    return frozenset(
        (
            *((ids[key], workshop) for key, workshop in standing.cohort.must_attend if key in ids),
            *(
                (each.person, each.workshop)
                for each in standing.enrolments
                if each.standing is enrolments.Standing.JOINED
            ),
        )
    )
