"""My workshops: which groups there are, which seat is one's own, joined, waited for, let go and left."""

from http import HTTPStatus

from pydantic import ConfigDict, Field

from scheduler.access import Access
from scheduler.commands import enrolling
from scheduler.domain.scopes import Scope
from scheduler.queries.my_workshops import OfferedSection, my_workshops
from scheduler.web.api.operations import Room
from scheduler.web.api.shapes import Given, Instant, Taken

room = Room(
    tag="My workshops",
    about="The optional workshops as you see them, and your seats in them.",
)

MOST_SECTION = 999_999


class OfferedMeeting(Given):
    """When a group meets."""

    starts: Instant
    minutes: int


class OfferedGroup(Given):
    """A group of a workshop: a seat that is kept for somebody else is taken."""

    section: int
    meetings: tuple[OfferedMeeting, ...]
    facilitator: str | None
    taken: int
    seats: int
    waiting: int
    place: int | None = Field(description="Yours in the queue, from 1.")
    kept_until: Instant | None = Field(description="Until when a seat is kept for you.")
    is_mine: bool
    leads: bool
    in_the_way: str | None = Field(description="What keeps you from joining at once.")
    is_full: bool = Field(description="That there is no seat keeps you from joining: you can wait for one.")
    unusual: bool = Field(description="A meeting to come lies outside the hours that you gave.")


class OfferedWorkshopGiven(Given):
    """A workshop with its groups; none where it is not held."""

    id: str
    name: str
    topic: str
    sections: tuple[OfferedGroup, ...]


class MyWorkshopsGiven(Given):
    """All workshops of your cohort, and in how many you may be. Nobody who pauses is offered a seat."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "workshops": [
                        {
                            "id": "stories",
                            "name": "Stories & songs",
                            "topic": "reading",
                            "sections": [
                                {
                                    "section": 1,
                                    "meetings": [{"starts": "2026-10-22T16:00:00Z", "minutes": 60}],
                                    "facilitator": "Ruth",
                                    "taken": 4,
                                    "seats": 4,
                                    "waiting": 1,
                                    "place": None,
                                    "kept_until": None,
                                    "is_mine": False,
                                    "leads": False,
                                    "in_the_way": "Every seat is taken.",
                                    "is_full": True,
                                    "unusual": False,
                                }
                            ],
                        }
                    ],
                    "per_member": 1,
                    "published": True,
                    "pauses": False,
                }
            ]
        }
    )

    workshops: tuple[OfferedWorkshopGiven, ...]
    per_member: int
    published: bool
    pauses: bool


class SectionChosen(Taken):
    """One group of a workshop, by its number."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"section": 1}]})

    section: int = Field(ge=1, le=MOST_SECTION)


@room.get("/me/<person>/workshops", scope=Scope.ME_READ)
def get_my_workshops(access: Access, *, person: str) -> MyWorkshopsGiven:
    """Read which workshops there are, when their groups meet, and which seats are free."""
    found = my_workshops(access.myself(person))
    return MyWorkshopsGiven(
        workshops=tuple(
            OfferedWorkshopGiven(
                id=workshop.id,
                name=workshop.name,
                topic=workshop.topic,
                sections=tuple(map(_group, workshop.sections)),
            )
            for workshop in found.workshops
        ),
        per_member=found.per_member,
        published=found.published,
        pauses=found.pauses,
    )


@room.post("/me/<person>/workshops/<workshop>/join", scope=Scope.ME_WRITE, status=HTTPStatus.NO_CONTENT)
def join_workshop(access: Access, *, person: str, workshop: str, body: SectionChosen) -> None:
    """Take a seat that is free, or kept for you."""
    enrolling.join(access.myself(person), workshop=workshop, section=body.section)


@room.post("/me/<person>/workshops/<workshop>/wait", scope=Scope.ME_WRITE, status=HTTPStatus.NO_CONTENT)
def wait_for_seat(access: Access, *, person: str, workshop: str, body: SectionChosen) -> None:
    """Wait for a seat in a group that is full."""
    enrolling.wait(access.myself(person), workshop=workshop, section=body.section)


@room.post("/me/<person>/workshops/<workshop>/let-go", scope=Scope.ME_WRITE, status=HTTPStatus.NO_CONTENT)
def let_seat_go(access: Access, *, person: str, workshop: str) -> None:
    """Say no to a seat that is kept for you, and wait no longer."""
    enrolling.let_go(access.myself(person), workshop=workshop)


@room.post("/me/<person>/workshops/<workshop>/leave", scope=Scope.ME_WRITE, status=HTTPStatus.NO_CONTENT)
def leave_workshop(access: Access, *, person: str, workshop: str) -> None:
    """Give your seat up, or no longer wait for one."""
    enrolling.leave(access.myself(person), workshop=workshop)


def _group(section: OfferedSection) -> OfferedGroup:
    return OfferedGroup(
        section=section.number,
        meetings=tuple(map(OfferedMeeting.model_validate, section.meetings)),
        facilitator=section.facilitator,
        taken=section.taken,
        seats=section.seats,
        waiting=section.waiting,
        place=section.place,
        kept_until=section.kept_until,
        is_mine=section.is_mine,
        leads=section.leads,
        in_the_way=section.in_the_way,
        is_full=section.is_full,
        unusual=section.unusual,
    )
