"""What is said, when somebody is erased, of the copies that were made before."""

from datetime import datetime, timedelta

from scheduler.languages.sentences import Day, Sentence, sentence


def what_backups_hold(days: int | None, *, since: datetime) -> Sentence:
    """Say what backups still hold of who was erased at `since`, and how long, if it is known that they last `days`."""
    if days is None:
        return sentence(
            "Backups that were made before still hold all of it, for as long as whoever runs this service keeps them: "
            "how long that is, nobody has set."
        )
    return sentence(
        "Backups that were made before still hold all of it: until {day}, for they are kept {days} days.",
        day=Day(on=(since + timedelta(days=days)).date(), with_year=True),
        days=days,
    )
