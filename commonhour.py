"""The command line and composition root: the only file that knows all four packages.

What only some commands need is imported in them: the solver loads for `plan` alone, and the broker never in `web`.
"""

from scheduler.loading import loading

with loading():
    import shutil
    import threading
    from collections.abc import Callable, Generator, Mapping
    from contextlib import contextmanager
    from datetime import UTC, datetime, time
    from functools import partial
    from pathlib import Path
    from typing import TYPE_CHECKING

    import click
    import structlog

    from calendars.zones import ZONE_DATA_VERSION
    from scheduler import crash_points, metrics
    from scheduler.clock import SystemClock
    from scheduler.commands.run_options import MOST_SECONDS, MOST_SEED
    from scheduler.errors import RefusedError
    from scheduler.ids import RandomIds
    from scheduler.logs import log_for_people, log_for_programs
    from scheduler.operator.audit import audit
    from scheduler.operator.backup import backup
    from scheduler.operator.cohorts import begin, grant_right, import_cohort
    from scheduler.operator.command_line import CommandLine, Instant
    from scheduler.operator.comparing import A_PLAN, compare_plans, plan_at
    from scheduler.operator.deliveries import deliveries
    from scheduler.operator.encrypting import encrypt
    from scheduler.operator.files import A_FILE, MAPPING, new_cohort, people_of
    from scheduler.operator.instance import Instance
    from scheduler.operator.people import erase, export_person
    from scheduler.operator.sessions import sign_out
    from scheduler.operator.tokens import tokens
    from scheduler.operator.webhooks import webhooks
    from scheduler.operator.zones import zones
    from scheduler.posting import Post
    from scheduler.settings import Settings, read_settings
    from scheduler.store.engine import missing_file, open_engine
    from scheduler.store.keys import Keys
    from scheduler.store.unit_of_work import Store
    from scheduler.store.zone_data import NAMED
    from scheduler.terminal import console, progress, say_table
    from workers.job import Replies, Tools, announce_nowhere
    from workers.mail import open_mail
    from workers.maildir import Maildir
    from workers.routing import CONSUMERS, routes
    from workers.solver_process import rebalance_in_process, solve_in_process
    from workers.stopping import sleep_until, until_asked, until_told

if TYPE_CHECKING:
    from workers.broker import Broker

EXAMPLE = Path(__file__).parent / "examples" / "ptp-2024"
DEMO_DATA = Path("var") / "demo"
ENDING = "Ending with the best plan so far. Ctrl-C once more ends without one."
PULSE = "pulse"
"""The folder, in the data folder, where a relay and workers show that they go round (docs/production.md)."""


@click.group(cls=CommandLine)
@click.version_option(package_name="commonhour")
@click.pass_context
def main(context: click.Context) -> None:
    """Find the common hour of a community, and keep everyone's calendar right."""
    log_for_people()
    context.obj = Instance(
        look_at_settings=partial(read_settings, make=False),
        open_store=_open_store,
        make_store=lambda: _open_store(read_settings(), makes=True),
        open_post=_post,
    )


main.add_command(audit)
main.add_command(backup)
main.add_command(begin)
main.add_command(compare_plans)
main.add_command(deliveries)
main.add_command(encrypt)
main.add_command(erase)
main.add_command(export_person)
main.add_command(grant_right)
main.add_command(import_cohort)
main.add_command(sign_out)
main.add_command(tokens)
main.add_command(webhooks)
main.add_command(zones)


@main.command()
@click.argument("roster", type=A_FILE)
@click.option("--cohort", "cohort_file", required=True, type=A_FILE, help="The cohort's rules (TOML).")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where the plan's files go.")
@click.option("--as-of", type=Instant(), help="Its only clock, such as 2026-09-01 or 2026-09-01T12:00Z.")
@MAPPING
@click.option(
    "--seed", type=click.IntRange(0, MOST_SEED), default=0, show_default=True, help="Recorded with the plan."
)
@click.option(
    "--seconds",
    type=click.IntRange(1, MOST_SECONDS),
    help="How long to look for a better plan; without it, until the plan is proven or the solvers' own limits are met.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan on standard output.")
