"""Notices: the letters that wait for approval, are on their way, were sent or refused, and what is decided of them."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Literal

from pydantic import ConfigDict, Field, JsonValue

from scheduler.access import COORDINATE, LOOK, Access, CohortScope
from scheduler.commands.notices import approve, approve_all, send_after_all, send_again, withdraw
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.queries.notices import NoticeRow, NoticesPage, notices_page
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Id, Instant, Listed, Paging, Taken
from scheduler.web.visit import house

room = Room(
    tag="Notices",
    about="The letters of a cohort. Nothing is sent before somebody has approved it. What is secret in one, such as a "
    "link, is not told here.",
)

Part = Literal["waiting", "undelivered", "underway", "withdrawn", "ended"]
MOST_AT_ONCE = 5000
LARGEST = 999_999_999
_NOTICE: dict[str, JsonValue] = {
    "id": "5c1e9f7a-0d3b-4f6e-8a51-0c9c0f4b3d33",
    "person": "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11",
    "name": "Mariam",
    "part": "waiting",
    "kind": "letter",
    "state": "waiting",
    "subject": "Your meetings",
    "release": 1,
    "round": 1,
    "why": "",
    "at": None,
}


class NoticesAsked(Paging):
    """Which letters are asked for."""

    part: Part | None = Field(default=None, description="Only those of which this is to be said.")


class NoticeListed(Given):
    """A letter to one person. Of the undelivered and the withdrawn, those are meant that may still be sent."""

    model_config = ConfigDict(json_schema_extra={"examples": [_NOTICE]})

    id: str
    person: str
    name: str
    part: Part
    kind: Literal["letter", "invitation", "reminder", "seat", "erasure"]
    state: str = Field(
        description="waiting, approved, submitting, sent, filed, refused, unconfirmed or withdrawn."
    )
    subject: str
    release: int = Field(description="The last one when it was drafted.")
    round: int
    why: str = Field(description="What the mail server made of it.")
    at: Instant | None = Field(description="When it was approved, or ended.")


class NoticeGiven(NoticeListed):
    """A letter with what it says."""

    model_config = ConfigDict(json_schema_extra={"examples": [_NOTICE | {"body": "Hello Mariam, ..."}]})

    body: str


class NoticesCounted(Given):
    """How many letters there are in each part; `release` and `round` are the last place among those that wait."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "waiting": 55,
                    "undelivered": 0,
                    "underway": 0,
                    "withdrawn": 0,
                    "ended": 0,
                    "release": 1,
                    "round": 1,
                    "unreachable": ["Tesfay"],
                }
            ]
        }
    )

    waiting: int
    undelivered: int
    underway: int
    withdrawn: int
    ended: int
    release: int
    round: int
    unreachable: tuple[str, ...] = Field(description="Names of people without an e-mail address.")


class NoticesChosen(Taken):
    """Some letters, by their ids."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"notices": ["5c1e9f7a-0d3b-4f6e-8a51-0c9c0f4b3d33"]}]}
    )

    notices: tuple[Id, ...] = Field(min_length=1, max_length=MOST_AT_ONCE)


class NoticesUpTo(Taken):
    """The letters that were looked at: all that waited, up to this place."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"release": 1, "round": 1}]})

    release: int = Field(ge=0, le=LARGEST)
    round: int = Field(ge=0, le=LARGEST)


@room.get("/cohorts/<cohort>/notices", scope=Scope.NOTICES_READ)
def list_notices(access: Access, *, cohort: str, query: NoticesAsked) -> Listed[NoticeListed]:
    """List the letters of a cohort: what waits first."""
    scope = access.cohort(cohort, need=LOOK)
    every = [each for each in _every(_page(scope)) if query.part in {None, each.part}]
    return page_of(every, query, key=lambda notice: notice.id, shown=_listed)


@room.get("/cohorts/<cohort>/notices/<notice>", scope=Scope.NOTICES_READ)
def get_notice(access: Access, *, cohort: str, notice: str) -> NoticeGiven:
    """Read a letter, as it is sent but for what is secret in it."""
    for each in _every(_page(access.cohort(cohort, need=LOOK))):
        if each.id == notice:
            return each
    raise NotFoundError


