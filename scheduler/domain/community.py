"""What a community has agreed on and shares: its norms in its own words, and links to courses and resources."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

SHOWN_AT_ONCE = 300
"""Letters of the norms that stand on everyone's page; the rest has a page of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Norms:
    """What was agreed on, in paragraphs; `revision` counts the changes, 0 before there was any (`changed_at` None)."""

    text: str = ""
    revision: int = 0
    changed_at: datetime | None = None

    @property
    def beginning(self) -> str:
        """The first lines, whole ones, as many as fit; the very first comes in any case."""
        first, *others = self.text.split("\n")
        shown = [first]
        length = len(first)
        for line in others:
            length += len(line)
            if length > SHOWN_AT_ONCE:
                break
            shown.append(line)
        return "\n".join(shown).rstrip("\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedLink:
    """One course or resource: what it is called, where it is, and in a line what it is for (empty: not said)."""

    title: str
    url: str
    about: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedLinks:
    """The list in its order; `revision` counts the changes."""

    links: tuple[SharedLink, ...] = ()
    revision: int = 0


def placed(links: Iterable[tuple[int, int, SharedLink]]) -> tuple[SharedLink, ...]:
    """Return links, each with the place that it had and the one that it is given, in the order of the latter.

    One that is given another's place moves up before it, or down behind it.
    """

    def place(each: tuple[int, int, SharedLink]) -> tuple[int, int, int]:
        had, given, _ = each
        return given, (given > had) - (given < had), had

    return tuple(link for _, _, link in sorted(links, key=place))
