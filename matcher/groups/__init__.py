"""Workshop groups: which sections are held, when and under whom, and who sits in them (DESIGN 6)."""
