"""Webhooks from end to end: set up by command, posted by a running service, taken by the standard's own library."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result
from standardwebhooks import Webhook

from commonhour import main
from tests.flows.overhearing import OVERHEARD
from tests.receiver import Receiver, receiver, with_status

EXAMPLE = Path(__file__).parents[2] / "examples/qhl"


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as here:
        yield here
    for each in here.posted:
        OVERHEARD.headers(each.headers, where="a webhook")
        OVERHEARD.log(each.body.decode(), where="a webhook")


@pytest.fixture
def command(service) -> Callable[..., Result]:
    """Run a command in this process."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, env=service.environment)

    return run


def import_cohort(command: Callable[..., Result]) -> str:
    done = command("import", str(EXAMPLE / "cohort.toml"), str(EXAMPLE / "roster.csv"))
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


def state(command: Callable[..., Result], webhook: str) -> str:
    lines = command("webhooks", "list").stdout.splitlines()
    return next(line for line in lines if line.startswith(webhook)).rpartition("\t")[2]


def open_deliveries(service) -> list[tuple[object, ...]]:
    return service.query("SELECT state, error FROM delivery WHERE target <> '' AND state <> 'done'")


def test_a_webhook_hears_of_a_cohort_from_the_running_service(
    service, command, there: Receiver, monkeypatch
) -> None:
    monkeypatch.setenv("COMMONHOUR_WEBHOOKS_PRIVATE", "1")
    command("migrate")
    added = command("webhooks", "add", there.url, "--type", "cohort.created", "--type", "roster.imported")
    webhook, secret = added.stdout.split()
    with service.running():
        cohort = import_cohort(command)
        service.wait_until(lambda: len(there.posted) == 2)
        service.wait_until(lambda: open_deliveries(service) == [])
    events = [Webhook(secret).verify(each.body, dict(each.headers)) for each in there.posted]
    rows = (EXAMPLE / "roster.csv").read_text().strip().count("\n")
    assert {event["type"]: event["data"] for event in events} == {
        "cohort.created": {"cohort": cohort},
        "roster.imported": {"cohort": cohort, "people": rows},
    }
    assert state(command, webhook) == "well"


def test_an_operator_adds_tries_disables_enables_rotates_and_removes_a_webhook(
    command, there: Receiver, monkeypatch
) -> None:
    monkeypatch.setenv("COMMONHOUR_WEBHOOKS_PRIVATE", "1")
    cohort = import_cohort(command)
    webhook, secret = command("webhooks", "add", there.url, "--cohort", cohort).stdout.split()
    listed, there_at = command("webhooks", "list").stdout, urlsplit(there.url).netloc
    assert listed == f"webhook\thost\tcohort\ttypes\tstate\n{webhook}\t{there_at}\t{cohort}\tall\twell\n"

    tried = command("webhooks", "test", webhook)
    assert (tried.exit_code, tried.stderr) == (0, "It answered 204.\n")
    event = Webhook(secret).verify(there.posted[0].body, dict(there.posted[0].headers))
    assert (event["type"], event["data"]) == ("webhook.tested", {"cohort": cohort, "webhook": webhook})

    there.answer = with_status(302, Location="https://example.org")
    tried = command("webhooks", "test", webhook)
    assert (tried.exit_code, tried.stderr) == (1, "It answered 302.\n")

    new = command("webhooks", "rotate", webhook).stdout.strip()
    command("webhooks", "test", webhook)
    for each in (new, secret):
        Webhook(each).verify(there.posted[-1].body, dict(there.posted[-1].headers))

    assert command("webhooks", "disable", webhook).exit_code == 0
    assert state(command, webhook) == "disabled: ByHand"
    again = command("webhooks", "disable", webhook)
    assert (again.exit_code, again.stderr) == (
        1,
        f"commonhour: The webhook {webhook} is disabled already.\n",
    )
    assert command("webhooks", "enable", webhook).exit_code == 0
    assert state(command, webhook) == "well"
    assert "come to nothing" in command("webhooks", "remove", webhook).stderr
    assert command("webhooks", "list").stdout.count("\n") == 1
    gone = command("webhooks", "test", webhook)
    assert (gone.exit_code, gone.stderr) == (
        1,
        f"commonhour: There is no webhook {webhook}: `commonhour webhooks list` says which there are.\n",
    )


def test_what_cannot_be_a_webhook_is_refused_in_words(command, there: Receiver) -> None:
    import_cohort(command)
    inside = command("webhooks", "add", "https://169.254.169.254/latest")
    assert (inside.exit_code, inside.stdout) == (1, "")
    assert "169.254.169.254 is a private address" in inside.stderr
    assert "https://" in command("webhooks", "add", "http://hooks.example.org/").stderr
    assert command("webhooks", "add", "https://example.org/", "--cohort", "none").exit_code == 1
    assert "plan.published" in command("webhooks", "add", "https://example.org/", "--type", "x").stderr
    leads_inside = command("webhooks", "add", f"https://localhost:{there.port}/").stdout.split()[0]
    tried = command("webhooks", "test", leads_inside)
    assert (tried.exit_code, tried.stderr) == (
        1,
        "commonhour: Nothing was answered: ForbiddenAddress (docs/webhooks.md says what that means).\n",
    )
    assert there.posted == []


def test_the_page_names_every_reason() -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs/webhooks.md").read_text()
    of_poster = re.findall(r'NotPostedError\("(\w+)"\)', (root / "scheduler/poster.py").read_text())
    of_ends = re.findall(
        r'"(\w+)"', (root / "scheduler/commands/webhooks.py").read_text().partition("BOTH_SECRETS")[0]
    )
    assert {name for name in (*of_poster, *of_ends) if f"`{name}`" not in page} == set()