def plan(
    roster: Path,
    cohort_file: Path,
    out: Path,
    as_of: datetime | None,
    mapping: Path | None,
    seed: int,
    seconds: int | None,
    *,
    as_json: bool,
) -> None:
    """Match ROSTER and write the whole plan into a directory: exit 0 done, 2 bad input, 3 cannot be met.

    Ctrl-C ends the search with the best plan so far, a second one without a plan.
    """
    with loading():
        from scheduler.operator.planning import say_plan  # noqa: PLC0415 - see the module's docstring
        from scheduler.outputs.standing import standing_line  # noqa: PLC0415 - the same
        from workers.throwaway import make_plan  # noqa: PLC0415 - the same

    with until_asked(lambda: console.print(ENDING)) as asked, progress() as tell:
        planned = make_plan(
            cohort=new_cohort(cohort_file),
            people=people_of(roster, mapping=mapping),
            as_of=as_of or datetime.combine(SystemClock().now(), time(), UTC),
            seed=seed,
            seconds=seconds,
            report=lambda step: tell(standing_line(step)),
            cancelled=asked.is_set,
        )
        tell("writing")
        with loading():  # what writes loads once there is something to write
            from scheduler.outputs.directory import write_directory  # noqa: PLC0415 - the same
            from workers.plan_files import plan_files  # noqa: PLC0415 - the same
        files = plan_files(planned)
        write_directory(target=out, files=files)
    if as_json:
        click.echo(files["plan.json"], nl=False)
    say_plan(planned.plan, cohort=planned.cohort, report=out / "report.html")


@main.command()
@click.argument("previous", type=A_PLAN)
@click.argument("roster", type=A_FILE)
@click.option("--cohort", "cohort_file", required=True, type=A_FILE, help="The cohort's rules (TOML).")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where the plan's files go.")
@click.option("--as-of", type=Instant(), help="Its only clock; what is over by then stays as it was.")
@MAPPING
@click.option("--moves", type=click.IntRange(0), help="At most so many lose a coach they could have kept.")
@click.option(
    "--seat-moves",
    type=click.IntRange(0),
    help="The same of seats in workshops, and of groups that meet anew.",
)
@click.option("--seed", type=click.IntRange(0, MOST_SEED), default=0, help="Recorded with the plan.")
@click.option("--json", "as_json", is_flag=True, help="Print the frontier on standard output.")
def rebalance(
    previous: Path,
    roster: Path,
    cohort_file: Path,
    out: Path,
    as_of: datetime | None,
    mapping: Path | None,
    moves: int | None,
    seat_moves: int | None,
    seed: int,
    *,
    as_json: bool,
) -> None:
    """Find the fewest moves that help since PREVIOUS, for who is in ROSTER now, and write the plan they make.

    PREVIOUS is a directory that `plan` or `rebalance` wrote. Without a number of moves it takes the fewest with which
    the most have a coach, and a seat. Exit 0 done, 2 bad input, 3 cannot be met.
    """
    with loading():
        from scheduler.operator.planning import say_plan  # noqa: PLC0415 - see the module's docstring
        from scheduler.operator.rebalancing import say_frontiers  # noqa: PLC0415 - the same
        from scheduler.outputs.standing import standing_line  # noqa: PLC0415 - the same
        from workers.throwaway import make_rebalanced  # noqa: PLC0415 - the same

    with until_asked(lambda: console.print(ENDING)) as asked, progress() as tell:
        made = make_rebalanced(
            cohort=new_cohort(cohort_file),
            people=people_of(roster, mapping=mapping),
            previous=plan_at(previous),
            as_of=as_of or datetime.combine(SystemClock().now(), time(), UTC),
            moves=moves,
            seat_moves=seat_moves,
            seed=seed,
            report=lambda step: tell(standing_line(step)),
            cancelled=asked.is_set,
        )
        tell("writing")
        with loading():  # what writes loads once there is something to write
            from scheduler.outputs.directory import write_directory  # noqa: PLC0415 - the same
            from scheduler.outputs.frontier_document import frontier_json  # noqa: PLC0415 - the same
            from workers.plan_files import plan_files  # noqa: PLC0415 - the same
        frontier = frontier_json(made.offered, key=made.keys.__getitem__)
        write_directory(target=out, files=plan_files(made.planned) | {"frontier.json": frontier})
    if as_json:
        click.echo(frontier, nl=False)
    else:
        say_frontiers(made.offered, keys=made.keys, taken=made.taken)
    say_plan(made.planned.plan, cohort=made.planned.cohort, report=out / "report.html")


