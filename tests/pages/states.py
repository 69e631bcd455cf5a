# ruff: noqa: RUF001 - people write in their own letters
"""Every page in every state that is worth looking at: how a browser comes to it, and what it is called."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from playwright.sync_api import Locator, Page

from scheduler.access import whole_cohort
from scheduler.commands.setting_up import change_rules
from scheduler.commands.signing_up import form_token, open_form
from scheduler.domain.community import Norms, SharedLink, SharedLinks
from scheduler.domain.contacts import Shares
from scheduler.domain.enrolments import Enrolment, Standing
from scheduler.domain.people import PersonId
from scheduler.domain.reflections import Reflection, Worth
from scheduler.domain.seat_offers import LASTS, SeatOffer
from tests.pages.conftest import House

MEMBER, COACH = "M03", "C01"
PLAIN = "We listen until the other one has finished.\nWhat is said here stays here."
RICH = f"""{PLAIN}

Nobody has to turn on their camera. Whoever speaks slowly, or in their second or third language, gets all the time
that they need, and nobody finishes their sentences for them.

ما به نوبت حرف می\u200cزنیم و به همدیگر گوش می\u200cدهیم.

Ми слухаємо одне одного."""
LINKS = (
    SharedLink(
        title="Teaching children who have fled",
        url="https://courses.example.org/1",
        about="A free course of four weeks",
    ),
    SharedLink(title="کتابخانه دیجیتال", url="https://library.example.org", about="قصه\u200cها به چند زبان"),
    SharedLink(title="Group chat", url="https://chat.example.org/invite/abcdefghijklmnopqrstuvwxyz"),
)
SAID = (
    (Worth.YES, "I will try the counting song with my own children."),
    (Worth.PARTLY, "کمتر حرف بزنیم، بیشتر تمرین کنیم."),
    (Worth.NO, ""),
    (Worth.YES, "More time for questions,\nand an earlier end."),
    *[(Worth.YES, "")] * 8,
)
Visit = Callable[[Page, House], Iterator[str]]


def _follow(page: Page, where: Locator) -> None:
    """Press it, and wait until the page that it leads to is there."""
    with page.expect_navigation():
        where.first.click()


def nobody(page: Page, house: House) -> Iterator[str]:
    """Come to the front door."""
    page.goto("/")
    yield "welcome"
    page.locator("#email").fill("no address")
    _follow(page, page.locator("form.card button, section.card button"))
    yield "welcome-wrong-address"
    page.locator("#email").fill("nobody@example.org")
    _follow(page, page.locator("section.card button"))
    yield "code"
    page.locator("#code").fill("000000")
    _follow(page, page.locator("form.card button"))
    yield "code-wrong"
    page.goto("/sign-in/mail/nothing")
    yield "link-spent"
    with house.store.write() as tx:
        scope = whole_cohort(tx, house.cohort)
        open_form(scope)
        token = form_token(scope, key=house.settings.feed_key)
    page.goto(f"/join/{token}")
    yield "join"
    page.locator("#f-name").fill("Nadia")
    page.locator("#f-email").fill("nadia@example.org")
    page.locator("input[name=role]").first.check()
    page.locator("#f-time_zone").fill("Georgia")
    _follow(page, page.locator("form.rules > button"))
    yield "join-to-mend"
    _follow(page, page.locator("form.rules > button"))
    yield "join-thanks"


def member(page: Page, house: House) -> Iterator[str]:
    """Be a member."""
    me = house.person(MEMBER).id
    _share(house, PLAIN, ())
    page.goto("/me")
    yield "member-home"
    yield from _looks_back(page, house, me)
    _share(house, RICH, LINKS)
    page.goto("/me")
    yield "member-home-shared"
    page.goto(f"/me/{me}/norms")
    yield "member-norms"
    for name, path in (
        ("member-hours", "availability"),
        ("member-hours-by-quarters", "availability?step=15"),
        ("member-place", "place"),
        ("member-place-several", "place?place=Georgia"),
        ("member-place-unknown", "place?place=Xyzzyq"),
        ("member-move", "place?place=Beirut"),
        ("member-interests", "interests"),
        ("member-seen", "seen"),
        ("member-pause", "pause"),
        ("member-erase", "erase"),
        ("member-workshops", "workshops"),
    ):
        page.goto(f"/me/{me}/{path}")
        yield name
    _share_contact(house, me)
    page.goto("/me")
    yield "member-reaches-their-coach"
    page.goto("/sessions")
    yield "member-sessions"
    yield from _waits_for_a_seat(page, house, me)


def _share_contact(house: House, me: PersonId) -> None:
    """Have the member and their coach see how to reach each other."""
    with house.store.write() as tx:
        plan = whole_cohort(tx, house.cohort).standing_plan()
        assert plan is not None
        coach = next(pair.coach for pair in plan.coaching.pairs if pair.member == me)
        for person in (me, coach):
            tx.shared_contacts.put(person, Shares(email=True, whatsapp=True))


def _waits_for_a_seat(page: Page, house: House, me: PersonId) -> Iterator[str]:
    """Wait for a seat in a group to come, and be offered it."""
    with house.store.write() as tx:
        plan = whole_cohort(tx, house.cohort).standing_plan()
        assert plan is not None
        mine = {each.workshop for each in plan.workshops.sections if me in each.members}
        section = next(
            each for each in plan.workshops.sections if each.starts[-1] > tx.now and each.workshop not in mine
        )
        its = {"person": me, "workshop": section.workshop, "section": section.section}
        tx.enrolments.put(Enrolment(**its, standing=Standing.WAITING, since=tx.now))
    page.goto(f"/me/{me}/workshops")
    yield "member-waits"
    with house.store.write() as tx:
        offer = SeatOffer(id=tx.ids.new("seat_offer"), **its, offered_at=tx.now, until=tx.now + LASTS)
        tx.seat_offers.add(offer)
    page.goto("/me")
    yield "member-home-seat-kept"
    page.goto(f"/me/{me}/workshops")
    yield "member-workshops-seat-kept"
    _follow(page, page.locator("#kept-" + section.workshop).get_by_role("button").last)
    yield "member-workshops-seat-let-go"
    with house.store.write() as tx:
        tx.enrolments.take_back(me, section.workshop)


def _looks_back(page: Page, house: House, me: str) -> Iterator[str]:
    """Say what the last meeting was worth, and read it in sum once three have."""
    meeting = _last_session(house)
    _reflect(house, meeting, said=())
    page.goto("/me")
    yield "member-looks-back"
    form = page.locator("form[action$=reflection]:has(textarea)").first
    form.locator("input[value=partly]").check()
    form.locator("textarea").fill("The songs. I would meet in smaller groups.")
    _follow(page, form.locator("button"))
    yield "member-looked-back"
    _reflect(house, meeting, said=SAID, but=me)
    page.goto("/me")
    yield "member-in-sum"
    page.goto(f"/me/{me}/meetings/{meeting}")
    yield "member-past-meeting"


def _last_session(house: House) -> str:
    """Return the UID of the whole group's last meeting, some days ago."""
    with house.store.read() as tx:
        scope = whole_cohort(tx, house.cohort)
        held = [each for each in scope.arranged_meetings(scope.people()) if each.ends <= tx.now]
        return held[-1].uid


