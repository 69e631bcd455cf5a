"""Why, in plain words: the matcher's codes and indices become reasons with names, dates and sentences."""

from scheduler.reasons.coaching import conflict_reasons, pair_reasons, unplaced_reasons

__all__ = ["conflict_reasons", "pair_reasons", "unplaced_reasons"]
