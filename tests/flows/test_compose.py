"""docker-compose.yml, the Dockerfile and .env.example agree with each other, with the code and with the documents."""

import json
import os
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from commonhour import PULSE
from tests.flows import image
from tests.flows.compose_file import COMPOSE, ROOT, our_services, read_compose, variables
from workers.routing import CONSUMERS

VENDOR = Path(__file__).parent / "vendor"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return read_compose({})


@pytest.fixture(scope="module")
def ours(compose: dict[str, Any]) -> dict[str, Any]:
    return our_services(compose)


def test_the_file_is_what_the_compose_specification_says(compose: dict[str, Any]) -> None:
    schema = json.loads((VENDOR / "compose-spec.json").read_text(encoding="utf-8"))
    without_anchors = {key: value for key, value in compose.items() if not key.startswith("x-")}
    judge = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in judge.iter_errors(without_anchors)] == []
    assert not judge.is_valid(without_anchors | {"service": {}})


def test_every_consumer_has_a_service_and_every_service_a_purpose(ours: dict[str, Any]) -> None:
    workers = {name: ["commonhour", "worker", name] for name in CONSUMERS}
    processes = {name: ["commonhour", name] for name in ("migrate", "web", "relay")}
    assert {name: service["command"] for name, service in ours.items()} == workers | processes
    assert ours["relay"]["deploy"] == {"replicas": 2}


def test_every_service_is_confined(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["user"] not in {"root", "0", "0:0"}, name
        assert service.get("read_only") is (None if name == "rabbitmq" else True), name
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped"), name
        assert ("healthcheck" in service) is (name != "migrate"), name
        published = [port.rpartition(":")[0] for port in service.get("ports", ())]
        assert all(port.startswith("127.0.0.1:") for port in published), name


@pytest.mark.parametrize(
    ("ages", "healthy"),
    [((), "no"), ((5,), "yes"), ((5, 50), "yes"), ((70,), "no"), ((5, 70), "no")],
)
def test_a_worker_is_healthy_while_each_of_its_loops_went_round_within_a_minute(
    compose: dict[str, Any], tmp_path: Path, ages: tuple[int, ...], healthy: str
) -> None:
    kind, check = compose["x-worker"]["healthcheck"]["test"]
    folder = f"{compose['x-environment']['COMMONHOUR_DATA_DIR']}/{PULSE}"
    assert (kind, check.count(folder)) == ("CMD-SHELL", 2)
    for number, age in enumerate(ages):
        (file := tmp_path / str(number)).touch()
        os.utime(file, times=(time.time() - age,) * 2)
    done = subprocess.run(["sh", "-c", check.replace(folder, str(tmp_path))], check=False)
    assert {0: "yes", 1: "no"}[done.returncode] == healthy


def test_ours_wait_for_the_schema_and_the_schema_for_the_database(ours: dict[str, Any]) -> None:
    migrated = {"condition": "service_completed_successfully"}
    for name, service in ours.items():
        waits_for = service["depends_on"]
        if name == "migrate":
            assert waits_for == {"postgres": {"condition": "service_healthy"}}
        elif name == "web":
            assert waits_for == {"migrate": migrated}
        else:
            assert waits_for == {"migrate": migrated, "rabbitmq": {"condition": "service_healthy"}}


def test_a_gateways_secret_is_read_only_where_answers_are_asked_for(ours: dict[str, Any]) -> None:
    asking = our_services(read_compose({"COMMONHOUR_REPLY_ADDRESS": "answers@example.org"}))
    token, address = "COMMONHOUR_REPLY_TOKEN_FILE", "COMMONHOUR_REPLY_ADDRESS"
    assert [services["web"]["environment"][token] for services in (ours, asking)] == [
        "",
        "/run/secrets/reply_token",
    ]
    assert {name for name, one in asking.items() if one.get("environment", {}).get(address)} == {
        "web",
        "mailer",
    }


def test_no_password_stands_in_the_file_and_each_secret_is_handed_out() -> None:
    compose = read_compose({"COMMONHOUR_REPLY_ADDRESS": "answers@example.org"})  # with all there is in use
    assert not re.search(r"://[^/\s\"]*:[^/\s\"]*@", COMPOSE.read_text(encoding="utf-8"))
    handed_out = set()
    for name, service in compose["services"].items():
        granted = {one if isinstance(one, str) else one["source"] for one in service.get("secrets", ())}
        asked_for = [value for key, value in service.get("environment", {}).items() if key.endswith("_FILE")]
        assert {value.removeprefix("/run/secrets/") for value in asked_for} <= granted, name
        handed_out |= granted
    assert handed_out == set(compose["secrets"])


def test_the_example_of_variables_has_each_with_its_default() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    told = dict(re.findall(r"^#([A-Z_]+)=(.*)$", example, flags=re.MULTILINE))
    read = variables(COMPOSE.read_text(encoding="utf-8"))
    assert {one.name: one.default for one in read} == told
    assert len(read) == len(told)


def test_every_setting_of_the_file_is_documented(compose: dict[str, Any]) -> None:
    documented = set(re.findall(r"`(COMMONHOUR_[A-Z_]+)`", (ROOT / "docs/settings.md").read_text("utf-8")))
    set_here = {name for service in compose["services"].values() for name in service.get("environment", ())}
    of_ours = {name.removesuffix("_FILE") for name in set_here if name.startswith("COMMONHOUR_")}
    asked_for = {one.name for one in variables(COMPOSE.read_text(encoding="utf-8"))}
    assert of_ours | {name for name in asked_for if name.startswith("COMMONHOUR_")} <= documented


def test_the_image_is_made_of_what_is_there_and_runs_as_the_user_of_the_file(compose: dict[str, Any]) -> None:
    dockerfile = image.read_dockerfile()
    for source in dockerfile.sources:
        assert (ROOT / source).exists(), source
        assert image.is_sent(source), source
    assert not any(
        map(image.is_sent, (".git/config", "secrets/feed_key", ".env", "tests/conftest.py", "var/x"))
    )
    assert dockerfile.all("USER") == ("10001:10001",)
    assert compose["x-commonhour"]["user"] == "10001:10001"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    pinned, own = image.pip_commands()
    assert pinned.removeprefix("install ") in makefile
    assert own == image.OURS
    assert own.removeprefix("install ").replace(" .", " -e .") in makefile
