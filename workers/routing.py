"""Every reaction to an event, in one table."""

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.events import EntriesExpire, Event, PlanPublished, RunRequested
from scheduler.store.outbox import Routes
from scheduler.store.unit_of_work import Transaction
from workers import calendar, matching
from workers.job import Job


@dataclass(frozen=True, kw_only=True, slots=True)
class Reaction:
    """When `on` happens, consumer `consumer` does `do`; `give_up` is written when the last try has failed."""

    on: type[Event]
    consumer: str
    do: Callable[[Job], None]
    give_up: Callable[[Transaction, Event], None] | None = None

    @property
    def name(self) -> str:
        """What deliveries call this reaction."""
        return self.do.__name__


REACTIONS = (
    Reaction(on=RunRequested, consumer="matcher", do=matching.draft_plan, give_up=matching.give_up_run),
    Reaction(on=PlanPublished, consumer="calendars", do=calendar.follow_release),
    Reaction(on=EntriesExpire, consumer="calendars", do=calendar.drop_expired),
)

BY_NAME = {reaction.name: reaction for reaction in REACTIONS}
CONSUMERS = tuple(sorted({reaction.consumer for reaction in REACTIONS}))


def routes() -> Routes:
    """Return the table as the outbox needs it."""
    table: dict[str, tuple[tuple[str, str], ...]] = {}
    for reaction in REACTIONS:
        table[reaction.on.type] = (
            *table.get(reaction.on.type, ()),
            (reaction.consumer, reaction.name),
        )
    return table
