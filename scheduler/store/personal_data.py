"""What is kept of people, table by table and column by column: why, and how an erasure and an export reach it.

Every column of every table stands here once (a test sees to that), so that a new one cannot be forgotten.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from scheduler.languages.sentences import sentence


class Whose(StrEnum):
    """What makes a row of a table somebody's own."""

    PERSON = "person"
    """A column refers to them."""
    ACCOUNT = "account"
    """It belongs to the account that they sign in with."""
    ADDRESS = "address"
    """It holds their e-mail address."""
    ROW = "row"
    """One row of a spreadsheet in it is theirs."""
    EVENT = "event"
    """Its data name them by their id."""
    NOBODY = "nobody"
    """It is a cohort's or nobody's; they may be named in it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """How a table is reached; each column stands in just one of the lists, names with a space between.

    Rows that are somebody's own go whole, and are exported without what is `secret`. Of all other rows, documents that
    name people by id are `renamed`; texts of ours that say a name are `reworded`; and `words` are other people's, which
    are left as they are and told about. In `plain` is nothing of anybody but whose row it is.
    """

    why: str
    whose: Whose = Whose.NOBODY
    by: tuple[str, ...] = ()
    own: str = ""
    renamed: str = ""
    reworded: str = ""
    words: str = ""
    plain: str = ""
    secret: str = ""

    def columns(self) -> Iterator[str]:
        """Yield every column that is spoken of."""
        yield from self.by
        for each in fields(self):
            if each.name in {"own", "renamed", "reworded", "words", "plain", "secret"}:
                yield from getattr(self, each.name).split()


_ONE = ("person_id",)
_TWO = ("coach_id", "member_id")
_ENTRY = "uid sequence dtstamp last_modified digest expires_at"

REACHED: dict[str, Reached] = {
    "person": Reached(
        why=sentence("who they are in a cohort: to match them, and to write to them"),
        whose=Whose.PERSON,
        by=("id",),
        own="cohort_id position account_id key name email found_by role time_zone languages interests availability "
        "availability_assumed capacity workshops locale whatsapp notes answers left_at roster_name",
    ),
    "correction": Reached(
        why=sentence("what they have said of themselves, so that no later file undoes it"),
        whose=Whose.PERSON,
        by=_ONE,
        own="field corrected_at",
    ),
    "shared_contact": Reached(
        why=sentence("whether whom they meet in coaching may see their address and their number"),
        whose=Whose.PERSON,
        by=_ONE,
        own="email whatsapp chosen_at",
    ),
    "enrolment": Reached(
        why=sentence("workshop groups that they joined, left or wait for"),
        whose=Whose.PERSON,
        by=_ONE,
        own="workshop section standing since",
    ),
    "seat_offer": Reached(
        why=sentence("seats in groups that were kept for them"),
        whose=Whose.PERSON,
        by=_ONE,
        own="id workshop section offered_at until ended ended_at",
    ),
    "pause": Reached(why=sentence("when they are away"), whose=Whose.PERSON, by=_ONE, own="since until"),
    "proposal": Reached(
        why=sentence("workshops that they proposed"),
        whose=Whose.PERSON,
        by=_ONE,
        own="id leads state proposed_at",
        words="name topic about",
    ),
    "proposal_wish": Reached(
        why=sentence("proposed workshops that they would come to"),
        whose=Whose.PERSON,
        by=_ONE,
        own="proposal_id",
    ),
    "agreement": Reached(
        why=sentence("weekly hours that they suggested or agreed on with a coach or a member"),
        whose=Whose.PERSON,
        by=_TWO,
        own="document",
    ),
    "ended_pair": Reached(
        why=sentence("pairs of theirs that were ended"),
        whose=Whose.PERSON,
        by=_TWO,
        own="cohort_id release ended_at account_id said_before said_since agreement",
        words="reason",
    ),
    "entry": Reached(
        why=sentence("their calendar"), whose=Whose.PERSON, by=_ONE, own=_ENTRY, reworded="content body"
    ),
    "feed": Reached(
        why=sentence("the link that serves their calendar, and when it was fetched"),
        whose=Whose.PERSON,
        by=_ONE,
        own="id generation revoked etag modified_at fetched_at trace",
        reworded="body",
        plain="cohort_id workshop section",
        secret="token_hash",  # noqa: S106 - a column's name
    ),
    "notice": Reached(
        why=sentence("mails to them, and what became of each"),
        whose=Whose.PERSON,
        by=_ONE,
        own="id cohort_id release round kind uid sequence state error created_at approved_at ended_at",
        renamed="company",
        reworded="tells subject body",
        words="words",
    ),
    "told": Reached(
        why=sentence("what they were last told of each meeting, so that they hear only of what changed"),
        whose=Whose.PERSON,
        by=_ONE,
        own="uid sequence invited told_at",
        reworded="content",
    ),
    "company": Reached(
        why=sentence("whom they meet as a coach or a member, and were told that they meet"),
        whose=Whose.PERSON,
        by=_ONE,
        renamed="stands told",
    ),
    "answer": Reached(
        why=sentence("what they answered to invitations"),
        whose=Whose.PERSON,
        by=_ONE,
        own="uid answer sequence starts ends given_at by",
    ),
    "reflection": Reached(
        why=sentence("what they said that meetings were worth"),
        whose=Whose.PERSON,
        by=_ONE,
        own="uid worth given_at",
        words="text",
    ),
    "reminder": Reached(
        why=sentence("reminders that they asked for"),
        whose=Whose.PERSON,
        by=_ONE,
        own="uid minutes starts due_at",
    ),
    "preference": Reached(
        why=sentence("how they want their calendar and their mail"),
        whose=Whose.PERSON,
        by=_ONE,
        own="channel mails alarms reminders discreet subscribed_at",
    ),
    "account": Reached(
        why=sentence("what they sign in with"),
        whose=Whose.ACCOUNT,
        by=("id",),
        own="email created_at may_found",
    ),
    "access_grant": Reached(
        why=sentence("rights that they hold"),
        whose=Whose.ACCOUNT,
        by=("account_id",),
        own="cohort_id right_held parts",
    ),
    "sign_in_link": Reached(
        why=sentence("links to sign in by that were made for them"),
        whose=Whose.ACCOUNT,
        by=("account_id",),
        own="expires_at used_at",
        secret="token_hash",  # noqa: S106 - a column's name
    ),
    "web_session": Reached(
        why=sentence("browsers that they are signed in with"),
        whose=Whose.ACCOUNT,
        by=("account_id",),
        own="expires_at began_at used_at",
        secret="token_hash",  # noqa: S106 - a column's name
    ),
    "api_token": Reached(
        why=sentence("tokens of the HTTP API that they made"),
        whose=Whose.ACCOUNT,
        by=("account_id",),
        own="id name scopes made_at expires_at last_used_at revoked_at",
        secret="token_hash",  # noqa: S106 - a column's name
    ),
    "sign_in_request": Reached(
        why=sentence("mails to sign in by that were asked for"),
        whose=Whose.ADDRESS,
        by=("email",),
        own="id asked_at expires_at tries used_at",
        secret="browser_hash",  # noqa: S106 - a column's name
    ),
    "sign_up": Reached(
        why=sentence("forms that they sent and nobody has decided on"),
        whose=Whose.ADDRESS,
        by=("cells",),
        own="id cohort_id sent_at",
    ),
    "upload": Reached(
        why=sentence("rows of theirs in spreadsheets that were brought in lately"),
        whose=Whose.ROW,
        by=("content", "decisions"),
        plain="id cohort_id created_at imported_at",
        words="filename",
    ),
    "event": Reached(
        why=sentence("what happened lately, as other parts of the service and other systems are told"),
        whose=Whose.EVENT,
        by=("data",),
        plain="id type time cohort_id trace",
    ),
    "cohort": Reached(
        why=sentence("who the rules say must, or must not, go together or attend, and who leads a workshop"),
        renamed="rules",
        plain="id created_at rounds zone_data reminders_at seats_at erased_at retention_at",
    ),
    "run": Reached(
        why=sentence("why no plan could be made"),
        renamed="reasons",
        plain="id cohort_id kind parts state seed seconds stop_asked phase counts input_hash requested_at read_at "
        "ended_at",
    ),
    "rebalancing": Reached(why=sentence("moves that were offered"), renamed="document", plain="run_id"),
    "plan": Reached(
        why=sentence("who goes with whom, in which group, and why"),
        renamed="document solved",
        plain="id cohort_id run_id input_hash created_at revision",
    ),
    "plan_edit": Reached(
        why=sentence("drafts changed by hand"), renamed="document", plain="plan_id number undone edited_at"
    ),
    "price": Reached(
        why=sentence("what other pairs would have cost a plan"),
        renamed="packed around",
        plain="plan_id revision",
    ),
    "release": Reached(
        why=sentence("which plan was published, and what was said of it"),
        plain="cohort_id number plan_id published_at",
        words="note name",
    ),
    "arrangement": Reached(
        why=sentence("how single meetings are arranged"), plain="uid cohort_id", words="document"
    ),
    "added_meeting": Reached(why=sentence("meetings added by hand"), plain="id cohort_id", words="document"),
    "letter_words": Reached(
        why=sentence("what a cohort adds to its letters"), plain="cohort_id language", words="opening closing"
    ),
    "norms": Reached(
        why=sentence("what a cohort agreed on"), plain="cohort_id revision changed_at", words="text"
    ),
    "shared_links": Reached(
        why=sentence("links that a cohort shares"), plain="cohort_id revision", words="links"
    ),
    "sign_up_form": Reached(
        why=sentence("the link of a cohort's form"), plain="cohort_id generation is_open"
    ),
    "shared_entry": Reached(
        why=sentence("calendars that are shared, which name nobody"),
        plain=f"feed_id {_ENTRY} content body",
    ),
    "kept_answer": Reached(
        why=sentence("answers of the HTTP API, to be given again; ids alone, and gone with their token"),
        plain="api_token_id status location body kept_at",
        secret="key_hash request_hash",  # noqa: S106 - columns' names
    ),
    "audit_record": Reached(
        why=sentence("who looked at what or changed it, by ids alone; it outlives whom it is of"),
        plain="number at did writes account_id token_id cohort_id person_id",
    ),
    "attempt": Reached(
        why=sentence("what was tried too often, by a hash that only we can make"),
        plain="id made_at",
        secret="counted_under",  # noqa: S106 - a column's name
    ),
    "delivery": Reached(
        why=sentence("to whom events are owed, by their ids"),
        plain="id event_id consumer reaction state due_at next_at hints tries fence error target ended_at",
    ),
    "webhook": Reached(
        why=sentence("other systems that are told"),
        plain="id cohort_id url types created_at previous_until failing_since quiet_until disabled_at disabled_why",
        secret="secret previous_secret",  # noqa: S106 - columns' names
    ),
}
"""By table."""
