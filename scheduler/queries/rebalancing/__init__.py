"""What a rebalancing offers, as whoever chooses reads it: what each move buys, who moves, whose calendar changes."""

from scheduler.queries.rebalancing.view import RebalancingView, rebalancing_view

__all__ = ["RebalancingView", "rebalancing_view"]
