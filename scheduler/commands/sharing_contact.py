"""People say whether whom they meet in coaching may see how to reach them."""

from scheduler.access import PersonScope
from scheduler.domain.contacts import Shares


def share_contact(scope: PersonScope, *, shares: Shares) -> None:
    """Keep what somebody shares; what they share no more, nobody sees from now on."""
    scope.tx.shared_contacts.put(scope.person.id, shares)
