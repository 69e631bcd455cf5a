"""How mail leaves, as this instance is set up: from whom, and which way."""

from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scheduler.errors import RefusedError
from workers.handing_over import SEVEN_BIT, Way
from workers.mail_folder import Folder
from workers.smtp import Server

DEFAULT_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """How mail leaves: the way it goes, the address it comes from, and where the pages are that it leads to.

    `reply_address` is the one that answers to invitations go to, with tags; empty where nobody is asked for any.
    """

    way: Way
    sender: Address
    base_url: str
    reply_address: str = ""


def open_mail(*, smtp_url: str, sender: str, folder: Path, base_url: str, reply_address: str = "") -> Mail:
    """Return the way mail leaves as it is set up: the server of `smtp_url`, or the folder if that is empty.

    Raises RefusedError for what cannot be, without the password.
    """
    return Mail(
        way=server_of(smtp_url) if smtp_url else Folder(path=folder),
        sender=_sender(sender),
        base_url=base_url,
        reply_address=reply_address,
    )


def server_of(url: str) -> Server:
    """Return the mail server of this URL; raise RefusedError for what is none."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError):
        parts, port = None, 0
    if parts is None or not parts.hostname or not unquote(parts.netloc).isascii():
        raise RefusedError(
            "COMMONHOUR_SMTP_URL is no address of a mail server: write smtp://user:password@host:587 or "
            "smtps://host, with signs such as @ and / in the password as %40 and %2F."
        ) from None
    return Server(
        host=parts.hostname,
        port=port,
        implicit_tls=parts.scheme == "smtps",
        login=(unquote(parts.username), unquote(parts.password or "")) if parts.username else None,
    )


def _sender(text: str) -> Address:
    message = EmailMessage(policy=SEVEN_BIT)
    with suppress(ValueError):
        message["From"] = text
    found = message["From"]
    addresses: tuple[Address, ...] = () if found is None or found.defects else found.addresses
    if len(addresses) == 1 and addresses[0].username and addresses[0].domain and text.isascii():
        return addresses[0]
    raise RefusedError(
        f"COMMONHOUR_MAIL_FROM is {text!r}: set it to one e-mail address, such as commonhour@example.org."
    )
