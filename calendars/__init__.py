"""Time and RFC 5545 only: zones, weekly windows, offered starts, entries and their bytes."""
