"""What a rebalancing offers, as whoever chooses reads it: what each move buys, who moves, whose calendar changes."""

from scheduler.queries.rebalancing.view import Offered, RebalancingView, offered_by, rebalancing_view

__all__ = ["Offered", "RebalancingView", "offered_by", "rebalancing_view"]
