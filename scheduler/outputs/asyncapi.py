"""The events on the exchange as an AsyncAPI 3.0 document, for programs that read such things."""

import json

from scheduler.events import CONTENT_TYPE, EVENTS, EXCHANGE, SOURCE, Event, meanings
from scheduler.outputs.event_examples import example_of

JSON_TYPES = {str: "string", int: "integer"}
VERSION = "1.0.0"
"""The events' own: a new field raises the second number, what breaks a reader the first."""

ENVELOPE: dict[str, object] = {
    "type": "object",
    "description": "What every event has: CloudEvents 1.0.2, structured JSON. Fields may be added, so ignore what "
    "you do not know.",
    "required": ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"],
    "properties": {
        "specversion": {"type": "string", "const": "1.0"},
        "id": {
            "type": "string",
            "minLength": 1,
            "description": "The event's own; one that comes twice has the same, and is to be ignored.",
        },
        "source": {"type": "string", "const": SOURCE},
        "type": {"type": "string", "description": "What happened; also the routing key."},
        "subject": {"type": "string", "description": "The id of the cohort it happened in."},
        "time": {"type": "string", "format": "date-time", "description": "When it happened, in UTC."},
        "datacontenttype": {"type": "string", "const": "application/json"},
        "traceparent": {
            "type": "string",
            "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-01$",
            "description": "What it follows from, such as one request to a page: the Distributed Tracing extension.",
        },
        "data": {"type": "object"},
    },
}


def asyncapi_json() -> str:
    """Return docs/asyncapi.json."""
    kinds = [kind for kind in EVENTS.values() if kind.public]
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Commonhour's events",
            "version": VERSION,
            "description": "What happened in a cohort, for other systems. They carry ids, never personal data. "
            "docs/events.md says the same for people.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {
            "broker": {
                "host": "{host}",
                "protocol": "amqps",
                "protocolVersion": "0.9.1",
                "description": "The RabbitMQ of COMMONHOUR_BROKER_URL.",
                "variables": {"host": {"default": "localhost:5671"}},
            }
        },
        "channels": {kind.__name__: _channel(kind) for kind in kinds},
        "operations": {
            f"announce{kind.__name__}": {
                "action": "send",
                "summary": kind.__doc__,
                "channel": {"$ref": f"#/channels/{kind.__name__}"},
                "messages": [{"$ref": f"#/channels/{kind.__name__}/messages/{kind.__name__}"}],
                "bindings": {"amqp": {"deliveryMode": 2, "mandatory": False, "bindingVersion": "0.3.0"}},
            }
            for kind in kinds
        },
        "components": {
            "messages": {kind.__name__: _message(kind) for kind in kinds},
            "schemas": {"CloudEvent": ENVELOPE},
        },
    }
    return json.dumps(document, indent=2) + "\n"


def _channel(kind: type[Event]) -> dict[str, object]:
    return {
        "address": kind.type,
        "messages": {kind.__name__: {"$ref": f"#/components/messages/{kind.__name__}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {
                    "name": EXCHANGE,
                    "type": "topic",
                    "durable": True,
                    "autoDelete": False,
                    "vhost": "/",
                },
                "bindingVersion": "0.3.0",
            }
        },
    }


def _message(kind: type[Event]) -> dict[str, object]:
    fields = meanings(kind)
    data = {
        "type": "object",
        "required": list(fields),
        "properties": {
            name: {"type": JSON_TYPES[of], "description": meaning.text}
            for name, (of, meaning) in fields.items()
        },
    }
    return {
        "name": kind.type,
        "title": kind.__name__,
        "summary": kind.__doc__,
        "contentType": CONTENT_TYPE,
        "payload": {
            "allOf": [
                {"$ref": "#/components/schemas/CloudEvent"},
                {"properties": {"type": {"const": kind.type}, "data": data}},
            ]
        },
        "examples": [{"payload": example_of(kind)}],
    }
