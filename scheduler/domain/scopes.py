"""What an API token may be used for: never more than its account may, and only what it names."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.languages.sentences import sentence


class Scope(StrEnum):
    """One thing that a token may be good for; `ABOUT` says what in words."""

    COHORTS_READ = "cohorts:read"
    COHORTS_WRITE = "cohorts:write"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    PLANS_READ = "plans:read"
    PLANS_WRITE = "plans:write"
    MEETINGS_READ = "meetings:read"
    MEETINGS_WRITE = "meetings:write"
    NOTICES_READ = "notices:read"
    NOTICES_WRITE = "notices:write"
    DELIVERIES_READ = "deliveries:read"
    DELIVERIES_WRITE = "deliveries:write"
    ME_READ = "me:read"
    ME_WRITE = "me:write"


ABOUT = {
    Scope.COHORTS_READ: sentence("Read cohorts: their rules, where they stand, norms, links and proposals."),
    Scope.COHORTS_WRITE: sentence(
        "Set cohorts up and change their rules, norms, links, proposals and rights."
    ),
    Scope.PEOPLE_READ: sentence("Read who is in a cohort: names, addresses, hours."),
    Scope.PEOPLE_WRITE: sentence("Bring people in, decide about sign-ups, invite."),
    Scope.PLANS_READ: sentence("Read runs, plans and what a rebalancing offers; people are ids in them."),
    Scope.PLANS_WRITE: sentence("Ask for runs and rebalancings, change drafts, publish."),
    Scope.MEETINGS_READ: sentence("Read meetings, who comes, and whether calendars are subscribed to."),
    Scope.MEETINGS_WRITE: sentence(
        "Move, describe, cancel, restore and add meetings; share and revoke calendars."
    ),
    Scope.NOTICES_READ: sentence("Read the letters that wait, were sent or refused."),
    Scope.NOTICES_WRITE: sentence("Approve and withdraw letters, and word them."),
    Scope.DELIVERIES_READ: sentence("Read what the service owes, and where events are posted to."),
    Scope.DELIVERIES_WRITE: sentence(
        "Have what was given up tried again; change where events are posted to."
    ),
    Scope.ME_READ: sentence("Read one's own page: coach, groups, meetings, hours, calendar."),
    Scope.ME_WRITE: sentence("Change what is one's own: hours, place, interests, seats, answers, calendar."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiToken:
    """A token as it is kept, without its secret; `last_used_at` is exact to the hour, None before its first use.

    `name` is for whoever looks after it. After `expires_at`, or once revoked, it is good for nothing.
    """

    id: str
    account: str
    name: str
    scopes: frozenset[Scope]
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_good(self, *, now: datetime) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and now < self.expires_at
