"""The operator's commands, group by group: they translate between a terminal and commands below."""
