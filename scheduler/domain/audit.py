"""Who looked at people's data, or changed it: ids alone, kept beside the data and outliving it."""

from dataclasses import dataclass
from datetime import datetime

BY_RULES = "retention"
"""What did it where a cohort's rules had somebody erased: no account is behind it, and no operator."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditRecord:
    """One look or change: `did` is the page, the operation of the API or the command, by name.

    By an account (`token` if a program asked in its name), or by who has none: the operator, or the rules (BY_RULES).
    `person` where one person's data were asked for; otherwise a whole cohort's.
    """

    at: datetime
    did: str
    writes: bool
    account: str | None = None
    token: str | None = None
    cohort: str | None = None
    person: str | None = None