@room.get("/cohorts/<cohort>/notice-counts", scope=Scope.NOTICES_READ)
def count_notices(access: Access, *, cohort: str) -> NoticesCounted:
    """Read how many letters wait, were sent and were refused, and who has to be told otherwise."""
    page = _page(access.cohort(cohort, need=LOOK))
    release, number = page.up_to
    return NoticesCounted(
        waiting=len(page.waiting),
        undelivered=len(page.undelivered),
        underway=len(page.underway),
        withdrawn=len(page.withdrawn),
        ended=len(page.ended),
        release=release,
        round=number,
        unreachable=page.unreachable,
    )


@room.post("/cohorts/<cohort>/notices/approve", scope=Scope.NOTICES_WRITE, status=HTTPStatus.NO_CONTENT)
def approve_notices(access: Access, *, cohort: str, body: NoticesChosen) -> None:
    """Let these letters be sent, if they still wait."""
    approve(access.cohort(cohort, need=COORDINATE), notices=body.notices)


@room.post("/cohorts/<cohort>/notices/approve-all", scope=Scope.NOTICES_WRITE, status=HTTPStatus.NO_CONTENT)
def approve_all_notices(access: Access, *, cohort: str, body: NoticesUpTo) -> None:
    """Let every letter that waits be sent, up to the place that was looked at."""
    approve_all(access.cohort(cohort, need=COORDINATE), up_to=(body.release, body.round))


@room.post("/cohorts/<cohort>/notices/withdraw", scope=Scope.NOTICES_WRITE, status=HTTPStatus.NO_CONTENT)
def withdraw_notices(access: Access, *, cohort: str, body: NoticesChosen) -> None:
    """Have these letters not sent, if they are not on their way already."""
    withdraw(access.cohort(cohort, need=COORDINATE), notices=body.notices)


@room.post("/cohorts/<cohort>/notices/again", scope=Scope.NOTICES_WRITE, status=HTTPStatus.NO_CONTENT)
def send_notices_again(access: Access, *, cohort: str, body: NoticesChosen) -> None:
    """Send letters again that were refused, or of which nobody knows whether they arrived."""
    send_again(access.cohort(cohort, need=COORDINATE), notices=body.notices)


@room.post("/cohorts/<cohort>/notices/after-all", scope=Scope.NOTICES_WRITE, status=HTTPStatus.NO_CONTENT)
def send_notices_after_all(access: Access, *, cohort: str, body: NoticesChosen) -> None:
    """Let letters be sent that were withdrawn, unless a later one has taken their place."""
    send_after_all(access.cohort(cohort, need=COORDINATE), notices=body.notices)


def _page(scope: CohortScope) -> NoticesPage:
    return notices_page(scope, own_page=house().settings.own_page)


def _every(page: NoticesPage) -> Iterator[NoticeGiven]:
    parts: tuple[tuple[Part, tuple[NoticeRow, ...]], ...] = (
        ("waiting", page.waiting),
        ("undelivered", page.undelivered),
        ("underway", page.underway),
        ("withdrawn", page.withdrawn),
        ("ended", page.ended),
    )
    for part, rows in parts:
        for row in rows:
            yield NoticeGiven(
                id=row.id,
                person=row.person,
                name=row.name,
                part=part,
                kind=_kind(row),
                state=row.state,
                subject=row.subject,
                release=row.release,
                round=row.round,
                why=row.why,
                at=row.at,
                body=row.body,
            )


def _kind(row: NoticeRow) -> Literal["letter", "invitation", "reminder", "seat", "erasure"]:
    if row.is_letter:
        return "letter"
    if row.is_reminder:
        return "reminder"
    if row.is_seat:
        return "seat"
    return "erasure" if row.is_erasure else "invitation"


def _listed(notice: NoticeGiven) -> NoticeListed:
    return NoticeListed.model_validate(notice.model_dump(exclude={"body"}))
