"""What is configured, reachable and healthy, and what to do about what is not."""

import shutil
import socket

from calendars.zones import ZONE_DATA_VERSION
from scheduler.clock import Clock
from scheduler.errors import RefusedError
from scheduler.settings import Settings, misspelt
from scheduler.store.health import Finding, look_at_store
from workers.broker import Broker
from workers.hint_queues import look_at_queues
from workers.mail import open_mail, server_of
from workers.maildir import Maildir
from workers.routing import CONSUMERS

LEAST_FREE_BYTES = 500 * 1024 * 1024
TIMEOUT_SECONDS = 5


def look(*, settings: Settings, clock: Clock) -> tuple[Finding, ...]:
    """Return every finding, well or not, for `commonhour doctor`; nothing is made or changed."""
    mode = (
        "embedded: one process does everything"
        if settings.embedded
        else "production: processes over a broker"
    )
    return (
        _settings(),
        Finding(name="mode", well=True, seen=mode),
        Finding(name="zone data", well=True, seen=f"{ZONE_DATA_VERSION}, from pytz"),
        _address(settings),
        *_disk(settings),
        _mail(settings),
        *_replies(settings),
        *_broker(settings),
        *look_at_store(
            settings.database_url,
            now=clock.now(),
            feed_key=settings.feed_key,
            contact_keys=settings.contact_keys,
        ),
    )


def _settings() -> Finding:
    """Look for settings that have no effect because their names are not quite right."""
    slips = misspelt()
    return Finding(
        name="settings",
        well=not slips,
        seen=f"no setting: {', '.join(slips)}" if slips else "none is misspelt",
        advice="Probably meant: " + ", ".join(f"{meant} by {name}" for name, meant in slips.items()) + ".",
    )


def _address(settings: Settings) -> Finding:
    """Look whether others than this machine could open the pages; embedded, that may be all that is wanted."""
    return Finding(
        name="address",
        well=settings.embedded or not settings.is_for_one_machine,
        seen=f"{settings.base_url}, which only this machine can open"
        if settings.is_for_one_machine
        else settings.base_url,
        advice="Only this machine reaches it: set COMMONHOUR_BASE_URL to the address that people open.",
    )


def _disk(settings: Settings) -> tuple[Finding, ...]:
    """Look at the disk of the data folder, or of where it would be made, if a database grows there."""
    folder = settings.data_dir
    if not settings.database_url.startswith("sqlite"):
        return ()
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    finding = Finding(
        name="disk",
        well=free >= LEAST_FREE_BYTES,
        seen=f"{free / 2**30:.1f} GiB free for {folder}"
        + ("" if folder.exists() else ", which is not there yet"),
        advice="Make room: a database that cannot grow takes nothing in.",
    )
    return (finding,)


def _mail(settings: Settings) -> Finding:
    """Look whether the mail server answers; it is told nothing."""
    try:
        open_mail(
            smtp_url=settings.smtp_url,
            sender=settings.mail_from,
            folder=settings.mail_dir,
            base_url=settings.base_url,
        )
    except RefusedError as error:
        return Finding(name="mail", well=False, seen="cannot be sent", advice=str(error))
    if not settings.smtp_url:
        return Finding(name="mail", well=True, seen=f"written to files in {settings.mail_dir}")
    server = server_of(settings.smtp_url)
    try:
        with socket.create_connection((server.host, server.port), timeout=TIMEOUT_SECONDS):
            return Finding(name="mail", well=True, seen=f"{server.host}:{server.port} answers")
    except OSError as error:
        return Finding(
            name="mail",
            well=False,
            seen=f"{server.host}:{server.port}: {type(error).__name__}",
            advice="Check COMMONHOUR_SMTP_URL, and that the mail server runs; mails wait meanwhile.",
        )


def _replies(settings: Settings) -> tuple[Finding, ...]:
    """Look whether answers to invitations can come in, if anybody is asked for any; of many processes one may do it."""
    if not settings.reply_address:
        return ()
    name, folder = "answers", settings.reply_maildir
    if folder is None and not settings.reply_token:
        advice = "Set COMMONHOUR_REPLY_MAILDIR or COMMONHOUR_REPLY_TOKEN where they are to come in (docs/answers.md)."
        seen = "asked for, and nothing takes them in here"
        return (Finding(name=name, well=not settings.embedded, seen=seen, advice=advice),)
    if folder is None:
        return (Finding(name=name, well=True, seen="handed in by a mail gateway"),)
    try:
        waiting = Maildir(path=folder).waiting()
    except OSError as error:
        advice = "Check COMMONHOUR_REPLY_MAILDIR: it names a folder with `new` and `cur` that this user may write in."
        seen = f"{folder}: {type(error).__name__}"
        return (Finding(name=name, well=False, seen=seen, advice=advice),)
    return (Finding(name=name, well=True, seen=f"read from {folder}, with {waiting} to be read"),)


def _broker(settings: Settings) -> tuple[Finding, ...]:
    if settings.embedded:
        return (Finding(name="broker", well=True, seen="within this process"),)
    if not settings.broker_url:
        advice = "Set COMMONHOUR_BROKER_URL as for this database's other processes."
        return (Finding(name="broker", well=False, seen="not set", advice=advice),)
    broker = Broker(url=settings.broker_url, ca=settings.broker_ca)
    problem = broker.reach()
    if problem is not None:
        advice = "Check COMMONHOUR_BROKER_URL, and that the broker runs and lets this user in."
        return (Finding(name="broker", well=False, seen=problem, advice=advice),)
    queues = look_at_queues(broker, consumers=tuple(CONSUMERS))
    idle = [name for name, found in queues.listeners.items() if not found]
    return (
        Finding(name="broker", well=True, seen="reachable"),
        Finding(
            name="consumers",
            well=not idle,
            seen=f"nobody listens for {', '.join(idle)}" if idle else "every queue is listened to",
            advice="Start `commonhour worker` for each of these names.",
        ),
        Finding(
            name="dead letters",
            well=queues.dead == 0,
            seen=f"{queues.dead} in the dead-letter queue",
            advice="Wake-up calls that could be handed to nobody: no work is lost, but look why, then purge the queue.",
        ),
    )
