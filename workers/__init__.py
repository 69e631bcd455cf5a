"""The processes: relay, consumers and the reactions to events; the only place that knows the broker."""
