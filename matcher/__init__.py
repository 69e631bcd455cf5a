"""Matching only: ids, integers and bit masks in; a proven assignment, its bound and its reasons out."""
