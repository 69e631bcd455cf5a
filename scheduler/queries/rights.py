"""Who may do what in a cohort, by name."""

from dataclasses import dataclass

from scheduler.access import CohortScope, Right
from scheduler.domain.parts import NOTHING, Parts


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """Someone who holds rights: known by name as one of the cohort's people, else by the address they sign in with.

    `parts` are those that they rebalance as a facilitator.
    """

    account: str
    name: str | None
    email: str | None
    rights: tuple[Right, ...]
    parts: Parts

    @property
    def facilitates(self) -> bool:
        """Whether they may be given parts: whoever coordinates has them all."""
        return self.rights == (Right.FACILITATOR,)


def holders(scope: CohortScope) -> tuple[Holder, ...]:
    """Return everyone who holds a right in the cohort, coordinators first."""
    people = scope.tx.people.by_account(scope.cohort.id)
    parts = scope.tx.accounts.parts(scope.cohort.id)
    found = tuple(
        Holder(
            account=account,
            name=people[account].by_both_names().name if account in people else None,
            email=scope.tx.accounts.email_of(account),
            rights=tuple(map(Right, held)),
            parts=parts.get(account, NOTHING),
        )
        for account, held in scope.tx.accounts.holders(scope.cohort.id).items()
    )
    return tuple(
        sorted(found, key=lambda each: (Right.COORDINATOR not in each.rights, each.name or each.email or ""))
    )
