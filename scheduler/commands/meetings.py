"""A coordinator arranges one meeting: at another time, under another name or link, cancelled or held after all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from calendars.entries import Link
from calendars.wall_clock import occurrences
from scheduler.access import CohortScope
from scheduler.commands.meeting_rules import (
    MOST_CHARACTERS,
    against_the_address,
    against_the_clock,
    against_the_day,
    against_the_length,
    against_the_name,
    is_title,
    require,
)
from scheduler.domain.arrangements import Arranged, Arrangement
from scheduler.domain.meetings import Meeting
from scheduler.domain.people import Person
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import MeetingArranged
from scheduler.languages.sentences import sentence

MOST_LINKS = 10


def keep_arranged(scope: CohortScope, *, people: tuple[Person, ...]) -> tuple[Arranged, ...]:
    """Return every meeting of the last release as it is arranged now, and have that hold from now on."""
    meetings = scope.arranged(people)
    scope.tx.arrangements.put(scope.cohort.id, [arrangement for _, arrangement in meetings])
    return meetings


def move_meeting(scope: CohortScope, *, meeting: str, wall: datetime, minutes: int) -> None:
    """Hold a meeting from when its own zone's clock reads `wall` (naive) for so many minutes.

    A cancelled one stays cancelled. Raises NotNowError where that is no one instant, is past, or lies outside the
    cohort's dates.
    """
    _, kept = _planned(scope, meeting)
    require(against_the_day(wall, cohort=scope.cohort))
    require(against_the_length(minutes))
    require(against_the_clock(wall, time_zone=kept.time_zone, minutes=minutes, now=scope.tx.now))
    (starts,) = occurrences(wall=wall, time_zone=kept.time_zone)
    _change(scope, kept, replace(kept, starts=starts, wall=wall, minutes=minutes))


def describe_meeting(scope: CohortScope, *, meeting: str, title: str, join_url: str) -> None:
    """Call a meeting so and have it joined at this address, empty for none; as the plan has it, it follows the plan.

    Raises NotNowError for what cannot be a title or an address.
    """
    planned, kept = _planned(scope, meeting)
    if title != kept.held(planned).title:
        require(against_the_name(title))
    if join_url:
        require(against_the_address(join_url))
    named = replace(
        kept,
        title=None if title == planned.title else title,
        join_url=None if join_url == (planned.join_url or "") else join_url,
    )
    _change(scope, kept, named)


def give_links(scope: CohortScope, *, meeting: str, links: Sequence[tuple[str, str]]) -> None:
    """Have a meeting lead to these notes and resources, as (title, address), also when it is over.

    Raises NotNowError for what is no title or address, and for more than ten.
    """
    _, kept = _planned(scope, meeting)
    if len(links) > MOST_LINKS:
        raise NotNowError(
            sentence("A meeting has {most} links at most: put the others into one of them.", most=MOST_LINKS)
        )
    for title, url in links:
        if title and not is_title(title):
            raise NotNowError(
                sentence(
                    "What a link is stands in one line of at most {most} characters.", most=MOST_CHARACTERS
                )
            )
        require(against_the_address(url))
    _keep(scope, kept, replace(kept, links=tuple(Link(title=title, url=url) for title, url in links)))


def cancel_meeting(scope: CohortScope, *, meeting: str) -> None:
    """Have a meeting not held."""
    _, kept = _planned(scope, meeting)
    _change(scope, kept, replace(kept, cancelled=True))


def restore_meeting(scope: CohortScope, *, meeting: str) -> None:
    """Have a cancelled meeting held after all; raise NotNowError once its time has passed."""
    _, kept = _planned(scope, meeting)
    if kept.cancelled and kept.ends <= scope.tx.now:
        raise NotNowError(sentence("Its time has passed: move it to a time to come first, then hold it."))
    _change(scope, kept, replace(kept, cancelled=False))


def _planned(scope: CohortScope, meeting: str) -> tuple[Meeting, Arrangement]:
    """Return a meeting as the plan has it, and its arrangement; raise NotFoundError where the plan has none such."""
    found = next((each for each in scope.arranged(scope.people()) if each[0].uid == meeting), None)
    if found is None:
        raise NotFoundError
    return found


def _change(scope: CohortScope, kept: Arrangement, changed: Arrangement) -> None:
    if kept.is_over(scope.tx.now):
        raise NotNowError(sentence("This meeting is over: what was cannot be changed any more."))
    _keep(scope, kept, changed)


def _keep(scope: CohortScope, kept: Arrangement, changed: Arrangement) -> None:
    if changed != kept:
        scope.tx.arrangements.put(scope.cohort.id, [changed])
        scope.tx.outbox.emit(MeetingArranged(cohort=scope.cohort.id, meeting=changed.uid))
