"""The board of a draft with 520 members and 156 coaches, in Chromium, served by `commonhour serve`.

Timed is what a coordinator waits for: the first paint of the board; both prices of a card that is picked up; and, once
a card was moved by hand, the prices of the next one, until those with the rest solved again are there.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.crowds import sample
from benchmarks.measuring import ROUNDS, Line, shared
from benchmarks.scratch import answers, free_port
from scheduler.access import Right, whole_cohort
from scheduler.clock import SystemClock
from scheduler.commands.cohorts import create_cohort, grant, open_account
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import finish_run, input_hash, request_run
from scheduler.commands.signing_in import begin_session
from scheduler.ids import RandomIds
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from workers.drafting import draft
from workers.routing import routes

CHROMIUM = Path("/usr/bin/chromium")
COPIES = shared(13)
PRICES = "async member => (await fetch(`members/${member}/prices`)).json()"
ALONE = "async member => (await fetch(`members/${member}/prices?alone`)).json()"
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def results() -> Iterator[Line]:
    """Time each wait five times; each move is of another card."""
    if not CHROMIUM.exists():
        yield Line(work="board", figures=f"not measured: Chromium is not at {CHROMIUM}")
        return
    with tempfile.TemporaryDirectory() as folder:
        board, session, size = _keep(folder)
        with _served(folder) as url, _page(url, session) as page:
            painted, dropped, priced, anew = zip(
                *(_round(page, f"{url}{board}") for _ in range(ROUNDS)), strict=True
            )
    for what, seconds in (
        ("first paint", painted),
        ("a card's prices as dropped", dropped),
        ("a card's prices with the rest solved again", priced),
        ("prices after a move, the rest solved again", anew),
    ):
        yield Line(
            work=f"the board: {what}",
            figures=f"{median(seconds):8.3f} s  {size}",
            measures={"seconds": median(seconds)},
        )


def _round(page: Page, board: str) -> tuple[float, float, float, float]:
    """Return how long the paint, the prices and, after a move, the new prices took."""
    page.goto(board)
    while (paint := page.evaluate(PAINT)) is None:
        time.sleep(0.01)
    cards: list[str] = page.locator("[data-member]").evaluate_all(
        "all => all.map(each => each.dataset.member)"
    )
    first, second = cards[len(cards) // 2], cards[len(cards) // 3]
    begun = time.perf_counter()
    page.evaluate(ALONE, first)
    dropped = time.perf_counter() - begun
    begun = time.perf_counter()
    prices = page.evaluate(PRICES, first)
    priced = time.perf_counter() - begun
    coach = next(each for each, price in prices.items() if price["fits"] or price["solves"])
    rest = "keep" if prices[coach]["fits"] else "solve"
    begun = time.perf_counter()
    with page.expect_navigation():
        page.evaluate(_MOVE, [first, coach, rest])
    page.locator("#board-rest:not([hx-get])").wait_for(state="attached")
    anew = page.evaluate(PRICES, second)
    assert all(price["solved"] for price in anew.values()), "the prices are not there"
    return paint / 1000, dropped, priced, time.perf_counter() - begun


_MOVE = """([member, coach, rest]) => {
  const form = document.getElementById("board-move");
  for (const [name, value] of Object.entries({ member, coach, rest })) form.elements[name].value = value;
  form.submit();
}"""


def _keep(folder: str) -> tuple[str, str, str]:
    """Keep a large cohort without workshops, and its draft; return the board's path, a session, and its size."""
    crowd = sample().times(COPIES)
    rules = replace(crowd.cohort, sessions=(), workshops=(), must_attend=(), never_attend=(), no_one_alone=())
    people = tuple(replace(person, workshops=()) for person in crowd.people)
    coaching = rules.coaching
    assert coaching is not None
    rules = replace(rules, coaching=replace(coaching, must=(), never=()))
    engine = open_engine(f"sqlite:///{folder}/commonhour.db")
    migrate(engine)
    store = Store(engine, clock=SystemClock(), ids=RandomIds(), routes=routes())
    drafted = draft(cohort=rules, people=people)
    with store.write() as tx:
        create_cohort(tx, cohort=rules)
        scope = whole_cohort(tx, rules.id)
        import_people(scope, people=people)
        account = open_account(tx, email="coordinator@example.org")
        grant(tx, account=account, cohort=rules.id, right=Right.COORDINATOR)
        session, run = begin_session(tx, account=account), request_run(scope)
        made_from = input_hash(cohort=rules, people=scope.people())
        finish_run(scope, run=run, plan=drafted.plan, prices=drafted.prices, made_from=made_from)
        plan = tx.runs.plan_of_run(rules.id, run)
    engine.dispose()
    assert plan is not None
    part = drafted.plan.coaching
    size = (
        f"{len(part.pairs) + len(part.unplaced)} members, {len({pair.coach for pair in part.pairs})} coaches"
    )
    return f"/cohorts/{rules.id}/plans/{plan.id}/board", session, size


@contextmanager
def _served(folder: str) -> Generator[str]:
    port = free_port()
    environment = {
        "COMMONHOUR_DATA_DIR": folder,
        "COMMONHOUR_PORT": str(port),
        "COMMONHOUR_BASE_URL": f"http://127.0.0.1:{port}",
        "PATH": str(Path(sys.executable).parent),
    }
    command = [sys.executable, "-m", "commonhour", "serve"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as served:
        try:
            while not answers(port):
                assert served.poll() is None, "the service has ended"
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            served.terminate()


@contextmanager
def _page(url: str, session: str) -> Generator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        cookie: Any = {"name": "commonhour-session", "value": session, "url": url}
        context.add_cookies([cookie])
        yield context.new_page()
        browser.close()
