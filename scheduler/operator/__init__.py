"""The operator's commands, group by group: they translate between a terminal, files and commands below."""
