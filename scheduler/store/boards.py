"""Drafts as they are changed by hand, and each step of it, as rows."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from scheduler.documents import from_json, to_json
from scheduler.domain.boards import Edit
from scheduler.domain.plans import CoachingPart, Plan
from scheduler.store import tables


class Boards:
    """The steps by which a plan came to be what it is; they go with it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def edits(self, plan: str) -> tuple[Edit, ...]:
        """Return every step of a plan, first to last, those that were taken back too."""
        rows = self._connection.execute(
            select(tables.edit.c.document, tables.edit.c.undone)
            .where(tables.edit.c.plan_id == plan)
            .order_by(tables.edit.c.number)
        )
        return tuple(from_json({**row.document, "undone": row.undone}, as_type=Edit) for row in rows)

    def add(self, plan: str, edit: Edit, *, now: datetime) -> None:
        """Keep a step; what was taken back before it cannot be done again any more."""
        self._connection.execute(
            delete(tables.edit).where(tables.edit.c.plan_id == plan, tables.edit.c.undone)
        )
        self._connection.execute(
            insert(tables.edit).values(
                plan_id=plan, number=edit.number, document=to_json(edit), undone=False, edited_at=now
            )
        )

    def turn(self, plan: str, number: int, *, undone: bool) -> None:
        """Take a step back, or do it again."""
        self._connection.execute(
            update(tables.edit)
            .where(tables.edit.c.plan_id == plan, tables.edit.c.number == number)
            .values(undone=undone)
        )

    def solved(self, plan: str) -> CoachingPart | None:
        """Return the coaching of a plan as it was solved; None where it was never changed."""
        kept = self._connection.execute(
            select(tables.plan.c.solved).where(tables.plan.c.id == plan)
        ).scalar_one_or_none()
        return None if kept is None else from_json(kept, as_type=CoachingPart)

    def keep_solved(self, plan: str, part: CoachingPart) -> None:
        """Keep the coaching as it was solved, before it is changed for the first time."""
        self._connection.execute(
            update(tables.plan).where(tables.plan.c.id == plan).values(solved=to_json(part))
        )

    def claim(self, plan: str, *, seen: int) -> bool:
        """Begin the revision after the one that was `seen`; say whether nobody else has done so before."""
        claimed = self._connection.execute(
            update(tables.plan)
            .where(tables.plan.c.id == plan, tables.plan.c.revision == seen)
            .values(revision=seen + 1)
        )
        return claimed.rowcount == 1

    def keep(self, plan: str, document: Plan, *, input_hash: str) -> None:
        """Have this be the plan in the revision that was claimed."""
        self._connection.execute(
            update(tables.plan)
            .where(tables.plan.c.id == plan)
            .values(document=to_json(document), input_hash=input_hash)
        )
