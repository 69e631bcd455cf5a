"""The cells that hold one thing each: id, name, e-mail, role, time zone, capacity, WhatsApp number (DESIGN 5)."""

import re
from functools import lru_cache

from calendars.zones import Resolution, resolve
from scheduler.domain.people import Capacity, Role
from scheduler.roster.findings import Cell
from scheduler.roster.spelling import did_you_mean, fold, listed

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}", re.ASCII)
MAX_CAPACITY = 10_000
ROLES = {
    "member": Role.MEMBER,
    "aspiring teacher": Role.MEMBER,
    "participant": Role.MEMBER,
    "mentee": Role.MEMBER,
    "learner": Role.MEMBER,
    "student": Role.MEMBER,
    "fellow": Role.MEMBER,
    "coach": Role.COACH,
    "mentor": Role.COACH,
    "tutor": Role.COACH,
    "staff": Role.STAFF,
    "staff member": Role.STAFF,
    "programme staff": Role.STAFF,
    "program staff": Role.STAFF,
    "organiser": Role.STAFF,
    "organizer": Role.STAFF,
}

# The HTML standard's idea of an e-mail address, with at least one dot in the domain.
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
_EMAIL_WITHIN = re.compile(r"[^\s<>,;:]+@[^\s<>,;:]+")
_MAX_EMAIL, _MAX_LOCAL_PART = 254, 64
_CAPACITY = re.compile(r"(?:(\d{1,6})(?:-| to ))?(\d{1,6})", re.ASCII)
_PHONE = re.compile(r"\+?[\d ().-]+", re.ASCII)
_MOST_CANDIDATES = 12


def read_id(cell: Cell) -> str | None:
    """Read an external key; it becomes the name of a file, so nothing that could leave a folder passes."""
    if ID.fullmatch(cell.text):
        return cell.text
    suggestion = (
        "Use up to 64 letters A-Z, digits and . _ @ + -, with a letter or digit first; or leave it blank."
    )
    cell.report(code="bad_id", message=f"{cell.text!r} cannot be an id.", suggestion=suggestion)
    return None


def read_email(cell: Cell) -> str | None:
    """Read an e-mail address as the HTML standard has it, as it is written."""
    text = cell.text
    if is_email(text):
        return text
    within = [match for match in _EMAIL_WITHIN.findall(text) if _EMAIL.fullmatch(match) and match != text]
    suggestion = f"Write {within[0]} alone." if within else "Write one address, such as amina@example.org."
    cell.report(code="bad_email", message=f"{text!r} is no e-mail address.", suggestion=suggestion)
    return None


def is_email(text: str) -> bool:
    """Say whether this is one e-mail address and nothing else."""
    return (
        _EMAIL.fullmatch(text) is not None and len(text) <= _MAX_EMAIL and text.index("@") <= _MAX_LOCAL_PART
    )


def read_role(cell: Cell) -> Role | None:
    """Read a role or one of its synonyms, in any case, singular or plural."""
    text = fold(cell.decided(cell.text)).removeprefix("an ").removeprefix("a ")
    role = ROLES.get(text) or ROLES.get(text.removesuffix("s"))
    if role is None:
        suggestion = did_you_mean(text, among=map(str, Role), otherwise="Write member, coach or staff.")
        cell.report(code="unknown_role", message=f"Nobody here is a {cell.text!r}.", suggestion=suggestion)
    return role


def read_time_zone(cell: Cell) -> str | None:
    """Read a zone; where the text could mean several, ask, and give None until that is answered."""
    text = cell.decided(cell.text)
    found = _resolved(text)
    if found.time_zone is None:
        suggestion = (
            f"Did you mean {listed(found.candidates, limit=3)}?"
            if found.candidates
            else "Write a city, such as Nairobi."
        )
        cell.report(code="unknown_zone", message=f"There is no time zone {text!r}.", suggestion=suggestion)
    elif found.certain:
        return found.time_zone
    else:
        message = f"Is {text!r} the time of {found.time_zone}? Places that share it now may differ in summer."
        cell.ask(value=cell.text, candidates=found.candidates[:_MOST_CANDIDATES], message=message)
    return None


def read_capacity(cell: Cell) -> Capacity | None:
    """Read `min-max`, or `max` alone for 0-max."""
    match = _CAPACITY.fullmatch(re.sub(r"\s*-\s*", "-", fold(cell.text)))
    if match is not None:
        minimum, maximum = int(match[1] or 0), int(match[2])
        if minimum <= maximum <= MAX_CAPACITY:
            return Capacity(minimum=minimum, maximum=maximum)
        if minimum > maximum:
            message = f"A capacity of {cell.text} has its least above its most."
            cell.report(code="bad_capacity", message=message, suggestion=f"Write {maximum}-{minimum}.")
            return None
    suggestion = (
        "Write least-most, such as 2-4; if a spreadsheet made a date of it, format the column as text."
    )
    cell.report(code="bad_capacity", message=f"{cell.text!r} is no capacity.", suggestion=suggestion)
    return None


def read_whatsapp(cell: Cell) -> str | None:
    """Read a telephone number of 7 to 15 digits (ITU-T E.164), as it is written."""
    digits = re.sub(r"\D", "", cell.text)
    if _PHONE.fullmatch(cell.text) and 7 <= len(digits) <= 15:  # noqa: PLR2004 - E.164, said above
        return cell.text
    suggestion = "Write it with its country code, such as +254 700 000 000."
    cell.report(code="bad_whatsapp", message=f"{cell.text!r} is no telephone number.", suggestion=suggestion)
    return None


@lru_cache(maxsize=4096)
def _resolved(text: str) -> Resolution:
    return resolve(text)
