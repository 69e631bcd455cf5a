"""What somebody has written into a cohort's own sign-up form, until a coordinator brings them in or puts it aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class SignUp:
    """A row of a roster that somebody wrote themselves: its cells by column, as a file would have them."""

    id: str
    cells: Mapping[str, str]
    sent_at: datetime

    @property
    def email(self) -> str:
        """Whose it is: no address is in the cohort twice, however it is written."""
        return self.cells.get("email", "").lower()


@dataclass(frozen=True, kw_only=True, slots=True)
class SignUpLink:
    """A cohort's link to its form: its `generation`, counted from 1, and whether the form is open."""

    generation: int
    is_open: bool
