"""All that has come up since the last release, and all that can be foreseen, derived from what is so now."""

from scheduler.access import CohortScope
from scheduler.queries.attention.absences import absences
from scheduler.queries.attention.coaches import (
    coaches_gone,
    coaches_with_room,
    coaches_with_too_many,
    pairs_ended,
)
from scheduler.queries.attention.groups import groups_too_small, groups_without_leader
from scheduler.queries.attention.matters import Attention, in_order
from scheduler.queries.attention.meetings import meetings_at_bad_hours
from scheduler.queries.attention.newcomers import kept_seats, newcomers, waiting, without_a_seat
from scheduler.queries.attention.pairs import pairs_out_of_step
from scheduler.queries.attention.standing import Standing


def attention(scope: CohortScope) -> Attention:
    """Return what there is to look after, as of the transaction's instant; nothing before the first release."""
    standing = Standing.of(scope)
    if standing is None:
        return Attention(matters=(), published=False)
    return Attention(
        matters=in_order(
            (
                *pairs_out_of_step(standing),
                *coaches_gone(standing),
                *pairs_ended(standing),
                *coaches_with_too_many(standing),
                *coaches_with_room(standing),
                *groups_without_leader(standing),
                *groups_too_small(standing),
                *meetings_at_bad_hours(standing),
                *newcomers(standing),
                *without_a_seat(standing),
                *waiting(standing),
                *kept_seats(standing),
                *absences(standing),
            )
        ),
        published=True,
    )