def _reflect(house: House, meeting: str, *, said: tuple[tuple[Worth, str], ...], but: str = "") -> None:
    """Have this be all that is said of what a meeting was worth, `but` for somebody's own word."""
    with house.store.write() as tx:
        there = sorted(tx.calendars.who_had(house.cohort, [meeting])[meeting] - {but})
        for person in there:
            tx.reflections.take_back(person, meeting)
        for person, (worth, text) in zip(there, said, strict=False):
            tx.reflections.put(person, meeting, Reflection(worth=worth, text=text, given_at=tx.now))


def _share(house: House, norms: str, links: tuple[SharedLink, ...]) -> None:
    """Have these be what the cohort shares."""
    with house.store.write() as tx:
        tx.community.put_norms(house.cohort, Norms(text=norms, revision=1, changed_at=tx.now))
        tx.community.put_links(house.cohort, SharedLinks(links=links, revision=1))


def coach(page: Page, house: House) -> Iterator[str]:
    """Be a coach."""
    page.goto("/me")
    yield "coach-home"


def facilitator(page: Page, house: House) -> Iterator[str]:
    """Look after a cohort without changing it."""
    page.goto(f"/cohorts/{house.cohort}")
    yield "facilitator-cohort"
    page.goto(f"/cohorts/{house.cohort}/people")
    yield "facilitator-people"
    page.goto(f"/cohorts/{house.cohort}/attention")
    yield "facilitator-attention"
    _share(house, RICH, LINKS)
    page.goto(f"/cohorts/{house.cohort}/community")
    yield "facilitator-norms-and-links"
    yield from _programs(page)


