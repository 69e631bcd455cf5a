"""Sign-ups: a cohort's own form and its link, who has sent it and waits, and what becomes of them."""

from http import HTTPStatus
from typing import Literal

from flask import url_for
from pydantic import ConfigDict, Field, JsonValue

from scheduler.access import COORDINATE, Access
from scheduler.commands.signing_up import (
    MOST_WAITING,
    bring_in,
    close_form,
    open_form,
    put_aside,
    renew_link,
    send_form,
)
from scheduler.domain.people import Role
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.queries.sign_ups import Waiting, sign_ups
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Id, Instant, Line, Listed, Made, Paging, Taken
from scheduler.web.api.urls import url_of
from scheduler.web.visit import house

room = Room(
    tag="Sign-ups",
    about="A cohort's own sign-up form: whoever has its link writes themselves in, and waits for a coordinator.",
)
_EXAMPLE: JsonValue = {
    "name": "Nadia",
    "email": "nadia@example.org",
    "role": "member",
    "time_zone": "Asia/Beirut",
    "languages": "ar; en",
    "interests": "reading",
    "availability": "Mon 18:00-21:00; Sat 09:00-12:00",
}


class FormGiven(Given):
    """Whether the form takes anybody, and where it is while it does."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"open": True, "url": "https://commonhour.example.org/join/cedar.mD1c0PZq"}]
        }
    )

    open: bool
    url: str | None = Field(description="For whoever is to sign up: whoever has it can.")


class FormSet(Taken):
    """Whether the form is to take anybody."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"open": True}]})

    open: bool


class FormSent(Taken):
    """What somebody writes of themselves, in the words of a roster; lists with semicolons between."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    name: Line
    email: Line
    role: Literal["member", "coach"]
    time_zone: Line = Field(description="An IANA id, a city or a country; refused where it could be several.")
    languages: Line = ""
    interests: Line = Field(default="", description="Topics, best first.")
    availability: Line = Field(default="", description="By their own clock; blank: not said.")
    workshops: Line = ""
    capacity: Line = Field(default="", description="Of a coach: how many members, such as 1-3.")
    whatsapp: Line = ""
    notes: Line = ""
    answers: dict[Line, Line] = Field(
        default={}, max_length=100, description="What stands in the cohort's own columns, by column."
    )


class SignUpGiven(Given):
    """Somebody who waits; `role` and the like are null where the cohort's rules do not read their form any more."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "3c2b1a09-8f7e-4d6c-9b5a-4f3e2d1c0b9a",
                    "name": "Nadia",
                    "email": "nadia@example.org",
                    "role": "member",
                    "time_zone": "Asia/Beirut",
                    "languages": ["ar", "en"],
                    "interests": ["reading"],
                    "known": None,
                    "sent_at": "2026-09-20T17:05:00Z",
                }
            ]
        }
    )

    id: str
    name: str
    email: str
    role: Role | None
    time_zone: str | None
    languages: tuple[str, ...]
    interests: tuple[str, ...]
    known: str | None = Field(description="The name of somebody of the cohort with the same address.")
    sent_at: Instant


class SignUpsDecided(Taken):
    """Whom to bring in, or to put aside."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"sign_ups": ["3c2b1a09-8f7e-4d6c-9b5a-4f3e2d1c0b9a"], "decision": "bring_in"}]
        }
    )

    sign_ups: tuple[Id, ...] = Field(min_length=1, max_length=MOST_WAITING)
    decision: Literal["bring_in", "put_aside"]


@room.get("/cohorts/<cohort>/sign-up-form", scope=Scope.PEOPLE_READ)
def get_sign_up_form(access: Access, *, cohort: str) -> FormGiven:
    """Read where the form is, while it is open."""
    token = sign_ups(access.cohort(cohort, need=COORDINATE), key=house().settings.feed_key).token
    where = None if token is None else url_for("signing_up.form", token=token)
    return FormGiven(
        open=token is not None, url=None if where is None else f"{house().settings.base_url}{where}"
    )


@room.put("/cohorts/<cohort>/sign-up-form", scope=Scope.PEOPLE_WRITE, guards=get_sign_up_form)
def set_sign_up_form(access: Access, *, cohort: str, body: FormSet) -> FormGiven:
    """Open the form, or close it; its link stays what it is."""
    (open_form if body.open else close_form)(access.cohort(cohort, need=COORDINATE))
    return get_sign_up_form(access, cohort=cohort)


@room.post("/cohorts/<cohort>/sign-up-form/renew", scope=Scope.PEOPLE_WRITE, status=HTTPStatus.NO_CONTENT)
def renew_sign_up_form(access: Access, *, cohort: str) -> None:
    """Throw the form's link away for a new one."""
    renew_link(access.cohort(cohort, need=COORDINATE))


@room.get("/cohorts/<cohort>/sign-ups", scope=Scope.PEOPLE_READ)
def list_sign_ups(access: Access, *, cohort: str, query: Paging) -> Listed[SignUpGiven]:
    """List who waits, the first to come first."""
    found = sign_ups(access.cohort(cohort, need=COORDINATE), key=house().settings.feed_key)
    return page_of(found.waiting, query, key=lambda each: each.id, shown=_given)


@room.post("/cohorts/<cohort>/sign-ups", scope=Scope.PEOPLE_WRITE)
def send_sign_up(access: Access, *, cohort: str, body: FormSent) -> Made:
    """Sign somebody up, whether the form is open or not; what they sent before from the same address goes."""
    scope = access.cohort(cohort, need=COORDINATE)
    cells = body.model_dump(exclude={"answers"})
    own = {column: body.answers.get(column, "") for column in scope.cohort.own_columns}
    sign_up = send_form(access.tx, cohort=scope.cohort, cells={**cells, **own})
    return Made(id=sign_up, url=url_of("get_sign_up", cohort=cohort, sign_up=sign_up))


@room.get("/cohorts/<cohort>/sign-ups/<sign_up>", scope=Scope.PEOPLE_READ)
def get_sign_up(access: Access, *, cohort: str, sign_up: str) -> SignUpGiven:
    """Read what somebody sent who waits."""
    found = sign_ups(access.cohort(cohort, need=COORDINATE), key=house().settings.feed_key)
    for each in found.waiting:
        if each.id == sign_up:
            return _given(each)
    raise NotFoundError


@room.post("/cohorts/<cohort>/sign-ups/decisions", scope=Scope.PEOPLE_WRITE, status=HTTPStatus.NO_CONTENT)
def decide_sign_ups(access: Access, *, cohort: str, body: SignUpsDecided) -> None:
    """Bring people in who wait, or forget what they sent."""
    decide = bring_in if body.decision == "bring_in" else put_aside
    decide(access.cohort(cohort, need=COORDINATE), sign_ups=body.sign_ups)


def _given(each: Waiting) -> SignUpGiven:
    person = each.person
    return SignUpGiven(
        id=each.id,
        name=each.name,
        email=each.email,
        role=None if person is None else person.role,
        time_zone=None if person is None else person.time_zone,
        languages=() if person is None else person.languages,
        interests=() if person is None else person.interests,
        known=each.known,
        sent_at=each.sent_at,
    )
