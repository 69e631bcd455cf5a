"""Is it alive, and is it keeping up: for whoever watches the machine."""

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, make_response

from scheduler.store.health import LATE, oldest_due
from scheduler.web.visit import house, looking

room = Blueprint("health", __name__)


@room.get("/livez")
def live() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@room.get("/readyz")
def ready() -> Response:
    """Say how long the oldest delivery that is due has waited; 503 when nobody seems to work any more."""
    with looking() as access:
        now = access.tx.now
    waiting = oldest_due(house().store.engine, now)
    late = waiting >= LATE
    return make_response(
        jsonify(status="late" if late else "ok", oldest_due_seconds=round(waiting.total_seconds(), 3)),
        HTTPStatus.SERVICE_UNAVAILABLE if late else HTTPStatus.OK,
    )