def _programs(page: Page) -> Iterator[str]:
    """Make a token, and read what it can be used for."""
    page.goto("/tokens")
    page.locator('[name="name"]').fill("Sign-up form")
    page.locator('[name="scope"]').first.check()
    _follow(page, page.locator("form.rules button"))
    yield "token-made"
    page.goto("/api/v1/")
    yield "api"


def coordinator(page: Page, house: House) -> Iterator[str]:
    """Run a cohort."""
    here = f"/cohorts/{house.cohort}"
    with house.store.read() as tx:
        published = tx.runs.published(house.cohort)
        draft = next(mark.id for mark in tx.runs.plans(house.cohort) if mark.release is None)
        run = next(each for each in tx.runs.runs(house.cohort) if each.kind == "match")
        workshop = whole_cohort(tx, house.cohort).cohort.workshops[0].id
    assert published is not None
    pair = published.plan.coaching.pairs[0]
    page.goto("/cohorts")
    yield "cohorts"
    for name, path in (
        ("cohort", ""),
        ("people", "/people"),
        ("lists", "/lists"),
        ("import", "/imports"),
        ("sign-ups", "/sign-ups"),
        ("ready", "/runs/ready"),
        ("run", f"/runs/{run.id}"),
        ("plan", f"/plans/{published.id}"),
        ("draft", f"/plans/{draft}"),
        ("publish", f"/plans/{draft}/publish"),
        ("card", f"/plans/{draft}/members/{pair.member}"),
        ("board", f"/plans/{draft}/board"),
        ("compare", "/plans/compare"),
        ("erase", f"/people/{pair.member}/erase"),
        ("why-not", f"/plans/{published.id}/members/{pair.member}"),
        ("hours-of-day", "/hours?date=2024-11-03"),
        ("hours-of-pair", f"/hours/{pair.coach}/{pair.member}?date=2024-11-03"),
        ("proposals", "/proposals"),
        ("rights", "/rights"),
        ("meetings", "/meetings"),
        ("calendars", "/feeds"),
        ("mails", "/notices"),
        ("letter-words", "/notices/words"),
        ("still-to-do", "/deliveries"),
    ):
        page.goto(f"{here}{path}")
        yield name
    card = page.locator("#pair")
    page.goto(f"{here}/plans/{published.id}/members/{pair.member}")
    card.locator("summary").click()
    yield "pair-to-end"
    card.locator("textarea").fill("They cannot find words for each other.")
    _follow(page, card.locator("button"))
    yield "pair-ended"
    _follow(page, card.locator("button"))
    yield from _brought_in(page, here)
    page.goto(f"{here}/people")
    _follow(page, page.locator("form[action$=links] button"))
    yield "sign-in-links"
    page.goto(f"{here}?published={published.release}")
    yield "cohort-published"
    yield from _changed_by_hand(page, house, f"{here}/plans/{draft}/board", member=pair.member)
    yield from _rebalanced(page, house, here)
    for name, path in (
        ("set-up", ""),
        ("set-up-cohort", "/cohort"),
        ("set-up-coaching", "/coaching"),
        ("set-up-seats", "/workshops"),
        ("set-up-session", "/session/new"),
        ("set-up-workshop", f"/workshop/{workshop}"),
    ):
        page.goto(f"{here}/set-up{path}")
        yield name
    page.locator("#f-minutes").fill("0")
    _follow(page, page.locator("form.rules button"))
    yield "set-up-wrong"
    page.goto("/cohorts/new")
    yield "cohort-new"
    yield from _kept_for_a_time(page, house, here)
    page.goto(f"{here}/meetings")
    _follow(page, page.locator("main table a, main li a"))
    yield "meeting"
    yield from _added_by_hand(page, here)
    yield from _after_it_was_held(page, house, here)
    yield from _what_is_shared(page, house, here)
    page.goto(f"{here}/nowhere")
    yield "not-found"


def _kept_for_a_time(page: Page, house: House, here: str) -> Iterator[str]:
    """Say for how long people are kept, too short at first; then take it out again."""
    page.goto(f"{here}/set-up/cohort")
    page.locator("#f-erase_after_days").fill("3")
    _follow(page, page.locator("form.rules button"))
    yield "set-up-kept-too-short"
    page.locator("#f-erase_after_days").fill("3650")
    _follow(page, page.locator("form.rules button"))
    page.goto(here)
    yield "cohort-to-be-erased"
    with house.store.write() as tx:
        scope = whole_cohort(tx, house.cohort)
        change_rules(scope, cohort=replace(scope.cohort, erase_after_days=None))


