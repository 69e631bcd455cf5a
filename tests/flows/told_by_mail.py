"""A cohort whose mailer is killed again and again: a release, a move, a cancellation and its end, told by mail.

Maria reads letters, Dalia and Ruth have invitations, Samira wants no mail and Tesfay has no address.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from icalendar import Calendar
from sqlalchemy import Engine

from scheduler.clock import SystemClock
from scheduler.commands.inviting import choose
from scheduler.domain.people import PersonId
from scheduler.domain.preferences import Channel
from scheduler.ids import RandomIds
from scheduler.store.unit_of_work import Store
from tests.crash.coordinator import OWED, Coordinator, Step
from tests.crash.hands import OF_COHORT
from tests.crash.places import Embedded
from tests.servers.mail_sink import MailSink
from workers.routing import routes

ROSTER = b"""id,name,email,role,time_zone,interests,whatsapp
,Maria,maria@example.org,member,Europe/Kyiv,reading,
,Dalia,dalia@example.org,member,Asia/Beirut,reading,
,Ruth,ruth@example.org,coach,America/New_York,reading,
,Samira,samira@example.org,member,Asia/Kabul,reading,
5,Tesfay,,member,Africa/Nairobi,reading,+254 000 555 0101
"""
PEOPLE = f"SELECT person.id, person.name FROM person {OF_COHORT}"  # noqa: S608 - of our own words
ENTRIES = f"FROM entry JOIN person ON person.id = entry.person_id {OF_COHORT}"
MEETINGS = f"SELECT DISTINCT uid, content ->> 'summary', content ->> 'starts' {ENTRIES}"
REVISED = f"SELECT 1 {ENTRIES} AND uid = '{{}}' AND sequence = {{}}"
NOTICES = f"""
SELECT person.name, kind, uid, sequence, subject, notice.state FROM person
JOIN notice ON person.id = notice.person_id {OF_COHORT.replace("cohort_id", "notice.cohort_id")}
"""  # noqa: S608 - the same
FEED, MAIL = {"channel": Channel.FEED}, {"channel": Channel.MAIL}
Message = tuple[str, str]
"""To whom, and what: `REQUEST 1 Gathering 11-11`, or a letter's subject."""


class OverSmtp(Embedded):
    """One process, whose mails go to a mail server."""

    def __init__(self, folder: Path, *, sink: MailSink) -> None:
        super().__init__(folder)
        self._sink = sink

    @property
    def environment(self) -> dict[str, str]:
        """What the process is told."""
        return super().environment | {"COMMONHOUR_SMTP_URL": self._sink.url}


class Teller(Coordinator):
    """Has everything told, one thing after the other, each when the mails of the one before have ended."""

    def __init__(self, *, engine: Engine, **more: Any) -> None:  # noqa: ANN401 - the coordinator's own
        self.page = ""
        self._meetings: dict[str, str] = {}
        self._store = Store(engine, clock=SystemClock(), ids=RandomIds(), routes=routes())
        super().__init__(engine=engine, **more)

    def _way(self, cohort_file: Path, *, troubled: bool) -> list[Step]:
        whole = super()._way(cohort_file, troubled=troubled)
        return [
            whole[0],
            *self._people_come_in(ROSTER),
            self._choosing("everyone chooses", Maria=FEED, Dalia=FEED, Ruth=FEED, Samira={"mails": False}),
            self._asking,
            *self._plan_is_published(),
            *self._are_told(3),
            self._choosing("two ask for invitations", Dalia=MAIL, Ruth=MAIL),
            *self._are_told(3 + 2 * 5),
            self._arranging("Gathering 11-11", 1, "move", day="2036-11-12", at="12:30", minutes="45"),
            *self._are_told(16),
            self._arranging("Gathering 11-11", 2, "cancel"),
            *self._are_told(19),
            self._arranging("Gathering 11-11", 3, "restore"),
            *self._are_told(22),
            Step(name="nothing is left to do", is_done=lambda: not self._hands.ask(OWED)),
            Step(name="the page of mails is read", is_done=lambda: self.page, do=self._read),
        ]

    def _are_told(self, count: int) -> Sequence[Step]:
        """So many mails are drafted in all, approved where that is needed, and at their end."""
        drafted = Step(
            name=f"{count} mails are drafted", is_done=lambda: len(self._hands.ask(NOTICES)) >= count
        )
        ended = Step(
            name=f"{count} mails have ended",
            is_done=lambda: not self._hands.new("notice", "AND state IN ('approved', 'submitting')"),
        )
        return drafted, self._mails_are_approved(), ended

    def _choosing(self, name: str, **chosen: dict[str, Any]) -> Step:
        done: list[str] = []

        def do() -> None:
            with self._store.write() as tx:
                for person, whose in self._hands.ask(PEOPLE):
                    preference = replace(tx.preferences.of(PersonId(person)), **chosen.get(whose, {}))
                    choose(tx, cohort=self._hands.cohort, person=PersonId(person), preference=preference)
            done.append(name)

        return Step(name=name, is_done=lambda: done, do=do)

    def _arranging(self, meeting: str, sequence: int, what: str, **said: str) -> Step:
        """Press a button on a meeting's page, unless it is so already; calendars follow by themselves."""
        pressed: list[str] = []

        def uid() -> str:
            return next(uid for uid, name in self.meetings().items() if name == meeting)

        def do() -> None:
            here = f"{self._hands.page}/meetings/{uid()}"
            self._hands.press(f"{here}/{what}", page=here, said=said)
            pressed.append(what)

        return Step(
            name=f"a meeting is to {what}",
            is_done=lambda: pressed or self._hands.ask(REVISED.format(uid(), sequence)),
            do=do,
        )

    def meetings(self) -> dict[str, str]:
        """Return what each meeting was called first, by UID: `Gathering 11-11`."""
        if not self._meetings:
            self._meetings = {uid: f"{name} {at[5:10]}" for uid, name, at in self._hands.ask(MEETINGS)}
        return self._meetings

    def unconfirmed(self) -> Counter[Message]:
        """Return the mails of which nobody knows whether they arrived."""
        return Counter(
            (f"{name.lower()}@example.org", self._told(kind.upper(), uid, sequence) if uid else subject)
            for name, kind, uid, sequence, subject, state in self._hands.ask(NOTICES)
            if state == "unconfirmed"
        )

    def what(self, mail: EmailMessage) -> str:
        """Return what a mail is."""
        body = mail.get_body(("calendar",))
        if body is None:
            return str(mail["Subject"])
        calendar = Calendar.from_ical(body.get_payload(decode=True))
        (event,) = calendar.walk("VEVENT")
        assert body.get_param("method") == calendar["METHOD"]
        assert str(event["ATTENDEE"]) == f"mailto:{mail['To'].addresses[0].addr_spec}"
        return self._told(calendar["METHOD"], event["UID"], event["SEQUENCE"])

    def _told(self, method: str, uid: str, sequence: int) -> str:
        return f"{method} {sequence} {self.meetings()[uid]}"

    def _read(self) -> None:
        self.page = self._hands.get(f"{self._hands.page}/notices").text
