"""The command line and composition root: the only file that knows all four packages.

What only some commands need is imported in them: the solver loads for `plan` alone, and the broker never in `web`.
"""

import shutil
import signal
import socket
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from scheduler import crash_points, metrics
from scheduler.access import Right, whole_cohort
from scheduler.clock import SystemClock
from scheduler.commands.cohorts import create_cohort, grant, open_account
from scheduler.commands.rosters import import_people, person_ids, require_names
from scheduler.commands.signing_in import invite
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import Person, PersonId
from scheduler.errors import ANSWERS, BadInputError, CommonhourError, RefusedError, UnavailableError
from scheduler.ids import RandomIds
from scheduler.logs import log_for_people, log_for_programs
from scheduler.operator.backup import backup
from scheduler.operator.deliveries import deliveries
from scheduler.operator.instance import Instance
from scheduler.operator.webhooks import webhooks
from scheduler.posting import Post
from scheduler.roster.cohort_file import read_cohort
from scheduler.roster.errors import RosterError
from scheduler.roster.findings import as_problem
from scheduler.roster.mapping_file import read_mapping, write_mapping
from scheduler.roster.people import read_people
from scheduler.roster.sheet import read_sheet
from scheduler.settings import Settings, read_settings
from scheduler.store.engine import open_engine
from scheduler.store.unit_of_work import Store
from scheduler.terminal import console, progress, say_problems, say_table
from workers.job import Tools, announce_nowhere
from workers.mail import open_mail
from workers.routing import CONSUMERS, routes
from workers.solver_process import solve_in_process

if TYPE_CHECKING:
    from workers.broker import Broker

EXAMPLE = Path(__file__).parent / "examples" / "ptp-2024"
DEMO_DATA = Path("var") / "demo"
PULSE = "pulse"
"""The folder, in the data folder, where a relay and workers show that they go round (docs/production.md)."""
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

People = Callable[[Cohort, Callable[[str], PersonId]], tuple[Person, ...]]


class Instant(click.ParamType[datetime]):
    """An instant in ISO 8601; one that names no zone is in UTC."""

    name = "instant"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the instant, aware."""
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no instant: write 2026-09-01 or 2026-09-01T12:00Z.", param, ctx)
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


class CommandLine(click.Group):
    """Answers anticipated errors with words and the table's exit code; anything else is a defect and crashes."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (RosterError, BadInputError) as error:
            say_problems(error.problems)
            ctx.exit(ANSWERS[BadInputError][1])
        except UnavailableError as error:
            console.print(f"commonhour: {error} `commonhour doctor` says what it is that does not answer.")
            ctx.exit(ANSWERS[UnavailableError][1])
        except CommonhourError as error:
            console.print(f"commonhour: {str(error) or type(error).__doc__}")
            ctx.exit(ANSWERS[type(error)][1])


@click.group(cls=CommandLine)
@click.version_option(package_name="commonhour")
@click.pass_context
def main(context: click.Context) -> None:
    """Find the common hour of a community, and keep everyone's calendar right."""
    log_for_people()
    context.obj = Instance(
        read_settings=read_settings,
        look_at_settings=partial(read_settings, make=False),
        open_store=_open_store,
        open_post=_post,
    )


main.add_command(backup)
main.add_command(deliveries)
main.add_command(webhooks)


