"""What a mail says that reminds of a meeting."""

from calendars.entries import EntryContent
from scheduler.languages import words
from scheduler.outputs.letters import OWN_PAGE, Addressee, NoticeText, letter, one_line


def reminder_text(*, to: Addressee, meeting: EntryContent) -> NoticeText:
    """Remind someone of a meeting, as they asked."""
    say = words(to.reader.locale).gettext
    summary = one_line(meeting.summary)
    said = say("Reminder: {meeting}").format(meeting=summary)
    join = [say("Join: {link}").format(link=meeting.conference)] if meeting.conference else []
    return letter(
        to.named("{what} ({group})", discreetly="{what}", what=said),
        say("You asked to be reminded of this meeting."),
        f"{summary}\n{to.when(meeting)}",
        *join,
        say("Reminders are chosen, and ended, on your page:"),
        OWN_PAGE,
        to=to,
    )
