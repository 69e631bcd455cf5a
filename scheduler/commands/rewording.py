"""Entries of calendars say something else, also of what is over."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from calendars.entries import EntryContent
from scheduler.access import CohortScope
from scheduler.commands.feeds import render_again
from scheduler.commands.revising import Pen
from scheduler.domain.people import Person, PersonId
from scheduler.domain.readers import readers_of
from scheduler.store.calendars import StoredEntry


def reword_entries(
    scope: CohortScope, *, others: Sequence[Person], write: Callable[[EntryContent], EntryContent]
) -> int:
    """Have every entry of the others say what `write` makes of it; return how many say something else now.

    Nobody is written to about it: that is for those who follow what is to come.
    """
    tx = scope.tx
    entries, pen = tx.calendars.entries_of_cohort(scope.cohort.id), Pen(now=tx.now)
    changed: list[tuple[PersonId, StoredEntry]] = []
    for other in others:
        for uid, entry in entries.get(other.id, {}).items():
            says = write(entry.content)
            if says != entry.content:
                revision = pen.revise(entry.revision, says)
                entries[other.id][uid] = replace(
                    entry, content=says, revision=revision, body=pen.write(says, revision)
                )
                changed.append((other.id, entries[other.id][uid]))
    if changed:
        tx.calendars.put_entries(changed)
        chosen = tx.preferences.in_cohort(scope.cohort.id)
        theirs = {owner for owner, _ in changed}
        render_again(
            scope,
            people=[other for other in others if other.id in theirs],
            readers=readers_of(others, cohort=scope.cohort, chosen=chosen),
            entries=entries,
        )
    return len(changed)
