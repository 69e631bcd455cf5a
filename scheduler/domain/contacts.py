"""How a coach and a member reach each other, as far as both of them have agreed that the other may see it."""

from dataclasses import dataclass

from scheduler.domain.people import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class Shares:
    """What somebody lets those see whom they meet in coaching; nothing, until they say so."""

    email: bool = False
    whatsapp: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """An address and a number, as far as there is one to be seen."""

    email: str | None = None
    whatsapp: str | None = None


NOTHING = Contact()


def known_contact(person: Person) -> Contact:
    """Return all that is known of how to reach somebody."""
    return Contact(email=person.email or None, whatsapp=person.whatsapp or None)


def seen_by(one: Person, other: Person, *, shares: tuple[Shares, Shares]) -> Contact:
    """Return what `one` sees of how to reach the other, by what each of the two, in this order, shares.

    Whoever shares nothing sees nothing, and a tick at what is not known shares nothing.
    """
    mine, theirs = (_shared(person, said) for person, said in zip((one, other), shares, strict=True))
    return NOTHING if NOTHING in (mine, theirs) else theirs


def _shared(person: Person, said: Shares) -> Contact:
    known = known_contact(person)
    return Contact(
        email=known.email if said.email else None, whatsapp=known.whatsapp if said.whatsapp else None
    )
