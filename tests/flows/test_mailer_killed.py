"""A real SMTP server receives exactly the messages due and no other, though the mailer is killed at each of its points.

What was being handed over when it was killed is shown by name as not confirmed, and arrived once or not at all.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.crash.crew import Crew
from tests.crash.enumeration import submitting
from tests.flows.told_by_mail import OverSmtp, Teller
from tests.servers.mail_sink import MailSink

FIRST, CHANGED = "Your meetings in circle", "Your meetings in circle have changed"
INVITED = ("dalia@example.org", "ruth@example.org")
MEETINGS = [f"Gathering {day}" for day in ("10-14", "11-11", "12-09")] + [
    f"Stories and songs {day}" for day in ("10-22", "10-29")
]
DUE = Counter(
    [
        *((whose, FIRST) for whose in ("maria@example.org", *INVITED)),
        *((whose, f"REQUEST 0 {meeting}") for whose in INVITED for meeting in MEETINGS),
        *[("maria@example.org", CHANGED)] * 3,
        *((whose, f"REQUEST 1 {MEETINGS[1]}") for whose in INVITED),
        *((whose, f"CANCEL 2 {MEETINGS[1]}") for whose in INVITED),
        *((whose, f"REQUEST 3 {MEETINGS[1]}") for whose in INVITED),
    ]
)
KILLED_AT = (
    "before commit submitting #1",
    "after commit submitting #2",
    "before submit notice #2",
    "after submit notice #2",
    "before commit send_mail #2",
    "after commit send_mail #3",
    "before ack mailer #1",
    "after ack mailer #1",
    "before submit notice #1",
    "after submit notice #1",
)
"""One life of the process after the other, each until it has passed that point so often."""


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with MailSink() as sink:
        yield sink


def test_each_message_due_arrives_once_or_is_shown_as_not_confirmed_and_no_other_arrives(
    sink: MailSink, tmp_path: Path
) -> None:
    with closing(OverSmtp(tmp_path, sink=sink)) as place:
        (folder := tmp_path / "flow").mkdir()
        engine = place.fresh(folder)
        with Crew(place=place, folder=folder, doom={"serve": KILLED_AT}) as crew:
            teller = Teller(place=place, crew=crew, engine=engine, folder=folder)
            teller.work()
        came = Counter((*each.recipients, teller.what(each.message)) for each in sink.received)
        unconfirmed = teller.unconfirmed()
        engine.dispose()

    assert [death.at for death in crew.deaths] == list(KILLED_AT)
    assert came <= DUE
    assert unconfirmed <= DUE
    missing = DUE - came
    assert missing <= unconfirmed
    ended = Counter(death.at.partition(" #")[0] for death in crew.deaths)
    assert missing.total() >= ended["after commit submitting"] + ended["before submit notice"]
    assert (unconfirmed - missing).total() >= ended["after submit notice"] + ended["before commit send_mail"]
    assert unconfirmed.total() <= sum(map(submitting, crew.histories()))
    assert teller.page.count("Not confirmed") == unconfirmed.total()