@main.command()
@click.argument("roster", type=A_FILE)
@click.option("--cohort", "cohort_file", required=True, type=A_FILE, help="The cohort's rules (TOML).")
@click.argument("member")
@click.argument("coach", required=False)
@MAPPING
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def why(
    roster: Path, cohort_file: Path, member: str, coach: str | None, mapping: Path | None, *, as_json: bool
) -> None:
    """Say what every other coach, or COACH, would cost MEMBER, or why it cannot be; nothing is written."""
    from scheduler.operator.asking import one_of, people_to_ask, say_others  # noqa: PLC0415 - see the module's docstring
    from scheduler.problems import coached, coaches  # noqa: PLC0415 - the same
    from scheduler.queries.other_coaches import other_coaches  # noqa: PLC0415 - the same
    from workers.pricing import PlanPrices  # noqa: PLC0415 - the same

    cohort = new_cohort(cohort_file)
    people = people_to_ask(cohort=cohort, people=people_of(roster, mapping=mapping))
    takers = {person.id: person for person in coaches(cohort=cohort, people=people)}
    asked = one_of(coached(cohort=cohort, people=people), called=member, what="member")
    wanted = one_of(tuple(takers.values()), called=coach, what="coach") if coach else None
    prices = PlanPrices(cohort=cohort, people=people).of(asked.id)
    others = other_coaches(cohort=cohort, people={person.id: person for person in people}, prices=prices)
    say_others(
        member=asked,
        coach=takers[prices.coach] if prices.coach else None,
        others=tuple(other for other in others if wanted is None or other.price.coach == wanted.id),
        as_json=as_json,
    )


@main.command()
@click.option("--reset", is_flag=True, help="Forget the demo that is there and start afresh.")
def demo(*, reset: bool) -> None:
    """Run the sample cohort from import to calendars, then serve it on this machine."""
    from workers.demo import demo_settings, into_the_present, make_links, set_up, welcome  # noqa: PLC0415 - as above

    if not EXAMPLE.exists():
        raise RefusedError(f"The sample cohort is not at {EXAMPLE}: run the demo from a checkout.")
    if reset:
        shutil.rmtree(DEMO_DATA, ignore_errors=True)
    settings = demo_settings(data_dir=DEMO_DATA)
    went_on = (DEMO_DATA / "commonhour.db").exists()
    sample = into_the_present(new_cohort(EXAMPLE / "cohort.toml"), today=SystemClock().now().date())
    with _embedded(settings) as (store, wait):
        with progress() as tell:
            cohort = set_up(store, cohort=sample, people=people_of(EXAMPLE / "roster.csv"), tell=tell)
        links = make_links(store, cohort=cohort, feed_key=settings.feed_key)
        click.echo(welcome(links, settings=settings, went_on=went_on))
        wait()


@main.command()
def serve() -> None:
    """Serve everything in one process, on SQLite and within: nothing else to install or start."""
    log_for_programs()
    settings = read_settings()
    with _embedded(settings) as (_, wait):
        structlog.get_logger().info("serving", address=settings.base_url)
        if console.is_terminal:
            console.print(f"Commonhour serves on {settings.base_url}; Ctrl-C stops it.")
        wait()