@main.command()
@click.argument("roster", type=A_FILE)
@click.option("--cohort", "cohort_file", required=True, type=A_FILE, help="The cohort's rules (TOML).")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where the plan's files go.")
@click.option("--as-of", type=Instant(), help="Its only clock, such as 2026-09-01 or 2026-09-01T12:00Z.")
@click.option("--mapping", type=click.Path(dir_okay=False, path_type=Path), help="Settles what is uncertain.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Recorded with the plan."
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan on standard output.")
def plan(
    roster: Path,
    cohort_file: Path,
    out: Path,
    as_of: datetime | None,
    mapping: Path | None,
    seed: int,
    *,
    as_json: bool,
) -> None:
    """Match ROSTER and write the whole plan into a directory: exit 0 done, 2 bad input, 3 cannot be met."""
    from scheduler.outputs.directory import write_directory  # noqa: PLC0415 - see the module's docstring
    from workers.throwaway import make_plan, plan_files  # noqa: PLC0415 - the same

    with progress() as tell:
        planned = make_plan(
            cohort=_read_cohort(cohort_file),
            people=_people(roster, mapping),
            as_of=as_of or datetime.combine(SystemClock().now(), time(), UTC),
            seed=seed,
            report=lambda step: tell(step.phase),
        )
        tell("writing")
        files = plan_files(planned)
        write_directory(target=out, files=files)
    if as_json:
        click.echo(files["plan.json"], nl=False)
    made = planned.plan
    for warning in (reason for pair in made.coaching.pairs for reason in pair.reasons if reason.is_warning):
        console.print(f"warning: {warning.text}")
    console.print(
        f"{made.coaching.objective.placed} members have a coach, {made.workshops.objective.served} have a "
        f"workshop they wished for, {len(made.sessions.meetings)} sessions are placed: {out / 'report.html'}"
    )


@main.command()
@click.option("--reset", is_flag=True, help="Forget the demo that is there and start afresh.")
def demo(*, reset: bool) -> None:
    """Run the sample cohort from import to calendars, then serve it on this machine."""
    from workers.demo import into_the_present, make_links, set_up  # noqa: PLC0415 - see the module's docstring

    if not EXAMPLE.exists():
        raise RefusedError(f"The sample cohort is not at {EXAMPLE}: run the demo from a checkout.")
    if reset:
        shutil.rmtree(DEMO_DATA, ignore_errors=True)
    settings = _demo_settings()
    goes_on = (DEMO_DATA / "commonhour.db").exists()
    sample = _read_cohort(EXAMPLE / "cohort.toml")
    cohort = into_the_present(
        replace(sample, id=RandomIds().cohort(sample.name)), today=SystemClock().now().date()
    )
    with _embedded(settings) as (store, wait):
        with progress() as tell:
            of = set_up(store, cohort=cohort, people=_people(EXAMPLE / "roster.csv", None), tell=tell)
        links = make_links(store, cohort=of, feed_key=settings.feed_key)
        click.echo(
            f"This is a demo, on invented people. Its data is in {DEMO_DATA}/"
            + (
                ", and it went on from what was there (commonhour demo --reset starts afresh)." * goes_on
                or "."
            )
            + f"\n\nCoordinator signs in:  {settings.base_url}{links.coordinator}"
            f"\nFacilitator signs in:  {settings.base_url}{links.facilitator}"
            f"\nMember signs in:       {settings.base_url}{links.member_page}"
            f"\nThat member's feed:    {settings.base_url}{links.feed}"
            "\n\nEach sign-in link works once; run the demo again for new ones. Ctrl-C stops it."
        )
        wait()


@main.command()
def serve() -> None:
    """Serve everything in one process, on SQLite and within: nothing else to install or start."""
    log_for_programs()
    settings = read_settings()
    with _embedded(settings) as (_, wait):
        if console.is_terminal:
            console.print(f"Commonhour serves on {settings.base_url}; Ctrl-C stops it.")
        wait()


@main.command()
def web() -> None:
    """Serve pages and feeds only; a relay and workers run elsewhere."""
    from scheduler.web.app import create_app  # noqa: PLC0415 - see the module's docstring
    from scheduler.web.gunicorn import serve as serve_until_told  # noqa: PLC0415 - the same

    log_for_programs()
    settings = read_settings()
    store = _open_store(settings)
    measure = _measure(settings, store, many_processes=True)
    serve_until_told(
        create_app(store=store, settings=settings), store=store, settings=settings, on_start=measure
    )


@main.command()
@click.argument("names", nargs=-1, required=True, type=click.Choice(sorted(CONSUMERS)))
def worker(names: tuple[str, ...]) -> None:
    """Work off the deliveries of the consumers NAMES."""
    from workers.processes import start_consumers  # noqa: PLC0415 - see the module's docstring

    log_for_programs()
    settings = _production_settings()
    store = _open_store(settings)
    _measure(settings, store)()
    with _until_told() as stop:
        threads = start_consumers(
            names,
            store=store,
            tools=_tools(settings, stop),
            broker=_broker(settings),
            stop=stop,
            pulse=settings.data_dir / PULSE,
        )
        _sleep_until(stop)
        for thread in threads:
            thread.join()


@main.command()
def relay() -> None:
    """Wake the workers for every delivery that is due."""
    from workers.processes import run_relay  # noqa: PLC0415 - see the module's docstring

    log_for_programs()
    settings = _production_settings()
    store = _open_store(settings)
    _measure(settings, store)()
    with _until_told() as stop:
        run_relay(
            store=store,
            broker=_broker(settings),
            stop=stop,
            pulse=settings.data_dir / PULSE,
        )


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


@main.command(name="import")
@click.argument("cohort_file", type=A_FILE)
@click.argument("roster", type=A_FILE, required=False)
@click.option("--mapping", type=click.Path(dir_okay=False, path_type=Path), help="Settles what is uncertain.")
def import_(cohort_file: Path, roster: Path | None, mapping: Path | None) -> None:
    """Set up a new cohort from COHORT_FILE, with the people of ROSTER; prints the cohort's id."""
    store = _open_store(read_settings())
    sample = _read_cohort(cohort_file)
    cohort = replace(sample, id=RandomIds().cohort(sample.name))
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
        if roster is not None:
            scope = whole_cohort(tx, cohort.id)
            import_people(scope, people=_people(roster, mapping)(cohort, person_ids(scope)))
            require_names(scope)
    click.echo(cohort.id)


@main.command(name="grant")
@click.argument("email")
@click.argument("cohort")
@click.argument("right", type=click.Choice([right.value for right in Right]))
def grant_(email: str, cohort: str, right: str) -> None:
    """Let EMAIL run COHORT, and print a sign-in link for them: single use, good for 14 days."""
    settings = read_settings()
    store = _open_store(settings)
    with store.write() as tx:
        scope = whole_cohort(tx, cohort)
        account = open_account(tx, email=email)
        grant(tx, account=account, cohort=scope.cohort.id, right=Right(right))
        click.echo(f"{settings.base_url}/sign-in/{invite(tx, account=account)}")


def _read_cohort(path: Path) -> Cohort:
    """Return the cohort of a TOML file; its id is the caller's to give."""
    return read_cohort(data=path.read_bytes(), cohort_id=CohortId(""), name=path.name)


def _people(roster: Path, mapping_file: Path | None) -> People:
    """Return what reads the roster, once the cohort and what names a person by key are known.

    It raises RosterError and BadInputError. Where something is uncertain and `mapping_file` is not there yet, a
    template of it is written, to be corrected and handed in.
    """
    settled = None
    if mapping_file is not None and mapping_file.exists():
        settled = read_mapping(data=mapping_file.read_bytes(), name=mapping_file.name)
    sheet = read_sheet(name=roster.name, data=roster.read_bytes())

    def read(cohort: Cohort, new_id: Callable[[str], PersonId]) -> tuple[Person, ...]:
        reading = read_people(sheet=sheet, cohort=cohort, mapping=settled, new_id=new_id)
        if reading.questions and mapping_file is not None and settled is None:
            _write_template(mapping_file, write_mapping(mapping=reading.mapping, questions=reading.questions))
        if reading.questions or reading.problems:
            asked = tuple(as_problem(question, file=roster.name) for question in reading.questions)
            raise BadInputError((*reading.problems, *asked))
        return reading.people

    return read


def _write_template(mapping_file: Path, template: bytes) -> None:
    try:
        mapping_file.write_bytes(template)
    except OSError as error:
        raise RefusedError(f"{mapping_file} cannot be written: {error.strerror}.") from error
    console.print(
        f"Wrote {mapping_file}: look through it, correct what is wrong, and run the same command again."
    )


def _open_store(settings: Settings, *, serves: bool = False) -> Store:
    """Open the store, which must be at this version's schema.

    The embedded one is made where there is none, and brought forward by the process that `serves` it: by no other, so
    that it can be backed up before. What an event goes to is written with it, so who writes must know of the broker.
    """
    from scheduler.store.schema import migrate as bring_to_head  # noqa: PLC0415 - see the module's docstring
    from scheduler.store.schema import require_head, revision  # noqa: PLC0415 - the same

    crash_points.arm(at=settings.crash_at, log=settings.crash_log)
    engine = open_engine(settings.database_url)
    if not settings.broker_url:
        raise RefusedError(
            "COMMONHOUR_BROKER_URL is not set, and what is written without it would reach no other system. Set it to "
            "the broker that this database's other processes have, or to memory:// where one process does everything."
        )
    if settings.embedded and (serves or revision(engine) is None):
        bring_to_head(engine)
    else:
        require_head(engine)
    return Store(engine, clock=SystemClock(), ids=RandomIds(), routes=routes(embedded=settings.embedded))


def _measure(settings: Settings, store: Store, *, many_processes: bool = False) -> Callable[[], None]:
    """Begin to count if the settings say so; return what each process calls to answer Prometheus."""
    from scheduler.store.health import gauges  # noqa: PLC0415 - see the module's docstring

    port = settings.metrics_port
    if port is None:
        return lambda: None
    metrics.start(many_processes=many_processes)
    return lambda: metrics.serve(
        host=settings.metrics_host, port=port, look=lambda: gauges(store.engine, clock=SystemClock())
    )


def _broker(settings: Settings) -> "Broker":
    """Return where the broker is; kombu loads only here, so never in `web`."""
    from workers.broker import Broker  # noqa: PLC0415 - see the module's docstring

    return Broker(url=settings.broker_url, ca=settings.broker_ca)


def _tools(settings: Settings, stop: threading.Event) -> Tools:
    solve = partial(solve_in_process, seconds=settings.solve_seconds, megabytes=settings.solve_megabytes)
    mail = open_mail(
        smtp_url=settings.smtp_url,
        sender=settings.mail_from,
        folder=settings.mail_dir,
        base_url=settings.base_url,
    )
    return Tools(
        announce=_announce(settings),
        post=_post(settings),
        solve=solve,
        feed_key=settings.feed_key,
        keep_days=settings.keep_days,
        stopping=stop,
        mail=mail,
    )


def _announce(settings: Settings) -> Callable[[Mapping[str, object]], None]:
    """Return what publishes events for other systems; within one process nobody could hear them."""
    if settings.embedded:
        return announce_nowhere
    from workers.exchange import EventSender  # noqa: PLC0415 - see the module's docstring

    return EventSender(_broker(settings))


def _post(settings: Settings) -> Post:
    from scheduler.poster import Poster  # noqa: PLC0415 - see the module's docstring

    return Poster(private=settings.webhooks_private)


def _production_settings() -> Settings:
    """Return the settings of a process that works with others over a broker."""
    settings = read_settings()
    if settings.embedded:
        raise RefusedError(
            "COMMONHOUR_BROKER_URL is memory://, which reaches no other process: "
            "run `commonhour serve`, which does everything in one, or set it to a broker."
        )
    return settings


def _demo_settings() -> Settings:
    """Return the settings of a demo: its own data folder and the first free port from the usual one on."""
    settings = read_settings({"COMMONHOUR_DATA_DIR": str(DEMO_DATA), "COMMONHOUR_DEMO": "1"})
    port = next(port for port in range(settings.port, settings.port + 100) if _is_free(settings.host, port))
    return replace(settings, port=port, base_url=f"http://{settings.host}:{port}")


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) != 0


