"""Is it alive, and is it keeping up: for whoever watches the machine."""

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, make_response

from scheduler.store.health import look_quickly
from scheduler.web.visit import house

room = Blueprint("health", __name__)


@room.get("/livez")
def live() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@room.get("/readyz")
def ready() -> Response:
    """Say how long the oldest delivery that is due has waited.

    503 when nobody seems to work any more, when the database does not answer in time, and when it is at another schema.
    """
    look = look_quickly(house().store)
    answer = jsonify(status=look.status, oldest_due_seconds=look.oldest_due_seconds)
    return make_response(answer, HTTPStatus.OK if look.status == "ok" else HTTPStatus.SERVICE_UNAVAILABLE)