@main.command()
def web() -> None:
    """Serve pages and feeds only; a relay and workers run elsewhere."""
    from scheduler.web.app import create_app  # noqa: PLC0415 - see the module's docstring
    from scheduler.web.gunicorn import serve as serve_until_told  # noqa: PLC0415 - the same

    settings, store = _beside_others()
    measure = _measure(settings, store, many_processes=True)
    serve_until_told(
        create_app(store=store, settings=settings), store=store, settings=settings, on_start=measure
    )


@main.command()
@click.argument("names", nargs=-1, required=True, type=click.Choice(sorted(CONSUMERS)))
def worker(names: tuple[str, ...]) -> None:
    """Work off the deliveries of the consumers NAMES."""
    from workers.processes import run_consumers  # noqa: PLC0415 - see the module's docstring

    settings, store = _beside_others()
    _measure(settings, store)()
    with until_told() as stop:
        run_consumers(
            names,
            store=store,
            tools=_tools(settings, stop),
            broker=_broker(settings),
            stop=stop,
            pulse=settings.data_dir / PULSE,
        )


@main.command()
def relay() -> None:
    """Wake the workers for every delivery that is due."""
    from workers.processes import run_relay  # noqa: PLC0415 - see the module's docstring

    settings, store = _beside_others()
    _measure(settings, store)()
    with until_told() as stop:
        run_relay(store=store, broker=_broker(settings), stop=stop, pulse=settings.data_dir / PULSE)


@main.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from scheduler.store.schema import migrate as bring_to_head  # noqa: PLC0415 - see the module's docstring

    settings = read_settings()
    bring_to_head(open_engine(settings.database_url))
    console.print("The database is at this version's schema.")


@main.command()
def doctor() -> None:
    """Say what is configured, reachable and healthy, and what to do about what is not; exit 1 if anything is not."""
    from workers.health import look  # noqa: PLC0415 - see the module's docstring

    findings = look(settings=read_settings(make=False), clock=SystemClock())
    say_table(
        header=("", "looked at", "seen", "what to do"),
        rows=(
            ("well" if one.well else "UNWELL", one.name, one.seen, "" if one.well else one.advice)
            for one in findings
        ),
    )
    if not all(one.well for one in findings):
        raise click.exceptions.Exit(1)


@contextmanager
def _embedded(settings: Settings) -> Generator[tuple[Store, Callable[[], object]]]:
    """Run web, relay and workers in this process; yields the store and what waits until it is told to stop."""
    from scheduler.web.app import create_app  # noqa: PLC0415 - see the module's docstring
    from scheduler.web.server import serving  # noqa: PLC0415 - the same
    from workers.processes import all_running  # noqa: PLC0415 - the same

    store = _open_store(settings, serves=True)
    _warn_of_zone_data(store)
    _measure(settings, store)()
    with (
        until_told() as stop,
        all_running(store=store, tools=_tools(settings, stop), broker=_broker(settings), stop=stop),
        serving(create_app(store=store, settings=settings), settings=settings),
    ):
        yield store, partial(sleep_until, stop)


def _beside_others() -> tuple[Settings, Store]:
    """Be a process that works with others over a broker; return its settings and the store."""
    log_for_programs()
    settings = read_settings()
    if settings.embedded:
        raise RefusedError(
            "COMMONHOUR_BROKER_URL is memory://, which reaches no other process: "
            "run `commonhour serve`, which does everything in one, or set it to a broker."
        )
    store = _open_store(settings)
    _warn_of_zone_data(store)
    return settings, store


def _warn_of_zone_data(store: Store) -> None:
    """Say in the log that meetings to come were last read by other zone data, as `commonhour doctor` does."""
    with store.read() as tx:
        others = tx.zone_data.others_than(ZONE_DATA_VERSION)
    if others:
        structlog.get_logger().warning(
            "zone_data.differs",
            installed=ZONE_DATA_VERSION,
            counted=len(others),
            cohorts=list(others)[:NAMED],
        )


