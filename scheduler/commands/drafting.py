"""Mails are drafted when calendars change: a letter, or an invitation for each meeting that is news to its reader."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from calendars.entries import EntryContent
from scheduler.access import CohortScope
from scheduler.agenda import COACHING
from scheduler.commands.feeds import Entries
from scheduler.commands.telling import company_in, told_in
from scheduler.domain.company import Company, CompanyNews, company_news
from scheduler.domain.news import News, NewsKind, news_of, news_of_one
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.preferences import Preference
from scheduler.events import NoticeApproved
from scheduler.outputs.company_text import company_text, company_told
from scheduler.outputs.invitation_text import handed_over_text, invitation_text, renewed_text
from scheduler.outputs.letters import Addressee, NoticeText, addressee_of
from scheduler.outputs.notice_text import change_text, first_text
from scheduler.store.calendars import StoredEntry
from scheduler.store.notices import WITHDRAWABLE, Kind, Notice
from scheduler.store.told import Told

FEW = 100
"""Up to so many people are asked for one by one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Someone whose mails are drafted: their entries and what they were told, by UID, and what they chose.

    `company` is what is news of whom they meet, `names` are everyone's that it takes.

    Invitations come to whoever has had one, or is to have the first now (`begins`); letters to the others.
    """

    person: Person
    entries: Mapping[str, StoredEntry]
    told: Mapping[str, Told]
    chose: Preference
    begins: bool
    company: CompanyNews | None
    names: Mapping[PersonId, str]

    @property
    def is_invited(self) -> bool:
        """Whether meetings come to them by invitation."""
        begun = self.begins or any(told.sequence is not None for told in self.told.values())
        return self.chose.is_invited and begun


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A mail's words, and of an invitation or its end the meeting and its SEQUENCE.

    `tells` is what its reader will have been told, by UID (None: all, in a first letter), and `company` whom they will
    know that they meet, where that is news. What tells them nothing that
    they were not told before is `approved` from the start.
    """

    text: NoticeText
    tells: Mapping[str, EntryContent] | None = None
    company: Company | None = None
    approved: bool = False
    kind: Kind = Kind.LETTER
    uid: str | None = None
    sequence: int | None = None

    def stands_in(self, notice: Notice) -> bool:
        """Whether that notice, not on its way yet, brings the very same."""
        same = (self.sequence, self.tells, self.company) == (notice.sequence, notice.tells, notice.company)
        return notice.state in WITHDRAWABLE and same and self.says_like(notice)

    def says_like(self, notice: Notice) -> bool:
        """Whether that notice says the same to its reader, whatever it says to their calendar."""
        text = NoticeText(subject=notice.subject, body=notice.body)
        return (self.kind, self.uid, self.text) == (notice.kind, notice.uid, text)


def draft_notices(
    scope: CohortScope,
    *,
    release: int,
    people: Sequence[Person],
    affected: Collection[PersonId],
    entries: Entries,
    begins: bool = False,
) -> None:
    """Have mails wait for everyone of the `affected` who is told something else than they know, as the next round.

    An earlier one that was not sent yet is withdrawn unless it brings the same. `entries` are everyone's, as they
    stand now; `release` is the cohort's last. With `begins`, invitations begin for them, or end, as they chose.
    """
    if not begins:
        affected = {*affected, *_never_written_to(scope, people, entries)}
    if not affected:
        return
    only = affected if len(affected) <= FEW else None
    chosen = scope.tx.preferences.in_cohort(scope.cohort.id, only=only)
    told = told_in(scope.tx, scope.cohort.id, only=only)
    company = _company(scope, only=only)
    names = _names(scope) if company else {}
    before: defaultdict[PersonId, list[Notice]] = defaultdict(list)
    for notice in scope.tx.notices.replaceable(scope.cohort.id, only=only):
        before[notice.person].append(notice)
    outdated: list[str] = []
    news: list[tuple[PersonId, Draft]] = []
    for person in people:
        if person.id not in affected:
            continue
        recipient = Recipient(
            person=person,
            entries=entries.get(person.id, {}),
            told=told.get(person.id, {}),
            chose=chosen.get(person.id, Preference()),
            company=company.get(person.id),
            names=names,
            begins=begins
            or any(
                (notice.kind, notice.state) == (Kind.REQUEST, state)
                for notice in before[person.id]
                for state in WITHDRAWABLE
            ),
        )
        drafts = [_decided(draft, before[person.id]) for draft in _drafts(scope, recipient)]
        kept = [notice for notice in before[person.id] if any(draft.stands_in(notice) for draft in drafts)]
        outdated += [notice.id for notice in before[person.id] if notice not in kept]
        news += [(person.id, draft) for draft in drafts if not any(map(draft.stands_in, kept))]
    scope.tx.notices.outdate(outdated, people=sorted(affected), now=scope.tx.now)
    if news:
        _add(scope, news, release=release)


def _company(scope: CohortScope, *, only: Collection[PersonId] | None) -> dict[PersonId, CompanyNews]:
    """Return what is news of whom they meet, to those who are in the cohort."""
    kept = company_in(scope.tx, scope.cohort.id, only=only)
    if all(each.stands == each.told for each in kept.values()):
        return {}
    release = scope.last_release()
    ended = {
        (each.member, each.coach)
        for each in scope.tx.endings.of_cohort(scope.cohort.id)
        if each.release == release
    }
    here = {person.id for person in scope.people()}
    news = ((person, company_news(person, each, ended=ended)) for person, each in kept.items())
    return {person: each for person, each in news if each is not None and person in here}


def _names(scope: CohortScope) -> dict[PersonId, str]:
    return {person.id: person.name for person in (*scope.leavers(), *scope.people())}


