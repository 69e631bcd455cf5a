"""What others see of me: the name that I choose, and how to reach me, for whom I meet in coaching."""

from typing import Annotated

from pydantic import ConfigDict, Field

from scheduler.access import Access
from scheduler.commands.naming import LONGEST_NAME, choose_name
from scheduler.commands.sharing_contact import share_contact
from scheduler.domain.contacts import Shares
from scheduler.domain.scopes import Scope
from scheduler.queries.my_contacts import my_choice, my_contacts
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Line, Listed, Paging, Taken

room = Room(
    tag="What others see of me",
    about="The name that others of your cohort call you by, and whether your coach, or the members you coach, see how "
    "to reach you: only while both of you say so.",
)


class NameGiven(Given):
    """What you are called."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Mira", "roster_name": "Mariam"}]})

    name: str = Field(description="What others of your cohort see.")
    roster_name: str = Field(description="What the roster calls you; only who runs the cohort sees it.")


class NameSaid(Taken):
    """What you want to be called."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Mira"}]})

    name: Annotated[Line, Field(max_length=LONGEST_NAME, description="Empty: what the roster calls you.")]


class ContactGiven(Given):
    """What whom you meet in coaching may see, while they share with you how to reach them too."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "share_email": True,
                    "share_whatsapp": False,
                    "email": "mariam@example.org",
                    "whatsapp": None,
                }
            ]
        }
    )

    share_email: bool
    share_whatsapp: bool
    email: str | None = Field(description="Yours, as it is known.")
    whatsapp: str | None = Field(description="The same.")


class ContactSaid(Taken):
    """What whom you meet in coaching may see from now on."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"share_email": True, "share_whatsapp": False}]}
    )

    share_email: bool
    share_whatsapp: bool


class ReachableGiven(Given):
    """Somebody whom you meet in coaching, and what they share with you of how to reach them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "person": "9d2b7c8e-52a4-4a0f-9b1e-6f4c3f1d2e22",
                    "name": "Ruth",
                    "email": "ruth@example.org",
                    "whatsapp": None,
                }
            ]
        }
    )

    person: str
    name: str
    email: str | None
    whatsapp: str | None


@room.get("/me/<person>/name", scope=Scope.ME_READ)
def get_my_name(access: Access, *, person: str) -> NameGiven:
    """Read what you are called."""
    me = access.myself(person).person
    return NameGiven(name=me.name, roster_name=me.listed_as)


@room.put("/me/<person>/name", scope=Scope.ME_WRITE, guards=get_my_name)
def put_my_name(access: Access, *, person: str, body: NameSaid) -> NameGiven:
    """Say what others are to call you; calendars follow, and no roster undoes it."""
    choose_name(access.myself(person), name=body.name)
    return get_my_name(access, person=person)


@room.get("/me/<person>/contact", scope=Scope.ME_READ)
def get_my_contact(access: Access, *, person: str) -> ContactGiven:
    """Read what whom you meet in coaching may see of how to reach you."""
    choice = my_choice(access.myself(person))
    return ContactGiven(
        share_email=choice.shares.email,
        share_whatsapp=choice.shares.whatsapp,
        email=choice.known.email,
        whatsapp=choice.known.whatsapp,
    )


@room.put("/me/<person>/contact", scope=Scope.ME_WRITE, guards=get_my_contact)
def put_my_contact(access: Access, *, person: str, body: ContactSaid) -> ContactGiven:
    """Say what whom you meet in coaching may see of how to reach you."""
    share_contact(access.myself(person), shares=Shares(email=body.share_email, whatsapp=body.share_whatsapp))
    return get_my_contact(access, person=person)


@room.get("/me/<person>/contacts", scope=Scope.ME_READ)
def list_my_contacts(access: Access, *, person: str, query: Paging) -> Listed[ReachableGiven]:
    """List whom you meet in coaching and can reach: both of you have said that the other may see it."""
    found = my_contacts(access.myself(person)).reachable
    return page_of(
        found,
        query,
        key=lambda each: each.id,
        shown=lambda each: ReachableGiven(
            person=each.id, name=each.name, email=each.contact.email, whatsapp=each.contact.whatsapp
        ),
    )
