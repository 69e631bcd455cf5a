"""Which parts of a plan somebody may rebalance: who coaches whom, and the groups of some workshops."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """Parts of a plan: the pairs or not, and workshops by their ids; None is all there are."""

    coaching: bool = False
    workshops: tuple[str, ...] | None = ()

    @property
    def are_any(self) -> bool:
        """Whether there is anything among them."""
        return self.coaching or self.workshops is None or bool(self.workshops)

    def holds(self, workshop: str) -> bool:
        """Whether the groups of a workshop are among them."""
        return self.workshops is None or workshop in self.workshops

    def covers(self, others: "Parts") -> bool:
        """Whether all of the others are among them."""
        groups = self.workshops is None or (
            others.workshops is not None and set(others.workshops) <= set(self.workshops)
        )
        return groups and (self.coaching or not others.coaching)


EVERYTHING = Parts(coaching=True, workshops=None)
NOTHING = Parts()