def _brought_in(page: Page, here: str) -> Iterator[str]:
    """Drop a file in of which much is to be asked and mended, answer, and leave a row out."""
    page.goto(f"{here}/imports")
    page.locator("input[type=file]").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": MUCH_TO_ASK.encode()}
    )
    _follow(page, page.locator("main form button"))
    known = page.locator("form[action$=ask-anew] button")
    if known.count():  # another visitor of the same house has answered
        _follow(page, known)
    yield "import-asked"
    _follow(page, page.locator("section[aria-labelledby=questions] form .acts button"))
    yield "import-settled"
    _follow(page, page.locator("button[formaction$=leave-out]"))
    yield "import-left-out"


def _after_it_was_held(page: Page, house: House, here: str) -> Iterator[str]:
    """Look at a meeting of which two have said what it was worth, then many."""
    meeting = _last_session(house)
    for name, said in (("meeting-held", SAID[:2]), ("meeting-in-sum", SAID)):
        _reflect(house, meeting, said=said)
        page.goto(f"{here}/meetings/{meeting}")
        yield name


def _what_is_shared(page: Page, house: House, here: str) -> Iterator[str]:
    """Write norms and links over what somebody else has written meanwhile."""
    _share(house, "", ())
    page.goto(f"{here}/community")
    yield "norms-and-links-none"
    _share(house, RICH, LINKS)
    page.goto(f"{here}/community")
    yield "norms-and-links"
    page.locator("input[name=url]").first.fill("nowhere")
    _follow(page, page.locator("#links form > button"))
    yield "links-wrong"
    page.goto(f"{here}/community")
    page.locator("textarea").fill("We speak one after the other.")
    with house.store.write() as tx:
        tx.community.put_norms(house.cohort, Norms(text=PLAIN, revision=2, changed_at=tx.now))
    _follow(page, page.locator("#norms form > button"))
    yield "norms-meanwhile"


def _added_by_hand(page: Page, here: str) -> Iterator[str]:
    """Ask for a meeting, be told what lacks, look at who would have it, and add it."""
    page.goto(f"{here}/meetings/new")
    yield "meeting-new"
    _follow(page, page.locator("form.rules button"))
    yield "meeting-new-wrong"
    last = page.locator("#f-day").get_attribute("max")
    assert last is not None
    for field, value in (("title", "Rehearsal"), ("day", last), ("at", "20:00")):
        page.locator(f"#f-{field}").fill(value)
    _follow(page, page.locator("form.rules button"))
    yield "meeting-look"
    _follow(page, page.locator("main form button"))
    yield "meeting-added"


def _rebalanced(page: Page, house: House, here: str) -> Iterator[str]:
    """Ask what each move would buy, and look."""
    page.goto(here)
    _follow(page, page.locator("form[action$=rebalancing] button"))
    house.settle()
    page.reload()
    yield "run-rebalanced"
    _follow(page, page.locator("main a[role=button]"))
    yield "rebalancing"


def _changed_by_hand(page: Page, house: House, board: str, *, member: str) -> Iterator[str]:
    """Open a card on the board, leave its member without a coach, and take that back."""
    page.goto(board)
    page.locator(f"#m-{member}").click()
    page.locator("dialog[open] .panel").wait_for()
    yield "board-card"
    _follow(page, page.locator("dialog .acts form button").last)
    yield "board-working"
    house.settle()
    page.locator("#board-rest:not([hx-get])").wait_for(state="attached")
    yield "board-changed"
    _follow(page, page.locator("form[action$=undo] button"))
    yield "board-undone"


MUCH_TO_ASK = """\
Timestamp,Full name,Email address,Where do you live?,I want to be a,Languages,Topics,Anything else
2024-08-01,Aaliyah N.,aaliyah@example.org,Central time,mentor,English,assessment,
2024-08-01,Boris K.,boris@example,Europe/Belgrade,mentor,Serbian,cooking,
2024-08-01,,chidi@example.org,Lagos,member,English,assessment,Hello
2024-08-01,Dana,dana@example.org,Beirut,member,Arabic,assessment,
"""

VISITS: dict[str, Visit] = {
    "nobody": nobody,
    MEMBER: member,
    COACH: coach,
    "facilitator": facilitator,
    "coordinator": coordinator,
}
"""By who comes."""
