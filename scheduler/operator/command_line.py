"""How every command takes an instant, and answers what stands in its way: with words and an exit code."""

from datetime import UTC, datetime
from typing import Any

import click

from scheduler.errors import ANSWERS, BadInputError, CommonhourError, UnavailableError
from scheduler.roster.errors import RosterError
from scheduler.terminal import console, say_problems


class CommandLine(click.Group):
    """Answers anticipated errors with words and the table's exit code; anything else is a defect and crashes."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (RosterError, BadInputError) as error:
            say_problems(error.problems)
            ctx.exit(ANSWERS[BadInputError][1])
        except UnavailableError as error:
            console.print(f"commonhour: {error} `commonhour doctor` says what it is that does not answer.")
            ctx.exit(ANSWERS[UnavailableError][1])
        except CommonhourError as error:
            console.print(f"commonhour: {str(error) or type(error).__doc__}")
            ctx.exit(ANSWERS[type(error)][1])


class Instant(click.ParamType[datetime]):
    """An instant in ISO 8601; one that names no zone is in UTC."""

    name = "instant"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the instant, aware."""
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no instant: write 2026-09-01 or 2026-09-01T12:00Z.", param, ctx)
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
