"""Writes docs/events.md and docs/asyncapi.json, which are made of the events themselves: `make docs`."""

import json
from pathlib import Path

from scheduler.events import CONTENT_TYPE, EVENTS, EXCHANGE, Event, meanings
from scheduler.outputs.asyncapi import asyncapi_json
from scheduler.outputs.event_examples import example_of
from scheduler.outputs.pages import render_text

DOCS = Path(__file__).parents[2] / "docs"


def event_docs() -> dict[str, str]:
    """Return each document by its name in `docs`."""
    kinds = [kind for kind in EVENTS.values() if kind.public]
    page = render_text(
        template="events.md",
        values={
            "events": [_said(kind) for kind in kinds],
            "exchange": EXCHANGE,
            "content_type": CONTENT_TYPE,
        },
    )
    return {"events.md": page, "asyncapi.json": asyncapi_json()}


def _said(kind: type[Event]) -> dict[str, object]:
    return {
        "type": kind.type,
        "when": kind.__doc__,
        "fields": [
            {"name": name, "is": "text" if of is str else "number", "means": meaning.text}
            for name, (of, meaning) in meanings(kind).items()
        ],
        "example": json.dumps(example_of(kind), indent=2),
    }


if __name__ == "__main__":
    for name, text in event_docs().items():
        (DOCS / name).write_text(text, encoding="utf-8")