def _open_store(settings: Settings, *, makes: bool = False, serves: bool = False) -> Store:
    """Open the store, which must be at this version's schema.

    The embedded one is made by who `makes` or `serves` it, and brought forward by the process that `serves` it: by no
    other, so that it can be backed up before. What an event goes to is written with it, so who writes must know of
    the broker.
    """
    from scheduler.store.schema import migrate as bring_to_head  # noqa: PLC0415 - see the module's docstring
    from scheduler.store.schema import require_head, revision  # noqa: PLC0415 - the same

    crash_points.arm(at=settings.crash_at, log=settings.crash_log)
    missing = missing_file(settings.database_url)
    if missing is not None and not (makes or serves):
        raise RefusedError(
            f"There is no database at {missing}: `commonhour serve`, `import` or `migrate` makes one. If there should "
            "be one, check that COMMONHOUR_DATA_DIR or COMMONHOUR_DATABASE_URL is set here as it is for the service."
        )
    engine = open_engine(settings.database_url, keys=Keys(settings.contact_keys))
    if not settings.broker_url:
        raise RefusedError(
            "COMMONHOUR_BROKER_URL is not set, and what is written without it would reach no other system. Set it to "
            "the broker that this database's other processes have, or to memory:// where one process does everything."
        )
    if settings.embedded and (serves or (makes and revision(engine) is None)):
        bring_to_head(engine)
    else:
        require_head(engine)
    store = Store(engine, clock=SystemClock(), ids=RandomIds(), routes=routes(embedded=settings.embedded))
    with store.read() as tx:
        tx.encryption.require_keys()
    return store


def _measure(settings: Settings, store: Store, *, many_processes: bool = False) -> Callable[[], None]:
    """Begin to count if the settings say so; return what each process calls to answer Prometheus."""
    from scheduler import metrics_server  # noqa: PLC0415 - see the module's docstring
    from scheduler.store.health import gauges  # noqa: PLC0415 - the same

    port = settings.metrics_port
    if port is None:
        return lambda: None
    metrics.start(many_processes=many_processes)
    return lambda: metrics_server.serve(
        host=settings.metrics_host, port=port, look=lambda: gauges(store.engine, clock=SystemClock())
    )


def _broker(settings: Settings) -> "Broker":
    """Return where the broker is; kombu loads only here, so never in `web`."""
    from workers.broker import Broker  # noqa: PLC0415 - see the module's docstring

    return Broker(url=settings.broker_url, ca=settings.broker_ca)


def _tools(settings: Settings, stop: threading.Event) -> Tools:
    """Return what reactions are handed, as the settings say; `stop` tells them that this process is to end."""
    most_seconds, megabytes = settings.solve_seconds, settings.solve_megabytes
    mail = open_mail(
        smtp_url=settings.smtp_url,
        sender=settings.mail_from,
        folder=settings.mail_dir,
        base_url=settings.base_url,
        reply_address=settings.reply_address,
    )
    return Tools(
        announce=_announce(settings),
        post=_post(settings),
        solve=partial(solve_in_process, most_seconds=most_seconds, megabytes=megabytes),
        rebalance=partial(rebalance_in_process, most_seconds=most_seconds, megabytes=megabytes),
        feed_key=settings.feed_key,
        own_page=settings.own_page,
        keep_days=settings.keep_days,
        stopping=stop,
        mail=mail,
        replies=_replies(settings),
    )


def _replies(settings: Settings) -> Replies | None:
    """Return where answers to invitations arrive, if anywhere."""
    if settings.reply_maildir is None:
        return None
    return Replies(maildir=Maildir(path=settings.reply_maildir), address=settings.reply_address)


def _announce(settings: Settings) -> Callable[[Mapping[str, object]], None]:
    """Return what publishes events for other systems; within one process nobody could hear them."""
    if settings.embedded:
        return announce_nowhere
    from workers.exchange import EventSender  # noqa: PLC0415 - see the module's docstring

    return EventSender(_broker(settings))


def _post(settings: Settings) -> Post:
    """Return what posts to other systems' addresses."""
    from scheduler.poster import Poster  # noqa: PLC0415 - see the module's docstring

    return Poster(private=settings.webhooks_private)


if __name__ == "__main__":
    main()
