"""Coaching: which member goes with which coach, proven, priced and explained (DESIGN 6)."""
