"""Every service runs by the very words of docker-compose.yml, from `migrate` to the sample cohort's feeds and mails."""

import os
import signal
import urllib.request
from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.flows import container, image
from tests.flows.compose_file import ROOT, our_services, read_compose, seconds
from tests.flows.stack import (
    PATIENCE_SECONDS,
    Postbox,
    Running,
    Stack,
    make_database,
    make_secrets,
    make_user,
    rewrite,
)
from tests.servers.ports import ReservedPort, wait_until
from tests.servers.postgres import OwnPostgres
from tests.servers.rabbitmq import OwnRabbit

FEEDS = """[
        feed_token(key=settings.feed_key, feed=feed.id, generation=feed.generation)
        for feed in (tx.calendars.feed_of(person.id) for person in scope.people())
        if feed is not None
    ]"""


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return read_compose({})


def test_a_container_here_is_confined_as_the_file_says(
    compose: dict[str, Any], need: Callable[..., None], tmp_path: Path
) -> None:
    need("root, for a container's limits,", there=container.can_be_made())
    (tmp_path / "feed_key").write_text("secret")
    confined = container.Container(
        installed=tmp_path,
        user=compose["x-commonhour"]["user"],
        environment={"PATH": "/usr/bin:/bin"},
        tmpfs=tuple(compose["x-commonhour"]["tmpfs"]),
        secrets={"feed_key": tmp_path / "feed_key"},
    )
    script = """
        id -u; id -g; id -G; grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status | cut -f 2
        for folder in / /opt /opt/commonhour /run /run/secrets /var/tmp /etc; do
            touch $folder/x 2>/dev/null && echo $folder
        done
        touch /tmp/x /dev/shm/x && cat /run/secrets/feed_key
    """
    with (tmp_path / "log").open("wb") as log:
        assert confined.start(["sh", "-c", script], log=log).wait(timeout=10) == 0
    assert (tmp_path / "log").read_text().split() == [*["10001"] * 3, "0" * 16, "0" * 16, "1", "secret"]


@pytest.fixture
def stack(
    compose: dict[str, Any], tmp_path: Path, need: Callable[..., None]
) -> Generator[tuple[Stack, Postbox]]:
    need("root, for a container's limits,", there=container.can_be_made())
    need("PostgreSQL", there=OwnPostgres.is_here())
    need("RabbitMQ", there=OwnRabbit.is_here())
    secrets, postbox = make_secrets(tmp_path), Postbox()
    with ExitStack() as servers:

        def reserve() -> int:
            port = ReservedPort()
            servers.callback(port.release)
            return port.number

        postgres = servers.enter_context(OwnPostgres())
        rabbit = servers.enter_context(OwnRabbit())
        mail = Controller(postbox, hostname="127.0.0.1", port=reserve())
        mail.start()
        servers.callback(mail.stop)
        make_database(postgres, password=(secrets / "postgres_password").read_text())
        make_user(rabbit, (secrets / "rabbitmq.conf").read_text())
        rewrite(secrets / "database_url", "postgres:5432", f"127.0.0.1:{postgres.port}")
        rewrite(secrets / "broker_url", "rabbitmq:5672", f"127.0.0.1:{rabbit.port}")
        rewrite(secrets / "smtp_url", "mail:1025", f"127.0.0.1:{mail.port}")
        installed = image.install_as_the_image_does(tmp_path)
        (logs := tmp_path / "logs").mkdir()
        yield (
            Stack(
                compose=compose,
                secrets=secrets,
                installed=installed,
                logs=logs,
                port=reserve(),
                reserve=reserve,
            ),
            postbox,
        )


def test_every_service_runs_as_the_file_says_from_migrate_to_mails_and_feeds(
    stack: tuple[Stack, Postbox],
) -> None:
    crew, postbox = stack
    assert crew.start("migrate").process.wait(timeout=PATIENCE_SECONDS) == 0, crew.log_of("migrate")
    running: list[Running] = []
    try:
        for name, service in our_services(crew.compose).items():
            replicas = int(service.get("deploy", {}).get("replicas", 1)) if name != "migrate" else 0
            running += [crew.start(name, number) for number in range(1, replicas + 1)]
        web = next(one for one in running if "web" in one.service["command"])
        for one in running:
            one.become_healthy()
            assert b"commonhour_database_up 1.0" in fetch(f"http://127.0.0.1:{one.metrics_port}/metrics")
        feeds = onboard(web, ask=crew.ask)
        answers = [fetch(f"http://127.0.0.1:{crew.port}/feeds/{token}.ics") for token in feeds]
        assert [answer[:15] for answer in answers] == [b"BEGIN:VCALENDAR"] * 55
        come_about(lambda: len(postbox.to) == 55, "every notice was mailed")
        assert len(set(postbox.to)) == 55
        end(running)
    finally:
        for one in running:
            one.process.kill()
            one.process.wait()


def onboard(web: Running, *, ask: Callable[[str], object]) -> list[str]:
    """Import the sample cohort, match, publish and approve as an operator would in the container; return its feeds."""
    sample = ROOT / "examples" / "ptp-2024"
    cohort = web.run("commonhour", "import", f"{sample}/cohort.toml", f"{sample}/roster.csv")
    run = web.in_cohort(cohort, "str(request_run(scope))")
    come_about(lambda: ask("SELECT count(*) FROM plan") == 1, "the run ended")
    assert (
        web.in_cohort(cohort, f"publish_plan(scope, plan=tx.runs.plan_of_run(scope.cohort.id, {run!r}).id)")
        == 1
    )
    come_about(lambda: ask("SELECT count(*) FROM notice") == 55, "every calendar followed")
    return web.in_cohort(cohort, f"approve_all(scope, up_to=(1, 1)) or {FEEDS}")


def come_about(is_so: Callable[[], object], what: str) -> None:
    wait_until(is_so, seconds=PATIENCE_SECONDS, what=what)


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


def end(running: list[Running]) -> None:
    """Tell each with SIGTERM, as `docker compose stop` does: each ends well within its grace."""
    for one in running:
        os.kill(one.process.pid, signal.SIGTERM)
    for one in running:
        grace = seconds(one.service["stop_grace_period"])
        assert one.process.wait(timeout=grace) == 0, one.service["command"]
