"""Judges any answer against DESIGN 6 with no solver in it; an empty tuple of violations means it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """One rule that an answer breaks: its code, and the indices it concerns."""

    code: str
    params: Mapping[str, int] = field(default_factory=dict[str, int])
