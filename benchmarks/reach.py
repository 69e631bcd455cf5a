"""DESIGN 10 as figures: what each piece of work has to reach, and whether it was met."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from benchmarks.measuring import Measures

Known = Mapping[str, Measures]
"""The figures of every piece of work that was measured, by its words."""

UNITS = {
    "ratio": ("x", 1.0),
    "megabytes": ("MB", 1.0),
    "gap": ("%", 100.0),
    "served": ("served", 1.0),
    "proven": ("proven", 1.0),
}
"""What is not in seconds: its unit, and how many of it make 1."""


@dataclass(frozen=True, kw_only=True)
class Bound:
    """One figure of a piece of work and where it must lie; with neither end it is only shown."""

    work: str
    figure: str
    at_least: float = -inf
    at_most: float = inf

    def said(self, known: Known) -> str:
        """Say the figure with its unit: seconds, or milliseconds if they are few, unless it has another."""
        measured = known.get(self.work, {}).get(self.figure)
        if measured is None:
            return "not measured"
        name = f"{self.figure} " if self.figure in {"first plan", "p50", "gap"} else ""
        unit, scale = UNITS.get(self.figure, ("s", 1.0) if measured >= 0.1 else ("ms", 1000.0))
        scaled = scale * measured
        return f"{name}{scaled:.{0 if scaled >= 100 else 1 if scaled >= 10 else 2}f} {unit}"

    def met(self, known: Known) -> bool | None:
        """Whether the figure lies where it must; None if it was not measured."""
        measured = known.get(self.work, {}).get(self.figure)
        return None if measured is None else self.at_least <= measured <= self.at_most


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of DESIGN 10; without bounds nothing measures it yet."""

    work: str
    reach: str
    bounds: tuple[Bound, ...] = ()

    def said(self, known: Known) -> tuple[str, str, str, str]:
        """Say the work, what it has to reach, what was measured, and whether that meets it."""
        verdicts = [bound.met(known) for bound in self.bounds]
        figures = "; ".join(bound.said(known) for bound in self.bounds)
        if set(verdicts) <= {None}:
            figures = "not measured" if self.bounds else "no benchmark yet"
        met = "" if not verdicts else "no" if False in verdicts else "" if None in verdicts else "yes"
        return self.work, self.reach, figures, met


LARGE = "coaching 10000 x 1000, total, proven"
HUGE = "coaching 100000 x 10000, total, proven"
AROUND = "55 people, round the clock, 1 x 9 months, in 10 s"
MANY = "1000 people, round the clock, 1 x 12 months, in 10 s"
PRODUCTION = "PostgreSQL + RabbitMQ, 2 consumers"

