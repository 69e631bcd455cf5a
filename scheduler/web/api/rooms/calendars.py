"""Calendars: who follows theirs, and the calendars of groups that are shared by a link."""

from http import HTTPStatus

from pydantic import ConfigDict, Field

from scheduler.access import COORDINATE, LOOK, Access
from scheduler.commands.feeds import revoke_feed, rotate_feed
from scheduler.commands.sharing import share
from scheduler.domain.circles import Circle
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.queries.shared_calendars import SharedCalendar, shared_calendars
from scheduler.queries.subscriptions import Subscription, subscriptions
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Id, Instant, Listed, Made, Paging, Taken
from scheduler.web.api.urls import url_of
from scheduler.web.subscribing import link_of
from scheduler.web.visit import house

room = Room(
    tag="Calendars",
    about="Whether people follow their calendars, never by which link; and the calendars of the whole group and of "
    "workshop groups, which are shared by links that name nobody.",
)


class FeedGiven(Given):
    """Somebody's own calendar, of which only they know the link."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "2b3c4d5e-6f70-4182-93a4-b5c6d7e8f901",
                    "person": "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11",
                    "fetched_at": "2026-10-01T11:40:00Z",
                    "revoked": False,
                    "left": False,
                }
            ]
        }
    )

    id: str
    person: str
    fetched_at: Instant | None = Field(description="Last; null: they have not subscribed to it.")
    revoked: bool = Field(description="It is closed, until they make a new link.")
    left: bool = Field(description="They have left the cohort.")


class CircleSet(Taken):
    """Whose calendar is to be shared: a workshop's group, or the whole group where nothing is said."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"workshop": "stories", "section": 1}]})

    workshop: Id | None = None
    section: int = Field(default=0, ge=0, le=1_000_000, description="The group's number, from 1.")


class SharedGiven(Given):
    """The calendar of a workshop's group, or of the whole group (`workshop` null)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "5d6e7f80-9182-43a4-b5c6-d7e8f9012b3c",
                    "workshop": "stories",
                    "section": 1,
                    "fetched_at": None,
                    "revoked": False,
                }
            ]
        }
    )

    id: str | None = Field(description="Null while it is not shared.")
    workshop: str | None
    section: int
    fetched_at: Instant | None
    revoked: bool = Field(description="It is closed, until a new link is made.")


class AddressGiven(Given):
    """The link to a calendar: whoever has it reads what is in it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "url": "https://commonhour.example.org/feeds/kM2cXbW0y8b7wP1rQn4tVz6sLd9fGh3jKa5eUo0iYxc.ics"
                }
            ]
        }
    )

    url: str


@room.get("/cohorts/<cohort>/feeds", scope=Scope.MEETINGS_READ)
def list_feeds(access: Access, *, cohort: str, query: Paging) -> Listed[FeedGiven]:
    """List everyone's own calendar, in the roster's order, then those of who has left."""
    every = subscriptions(access.cohort(cohort, need=LOOK))
    return page_of(every, query, key=lambda each: each.feed, shown=_feed)


@room.post("/cohorts/<cohort>/feeds/<feed>/revoke", scope=Scope.MEETINGS_WRITE, status=HTTPStatus.NO_CONTENT)
def revoke_feed_of(access: Access, *, cohort: str, feed: str) -> None:
    """Close somebody's calendar, until they make a new link on their page."""
    scope = access.cohort(cohort, need=COORDINATE)
    revoke_feed(scope.tx, feed=scope.feed(feed))


@room.get("/cohorts/<cohort>/shared-calendars", scope=Scope.MEETINGS_READ)
def list_shared_calendars(access: Access, *, cohort: str, query: Paging) -> Listed[SharedGiven]:
    """List the calendars that can be shared, the whole group's first, and whether they are."""
    every = shared_calendars(access.cohort(cohort, need=LOOK))
    return page_of(every, query, key=_place, shown=_shared)


@room.post("/cohorts/<cohort>/shared-calendars", scope=Scope.MEETINGS_WRITE)
def share_calendar(access: Access, *, cohort: str, body: CircleSet) -> Made:
    """Make the link to a calendar; one that was made before stays as it is."""
    scope = access.cohort(cohort, need=COORDINATE)
    if (body.workshop is None) != (body.section == 0):
        raise NotFoundError
    circle = Circle(workshop=body.workshop or "", section=body.section)
    share(scope, circle=circle, feed_key=house().settings.feed_key)
    shared = scope.shared_feeds()[circle].id
    return Made(id=shared, url=url_of("get_shared_calendar", cohort=cohort, shared=shared))


@room.get("/cohorts/<cohort>/shared-calendars/<shared>", scope=Scope.MEETINGS_READ)
def get_shared_calendar(access: Access, *, cohort: str, shared: str) -> SharedGiven:
    """Read how a calendar is that is shared."""
    return _shared(_find(access, cohort=cohort, shared=shared))


@room.get("/cohorts/<cohort>/shared-calendars/<shared>/address", scope=Scope.MEETINGS_WRITE)
def get_shared_address(access: Access, *, cohort: str, shared: str) -> AddressGiven:
    """Read the link of a calendar that is shared, unless it is closed."""
    found = _find(access, cohort=cohort, shared=shared)
    ways = link_of(found.feed, calendar=found.name, settings=house().settings)
    if ways is None:
        raise NotFoundError
    return AddressGiven(url=ways.plain)


@room.post(
    "/cohorts/<cohort>/shared-calendars/<shared>/renew",
    scope=Scope.MEETINGS_WRITE,
    status=HTTPStatus.NO_CONTENT,
)
def renew_shared_calendar(access: Access, *, cohort: str, shared: str) -> None:
    """Throw a link away for a new one; also opens a calendar that was closed."""
    scope = access.cohort(cohort, need=COORDINATE)
    rotate_feed(scope.tx, feed=scope.shared_feed(shared), feed_key=house().settings.feed_key)


@room.post(
    "/cohorts/<cohort>/shared-calendars/<shared>/revoke",
    scope=Scope.MEETINGS_WRITE,
    status=HTTPStatus.NO_CONTENT,
)
def revoke_shared_calendar(access: Access, *, cohort: str, shared: str) -> None:
    """Close a calendar that is shared, until a new link is made."""
    scope = access.cohort(cohort, need=COORDINATE)
    revoke_feed(scope.tx, feed=scope.shared_feed(shared))


def _find(access: Access, *, cohort: str, shared: str) -> SharedCalendar:
    for each in shared_calendars(access.cohort(cohort, need=LOOK)):
        if each.feed is not None and each.feed.id == shared:
            return each
    raise NotFoundError


def _place(each: SharedCalendar) -> str:
    return f"{each.circle.section} {each.circle.workshop}"


def _feed(each: Subscription) -> FeedGiven:
    return FeedGiven(
        id=each.feed, person=each.person, fetched_at=each.fetched_at, revoked=each.revoked, left=each.left
    )


def _shared(each: SharedCalendar) -> SharedGiven:
    feed = each.feed
    return SharedGiven(
        id=None if feed is None else feed.id,
        workshop=each.circle.workshop or None,
        section=each.circle.section,
        fetched_at=None if feed is None else feed.fetched_at,
        revoked=feed is not None and feed.revoked,
    )
