"""What a letter says: when someone meets, told for the first time, and later what has changed."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from calendars.entries import EntryContent
from scheduler.domain.news import News, NewsKind
from scheduler.languages import words
from scheduler.outputs.letters import FEED_LINK, OWN_PAGE, Addressee, NoticeText, letter, one_line

MOST_NEWS = 20
"""Which a letter tells one by one; what is more stands on the reader's page."""


def first_text(
    *, to: Addressee, entries: Sequence[EntryContent], now: datetime, coaching: bool = False
) -> NoticeText:
    """Tell someone for the first time when they meet, and how the meetings come into their calendar.

    Whoever has a part in `coaching` agrees with somebody on an hour, and is told where.
    """
    say, many = words(to.reader.locale).gettext, words(to.reader.locale).ngettext
    pairs = say(
        "Who your coach is, or whom you coach, stands on your page. There you agree with each other on a weekly hour."
    )
    count = sum(entry.status == "CONFIRMED" for entry in entries)
    openly = many(
        "Your meetings in {group} are set: there is one.",
        "Your meetings in {group} are set: there are {count}.",
        count,
    )
    discreetly = many(
        "Your meetings are set: there is one.", "Your meetings are set: there are {count}.", count
    )
    return letter(
        to.named(say("Your meetings in {group}"), discreetly=say("Your meetings")),
        to.named(openly, discreetly=discreetly, count=count),
        _next(entries, to=to, now=now),
        *([pairs] if coaching and not to.reader.discreet else []),
        say("This link brings all of them into your calendar, and keeps them right when one moves:"),
        FEED_LINK,
        say(
            "Google Calendar: on a computer, Other calendars, +, From URL.\n"
            "iPhone: Settings, Calendar, Accounts, Add Account, Other, Add Subscribed Calendar.\n"
            "Outlook: Add calendar, Subscribe from web."
        ),
        say(
            "The link is yours alone: whoever has it can read your meetings. Please do not pass it on. On your page "
            "you can see your meetings and make a new link:"
        ),
        OWN_PAGE,
        to=to,
    )


def change_text(
    *,
    to: Addressee,
    news: Sequence[News],
    entries: Sequence[EntryContent],
    now: datetime,
    first: Iterable[str] = (),
) -> NoticeText:
    """Tell someone which of their meetings are not what they were told before: what was, and what is.

    What is to be told `first` comes before, a paragraph each.
    """
    say, many = words(to.reader.locale).gettext, words(to.reader.locale).ngettext
    more = len(news) - MOST_NEWS
    and_more = many(
        "And one more: it stands on your page.", "And {count} more: they stand on your page.", max(more, 1)
    )
    return letter(
        to.named(say("Your meetings in {group} have changed"), discreetly=say("Your meetings have changed")),
        *first,
        to.named(
            say("Some of your meetings in {group} have changed."),
            discreetly=say("Some of your meetings have changed."),
        ),
        *(told_of(each, to=to) for each in news[:MOST_NEWS]),
        *([and_more.format(count=more)] if more > 0 else []),
        _next(entries, to=to, now=now),
        say(
            "If you have subscribed to your calendar, it changes by itself; some programs take a day to look. "
            "If you have not, this is your own link, for you alone:"
        ),
        FEED_LINK,
        say("All your meetings also stand on your page:"),
        OWN_PAGE,
        to=to,
    )


def told_of(news: News, *, to: Addressee) -> str:
    """Tell what was and what is of one meeting, each that differs on two lines of its own.

    Where it was told openly and is to be told discreetly, or the other way round, only its times can be compared.
    """
    say = words(to.reader.locale).gettext
    was, now = news.was, news.now
    is_comparable = was is not None and was.private == now.private
    lines = [head(news.kind, say).format(meeting=one_line((was if was and is_comparable else now).summary))]
    if was is None:
        lines.append(to.when(now))
    elif news.kind is NewsKind.CANCELLED:
        lines.append(say("was: {it}").format(it=to.when(was)))
    else:
        if news.kind is NewsKind.MOVED and _stays_on_own_clock(was, now):
            lines += [
                say("as before on your clock: {time}").format(time=to.when(now)),
                say("By new rules for clocks that is another hour elsewhere."),
            ]
        elif news.kind is NewsKind.MOVED:
            lines += _was_now(to.when(was), to.when(now), say)
        if is_comparable:
            none = say("no link")
            lines += _was_now(one_line(was.summary), one_line(now.summary), say)
            lines += _was_now(was.conference or none, now.conference or none, say)
            if was.links != now.links:
                lines.append(
                    say("Its notes and links are others: they stand in your calendar and on your page.")
                )
    return "\n".join(lines)


def head(kind: NewsKind, say: Callable[[str], str]) -> str:
    """Say what happened to a `{meeting}`."""
    return {
        NewsKind.NEW: say("New: {meeting}"),
        NewsKind.MOVED: say("Moved: {meeting}"),
        NewsKind.CHANGED: say("Changed: {meeting}"),
        NewsKind.CANCELLED: say("Cancelled: {meeting}"),
    }[kind]


def _stays_on_own_clock(was: EntryContent, now: EntryContent) -> bool:
    """Whether another instant is told as the very hour that the reader was told, since the zone data are others now.

    An entry says first what the reader's clock shows, by the data of when it was told, and then the clock's name in
    brackets.
    """
    told, says = (each.description.partition("\n")[0].partition(" (")[0] for each in (was, now))
    return told == says != ""


def _was_now(was: str, now: str, say: Callable[[str], str]) -> tuple[str, ...]:
    return () if was == now else (say("was: {it}").format(it=was), say("now: {it}").format(it=now))


def _next(entries: Sequence[EntryContent], *, to: Addressee, now: datetime) -> str:
    say = words(to.reader.locale).gettext
    ahead = [entry for entry in entries if entry.status == "CONFIRMED" and entry.ends > now]
    if not ahead:
        return say("No meeting lies ahead of you now.")
    first = min(ahead, key=lambda entry: (entry.starts, entry.uid))
    which = say("The next one is {meeting}:").format(meeting=one_line(first.summary))
    return f"{which}\n{to.when(first)}"
