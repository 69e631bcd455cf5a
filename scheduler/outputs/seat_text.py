"""What mails say of a seat that somebody waits for: it is kept for them, and until when, or no longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.languages import words
from scheduler.outputs.letters import OWN_PAGE, Addressee, NoticeText, letter, one_line


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """A seat in a group of a workshop, by its name and the group's number, kept for the reader until then (aware)."""

    workshop: str
    number: int
    until: datetime


def offered_text(*, to: Addressee, seat: Seat, times: Sequence[tuple[datetime, datetime]]) -> NoticeText:
    """Tell somebody that a seat is kept for them; `times` are the group's meetings to come, from and until."""
    say = words(to.reader.locale).gettext
    until = to.at(seat.until)
    return letter(
        _subject(to, say("A seat is free: {workshop}"), seat, discreetly=say("A seat is free for you")),
        _of(
            to,
            say("A seat is free in group {number} of {workshop}. It is kept for you until {until}."),
            seat,
            discreetly=say("A seat that you wait for is free. It is kept for you until {until}."),
            until=until,
        ),
        "\n".join(to.between(starts, ends) for starts, ends in times),
        say("Take it, or let it go, on your page:"),
        OWN_PAGE,
        say("Without an answer by then it goes to whoever waits next, and you no longer wait for it."),
        to=to,
    )


def lapsed_text(*, to: Addressee, seat: Seat) -> NoticeText:
    """Tell somebody who did not answer in time that the seat goes to the next."""
    say = words(to.reader.locale).gettext
    return letter(
        _no_longer(to, seat),
        _of(
            to,
            say(
                "A seat in group {number} of {workshop} was kept for you until {until}. There was no answer, so it "
                "goes to whoever waits next."
            ),
            seat,
            discreetly=say(
                "A seat was kept for you until {until}. There was no answer, so it goes to whoever waits next."
            ),
            until=to.at(seat.until),
        ),
        say("If you would still like a seat, wait for one again on your page:"),
        OWN_PAGE,
        to=to,
    )


def withdrawn_text(*, to: Addressee, seat: Seat, waits: bool) -> NoticeText:
    """Tell somebody that a seat is kept for them no longer, for what has changed since; whether they wait on."""
    say = words(to.reader.locale).gettext
    return letter(
        _no_longer(to, seat),
        _of(
            to,
            say("Something has changed: the seat in group {number} of {workshop} is no longer kept for you."),
            seat,
            discreetly=say(
                "Something has changed: the seat that you were offered is no longer kept for you."
            ),
        ),
        say("You keep your place among those who wait. How things stand is on your page:")
        if waits
        else say("You do not wait for it any more. How things stand is on your page:"),
        OWN_PAGE,
        to=to,
    )


def _no_longer(to: Addressee, seat: Seat) -> str:
    say = words(to.reader.locale).gettext
    return _subject(
        to,
        say("No longer kept for you: a seat in {workshop}"),
        seat,
        discreetly=say("A seat is no longer kept for you"),
    )


def _subject(to: Addressee, said: str, seat: Seat, *, discreetly: str) -> str:
    return to.named("{what} ({group})", discreetly="{what}", what=_of(to, said, seat, discreetly=discreetly))


def _of(to: Addressee, said: str, seat: Seat, *, discreetly: str, **more: str) -> str:
    """Say what names the workshop, or to a discreet reader what does not."""
    if to.reader.discreet:
        return discreetly.format(**more)
    return said.format(workshop=one_line(seat.workshop), number=seat.number, **more)
