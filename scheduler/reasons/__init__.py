"""Why, in plain words: the matcher's codes and indices become reasons with names, dates and sentences."""

from scheduler.reasons.advice import advice_reasons
from scheduler.reasons.alternatives import alternative_reasons, change_figures, change_words
from scheduler.reasons.breaches import breach
from scheduler.reasons.coached import with_coaching_reasons
from scheduler.reasons.coaching import pair_reasons, shortage_reason, unplaced_reasons
from scheduler.reasons.conflicts import conflict_reasons
from scheduler.reasons.pins import pin_reasons
from scheduler.reasons.seats import too_few_people, too_few_seats
from scheduler.reasons.sessions import overlap_reasons, session_reasons
from scheduler.reasons.workshops import seat_reason, seat_remarks, section_reason, unserved_reasons

__all__ = [
    "advice_reasons",
    "alternative_reasons",
    "breach",
    "change_figures",
    "change_words",
    "conflict_reasons",
    "overlap_reasons",
    "pair_reasons",
    "pin_reasons",
    "seat_reason",
    "seat_remarks",
    "section_reason",
    "session_reasons",
    "shortage_reason",
    "too_few_people",
    "too_few_seats",
    "unplaced_reasons",
    "unserved_reasons",
    "with_coaching_reasons",
]
