"""docker-compose.yml as compose reads it: YAML with its variables filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
THIRD_PARTIES = {"postgres", "rabbitmq", "mail"}
UNITS = {"s": 1, "m": 60}
_VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>[A-Z_]+):(?P<how>[-+])(?P<other>[^}]*)\}|)")
"""`$$`, `${NAME:-default}` and `${NAME:+instead}`; whatever else follows a `$` is refused: compose knows more."""


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A variable the file reads, and what it is when unset or empty."""

    name: str
    default: str


def variables(text: str) -> frozenset[Variable]:
    """Return every variable that a text reads."""
    return frozenset(
        Variable(name=found["name"], default=found["other"])
        for found in _VARIABLE.finditer(text)
        if found["how"] == "-"
    )


def read_compose(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the file's content, its anchors merged and its variables filled in from `environment`."""
    return _filled(yaml.safe_load(COMPOSE.read_text(encoding="utf-8")), environment)


def our_services(compose: Mapping[str, Any]) -> dict[str, Any]:
    """Return our own services, without the one that stands alone."""
    services = compose["services"].items()
    return {name: one for name, one in services if name not in THIRD_PARTIES and "profiles" not in one}


def seconds(duration: str) -> int:
    """Return how long `20s` or `1m` is."""
    return int(duration[:-1]) * UNITS[duration[-1]]


def _filled(value: Any, environment: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever stands in YAML
    if isinstance(value, dict):
        return {key: _filled(inner, environment) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, environment) for inner in value]
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: _value_of(found, environment), value)
    return value


def _value_of(found: re.Match[str], environment: Mapping[str, str]) -> str:
    if found["dollar"]:
        return "$"
    if not found["name"]:
        raise ValueError(f"Not a variable as this reader knows them: {found.string!r}")
    value = environment.get(found["name"], "")
    return (value and found["other"]) if found["how"] == "+" else (value or found["other"])