def _never_written_to(scope: CohortScope, people: Sequence[Person], entries: Entries) -> set[PersonId]:
    """Return who can be written to, has meetings and never had a notice: their address may have come later."""
    written_to = scope.tx.notices.written_to(scope.cohort.id)
    return {person.id for person in people if person.email and entries.get(person.id)} - written_to


def _decided(draft: Draft, before: Sequence[Notice]) -> Draft:
    """Let a coordinator's decision stand: what was approved in these words stays so, what was held back waits."""
    alike = [notice for notice in before if draft.says_like(notice)]
    if any(notice.state == "withdrawn" for notice in alike):
        return replace(draft, approved=False)
    return replace(draft, approved=draft.approved or any(notice.state == "approved" for notice in alike))


def _drafts(scope: CohortScope, recipient: Recipient) -> Iterator[Draft]:
    if not (recipient.person.email and recipient.chose.mails):
        return
    contents = [entry.content for entry in recipient.entries.values() if entry.content.category != COACHING]
    company = recipient.company and recipient.company.now
    if not recipient.told:
        ahead = [content for content in contents if content.ends > scope.tx.now]
        if any(content.status == "CONFIRMED" for content in ahead or contents):
            yield Draft(
                text=first_text(
                    to=_addressee(scope, recipient),
                    entries=contents,
                    now=scope.tx.now,
                    coaching=scope.cohort.coaching is not None and recipient.person.role is not Role.STAFF,
                ),
                company=company,
            )
        elif recipient.company:
            yield _of_company(scope, recipient, recipient.company)
        return
    invitations = tuple(_invitations(scope, recipient))
    by_invitation = {draft.uid for draft in invitations} if recipient.is_invited else set[str | None]()
    news = [each for each in _news(scope, recipient, contents) if each.now.uid not in by_invitation]
    if news:
        to = _addressee(scope, recipient)
        told = company_told(to=to, news=recipient.company, names=recipient.names) if recipient.company else ()
        yield Draft(
            text=change_text(to=to, news=news, entries=contents, now=scope.tx.now, first=told),
            tells={each.now.uid: each.now for each in news},
            company=company,
        )
    elif recipient.company:
        yield _of_company(scope, recipient, recipient.company)
    yield from invitations


def _of_company(scope: CohortScope, recipient: Recipient, news: CompanyNews) -> Draft:
    to = _addressee(scope, recipient)
    return Draft(text=company_text(to=to, news=news, names=recipient.names), tells={}, company=news.now)


def _news(scope: CohortScope, recipient: Recipient, contents: Sequence[EntryContent]) -> tuple[News, ...]:
    known = {uid: told.content for uid, told in recipient.told.items()}
    return news_of(contents, told=known, now=scope.tx.now)


def _invitations(scope: CohortScope, recipient: Recipient) -> Iterator[Draft]:
    """Give one for each meeting that their calendar lacks or has otherwise, and end what stands there wrongly.

    Whoever has their meetings by feed now has none by invitation: each would be seen twice.
    """
    for uid, entry in sorted(recipient.entries.items(), key=lambda each: (each[1].content.starts, each[0])):
        told = recipient.told.get(uid, Told(content=entry.content))
        known = told.content if told.invited else None
        wanted = entry.content if recipient.is_invited else replace(entry.content, status="CANCELLED")
        news = news_of_one(wanted, told=known, now=scope.tx.now)
        write = invitation_text if wanted == entry.content else handed_over_text
        if news is None and known is not None and _shows_otherwise(known, wanted, now=scope.tx.now):
            news, write = News(kind=NewsKind.CHANGED, was=known, now=wanted), renewed_text
        if news is not None:
            mailed = -1 if told.sequence is None else told.sequence
            yield Draft(
                text=write(to=_addressee(scope, recipient), news=news),
                tells={uid: entry.content},
                approved=entry.content.category == COACHING
                or (
                    uid in recipient.told
                    and news_of_one(entry.content, told=told.content, now=scope.tx.now) is None
                ),
                kind=Kind.CANCEL if news.kind is NewsKind.CANCELLED else Kind.REQUEST,
                uid=uid,
                sequence=max(entry.revision.sequence, mailed + 1),
            )


def _shows_otherwise(known: EntryContent, wanted: EntryContent, *, now: datetime) -> bool:
    """Whether an invitation that stands is to come again for how it shows or rings alone, as its reader chose."""
    as_chosen = (known.private, known.alarms) == (wanted.private, wanted.alarms)
    return wanted.status == "CONFIRMED" and wanted.ends > now and not as_chosen


def _addressee(scope: CohortScope, recipient: Recipient) -> Addressee:
    return addressee_of(recipient.person, cohort=scope.cohort, chose=recipient.chose)


def _add(scope: CohortScope, news: Sequence[tuple[PersonId, Draft]], *, release: int) -> None:
    number = scope.tx.notices.begin_round(scope.cohort.id)
    words = scope.tx.letter_words.of_cohort(scope.cohort.id)
    notices = [
        Notice(
            id=scope.tx.ids.new("notice"),
            person=person,
            cohort=scope.cohort.id,
            release=release,
            round=number,
            kind=draft.kind,
            uid=draft.uid,
            sequence=draft.sequence,
            tells=draft.tells,
            company=draft.company,
            state="approved" if draft.approved else "waiting",
            subject=draft.text.subject,
            body=draft.text.body,
            created_at=scope.tx.now,
            approved_at=scope.tx.now if draft.approved else None,
            words=words if draft.approved else None,
        )
        for person, draft in news
    ]
    scope.tx.notices.add(notices)
    scope.tx.outbox.emit(
        *(
            NoticeApproved(cohort=scope.cohort.id, notice=notice.id)
            for notice in notices
            if notice.state == "approved"
        )
    )
