"""A member's own page: who their coach is, when they meet, and how it all comes into their calendar."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from calendars.common_hours import CommonHour
from scheduler.commands import inviting
from scheduler.commands.agreeing import end_hour, say_yes
from scheduler.commands.answering import answer_on_page
from scheduler.commands.feeds import rotate_feed
from scheduler.commands.reflecting import LONGEST, reflect, take_reflection_back
from scheduler.domain.answers import Answer
from scheduler.domain.preferences import ALARMS, REMINDERS, Channel
from scheduler.domain.reflections import Worth
from scheduler.errors import NotFoundError, NotNowError
from scheduler.languages.sentences import sentence
from scheduler.queries.my_contacts import my_contacts
from scheduler.queries.my_page import MyPage, my_page, past_meeting
from scheduler.web.speaking import reading_locale
from scheduler.web.subscribing import Subscribing, link_of
from scheduler.web.thin import thin
from scheduler.web.visit import changing, house, looking

room = Blueprint("members", __name__, url_prefix="/me")

MOST_DIGITS = 9
"""Of the numbers in a form."""
DISCREET = {"": None, "yes": True, "no": False}
"""What a form says of what a calendar shows."""


@room.get("")
@thin
def me() -> Response | str:
    """Show who one is in each cohort; show whoever is not signed in how to come in."""
    with looking() as access:
        if access.account is None:
            return redirect(url_for("signing_in.home"), 303)
        pages = tuple((my_page(scope), my_contacts(scope)) for scope in access.me())
        leads = bool(access.cohorts())
    if not pages:
        raise NotFoundError
    return render_template(
        "me.html",
        cohorts=[
            (page, contacts, _ways_in(page), reading_locale(page.locale, page.cohort_locale))
            for page, contacts in pages
        ],
        leads=leads,
        alarms=ALARMS,
        reminders=REMINDERS,
        to_files=not house().settings.smtp_url,
        longest=LONGEST,
        shared={
            group.feed.id: link_of(group.feed, calendar=group.name, settings=house().settings)
            for page, _ in pages
            for group in page.groups
            if group.feed is not None
        },
    )


@room.post("/<person>/feed")
def renew_link(person: str) -> Response:
    """Throw the calendar link away and make a new one; also opens a feed that was closed."""
    with changing() as access:
        feed = access.myself(person).feed()
        if feed is None:
            raise NotFoundError
        rotate_feed(access.tx, feed=feed, feed_key=house().settings.feed_key)
    return redirect(url_for("members.me", _anchor=f"calendar-{person}"), 303)


@room.post("/<person>/preferences")
def prefer(person: str) -> Response:
    """Have meetings come as this person wants them."""
    with changing() as access:
        inviting.prefer(
            access.myself(person),
            channel=_channel(request.form.get("channel", "")),
            mails="mails" in request.form,
            alarms=_minutes(request.form.getlist("alarm"), offered=ALARMS),
            reminders=_minutes(request.form.getlist("reminder"), offered=REMINDERS),
            discreet=_discreet(request.form.get("discreet", "")),
        )
    return redirect(url_for("members.me", _anchor=f"calendar-{person}"), 303)


@room.post("/<person>/hours/<other>")
def agree(person: str, other: str) -> Response:
    """Say yes to a weekly hour with someone."""
    hour = _hour(request.form.get("hour", ""))
    with changing() as access:
        say_yes(access.myself(person), other=other, hour=hour)
    return redirect(url_for("members.me", _anchor=f"hour-{other}"), 303)


@room.post("/<person>/hours/<other>/end")
def end(person: str, other: str) -> Response:
    """End the weekly hour with someone."""
    with changing() as access:
        end_hour(access.myself(person), other=other)
    return redirect(url_for("members.me", _anchor=f"hour-{other}"), 303)


@room.post("/<person>/meetings/<meeting>/answer")
def answer(person: str, meeting: str) -> Response:
    """Say whether one comes."""
    said = _answer(request.form.get("answer", ""))
    starts, ends = (_instant(request.form.get(name, "")) for name in ("starts", "ends"))
    with changing() as access:
        answer_on_page(access.myself(person), meeting=meeting, answer=said, starts=starts, ends=ends)
    return redirect(url_for("members.me", _anchor=f"meeting-{meeting}"), 303)


@room.get("/<person>/meetings/<meeting>")
def past(person: str, meeting: str) -> str:
    """Show what is kept of a meeting that is over, and all that those who were there say of it."""
    with looking() as access:
        scope = access.myself(person)
        page = past_meeting(scope, meeting=meeting)
    return render_template(
        "past.html",
        me=scope.person,
        page=page,
        locale=reading_locale(scope.person.locale, scope.cohort.locale),
    )


@room.post("/<person>/meetings/<meeting>/reflection")
def reflect_on(person: str, meeting: str) -> Response:
    """Say what a meeting was worth, or take that back."""
    with changing() as access:
        scope = access.myself(person)
        if "take-back" in request.form:
            take_reflection_back(scope, meeting=meeting)
        else:
            worth = _worth(request.form.get("worth", ""))
            reflect(scope, meeting=meeting, worth=worth, text=request.form.get("text", ""))
    return redirect(url_for("members.me", _anchor=f"past-{meeting}"), 303)


@room.get("/<person>/norms")
def norms(person: str) -> str:
    """Show the whole of what was agreed on."""
    with looking() as access:
        scope = access.myself(person)
        agreed = scope.tx.community.norms(scope.cohort.id)
    return render_template(
        "norms.html",
        cohort=scope.cohort,
        me=scope.person,
        norms=agreed,
        locale=reading_locale(scope.person.locale, scope.cohort.locale),
    )


def _worth(text: str) -> Worth:
    if text not in set(Worth):
        raise NotNowError(sentence("Choose one of the three answers first: was it worth your time?"))
    return Worth(text)


def _answer(text: str) -> Answer:
    if text not in set(Answer):
        raise NotNowError(sentence("Load the page again: it does not say whether you come."))
    return Answer(text)


def _hour(text: str) -> CommonHour:
    """Read an hour as the page wrote it: its zone, day and minute, with spaces between."""
    time_zone, day, start = (*text.split(" "), "", "", "")[:3]
    if not (day.isdecimal() and start.isdecimal() and len(day + start) <= MOST_DIGITS):
        raise NotNowError(sentence("Load the page again: it does not say which hour you mean."))
    return CommonHour(time_zone=time_zone, day=int(day), start=int(start))


def _instant(text: str) -> datetime:
    """Read when the page showed the meeting to be."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.utcoffset() is None:
        raise NotNowError(sentence("Load the page again: it does not say which time you answer for."))
    return instant


def _channel(text: str) -> Channel:
    if text not in set(Channel):
        raise NotNowError(sentence("Load the page again: it does not say how your meetings are to come."))
    return Channel(text)


def _discreet(text: str) -> bool | None:
    """Return whether someone wants their calendar discreet; None as the cohort has it."""
    if text not in DISCREET:
        raise NotNowError(sentence("Load the page again: it does not say what your calendar is to show."))
    return DISCREET[text]


def _minutes(chosen: Sequence[str], *, offered: Sequence[int]) -> tuple[int, ...]:
    """Return which of the offered ones were chosen, the longest before a meeting first; nothing else is taken."""
    return tuple(sorted((each for each in offered if str(each) in chosen), reverse=True))


def _ways_in(page: MyPage) -> Subscribing | None:
    return link_of(page.feed, calendar=page.cohort, settings=house().settings)
