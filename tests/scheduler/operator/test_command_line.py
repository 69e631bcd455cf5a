"""What every command has in common: how it takes an instant, and how it answers what stands in its way."""

from datetime import UTC, datetime, timedelta, timezone

import click
import pytest
from click.testing import CliRunner, Result

from scheduler.domain.problems import Problem
from scheduler.errors import BadInputError, NotFoundError, RefusedError, RequirementsError, UnavailableError
from scheduler.operator.command_line import CommandLine, Instant
from scheduler.roster.errors import SheetError

PROBLEM = Problem(
    code="role",
    message="Nobody is a gardener here.",
    suggestion="Write member or coach.",
    row=3,
    column="role",
    value="gardener",
    file="roster.csv",
)
PROBLEM_SAID = """\
roster.csv, row 3, role: Nobody is a gardener here.
    found: gardener
    to do: Write member or coach.
"""


def fail_with(error: Exception) -> Result:
    """Run a command that raises this."""

    @click.group(cls=CommandLine)
    def line() -> None:
        pass

    @line.command()
    def fail() -> None:
        raise error

    return CliRunner().invoke(line, ["fail"])


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (RefusedError("Set another port."), 1, "commonhour: Set another port.\n"),
        (NotFoundError(), 1, "commonhour: There is nothing here, or it is not yours to see.\n"),
        (
            UnavailableError("The database is away."),
            1,
            "commonhour: The database is away. `commonhour doctor` says what it is that does not answer.\n",
        ),
        (BadInputError((PROBLEM, PROBLEM)), 2, PROBLEM_SAID * 2),
        (SheetError((PROBLEM,)), 2, PROBLEM_SAID),
        (
            RequirementsError(()),
            3,
            "commonhour: The requirements contradict each other; `reasons` names the conflict.\n",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_is_anticipated_is_said_on_standard_error_with_the_exit_code_of_the_table(
    error: Exception, code: int, said: str
) -> None:
    done = fail_with(error)
    assert (done.exit_code, done.stdout, done.stderr) == (code, "", said)


def test_a_defect_crashes() -> None:
    defect = KeyError("a defect")
    assert fail_with(defect).exception is defect


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-09-01", datetime(2026, 9, 1, tzinfo=UTC)),
        ("2026-09-01T12:00", datetime(2026, 9, 1, 12, tzinfo=UTC)),
        ("2026-09-01T12:00Z", datetime(2026, 9, 1, 12, tzinfo=UTC)),
        ("2026-09-01T12:00+05:45", datetime(2026, 9, 1, 12, tzinfo=timezone(timedelta(hours=5, minutes=45)))),
    ],
)
def test_an_instant_without_a_zone_is_in_utc(text: str, instant: datetime) -> None:
    assert Instant().convert(text, None, None).isoformat() == instant.isoformat()


def test_what_is_no_instant_is_answered_with_one_that_is() -> None:
    with pytest.raises(click.BadParameter, match=r"'soon' is no instant: write 2026-09-01 or"):
        Instant().convert("soon", None, None)
