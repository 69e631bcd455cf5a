"""A plan made readable: plan.json, tables, calendars' files and the printed reports."""
