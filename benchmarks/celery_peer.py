"""The peer: a Celery task that leaves the same row of effect, with late acknowledgement, confirms, quorum queue."""

import os

import psycopg
from celery import Celery

from benchmarks.effects import LOG, note

DATABASE = "COMMONHOUR_BENCH_DATABASE"
BROKER = "COMMONHOUR_BENCH_RABBIT"
QUEUE = "commonhour-bench-celery"

app = Celery("bench", broker=os.environ.get(BROKER, "amqp://guest:guest@127.0.0.1:5672//"))
app.conf.update(
    broker_transport_options={"confirm_publish": True},
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_default_queue=QUEUE,
    task_default_exchange=QUEUE,
    task_default_routing_key=QUEUE,
    task_default_queue_type="quorum",
    task_default_exchange_type="topic",
    worker_prefetch_multiplier=50,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    broker_connection_retry_on_startup=True,
)

_kept: list[psycopg.Connection] = []


@app.task
def leave_effect(event: str) -> None:
    """Insert one row in a transaction of its own."""
    if not _kept:
        _kept.append(psycopg.connect(os.environ[DATABASE], autocommit=True))
    with _kept[0].transaction():
        _kept[0].execute("INSERT INTO effect (event) VALUES (%s)", (event,))
    note(event, done=os.environ[LOG])
