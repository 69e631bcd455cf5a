"""What a member says of themselves: when they can, where they live, what they care for, and what others see of them."""

from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from calendars.zones import How, resolve, zone
from scheduler.commands.correcting import MOST_INTERESTS, say_hours, say_interests, say_place
from scheduler.commands.naming import LONGEST_NAME, choose_name
from scheduler.commands.pausing import come_back, pause, standing_pause
from scheduler.commands.sharing_contact import share_contact
from scheduler.domain.contacts import Shares
from scheduler.errors import NotNowError
from scheduler.languages.sentences import sentence
from scheduler.queries.my_contacts import my_choice
from scheduler.queries.my_details import STEPS, hours_grid, what_moves
from scheduler.web.speaking import reading_locale
from scheduler.web.thin import thin
from scheduler.web.ticked_hours import ticked_windows
from scheduler.web.visit import changing, looking

room = Blueprint("details", __name__, url_prefix="/me/<person>")

MOST_PLACES = 8
LONGEST_PLACE = 100
"""Letters of a place that is looked for."""


@room.get("/availability")
@thin
def hours(person: str) -> str:
    """Show the week as a table to tick."""
    wanted = request.args.get("step", "")
    with looking() as access:
        scope = access.myself(person)
    step = next((minutes for minutes in STEPS if str(minutes) == wanted), None)
    return render_template(
        "hours.html",
        me=scope.person,
        cohort=scope.cohort,
        grid=hours_grid(scope.person.availability, step=step),
        steps=STEPS,
        locale=reading_locale(scope.person.locale, scope.cohort.locale),
    )


@room.post("/availability")
def keep_hours(person: str) -> Response:
    """Keep the ticked rows of each day."""
    windows = ticked_windows(request.form)
    with changing() as access:
        say_hours(access.myself(person), windows=windows)
    return redirect(url_for("members.me", _anchor=f"details-{person}"), 303)


@room.get("/place")
def place(person: str) -> str:
    """Show where somebody lives; the places that a name could mean; and what a move to one of them would mean."""
    wanted = request.args.get("place", "")[:LONGEST_PLACE].strip()
    found = resolve(wanted) if wanted else None
    with looking() as access:
        scope = access.myself(person)
        move = (
            what_moves(scope, time_zone=found.time_zone)
            if found is not None and found.certain and found.time_zone is not None
            else None
        )
        now = scope.tx.now
    return render_template(
        "place.html",
        me=scope.person,
        wanted=wanted,
        places=() if found is None or move is not None else found.candidates[:MOST_PLACES],
        is_guess=found is not None and found.how is How.UNKNOWN,
        move=move,
        now=now,
        locale=reading_locale(scope.person.locale, scope.cohort.locale),
    )


@room.post("/place")
def keep_place(person: str) -> Response:
    """Have somebody live in the zone whose consequences they were shown."""
    found = resolve(request.form.get("zone", "")[:LONGEST_PLACE])
    if found.time_zone is None or not found.certain:
        raise NotNowError(sentence("Load the page again: it does not say where you live."))
    with changing() as access:
        say_place(access.myself(person), time_zone=found.time_zone)
    return redirect(url_for("members.me", _anchor=f"details-{person}"), 303)


@room.get("/interests")
def interests(person: str) -> str:
    """Show the topics of the cohort, to be put in order."""
    with looking() as access:
        scope = access.myself(person)
    return render_template(
        "interests.html",
        me=scope.person,
        cohort=scope.cohort,
        places=min(MOST_INTERESTS, len(scope.cohort.topics)),
    )


@room.post("/interests")
def keep_interests(person: str) -> Response:
    """Keep the chosen topics, best first."""
    chosen = tuple(filter(None, request.form.getlist("topic")))
    with changing() as access:
        say_interests(access.myself(person), interests=chosen)
    return redirect(url_for("members.me", _anchor=f"details-{person}"), 303)


@room.get("/pause")
def away(person: str) -> str:
    """Show until when somebody is away, and ask."""
    with looking() as access:
        scope = access.myself(person)
        stands, now = standing_pause(scope), scope.tx.now
    here = zone(scope.person.time_zone)
    return render_template(
        "pause.html",
        me=scope.person,
        cohort=scope.cohort,
        stands=stands,
        back=None if stands is None else stands.until.astimezone(here).date(),
        tomorrow=now.astimezone(here).date() + timedelta(days=1),
        locale=reading_locale(scope.person.locale, scope.cohort.locale),
    )


@room.post("/pause")
def keep_pause(person: str) -> Response:
    """Have somebody be away until a day."""
    try:
        until = date.fromisoformat(request.form.get("until", ""))
    except ValueError:
        raise NotNowError(sentence("Choose a day to come, within the dates of your group.")) from None
    with changing() as access:
        pause(access.myself(person), until=until)
    return redirect(url_for("members.me", _anchor=f"details-{person}"), 303)


@room.post("/pause/end")
def resume(person: str) -> Response:
    """Have somebody be back."""
    with changing() as access:
        come_back(access.myself(person))
    return redirect(url_for("members.me", _anchor=f"details-{person}"), 303)


@room.get("/seen")
def seen(person: str) -> str:
    """Show what others see of somebody: the name, and how to reach them."""
    with looking() as access:
        scope = access.myself(person)
        contacts = my_choice(scope)
    return render_template("seen.html", me=scope.person, contacts=contacts, longest=LONGEST_NAME)


@room.post("/name")
def keep_name(person: str) -> Response:
    """Have others see this name; an empty one is the roster's."""
    with changing() as access:
        choose_name(access.myself(person), name=request.form.get("name", ""))
    return redirect(url_for("members.me", _anchor=f"details-{person}"), 303)


@room.post("/contact")
def keep_contact(person: str) -> Response:
    """Share what is ticked with whom one meets in coaching, and nothing else."""
    shares = Shares(email="email" in request.form, whatsapp="whatsapp" in request.form)
    with changing() as access:
        share_contact(access.myself(person), shares=shares)
    return redirect(url_for("members.me", _anchor=f"details-{person}"), 303)
