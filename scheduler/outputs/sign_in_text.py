"""What the mail says by which somebody signs in: a code to type, or a link to open in the browser that asked."""

from scheduler.languages import words
from scheduler.outputs.letters import NoticeText


def sign_in_text(*, code: str, link: str, minutes: int, locale: str) -> NoticeText:
    """Say the code and the link, and for how long they are good; nothing of who the reader is or what they meet for."""
    say = words(locale).gettext
    return NoticeText(
        subject=say("Your code to sign in"),
        body="\n\n".join(
            (
                say(
                    "Someone wants to sign in with this address: you, we hope. Type this code where it is asked for:"
                ),
                code,
                say("Or open this link in the browser in which you asked:"),
                link,
                say(
                    "Both work once, within {minutes} minutes. If it was not you, do nothing: nobody comes in without "
                    "this mail."
                ).format(minutes=minutes),
            )
        )
        + "\n",
    )
