"""Gatherings: when the whole group meets each month, so that the bad hours go round (DESIGN 6)."""
