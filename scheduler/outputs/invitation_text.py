"""What a mail about one meeting says to people, beside what it says to their calendar."""

from scheduler.domain.news import News, NewsKind
from scheduler.languages import words
from scheduler.outputs.letters import OWN_PAGE, Addressee, NoticeText, letter, one_line
from scheduler.outputs.notice_text import head, told_of


def invitation_text(*, to: Addressee, news: News) -> NoticeText:
    """Invite someone to a meeting, or tell them what was and what is of one that they were invited to."""
    say = words(to.reader.locale).gettext
    meeting = one_line(news.now.summary)
    if news.kind is NewsKind.NEW:
        subject, paragraphs = say("Invitation: {meeting}"), [_held(news, to=to)]
    else:
        subject, paragraphs = head(news.kind, say), [told_of(news, to=to)]
    if news.kind is not NewsKind.CANCELLED and news.now.conference:
        paragraphs.append(say("Join: {link}").format(link=news.now.conference))
    return letter(
        _subject(subject.format(meeting=meeting), to=to),
        *paragraphs,
        say(
            "All your meetings stand on your page. There you can also subscribe to them: then your calendar follows by "
            "itself, and no more invitations come by mail."
        ),
        OWN_PAGE,
        to=to,
    )


def handed_over_text(*, to: Addressee, news: News) -> NoticeText:
    """Say that an invitation is taken back because the calendar that its reader subscribes to has the meeting."""
    say = words(to.reader.locale).gettext
    subject = say("Now in your subscribed calendar: {meeting}").format(meeting=one_line(news.now.summary))
    return letter(
        _subject(subject, to=to),
        _held(news, to=to),
        say(
            "This meeting is held. You have subscribed to your calendar, which shows it; the invitation that you had "
            "by mail is taken back, so that you do not see it twice."
        ),
        OWN_PAGE,
        to=to,
    )


def renewed_text(*, to: Addressee, news: News) -> NoticeText:
    """Say that an invitation comes again because its reader wants their calendar to show or ring otherwise."""
    say = words(to.reader.locale).gettext
    subject = say("As you chose: {meeting}").format(meeting=one_line(news.now.summary))
    return letter(
        _subject(subject, to=to),
        _held(news, to=to),
        say("This meeting is as it was. Its entry in your calendar is renewed, as you chose on your page:"),
        OWN_PAGE,
        to=to,
    )


def _held(news: News, *, to: Addressee) -> str:
    return f"{one_line(news.now.summary)}\n{to.when(news.now)}"


def _subject(said: str, *, to: Addressee) -> str:
    return to.named("{what} ({group})", discreetly="{what}", what=said)
