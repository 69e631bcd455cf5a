"""The value of any answer, recomputed from the problem alone: what the orders of DESIGN 6 compare."""
