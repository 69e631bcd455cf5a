"""Spreadsheets and cohort files in, people and problems out; no store and no clock."""
