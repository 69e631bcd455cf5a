"""What is counted and timed for Prometheus (docs/operation.md): the one door to prometheus_client.

Until `start` nothing is counted and nothing loaded. No label holds an id, a path or anything that somebody typed.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from scheduler.metrics_files import Files, new_folder

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import GaugeMetricFamily

NAMES = {
    "claims": ("commonhour_claims_total", "deliveries taken, by reaction", ("reaction",)),
    "tries": (
        "commonhour_tries_total",
        "tries that ended, by reaction and outcome: done, failed, parked, put_off, returned, lease_lost",
        ("reaction", "outcome"),
    ),
    "hints": ("commonhour_hints_sent_total", "wake-up calls sent, by consumer", ("consumer",)),
    "reconnects": ("commonhour_broker_reconnects_total", "times a loop lost its broker", ("worker",)),
    "missed_beats": ("commonhour_lease_beats_missed_total", "renewals of leases that failed", ()),
    "requests": (
        "commonhour_http_requests_total",
        "requests answered, by route's pattern, method and status",
        ("route", "method", "status"),
    ),
    "log_lines_lost": ("commonhour_log_lines_lost_total", "log lines that could not be written", ()),
    "mails": ("commonhour_mails_total", "mails whose sending ended, by state", ("state",)),
    "replies": (
        "commonhour_replies_total",
        "answers that came by mail, by outcome: taken, superseded, or why they were refused",
        ("outcome",),
    ),
    "webhooks": (
        "commonhour_webhook_posts_total",
        "posts to webhooks, by outcome: taken, failed",
        ("outcome",),
    ),
}
"""Counters: how they are called in here, for Prometheus, for people, and their labels."""
SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
GAPS = (0.0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
TIMES = {
    "reaction": ("commonhour_reaction_seconds", "how long a try took", ("reaction",), SECONDS),
    "request": ("commonhour_http_request_seconds", "how long an answer took", ("route", "method"), SECONDS),
    "solve": ("commonhour_solve_seconds", "how long a whole solve took", (), SECONDS),
    "gap": ("commonhour_solve_gap", "what was left unproven of a plan's groups; 0 is proven", (), GAPS),
}
"""Histograms: as the counters, and their buckets' upper ends."""
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class Gauge:
    """Something looked up when somebody asks, such as in the database: a value for each set of labels."""

    name: str
    said: str
    labels: tuple[str, ...] = ()
    values: dict[tuple[str, ...], float] = field(default_factory=dict[tuple[str, ...], float])


Look = Callable[[], Iterable[Gauge]]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Counts:
    """What is counted in this process, and the files in which several count together."""

    registry: "CollectorRegistry"
    measures: dict[str, Any]
    files: Files | None
    known: dict[tuple[str, ...], Any] = field(default_factory=dict[tuple[str, ...], Any])

    def change(self, name: str, labels: dict[str, str], change: Callable[[Any], object]) -> None:
        """Have one measure changed; what there is no room for is not counted."""
        asked = (name, *labels.values())
        if self.files is None:
            change(self._one(asked, labels))
            return
        with self.files.lock:
            missing = self.files.look_for_room(asked)
            if missing is None:
                change(self._one(asked, labels))
        if missing is not None and self.files.is_news():
            log.warning("metrics.no_room", error=type(missing).__name__)

    def _one(self, asked: tuple[str, ...], labels: dict[str, str]) -> Any:  # noqa: ANN401 - the library loads later, if at all
        """Return what is counted under a name and its labels, which the library takes longer to find than to count."""
        one = self.known.get(asked)
        if one is None:
            measure = self.measures[asked[0]]
            one = self.known[asked] = measure.labels(**labels) if labels else measure
        return one


_counts: _Counts | None = None


def start(*, many_processes: bool = False) -> None:
    """Count from now on; with `many_processes` those that are forked from this one count together.

    Their counts are kept in files, so what a process counted stays when it dies. The files go when this process ends.
    They lie in memory where there is a folder for that; where there is no room for them, nothing is counted.
    """
    global _counts  # noqa: PLW0603 - one process has one set of counts
    files = None
    if many_processes:
        try:
            files = Files(new_folder())
            files.make_room()
        except OSError as error:
            log.warning("metrics.no_room", error=type(error).__name__)
            return
        # read by prometheus_client when it is loaded
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(files.folder)
    from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415 - see above

    registry = CollectorRegistry()
    counters: dict[str, Any] = {
        key: Counter(name, said, labels, registry=registry) for key, (name, said, labels) in NAMES.items()
    }
    times: dict[str, Any] = {
        key: Histogram(name, said, labels, registry=registry, buckets=buckets)
        for key, (name, said, labels, buckets) in TIMES.items()
    }
    _counts = _Counts(registry=registry, measures=counters | times, files=files)


def stop() -> None:
    """Count nothing any more."""
    global _counts  # noqa: PLW0603 - as above
    _counts = None


def count(name: str, by: float = 1, **labels: str) -> None:
    """Count one more of `name` (a key of NAMES)."""
    if _counts is not None:
        _counts.change(name, labels, lambda one: one.inc(by))


def took(name: str, value: float, **labels: str) -> None:
    """Note one more of `name` (a key of TIMES): its seconds, or its gap."""
    if _counts is not None:
        _counts.change(name, labels, lambda one: one.observe(value))


def counts_alone() -> bool:
    """Whether no other process counts together with this one."""
    return _counts is None or _counts.files is None


def page(look: Look) -> bytes:
    """Return all counts and gauges in Prometheus's text format (0.0.4)."""
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415 - see `start`
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - the same
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415 - the same

    class Gauges:
        def collect(self) -> "Iterator[GaugeMetricFamily]":
            for gauge in look():
                family = GaugeMetricFamily(gauge.name, gauge.said, labels=gauge.labels)
                for labels, value in gauge.values.items():
                    family.add_metric(labels, value)
                yield family

    asked = CollectorRegistry()
    asked.register(Gauges())  # pyright: ignore[reportArgumentType] - a collector is what collects
    if _counts is None:
        return generate_latest(asked)
    if _counts.files is not None:
        MultiProcessCollector(asked, path=str(_counts.files.folder))  # pyright: ignore[reportUnknownArgumentType]
        return generate_latest(asked)
    return generate_latest(_counts.registry) + generate_latest(asked)
