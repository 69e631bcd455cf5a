"""Me: who the account of a token is in its cohorts, and what it may do there."""

from pydantic import ConfigDict

from scheduler.access import Access, Right
from scheduler.domain.people import Role
from scheduler.domain.scopes import Scope
from scheduler.web.api.operations import Room
from scheduler.web.api.shapes import Given

room = Room(tag="Me", about="Who the account of your token is, in which cohorts, and what it may do there.")


class MyPersonListed(Given):
    """Who you are in one cohort."""

    person: str
    name: str
    role: Role
    cohort: str
    cohort_name: str


class MyRights(Given):
    """What you may do in a cohort."""

    cohort: str
    cohort_name: str
    rights: tuple[Right, ...]


class MeGiven(Given):
    """Who the account of the token is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "persons": [
                        {
                            "person": "1f0c2f3a-7d0e-4f6e-8a51-0c9c0f4b3d11",
                            "name": "Mariam",
                            "role": "member",
                            "cohort": "cedar",
                            "cohort_name": "Cedar circle",
                        }
                    ],
                    "rights": [{"cohort": "birch", "cohort_name": "Birch circle", "rights": ["facilitator"]}],
                    "may_set_up_cohorts": False,
                }
            ]
        }
    )

    persons: tuple[MyPersonListed, ...]
    rights: tuple[MyRights, ...]
    may_set_up_cohorts: bool


@room.get("/me", scope=Scope.ME_READ)
def get_me(access: Access) -> MeGiven:
    """Read who you are, in which cohorts, and what you may do there."""
    return MeGiven(
        persons=tuple(
            MyPersonListed(
                person=scope.person.id,
                name=scope.person.name,
                role=scope.person.role,
                cohort=scope.cohort.id,
                cohort_name=scope.cohort.name,
            )
            for scope in access.me()
        ),
        rights=tuple(
            MyRights(
                cohort=scope.cohort.id,
                cohort_name=scope.cohort.name,
                rights=tuple(right for right in Right if right in scope.rights),
            )
            for scope in access.cohorts()
        ),
        may_set_up_cohorts=access.may_found(),
    )
