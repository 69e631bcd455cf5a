"""Who comes to a meeting, by ids, and what those who were there say of it in sum."""

from pydantic import ConfigDict, Field

from scheduler.access import LOOK, Access
from scheduler.domain.answers import Answer
from scheduler.domain.people import Person
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.queries.meetings import meeting_page
from scheduler.web.api.operations import Room
from scheduler.web.api.rooms.my_meetings import ReflectionsInSum, summed_up
from scheduler.web.api.shapes import Given

room = Room(tag="Attendance", about="Who comes to a meeting, and what it was worth to those who were there.")


class AttendanceGiven(Given):
    """Who comes to a meeting at its present time, and who has not said so."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "yes": ["1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11"],
                    "if_need_be": [],
                    "no": [],
                    "silent": ["9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22"],
                    "before_it_moved": [],
                }
            ]
        }
    )

    yes: tuple[str, ...]
    if_need_be: tuple[str, ...]
    no: tuple[str, ...]
    silent: tuple[str, ...]
    before_it_moved: tuple[str, ...] = Field(description="Who of the silent had answered for another time.")


@room.get("/cohorts/<cohort>/meetings/<meeting>/attendance", scope=Scope.MEETINGS_READ)
def get_attendance(access: Access, *, cohort: str, meeting: str) -> AttendanceGiven:
    """Read who comes to a meeting."""
    found = meeting_page(access.cohort(cohort, need=LOOK), meeting=meeting).attendance
    return AttendanceGiven(
        yes=_ids(found.answered[Answer.YES]),
        if_need_be=_ids(found.answered[Answer.IF_NEED_BE]),
        no=_ids(found.answered[Answer.NO]),
        silent=_ids(found.silent),
        before_it_moved=tuple(person.id for person in found.silent if person.id in found.before_it_moved),
    )


@room.get("/cohorts/<cohort>/meetings/<meeting>/reflections", scope=Scope.PEOPLE_READ)
def get_reflections(access: Access, *, cohort: str, meeting: str) -> ReflectionsInSum:
    """Read what those who were at a meeting say of it, in sum; there is none of one that is to come, or of so few."""
    found = meeting_page(access.cohort(cohort, need=LOOK), meeting=meeting).in_sum
    if found is None:
        raise NotFoundError
    return summed_up(found)


def _ids(people: tuple[Person, ...]) -> tuple[str, ...]:
    return tuple(person.id for person in people)
