"""What a person chooses about their calendar and the mails they get; nobody chooses it for them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

ALARMS = (10, 30, 60, 24 * 60)
"""The minutes before a meeting at which a calendar can be asked to ring."""
REMINDERS = (60, 24 * 60)
"""The minutes before a meeting at which a mail can remind of it."""


class Channel(StrEnum):
    """How meetings reach someone; by one way alone, or they would see each twice (DESIGN 7)."""

    AUTO = "auto"
    FEED = "feed"
    MAIL = "mail"


@dataclass(frozen=True, kw_only=True, slots=True)
class Preference:
    """One person's choices; `alarms` and `reminders` in minutes before a meeting, the longest first.

    `discreet` None follows the cohort; `subscribed_at` is when a calendar program first asked for their feed.
    """

    channel: Channel = Channel.AUTO
    mails: bool = True
    alarms: tuple[int, ...] = ()
    reminders: tuple[int, ...] = ()
    discreet: bool | None = None
    subscribed_at: datetime | None = None

    @property
    def is_invited(self) -> bool:
        """Whether meetings come as invitations by mail: until the feed is first fetched, unless they chose."""
        if self.channel is Channel.AUTO:
            return self.mails and self.subscribed_at is None
        return self.mails and self.channel is Channel.MAIL
