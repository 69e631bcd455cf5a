"""A coordinator arranges one meeting: at another time, under another name or link, cancelled or held after all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from calendars.wall_clock import occurrences
from calendars.entries import Link
from scheduler.access import CohortScope
from scheduler.domain.arrangements import Arrangement
from scheduler.domain.meetings import Meeting
from scheduler.domain.web_addresses import is_web_address
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import MeetingArranged

MOST_MINUTES = 24 * 60
MOST_LINKS = 10
MOST_CHARACTERS = 200


def move_meeting(scope: CohortScope, *, meeting: str, wall: datetime, minutes: int) -> None:
    """Hold a meeting from when its own zone's clock reads `wall` (naive) for so many minutes.

    Raises NotNowError where that is no one instant, is past, or lies outside the cohort's dates.
    """
    kept = _to_come(scope, _planned(scope, meeting)[1])
    shown = occurrences(wall=wall, time_zone=kept.time_zone)
    if len(shown) != 1:
        twice = "shows that time twice" if shown else "skips that time"
        raise NotNowError(f"The clock of {kept.time_zone} {twice} on {wall:%Y-%m-%d}: choose another time.")
    if not 0 < minutes <= MOST_MINUTES:
        raise NotNowError(f"A meeting lasts from 1 minute to {MOST_MINUTES} minutes, not {minutes}.")
    if shown[0] + timedelta(minutes=minutes) <= scope.tx.now:
        raise NotNowError("That time is over already: choose one to come.")
    if not scope.cohort.starts <= wall.date() <= scope.cohort.ends:
        raise NotNowError(
            f"The cohort is from {scope.cohort.starts} to {scope.cohort.ends}: choose a date between them."
        )
    _keep(scope, replace(kept, starts=shown[0], wall=wall, minutes=minutes))


def describe_meeting(scope: CohortScope, *, meeting: str, title: str, join_url: str) -> None:
    """Call a meeting so and have it joined at this address, empty for none; as the plan has it, it follows the plan.

    Raises NotNowError for what cannot be a title or an address.
    """
    if not title.strip() or len(title) > MOST_CHARACTERS:
        raise NotNowError(f"A title has from 1 character to {MOST_CHARACTERS}: write one.")
    if join_url and not is_web_address(join_url):
        raise NotNowError(f"{join_url!r} is no web address: write it with https://.")
    planned, kept = _planned(scope, meeting)
    _keep(
        scope,
        replace(
            _to_come(scope, kept),
            title=None if title == planned.title else title,
            join_url=None if join_url == (planned.join_url or "") else join_url,
        ),
    )


def give_links(scope: CohortScope, *, meeting: str, links: Sequence[tuple[str, str]]) -> None:
    """Have a meeting lead to these notes and resources, as (title, address), also when it is over.

    Raises NotNowError for what is no address, and for more than ten.
    """
    if len(links) > MOST_LINKS:
        raise NotNowError(f"A meeting has {MOST_LINKS} links at most: put the others into one of them.")
    wrong = [url for _, url in links if not is_web_address(url)]
    if wrong:
        raise NotNowError(f"{wrong[0]!r} is no web address: write it with https://.")
    _, kept = _planned(scope, meeting)
    given = tuple(Link(title=title[:MOST_CHARACTERS], url=url) for title, url in links)
    _keep(scope, replace(kept, links=given))


def cancel_meeting(scope: CohortScope, *, meeting: str) -> None:
    """Have a meeting not held."""
    _keep(scope, replace(_to_come(scope, _planned(scope, meeting)[1]), cancelled=True))


def restore_meeting(scope: CohortScope, *, meeting: str) -> None:
    """Have a cancelled meeting held after all."""
    _keep(scope, replace(_to_come(scope, _planned(scope, meeting)[1]), cancelled=False))


def _planned(scope: CohortScope, meeting: str) -> tuple[Meeting, Arrangement]:
    """Return a meeting as the plan has it, and its arrangement; raise NotFoundError where the plan has none such."""
    every = {planned.uid: (planned, kept) for planned, kept in scope.arranged(scope.people())}
    if meeting not in every:
        raise NotFoundError
    return every[meeting]


def _to_come(scope: CohortScope, kept: Arrangement) -> Arrangement:
    if kept.ends <= scope.tx.now:
        raise NotNowError("This meeting is over: what was cannot be changed any more.")
    return kept


def _keep(scope: CohortScope, arrangement: Arrangement) -> None:
    scope.tx.arrangements.put(scope.cohort.id, [arrangement])
    scope.tx.outbox.emit(MeetingArranged(cohort=scope.cohort.id, meeting=arrangement.uid))