@contextmanager
def _embedded(settings: Settings) -> Generator[tuple[Store, Callable[[], object]]]:
    """Run web, relay and workers in this process; yields the store and what waits until it is told to stop."""
    from scheduler.web.app import create_app  # noqa: PLC0415 - see the module's docstring
    from scheduler.web.server import serving  # noqa: PLC0415 - the same
    from workers.processes import start_all  # noqa: PLC0415 - the same

    store = _open_store(settings, serves=True)
    _measure(settings, store)()
    with _until_told() as stop:
        threads = start_all(store=store, tools=_tools(settings, stop), broker=_broker(settings), stop=stop)
        try:
            with serving(create_app(store=store, settings=settings), settings=settings):
                yield store, partial(_sleep_until, stop)
        finally:
            stop.set()
            for thread in threads:
                thread.join()


def _sleep_until(stop: threading.Event) -> None:
    """Wait for `stop`, awake once a second.

    The kernel may hand a signal that finds the process suspended to any of its threads, and Python hears of it only
    when the main thread goes on.
    """
    while not stop.wait(1.0):
        pass


@contextmanager
def _until_told() -> Generator[threading.Event]:
    """Yield an event that SIGINT and SIGTERM set."""
    stop = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = [(number, signal.signal(number, tell)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield stop
    finally:
        for number, handler in before:
            signal.signal(number, handler)


if __name__ == "__main__":
    main()
