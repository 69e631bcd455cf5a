"""Frozen facts about people, cohorts, plans and meetings, valid by construction; no I/O and no clock."""
