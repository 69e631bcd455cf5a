"""Who is away, or will be, until when, and whom that leaves without their coach."""

from collections.abc import Iterator

from calendars.zones import zone
from scheduler.domain.pauses import Pause
from scheduler.domain.people import Person
from scheduler.languages.sentences import Day, Sentence, all_of, counted, sentence
from scheduler.queries.attention.matters import Matter
from scheduler.queries.attention.standing import Standing
from scheduler.reasons.phrases import day


def absences(standing: Standing) -> Iterator[Matter]:
    """Find who is away now or later; a day begins and ends by the clock of whoever pauses."""
    for pause in standing.pauses:
        person = standing.known.get(pause.person)
        if person is not None and pause.until > standing.now:
            here = zone(person.time_zone)
            since, until = (each.astimezone(here).date() for each in (pause.since, pause.until))
            members = tuple(member for pair, member, _ in standing.pairs() if pair.coach == person.id)
            yield Matter(
                kind="away",
                what=_what(
                    person,
                    members=members,
                    since=None if _has_begun(pause, standing) else day(since, cohort=standing.cohort),
                    back=day(until, cohort=standing.cohort),
                ),
                people=(person, *members),
                since=None if _has_begun(pause, standing) else since,
                until=until,
            )


def _has_begun(pause: Pause, standing: Standing) -> bool:
    return pause.since <= standing.now


def _what(person: Person, *, members: tuple[Person, ...], since: Day | None, back: Day) -> Sentence:
    away = (
        sentence("{name} is away, and back from {back} on.", name=person.name, back=back)
        if since is None
        else sentence(
            "{name} is away from {since}, and back from {back} on.", name=person.name, since=since, back=back
        )
    )
    if not members:
        return away
    return counted(
        "{away} Meanwhile {members} has no coach.",
        "{away} Meanwhile {members} have no coach.",
        len(members),
        away=away,
        members=all_of(member.name for member in members),
    )
