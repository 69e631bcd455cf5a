"""What needs attention since the last release: one room for each kind of matter, none of which asks a solver."""

from scheduler.queries.attention.everything import attention
from scheduler.queries.attention.matters import Attention, Matter

__all__ = ["Attention", "Matter", "attention"]
