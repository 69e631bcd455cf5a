"""Notices are approved, held back or sent again by a coordinator."""

from collections.abc import Iterable, Sequence

from scheduler.access import CohortScope
from scheduler.commands.telling import is_still_so
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import NoticeApproved
from scheduler.languages.sentences import sentence
from scheduler.store.notices import OUTDATED, WITHDRAWABLE, Kind, Notice, as_kept

UNDELIVERED = ("refused", "unconfirmed")


def approve(scope: CohortScope, *, notices: Sequence[str]) -> None:
    """Let these notices be sent, if they still wait."""
    _approve(scope, [each.id for each in _chosen(scope, notices)], only=("waiting",))


def approve_all(scope: CohortScope, *, up_to: tuple[int, int]) -> None:
    """Let every notice that waits be sent, up to this release and round of it: those that were looked at."""
    kept = scope.tx.notices.of_cohort(scope.cohort.id)
    waiting = [each.id for each in kept if each.state == "waiting" and each.place <= up_to]
    _approve(scope, waiting, only=("waiting",))


def withdraw(scope: CohortScope, *, notices: Sequence[str]) -> None:
    """Have these notices not sent, if they are not on their way already."""
    _withdraw(scope, [each.id for each in _chosen(scope, notices)])


def send_again(scope: CohortScope, *, notices: Sequence[str]) -> None:
    """Let notices be sent that were refused, or of which nobody knows whether they arrived: a person's decision.

    One that is no longer so, that a later one has replaced, or whose text was tidied away, stays as it is.
    """
    _approve(scope, _sendable(scope, notices), only=UNDELIVERED)


def send_after_all(scope: CohortScope, *, notices: Sequence[str]) -> None:
    """Let notices be sent that were withdrawn, unless a later one has taken their place."""
    _approve(scope, _sendable(scope, notices), only=("withdrawn",))


def current(notices: Iterable[Notice]) -> frozenset[str]:
    """Return which of a cohort's notices can still be sent: not replaced or outdated, their text not tidied away."""
    return frozenset(
        notice.id
        for notice in not_replaced(notices)
        if notice.body and (notice.state, notice.error) != ("withdrawn", OUTDATED)
    )


def not_replaced(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return the last letter to each person and the last about each meeting, and any that may have arrived.

    A later one tells only what changed since.
    """
    kept = sorted(notices, key=lambda notice: (notice.place, notice.created_at))
    last = {_place_of(each): each.id for each in kept}
    return tuple(each for each in kept if each.id == last[_place_of(each)] or each.state == "unconfirmed")


def _place_of(notice: Notice) -> tuple[str, str | None, Kind | None]:
    """Return what a later notice must have in common with this one to take its place."""
    return notice.person, notice.uid, None if notice.kind.tells_of_meetings else notice.kind


def _sendable(scope: CohortScope, notices: Sequence[str]) -> tuple[str, ...]:
    """Return which of the chosen notices can still be sent."""
    can_be = current(scope.tx.notices.of_cohort(scope.cohort.id))
    return tuple(
        each.id for each in _chosen(scope, notices) if each.id in can_be and is_still_so(scope.tx, each)
    )


def _chosen(scope: CohortScope, notices: Sequence[str]) -> tuple[Notice, ...]:
    """Return the notices asked for; raise NotFoundError unless all are this cohort's, NotNowError for none."""
    if not notices:
        raise NotNowError(sentence("Nobody was chosen: tick the names first."))
    of_cohort = {each.id: each for each in scope.tx.notices.of_cohort(scope.cohort.id)}
    if not of_cohort.keys() >= set(notices):
        raise NotFoundError
    return tuple(of_cohort[notice] for notice in notices)


def _approve(scope: CohortScope, notices: Sequence[str], *, only: tuple[str, ...]) -> None:
    words = as_kept(scope.tx.letter_words.of_cohort(scope.cohort.id))
    approved = scope.tx.notices.change(
        notices, only=only, state="approved", approved_at=scope.tx.now, ended_at=None, error=None, words=words
    )
    scope.tx.outbox.emit(*(NoticeApproved(cohort=scope.cohort.id, notice=notice) for notice in approved))


def _withdraw(scope: CohortScope, notices: Sequence[str]) -> None:
    scope.tx.notices.change(notices, only=WITHDRAWABLE, state="withdrawn", error=None, ended_at=scope.tx.now)
