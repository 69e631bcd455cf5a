"""A person back at work after forty days: a changed roster, a second release, and what an operator does meanwhile."""

from collections.abc import Sequence
from pathlib import Path

from tests.crash.coordinator import Coordinator, Step
from tests.crash.hands import OF_COHORT

ROSTER = b"""name,email,role,time_zone,interests
Maria,maria@example.org,member,Europe/Kyiv,reading
Dalia,dalia@example.org,member,Asia/Beirut,play
Ruth Abel,ruth@example.org,coach,America/New_York,reading
Samira,samira@example.org,member,Asia/Kabul,reading
"""
"""Ruth's new name changes what stands in Maria's calendar, Dalia's meetings of readers are cancelled, Samira is new."""
HELD_BACK = "Dalia"
TIDIED = "SELECT id FROM delivery WHERE reaction = 'tidy' AND state = 'done'"
OPEN = f"SELECT delivery.id FROM delivery JOIN event ON event.id = event_id {OF_COHORT} AND state <> 'done'"  # noqa: S608 - of our own words
UNTRIED = f"{OPEN} AND (state = 'claimed' OR tries = 0) AND reaction <> 'drop_expired'"
WAITING = f"{OPEN} AND state = 'waiting'"
PARKED = f"{OPEN} AND state = 'parked'"


class Returner(Coordinator):
    """Brings a cohort that has a release to its second one.

    One of its mails is held back. What waits for later (that cancelled meetings leave the calendars) is parked by hand
    and replayed. In trouble the broker goes away before the run is asked for, and mails and webhooks are refused: these
    too are parked by hand, and replayed when they are taken again.
    """

    _subscribed = False

    def _way(self, cohort_file: Path, *, troubled: bool) -> list[Step]:  # noqa: ARG002 - the cohort is there
        return [
            Step(name="what was kept for too long is tidied away", is_done=lambda: self._hands.ask(TIDIED)),
            *self._people_come_in(ROSTER),
            self._calendars_follow(),
            Step(name="everyone subscribes", is_done=lambda: self._subscribed, do=self._subscribe),
            Step(name="nothing of it is left to do", is_done=lambda: not self._hands.ask(OPEN)),
            *self._run_is_asked_for(troubled=troubled),
            *((self._others(take=False),) if troubled else ()),
            *self._plan_is_published(),
            Step(name="a mail is held back", is_done=self._held_back, do=self._hold_back),
            self._mails_are_approved(),
            Step(name="nothing is left to be tried now", is_done=lambda: not self._hands.ask(UNTRIED)),
            Step(name="what waits is parked", is_done=lambda: not self._hands.ask(WAITING), do=self._park),
            *((self._others(take=True),) if troubled else ()),
            Step(
                name="what is parked is replayed",
                is_done=lambda: not self._hands.ask(PARKED),
                do=lambda: self._deliveries("replay", "--all-parked"),
            ),
            Step(name="nothing is left to do", is_done=lambda: not self._hands.ask(OPEN)),
            Step(name="everyone fetches their feed", is_done=lambda: self.feeds, do=self._fetch_feeds),
        ]

    def _run_is_asked_for(self, *, troubled: bool) -> Sequence[Step]:
        if not (troubled and self._place.can_lose_broker):
            return (self._asking,)
        place, crew = self._place, self._crew
        return (
            Step(name="others have heard of the roster", is_done=lambda: not self._hands.ask(OPEN)),
            Step(name="the broker goes away", is_done=lambda: not place.has_broker, do=place.lose_broker),
            self._asking,
            Step(name="the relay has missed it", is_done=lambda: "worker.waits" in crew.log("relay")),
            Step(name="the broker is back", is_done=lambda: place.has_broker, do=place.find_broker),
        )

    def _others(self, *, take: bool) -> Step:
        return Step(
            name=f"others {'take' if take else 'refuse'} what is sent to them",
            is_done=lambda: self._place.is_heard is take,
            do=lambda: self._place.be_heard(take=take),
        )

    def _subscribe(self) -> None:
        self._fetch_feeds()
        self._subscribed, self.feeds = True, {}

    def _held_back(self) -> str:
        return self._hands.new("notice", "AND state = 'withdrawn' AND error IS NULL")

    def _hold_back(self) -> None:
        notices = f"{self._hands.page}/notices"
        whose = f"AND state = 'waiting' AND person_id = (SELECT id FROM person {OF_COHORT} AND name = '{HELD_BACK}')"  # noqa: S608 - the same
        self._hands.press(
            f"{notices}/withdraw", page=notices, said={"notice": self._hands.new("notice", whose)}
        )

    def _park(self) -> None:
        for (delivery,) in self._hands.ask(WAITING):
            self._deliveries("park", delivery)

    def _deliveries(self, *said: str) -> None:
        self._hands.command("deliveries", *said, called=f"deliveries-{said[0]}")
