"""Accounts, and what they may do, as rows."""

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import CohortId
from scheduler.domain.parts import Parts
from scheduler.store import tables
from scheduler.store.dialects import insert_or
from scheduler.store.tables.encrypted import same


class Accounts:
    """Who may sign in, and to what."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, *, account: str, email: str | None, now: datetime) -> None:
        """Open an account; `email` in lower case, or none for who signs in by a handed link.

        Where another has the e-mail, also one that is being opened at this moment, nothing is opened.
        """
        if email is not None and self.by_email(email) is not None:  # under another key, it may be
            return
        opened = insert_or(self._connection, tables.account)
        self._connection.execute(
            opened.values(id=account, email=email, created_at=now).on_conflict_do_nothing(
                index_elements=[tables.account.c.email]
            )
        )

    def by_email(self, email: str) -> str | None:
        """Return the account with this e-mail, without regard to case."""
        return self._connection.execute(
            select(tables.account.c.id).where(same(self._connection, tables.account.c.email, email.lower()))
        ).scalar_one_or_none()

    def exists(self, account: str) -> bool:
        """Whether there is this account."""
        found = select(tables.account.c.id).where(tables.account.c.id == account)
        return self._connection.execute(found).first() is not None

    def let_found(self, account: str) -> None:
        """Let an account set cohorts up; saying so twice changes nothing."""
        self._connection.execute(
            update(tables.account).where(tables.account.c.id == account).values(may_found=True)
        )

    def may_found(self, account: str) -> bool:
        """Whether an account may set a cohort up though it runs none."""
        return self._connection.execute(
            select(tables.account.c.may_found).where(tables.account.c.id == account)
        ).scalar_one()

    def give(self, account: str, cohort: CohortId, right: str) -> None:
        """Grant a right in a cohort; granting it twice changes nothing."""
        given = insert_or(self._connection, tables.grant)
        self._connection.execute(
            given.values(account_id=account, cohort_id=cohort, right_held=right).on_conflict_do_nothing()
        )

    def rights(self, account: str) -> dict[CohortId, tuple[str, ...]]:
        """Return the rights the account holds, by cohort."""
        held: dict[CohortId, tuple[str, ...]] = {}
        rows = self._connection.execute(
            select(tables.grant)
            .where(tables.grant.c.account_id == account)
            .order_by(tables.grant.c.cohort_id, tables.grant.c.right_held)
        )
        for row in rows:
            cohort = CohortId(row.cohort_id)
            held[cohort] = (*held.get(cohort, ()), row.right_held)
        return held

    def set_parts(self, account: str, cohort: CohortId, right: str, parts: Parts) -> bool:
        """Have these be the parts that come with a right; say whether the account holds it."""
        of = tables.grant.c
        changed = self._connection.execute(
            update(tables.grant)
            .where(of.account_id == account, of.cohort_id == cohort, of.right_held == right)
            .values(parts=to_json(parts))
        )
        return changed.rowcount == 1

    def parts(self, cohort: CohortId, *, only: str | None = None) -> dict[str, Parts]:
        """Return the parts that come with accounts' rights in a cohort, or one's only, of those that have any."""
        of = tables.grant.c
        found = select(of.account_id, of.parts).where(of.cohort_id == cohort, of.parts.is_not(None))
        if only is not None:
            found = found.where(of.account_id == only)
        rows = self._connection.execute(found.order_by(of.account_id))
        return {row.account_id: from_json(row.parts, as_type=Parts) for row in rows}

    def take(self, account: str, cohort: CohortId, right: str) -> None:
        """Take a right in a cohort back."""
        of = tables.grant.c
        self._connection.execute(
            delete(tables.grant).where(
                of.account_id == account, of.cohort_id == cohort, of.right_held == right
            )
        )

    def holders(self, cohort: CohortId) -> dict[str, tuple[str, ...]]:
        """Return the rights that accounts hold in a cohort."""
        held: dict[str, tuple[str, ...]] = {}
        of = tables.grant.c
        rows = self._connection.execute(
            select(of.account_id, of.right_held)
            .where(of.cohort_id == cohort)
            .order_by(of.account_id, of.right_held)
        )
        for account, right in rows:
            held[account] = (*held.get(account, ()), right)
        return held

    def email_of(self, account: str) -> str | None:
        """Return the e-mail that an account signs in with, if it has one."""
        return self._connection.execute(
            select(tables.account.c.email).where(tables.account.c.id == account)
        ).scalar_one_or_none()
