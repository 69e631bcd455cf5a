"""Why, in plain words: the matcher's codes and indices become reasons with names, dates and sentences."""

from scheduler.reasons.breaches import breach
from scheduler.reasons.coaching import conflict_reasons, pair_reasons, shortage_reason, unplaced_reasons
from scheduler.reasons.pins import pin_reasons
from scheduler.reasons.sessions import overlap_reasons, session_reasons
from scheduler.reasons.workshops import seat_reason, seat_remarks, section_reason, unserved_reasons

__all__ = [
    "breach",
    "conflict_reasons",
    "overlap_reasons",
    "pair_reasons",
    "pin_reasons",
    "seat_reason",
    "seat_remarks",
    "section_reason",
    "session_reasons",
    "shortage_reason",
    "unplaced_reasons",
    "unserved_reasons",
]
