"""How two people's clocks stand to each other in a week, where that changes the hours they share."""

from datetime import UTC, datetime, time, timedelta

from calendars.availability import Weeks
from calendars.wall_clock import offset_at, transitions
from scheduler.languages.sentences import City, Sentence, sentence

_WEEK = timedelta(weeks=1)
_SEASON = timedelta(weeks=6)  # clocks that change in the same season do so within five weeks of each other


def clocks_in_week(*, zones: tuple[str, str], weeks: Weeks, week: int) -> Sentence | None:
    """Return `when London's clock has changed and New York's has not yet`, or what else is so in that week.

    None where the hours between the two clocks are the same in all the weeks, or where no change of one of
    them alone tells this week from others. A week is judged by its middle, as most clocks change at its
    end.
    """
    middles = [_middle(weeks, index) for index in range(weeks.count)]
    if len({_apart(zones, middle) for middle in middles}) == 1:
        return None
    first, last = middles[0], middles[-1]
    changes = sorted(
        (change.at, name)
        for name in zones
        for change in transitions(time_zone=name, begin=first - _SEASON, end=last + _SEASON)
    )
    before = max((change for change in changes if change[0] <= middles[week]), default=None)
    after = min((change for change in changes if change[0] > middles[week]), default=None)
    if before and after and before[1] != after[1] and after[0] - before[0] <= _SEASON:
        return sentence(
            "when {place}'s clock has changed and {other}'s has not yet",
            place=City(time_zone=before[1]),
            other=City(time_zone=after[1]),
        )
    if before and before[0] > first and _alone(before, changes):
        return sentence("after {place}'s clock has changed", place=City(time_zone=before[1]))
    if after and after[0] <= last and _alone(after, changes):
        return sentence("before {place}'s clock changes", place=City(time_zone=after[1]))
    return None


def _middle(weeks: Weeks, index: int) -> datetime:
    monday = datetime.combine(weeks.first_monday, time(), tzinfo=UTC)
    return monday + index * _WEEK + _WEEK / 2


def _apart(zones: tuple[str, str], instant: datetime) -> timedelta:
    here, there = (offset_at(instant=instant, time_zone=name) for name in zones)
    return here - there


def _alone(change: tuple[datetime, str], changes: list[tuple[datetime, str]]) -> bool:
    """Tell whether no other clock changes in the same season."""
    at, name = change
    return all(other == name or abs(moment - at) > _SEASON for moment, other in changes)
