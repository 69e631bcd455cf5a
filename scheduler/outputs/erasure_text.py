"""What a mail says that tells somebody when all that is kept of them is erased."""

from datetime import datetime

from scheduler.languages import words
from scheduler.outputs.letters import OWN_PAGE, Addressee, NoticeText, letter, whom_to_ask


def erasure_text(*, to: Addressee, at: datetime) -> NoticeText:
    """Tell somebody that they are erased at this instant (aware), what that takes, and how to take it along before."""
    say = words(to.reader.locale).gettext
    return letter(
        to.named(
            "{what} ({group})", discreetly="{what}", what=say("All that is kept of you will soon be erased")
        ),
        to.named(
            say("{group} is over. On {moment} all that is kept of you there is erased, as its rules say."),
            discreetly=say(
                "Your group is over. On {moment} all that is kept of you there is erased, as its rules say."
            ),
            moment=to.at(at),
        ),
        say(
            "That is your name and address, what you have told of yourself, your meetings and groups, and the mails "
            "to you. The link to your calendar then opens nothing. It cannot be undone."
        ),
        say("If you would like to keep it, download it before then, on your page:"),
        OWN_PAGE,
        say(
            "You need not do anything else. Everyone of the group is told this once, also those who want no mails "
            "about meetings."
        ),
        to=to,
        closing=whom_to_ask(to),
    )
