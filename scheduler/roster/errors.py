"""What the roster's readers raise: everything that is wrong at once, for a person to mend."""

from scheduler.domain.problems import Problem


class RosterError(Exception):
    """What was handed in cannot be used as it stands; `problems` says what is to be mended."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(f"{problem.message} {problem.suggestion}" for problem in problems))
        self.problems = problems


class SheetError(RosterError):
    """The file is not a table that can be read."""


class CohortFileError(RosterError):
    """The cohort file does not describe a cohort."""


class MappingFileError(RosterError):
    """The mapping file does not say what columns and values mean."""
