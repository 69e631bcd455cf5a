"""Why a coach and a member go together, as the two themselves may read it."""

from collections.abc import Iterable
from dataclasses import replace

from scheduler.domain.plans import Pair, Reason
from scheduler.languages.sentences import Minutes, sentence


def why_these_two(pair: Pair) -> tuple[str, ...]:
    """Say it in the words of `for_these_two`."""
    return tuple(reason.text for reason in for_these_two(pair.reasons))


def for_these_two(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Leave out what somebody answered in a column of the cohort's own, and where the other one lives."""
    return tuple(_without_place(reason) for reason in reasons if not reason.is_for_coordinators)


def _without_place(reason: Reason) -> Reason:
    """Leave out of how long the two share when whose clock changes: by it everybody would know a place."""
    minutes = reason.params.get("minutes")
    if reason.code == "shared_hours" and isinstance(minutes, int):
        text = sentence("They share {time} or more in every week.", time=Minutes(count=minutes))
        return replace(reason, text=text)
    return reason