ROWS = (
    Row(
        work="`plan` on the sample (40/12/3, 9 sessions, 8 workshops), all proven",
        reach="<= 3 s wall; a first checked plan within 1 s",
        bounds=(
            Bound(work="plan ptp-2024, wall, all proven", figure="seconds", at_most=3),
            Bound(work="plan ptp-2024, wall, all proven", figure="first plan", at_most=1),
        ),
    ),
    Row(
        work="any cohort of that size: `examples/qhl`, `examples/school`",
        reach="proven within 10 s",
        bounds=(
            Bound(work="plan qhl, wall, all proven", figure="seconds", at_most=10),
            Bound(work="plan school, wall, all proven", figure="seconds", at_most=10),
        ),
    ),
    Row(
        work="the same, with sessions over 13 zones, round the clock (below: the gap after 10 s)",
        reach="proven within 10 s, or the gap shown",
        bounds=(
            Bound(work=f"{AROUND}: ours", figure="first plan", at_most=10),
            Bound(work=f"{AROUND}: ours", figure="proven"),
        ),
    ),
    Row(
        work="`examples/200` (200 x 20 workshops), all proven",
        reach="<= 5 s",
        bounds=(Bound(work="plan 200, wall, all proven", figure="seconds", at_most=5),),
    ),
    Row(
        work="sessions for 1,000 people, round the clock, a start every quarter of an hour",
        reach="a first plan within 1 s, then the gap shown",
        bounds=(Bound(work=f"{MANY}: ours", figure="first plan", at_most=1),),
    ),
    Row(
        work="coaching 10,000 x 1,000, total, worst-week time, with proof",
        reach=">= 8 x scipy; <= 300 MB",
        bounds=(
            Bound(work=LARGE, figure="seconds"),
            Bound(work=LARGE, figure="ratio", at_least=8),
            Bound(work=LARGE, figure="megabytes", at_most=300),
        ),
    ),
    Row(
        work="the same, worst first with minimum loads",
        reach="<= 5 s",
        bounds=(
            Bound(work="coaching 10000 x 1000, worst first, at least 5, proven", figure="seconds", at_most=5),
        ),
    ),
    Row(
        work="coaching 100,000 x 10,000",
        reach="proven, <= 60 s, <= 2 GB",
        bounds=(
            Bound(work=HUGE, figure="seconds", at_most=60),
            Bound(work=HUGE, figure="megabytes", at_most=2000),
        ),
    ),
    Row(
        work="groups 1,000 x 60 x 40, total worth, after 5 s and after 60 s",
        reach="gap <= 1.5 %, <= 1 %",
        bounds=(
            Bound(work="groups 1000 x 60 x 40, total, in 5 s", figure="gap", at_most=0.015),
            Bound(work="groups 1000 x 60 x 40, total, in 60 s", figure="gap", at_most=0.01),
        ),
    ),
    Row(
        work="the same, served first, after 5 s and after 60 s",
        reach="the gap shown",
        bounds=(
            Bound(work="groups 1000 x 60 x 40, served first, in 5 s", figure="gap"),
            Bound(work="groups 1000 x 60 x 40, served first, in 60 s", figure="gap"),
            Bound(work="groups 1000 x 60 x 40, served first, in 60 s", figure="served"),
        ),
    ),
    Row(
        work="every why-not price, 40 x 12; one member's row at 10,000 x 1,000",
        reach="<= 20 ms; <= 1 s cold",
        bounds=(
            Bound(work="every price, 40 x 12, total", figure="seconds", at_most=0.02),
            Bound(work="every price, 40 x 12, worst first", figure="seconds", at_most=0.02),
            Bound(work="one member's prices, 10000 x 1000, total", figure="seconds", at_most=1),
            Bound(work="one member's prices, 10000 x 1000, worst first", figure="seconds", at_most=1),
        ),
    ),
    Row(
        work="the board, 500 members: first paint; a price as dropped; with the rest solved, at once and after a move",
        reach="<= 1 s; <= 0.2 s; <= 2 s",
        bounds=tuple(
            Bound(work=f"the board: {what}", figure="seconds", at_most=seconds)
            for what, seconds in (
                ("first paint", 1),
                ("a card's prices as dropped", 0.2),
                ("a card's prices with the rest solved again", 2),
                ("prices after a move, the rest solved again", 2),
            )
        ),
    ),
    Row(
        work="rebalancing after 5 % churn of 10,000 x 1,000, 20 points: total; worst first",
        reach="<= 2 x one fresh solve",
        bounds=(
            Bound(work="rebalancing 10000 x 1000, total, 20 points", figure="ratio", at_least=0.5),
            Bound(work="rebalancing 10000 x 1000, worst first, 20 points", figure="ratio", at_least=0.5),
        ),
    ),
    Row(
        work="feed GET, warm; 304: waitress over SQLite, then gunicorn over PostgreSQL",
        reach=">= 0.7 x; >= 0.8 x a bare Flask view",
        bounds=(
            Bound(work="feed GET, warm, waitress, SQLite", figure="ratio", at_least=0.7),
            Bound(work="feed GET, 304, waitress, SQLite", figure="ratio", at_least=0.8),
            Bound(work="feed GET, warm, gunicorn, PostgreSQL", figure="ratio", at_least=0.7),
            Bound(work="feed GET, 304, gunicorn, PostgreSQL", figure="ratio", at_least=0.8),
        ),
    ),
    Row(
        work="feed of 50 entries, cold; from kept bytes",
        reach=">= 5 x icalendar; <= 1 ms",
        bounds=(
            Bound(work="feed of 50 entries, cold", figure="ratio", at_least=5),
            Bound(work="feed of 50 entries, from kept bytes", figure="seconds", at_most=0.001),
        ),
    ),
    Row(
        work="plan published to all 55 feeds fresh; 10,000 feeds: SQLite, then PostgreSQL",
        reach="<= 1 s; <= 30 s",
        bounds=tuple(
            Bound(work=f"published to all feeds fresh, {cohort}, {where}", figure="seconds", at_most=seconds)
            for where in ("SQLite", "PostgreSQL")
            for cohort, seconds in (("the sample", 1), ("a made-up cohort", 30))
        ),
    ),
    Row(
        work="event from commit to effect over RabbitMQ with confirms",
        reach=">= 0.5 x bare kombu's publishing; p50 <= 50 ms idle",
        bounds=(
            Bound(work=f"{PRODUCTION}: a commit or publish each", figure="ratio", at_least=0.5),
            Bound(work=f"{PRODUCTION}: idle, commit to effect", figure="p50", at_most=0.05),
        ),
    ),
)
