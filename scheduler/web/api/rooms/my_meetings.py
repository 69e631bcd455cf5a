"""My meetings: whether one comes, and what one that is over was worth."""

from typing import Annotated

from pydantic import ConfigDict, Field

from scheduler.access import Access
from scheduler.commands.answering import answer_on_page
from scheduler.commands.reflecting import LONGEST, reflect, take_reflection_back
from scheduler.domain.answers import Answer
from scheduler.domain.reflections import InSum, Worth
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.queries.my_answers import my_answer
from scheduler.queries.my_page import past_meeting
from scheduler.web.api.operations import Room
from scheduler.web.api.rooms.my_page import MyLink
from scheduler.web.api.shapes import Given, Instant, Paragraphs, Taken

room = Room(
    tag="My meetings",
    about="Whether you come to a meeting of yours, and what one that is over was worth to you.",
)


class MyAnswerGiven(Given):
    """When a meeting of yours is, and whether you come; null while you have not said so of this time."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "starts": "2026-10-13T16:00:00Z",
                    "ends": "2026-10-13T17:00:00Z",
                    "cancelled": False,
                    "answer": "yes",
                }
            ]
        }
    )

    starts: Instant
    ends: Instant
    cancelled: bool
    answer: Answer | None


class MyAnswerSaid(Taken):
    """Whether you come."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"answer": "if_need_be"}]})

    answer: Answer


class WorthCounted(Given):
    """How many found a meeting worth their time, or not."""

    worth: Worth
    count: int


class ReflectionsInSum(Given):
    """What all who were there say of a meeting; counts and words once so many answered that nobody is told apart."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "answers": 3,
                    "counts": [{"worth": "yes", "count": 3}],
                    "texts": ["More songs!"],
                }
            ]
        }
    )

    answers: int
    counts: tuple[WorthCounted, ...]
    texts: tuple[str, ...]


class MyPastMeeting(Given):
    """A meeting that you were at, where it leads, and what is said of it in sum; null where too few were there."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0d9f1c0e-8f2b-5a63-9d53-3d7c0e0f6a10",
                    "title": "Gathering",
                    "starts": "2026-10-13T16:00:00Z",
                    "minutes": 60,
                    "links": [{"title": "Notes", "url": "https://notes.example.org/1"}],
                    "asked": True,
                    "in_sum": {"answers": 1, "counts": [], "texts": []},
                }
            ]
        }
    )

    id: str
    title: str
    starts: Instant
    minutes: int
    links: tuple[MyLink, ...]
    asked: bool = Field(description="Whether you are asked now what it was worth.")
    in_sum: ReflectionsInSum | None


class MyReflectionGiven(Given):
    """What a meeting was worth to you; null where you have not said so."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"worth": "yes", "text": "More songs!", "asked": True}]}
    )

    worth: Worth | None
    text: str
    asked: bool = Field(description="Whether you are asked now; later you can only take it back.")


class MyReflectionSaid(Taken):
    """What a meeting was worth to you. It is told to others in sum alone."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"worth": "partly", "text": "More songs!"}]})

    worth: Worth
    text: Annotated[
        Paragraphs, Field(max_length=LONGEST, description="What you take along or would change.")
    ] = ""


@room.get("/me/<person>/meetings/<meeting>/answer", scope=Scope.ME_READ)
def get_my_answer(access: Access, *, person: str, meeting: str) -> MyAnswerGiven:
    """Read whether you come to a meeting."""
    return MyAnswerGiven.model_validate(my_answer(access.myself(person), meeting=meeting))


@room.put("/me/<person>/meetings/<meeting>/answer", scope=Scope.ME_WRITE, guards=get_my_answer)
def put_my_answer(access: Access, *, person: str, meeting: str, body: MyAnswerSaid) -> MyAnswerGiven:
    """Say whether you come, at the time that you have read; of another you are asked anew."""
    scope = access.myself(person)
    seen = my_answer(scope, meeting=meeting)
    answer_on_page(scope, meeting=meeting, answer=body.answer, starts=seen.starts, ends=seen.ends)
    return get_my_answer(access, person=person, meeting=meeting)


@room.get("/me/<person>/meetings/<meeting>", scope=Scope.ME_READ)
def get_my_past_meeting(access: Access, *, person: str, meeting: str) -> MyPastMeeting:
    """Read what is kept of a meeting that is over, and what those who were there say of it."""
    found = past_meeting(access.myself(person), meeting=meeting)
    return MyPastMeeting(
        id=found.uid,
        title=found.title,
        starts=found.starts,
        minutes=found.minutes,
        links=tuple(map(MyLink.model_validate, found.links)),
        asked=found.asked,
        in_sum=None if found.in_sum is None else summed_up(found.in_sum),
    )


@room.get("/me/<person>/meetings/<meeting>/reflection", scope=Scope.ME_READ)
def get_my_reflection(access: Access, *, person: str, meeting: str) -> MyReflectionGiven:
    """Read what you said that a meeting was worth."""
    found = past_meeting(access.myself(person), meeting=meeting)
    if found.in_sum is None:
        raise NotFoundError
    return MyReflectionGiven(
        worth=None if found.said is None else found.said.worth,
        text="" if found.said is None else found.said.text,
        asked=found.asked,
    )


@room.put("/me/<person>/meetings/<meeting>/reflection", scope=Scope.ME_WRITE, guards=get_my_reflection)
def put_my_reflection(
    access: Access, *, person: str, meeting: str, body: MyReflectionSaid
) -> MyReflectionGiven:
    """Say what a meeting was worth to you, in the two weeks after it."""
    reflect(access.myself(person), meeting=meeting, worth=body.worth, text=body.text)
    return get_my_reflection(access, person=person, meeting=meeting)


@room.delete("/me/<person>/meetings/<meeting>/reflection", scope=Scope.ME_WRITE, guards=get_my_reflection)
def take_my_reflection_back(access: Access, *, person: str, meeting: str) -> None:
    """Have what you said of a meeting forgotten, however long ago it was."""
    take_reflection_back(access.myself(person), meeting=meeting)


def summed_up(found: InSum) -> ReflectionsInSum:
    """Tell what was said of a meeting in sum."""
    return ReflectionsInSum(
        answers=found.answers,
        counts=tuple(WorthCounted(worth=worth, count=count) for worth, count in found.counts),
        texts=found.texts,
    )
