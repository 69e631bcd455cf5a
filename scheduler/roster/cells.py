"""The cells that hold one thing each: id, name, e-mail, role, time zone, capacity, WhatsApp number (DESIGN 5)."""

import re
from functools import lru_cache

from calendars.zones import Resolution, resolve
from scheduler.domain.people import Capacity, Role
from scheduler.languages.sentences import Quoted, any_of, sentence
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
_EMAIL_WITHIN = re.compile(
    r"(?<![^\s<>,;:])[^\s<>,;:]+@[^\s<>,;:]+"
)  # from where a word begins, or it takes n * n
_MAX_EMAIL, _MAX_LOCAL_PART = 254, 64
_CAPACITY = re.compile(r"(?:(\d{1,6})(?:-| to ))?(\d{1,6})", re.ASCII)
_PHONE = re.compile(r"\+?[\d ().-]+", re.ASCII)
_MOST_CANDIDATES = 12

UNKNOWN_ROLE = "unknown_role"
"""The code of the problem that a role is none of ours."""


def read_id(cell: Cell) -> str | None:
    """Read an external key; it becomes the name of a file, so nothing that could leave a folder passes."""
    if ID.fullmatch(cell.text):
        return cell.text
    suggestion = sentence(
        "Use up to 64 letters A-Z, digits and . _ @ + -, with a letter or digit first; or leave it blank."
    )
    message = sentence("{text} cannot be an id.", text=Quoted(text=cell.text))
    cell.report(code="bad_id", message=message, suggestion=suggestion)
    return None


def read_email(cell: Cell) -> str | None:
    """Read an e-mail address as the HTML standard has it, as it is written."""
    text = cell.text
    if is_email(text):
        return text
    within = [match for match in _EMAIL_WITHIN.findall(text) if _EMAIL.fullmatch(match) and match != text]
    suggestion = (
        sentence("Write {address} alone.", address=within[0])
        if within
        else sentence("Write one address, such as {example}.", example="amina@example.org")
    )
    message = sentence("{text} is no e-mail address.", text=Quoted(text=text))
    cell.report(code="bad_email", message=message, suggestion=suggestion)
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
        otherwise = sentence("Write {roles}.", roles=any_of(map(str, Role)))
        suggestion = did_you_mean(text, among=map(str, Role), otherwise=otherwise)
        message = sentence("Nobody here is a {text}.", text=Quoted(text=cell.text))
        cell.report(code=UNKNOWN_ROLE, message=message, suggestion=suggestion)
    return role


def read_time_zone(cell: Cell) -> str | None:
    """Read a zone; where the text could mean several, ask, and give None until that is answered."""
    text = cell.decided(cell.text)
    found = _resolved(text)
    if found.time_zone is None:
        suggestion = (
            sentence("Did you mean {zones}?", zones=listed(found.candidates, limit=3))
            if found.candidates
            else sentence("Write a city, such as Nairobi.")
        )
        message = sentence("There is no time zone {text}.", text=Quoted(text=text))
        cell.report(code="unknown_zone", message=message, suggestion=suggestion)
    elif found.certain:
        return found.time_zone
    else:
        message = sentence(
            "Is {text} the time of {zone}? Places that share it now may differ in summer.",
            text=Quoted(text=text),
            zone=found.time_zone,
        )
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
            message = sentence("A capacity of {text} has its least above its most.", text=cell.text)
            suggestion = sentence("Write {capacity}.", capacity=f"{maximum}-{minimum}")
            cell.report(code="bad_capacity", message=message, suggestion=suggestion)
            return None
    suggestion = sentence(
        "Write least-most, such as {example}; if a spreadsheet made a date of it, format the column as text.",
        example="2-4",
    )
    message = sentence("{text} is no capacity.", text=Quoted(text=cell.text))
    cell.report(code="bad_capacity", message=message, suggestion=suggestion)
    return None


def read_whatsapp(cell: Cell) -> str | None:
    """Read a telephone number of 7 to 15 digits (ITU-T E.164), as it is written."""
    digits = re.sub(r"\D", "", cell.text)
    if _PHONE.fullmatch(cell.text) and 7 <= len(digits) <= 15:  # noqa: PLR2004 - E.164, said above
        return cell.text
    suggestion = sentence("Write it with its country code, such as {example}.", example="+254 700 000 000")
    message = sentence("{text} is no telephone number.", text=Quoted(text=cell.text))
    cell.report(code="bad_whatsapp", message=message, suggestion=suggestion)
    return None


@lru_cache(maxsize=4096)
def _resolved(text: str) -> Resolution:
    return resolve(text)
