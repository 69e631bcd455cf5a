"""What a mail with an invitation says to people, beside what it says to their calendar."""

from scheduler.domain.cohorts import Cohort
from scheduler.domain.news import News, NewsKind
from scheduler.domain.people import Person
from scheduler.outputs.notice_text import OWN_PAGE, NoticeText, letter, one_line, told_of, when

_HEADS = {
    NewsKind.NEW: "Invitation",
    NewsKind.MOVED: "Moved",
    NewsKind.CHANGED: "Changed",
    NewsKind.CANCELLED: "Cancelled",
}


def handed_over_text(*, cohort: Cohort, reader: Person, news: News) -> NoticeText:
    """Say that an invitation is taken back because the calendar that its reader subscribes to has the meeting."""
    meeting = one_line(news.now.summary)
    return letter(
        f"Now in your subscribed calendar: {meeting} ({one_line(cohort.name)})",
        reader,
        f"{meeting}\n{when(news.now, cohort=cohort, reader=reader)}",
        "This meeting is held. You have subscribed to your calendar, which shows it; the invitation that you had by "
        "mail is taken back, so that you do not see it twice.",
        OWN_PAGE,
        cohort=cohort,
    )


def invitation_text(*, cohort: Cohort, reader: Person, news: News) -> NoticeText:
    """Invite someone to a meeting, or tell them what was and what is of one that they were invited to."""
    said = f"{_HEADS[news.kind]}: {one_line(news.now.summary)}"
    paragraphs = [told_of(news, cohort=cohort, reader=reader)]
    if news.kind is NewsKind.NEW:
        paragraphs = [f"{one_line(news.now.summary)}\n{when(news.now, cohort=cohort, reader=reader)}"]
    if news.kind is not NewsKind.CANCELLED and news.now.conference:
        paragraphs.append(f"Join: {news.now.conference}")
    return letter(
        f"{said} ({one_line(cohort.name)})",
        reader,
        *paragraphs,
        "All your meetings stand on your page. There you can also subscribe to them: then your calendar follows by "
        "itself, and no more invitations come by mail.",
        OWN_PAGE,
        cohort=cohort,
    )
