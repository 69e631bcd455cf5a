"""The client in examples/ does what docs/api.md asks of every client: over a real socket, its answers lost."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from examples.api.commonhour_api import Commonhour, ProblemError
from scheduler.access import whole_cohort
from scheduler.commands.runs import cancel_run
from scheduler.web.server import serving
from tests.scheduler.web.api.conftest import program_of
from tests.servers.ports import ReservedPort


@pytest.fixture
def address(world) -> Iterator[str]:
    """Serve the world on a port of its own."""
    port = ReservedPort()
    with serving(world.app, settings=replace(world.settings, port=port.number)):
        yield f"http://127.0.0.1:{port.number}"
    port.release()


class Losing(httpx.HTTPTransport):
    """Loses the answer to every POST once: it was done, and nobody has heard."""

    def __init__(self) -> None:
        super().__init__()
        self.lost: set[str] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        key = request.headers.get("Idempotency-Key", "")
        if key and key not in self.lost:
            self.lost.add(key)
            answer.read()
            raise httpx.ReadError("the answer was lost", request=request)
        return answer


def client(world, address: str, role: str = "coordinator", **more: object) -> Commonhour:
    return Commonhour(address, program_of(world, role).token, **more)


def test_lists_are_read_to_their_end(world, address) -> None:
    with client(world, address) as api:
        assert [cohort["id"] for cohort in api.every("/cohorts")] == ["cedar"]
        assert len(list(api.every("/cohorts/cedar/runs"))) == 3
        assert api.file("/cohorts/cedar/rules").startswith(b"session = [")


def test_what_was_sent_twice_because_an_answer_was_lost_is_done_once(world, address) -> None:
    transport = Losing()
    with client(world, address, transport=transport) as api:
        made = api.post("/cohorts/cedar/runs", {"seed": 5})
        seeds = [run["seed"] for run in api.every("/cohorts/cedar/runs")]
    assert len(transport.lost) == 1
    assert seeds.count(5) == 1
    assert made["url"].endswith(made["id"])


def test_a_run_is_waited_for(world, address) -> None:
    with client(world, address) as api:
        made = api.post("/cohorts/cedar/runs", {})

        def cancel() -> None:
            with world.store.write() as tx:
                cancel_run(whole_cohort(tx, "cedar"), run=made["id"])

        later = threading.Timer(0.5, cancel)
        later.start()
        assert api.wait(made)["state"] == "cancelled"
        later.join()


def test_a_refusal_says_its_code(world, address) -> None:
    with client(world, address, "member") as api, pytest.raises(ProblemError) as refused:
        api.get("/cohorts/cedar")
    assert (refused.value.status, refused.value.code) == (404, "not-found")
    with client(world, address) as api, pytest.raises(ProblemError) as wrong:
        api.post("/cohorts/cedar/runs", {"seed": -1})
    assert [each["column"] for each in wrong.value.problems] == ["seed"]
