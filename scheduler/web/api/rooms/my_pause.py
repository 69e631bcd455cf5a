"""My pause: until when one is away."""

from datetime import date

from pydantic import ConfigDict

from calendars.zones import zone
from scheduler.access import Access
from scheduler.commands.pausing import come_back, pause, standing_pause
from scheduler.domain.scopes import Scope
from scheduler.web.api.operations import Room
from scheduler.web.api.shapes import Given, Taken

room = Room(
    tag="My pause",
    about="Until when you are away: your calendar is empty until then, everybody else's stays.",
)


class PauseGiven(Given):
    """Until when you are away: the day on which you are back; null while you are here."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"until": None}]})

    until: date | None


class PauseSaid(Taken):
    """The day on which you are back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"until": "2026-11-02"}]})

    until: date


@room.get("/me/<person>/pause", scope=Scope.ME_READ)
def get_my_pause(access: Access, *, person: str) -> PauseGiven:
    """Read until when you are away."""
    scope = access.myself(person)
    stands = standing_pause(scope)
    here = zone(scope.person.time_zone)
    return PauseGiven(until=None if stands is None else stands.until.astimezone(here).date())


@room.put("/me/<person>/pause", scope=Scope.ME_WRITE, guards=get_my_pause)
def put_my_pause(access: Access, *, person: str, body: PauseSaid) -> PauseGiven:
    """Be away from now until a day: what lies in between leaves your calendar."""
    pause(access.myself(person), until=body.until)
    return get_my_pause(access, person=person)


@room.delete("/me/<person>/pause", scope=Scope.ME_WRITE, guards=get_my_pause)
def end_my_pause(access: Access, *, person: str) -> None:
    """Be back now."""
    come_back(access.myself(person))
