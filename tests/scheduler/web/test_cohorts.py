"""The coordinator's first rooms: what is done, what comes next, and never a link of somebody else's."""

import re

import pytest
from markupsafe import escape

from scheduler.access import Right, whole_cohort
from scheduler.commands.cohorts import create_cohort, grant, open_account
from scheduler.commands.mailing import end
from scheduler.commands.notices import approve
from scheduler.commands.runs import cancel_run, fail_run
from scheduler.domain.plans import Reason


@pytest.fixture
def coordinator(world) -> object:
    return world.browser("coordinator")


def test_the_list_holds_the_cohorts_that_one_looks_after_and_no_others(coordinator) -> None:
    page = coordinator.get("/cohorts").text
    assert "Cedar circle" in page
    assert "October 1, 2026 to December 20, 2026" in page
    assert "Birch circle" not in page


def test_a_coordinator_makes_a_link_that_signs_its_person_in_once(world, coordinator) -> None:
    page = coordinator.post(f"/cohorts/cedar/people/{world.cedar.person}/link").text
    path = re.search(r'value="https?://[^/"]+(/sign-in/[\w-]{43})"', page).group(1)
    browser = world.browser("nobody")
    assert browser.post(path).status_code == 303
    assert browser.get("/").location == "/me"
    assert world.browser("nobody").get(path).status_code == 404


def test_a_coordinator_makes_a_link_for_everyone_at_once(world, coordinator) -> None:
    page = coordinator.post("/cohorts/cedar/people/links").text
    paths = re.findall(r'value="https?://[^/"]+(/sign-in/[\w-]{43})"', page)
    with world.store.read() as tx:
        people = whole_cohort(tx, "cedar").people()
    assert len(set(paths)) == len(people)
    assert page.count("https://wa.me/") == len(people)
    for path, person in zip(paths, people, strict=True):
        browser = world.browser("nobody")
        assert browser.post(path).status_code == 303
        assert re.search(rf"<h1[^>]*>Hello <[^>]*>{escape(person.name)}<", browser.get("/me").text)


@pytest.mark.parametrize("path", ["notices", "people/links", "people/{person}/link", "sign-ups"])
@pytest.mark.parametrize(
    ("address", "warned"), [("http://127.0.0.1:8000", True), ("https://hours.example.org", False)]
)
def test_links_that_only_this_machine_can_open_are_warned_of_before_they_are_sent(
    make_world, path, address, warned
) -> None:
    world = make_world(base_url=address)
    coordinator = world.browser("coordinator")
    here = f"/cohorts/cedar/{path.format(person=world.cedar.person)}"
    if path == "sign-ups":
        coordinator.post(f"{here}/form", {"do": "open"})
    page = coordinator.post(here).text if "people" in path else coordinator.get(here).text
    assert ("no other computer or phone can open" in page) == warned


def test_mails_that_became_files_are_not_called_sent(make_world) -> None:
    for smtp, said in (("", "became a file, and went to nobody"), ("smtp://localhost", "1 was sent.")):
        world = make_world(smtp_url=smtp)
        with world.store.write() as tx:
            approve(whole_cohort(tx, "cedar"), notices=[world.cedar.notice])
            end(tx, notice=world.cedar.notice, state="sent", answer=None)
        page = world.browser("coordinator").get("/cohorts/cedar").text
        assert said in page


def test_somebody_who_leads_and_takes_part_finds_both_pages(world) -> None:
    with world.store.write() as tx:
        member = tx.people.account_of(world.cedar.person)
        grant(tx, account=member, cohort="birch", right=Right.FACILITATOR)
    browser = world.browser("member")
    assert browser.get("/").location == "/cohorts"
    assert "Your own page" in browser.get("/cohorts").text
    assert "The cohorts that you look after" in browser.get("/me").text


def test_the_overview_says_where_each_step_stands(world, coordinator) -> None:
    page = coordinator.get("/cohorts/cedar").text
    for said in (
        "3 people: 2 members, 1 coach.",
        "sign-up.csv</bdi>” waits to be looked at.",
        "A run is at work.",
        "Release 1 was published on",
        "0 of 3 people have subscribed.",
        "2 wait to be read and approved.",
    ):
        assert said in page
    assert 'action="/cohorts/cedar/runs"' not in page


def test_a_new_cohort_begins_with_its_people(world, coordinator) -> None:
    with world.store.write() as tx:
        new = whole_cohort(tx, "cedar").cohort
        new = type(new)(
            **{name: getattr(new, name) for name in new.__slots__} | {"id": "aspen", "name": "Aspen"}
        )
        create_cohort(tx, cohort=new)
        account = open_account(tx, email="coordinator@cedar.example.org")
        grant(tx, account=account, cohort=new.id, right=Right.COORDINATOR)
    page = coordinator.get("/cohorts/aspen").text
    assert "Nobody yet. Bring in the sign-up sheet." in page
    assert page.count(">Later</strong>") == 4
    assert "Nobody yet." in coordinator.get("/cohorts/aspen/people").text
    assert "There are no calendars yet." in coordinator.get("/cohorts/aspen/feeds").text
    assert coordinator.post("/cohorts/aspen/runs").status_code == 409


def test_a_draft_waits_to_be_read_until_the_people_change(world, coordinator) -> None:
    _end(world, "cancelled")
    with world.store.write() as tx:
        tx.runs.change_run(_first(tx).id, requested_at=world.clock.at.replace(hour=13))
    page = coordinator.get("/cohorts/cedar").text
    assert "The last run made a plan." in page
    assert f'href="/cohorts/cedar/plans/{world.cedar.plan}"' in page
    coordinator.post(f"/cohorts/cedar/imports/{world.cedar.upload}/confirm")
    assert (
        "The last run made a plan, but the people have changed since."
        in coordinator.get("/cohorts/cedar").text
    )


def test_a_draft_is_found_though_a_later_run_made_none(world, coordinator) -> None:
    _end(world, "cancelled")
    page = coordinator.get("/cohorts/cedar").text
    assert "The last run was cancelled." in page
    assert f'href="/cohorts/cedar/plans/{world.cedar.plan}" role="button">Read the draft</a>' in page
    assert 'href="/cohorts/cedar/plans/compare">Compare plans</a>' in page
    coordinator.post(f"/cohorts/cedar/plans/{world.cedar.plan}/publish")
    assert "Read the draft" not in coordinator.get("/cohorts/cedar").text


@pytest.mark.parametrize(
    ("state", "said"),
    [("cancelled", "The last run was cancelled."), ("failed", "The last run found no plan.")],
)
def test_a_run_that_made_no_plan_is_told_of_and_can_be_repeated(world, coordinator, state, said) -> None:
    _end(world, state)
    page = coordinator.get("/cohorts/cedar").text
    assert said in page
    assert "Match again" in page


def test_a_facilitator_sees_everything_and_finds_no_button_but_to_leave(world) -> None:
    facilitator, cedar = world.browser("facilitator"), world.cedar
    pages = ("", "/people", "/feeds", "/notices", f"/runs/{cedar.run}", f"/plans/{cedar.plan}")
    for page in (facilitator.get(f"/cohorts/cedar{path}").text for path in pages):
        assert page.count("<form") == page.count('action="/sign-out"') == 1
        assert "/imports" not in page


def test_names_are_shown_as_text_and_in_their_own_direction(coordinator) -> None:
    page = coordinator.get("/cohorts/cedar/people").text
    assert '<bdi dir="auto" class="name">Ruth &lt;b&gt;Abernathy&lt;/b&gt;</bdi>' in page
    assert '<bdi dir="auto" class="name">فرشته نوری</bdi>' in page
    assert "Kyiv time" in page


def test_coordinators_see_who_has_subscribed_and_never_the_link(world, coordinator) -> None:
    assert "Not yet" in coordinator.get("/cohorts/cedar/feeds").text
    world.browser("nobody").get(f"/feeds/{world.cedar.feed_token}.ics")
    page = coordinator.get("/cohorts/cedar/feeds").text
    assert "Subscribed" in page
    coordinator.post(f"/cohorts/cedar/feeds/{world.cedar.feed}/revoke")
    after = coordinator.get("/cohorts/cedar/feeds").text
    assert ">Closed<" in after
    assert world.cedar.feed_token not in page + after


def test_a_demo_says_so_on_every_page(make_world) -> None:
    world = make_world(demo=True)
    for role, path in (
        ("nobody", "/"),
        ("nobody", "/nowhere"),
        ("member", "/me"),
        ("coordinator", "/cohorts"),
    ):
        assert "This is a demo." in world.browser(role).get(path).text


def test_an_instance_that_is_no_demo_says_nothing_of_it(world) -> None:
    assert "This is a demo." not in world.browser("nobody").get("/").text


def _first(tx):  # noqa: ANN202 - a run
    return next(
        run for run in reversed(tx.runs.runs("cedar")) if tx.runs.plan_of_run("cedar", run.id).release is None
    )


def _end(world, state: str) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        if state == "cancelled":
            cancel_run(scope, run=world.cedar.run)
        else:
            fail_run(scope, run=world.cedar.run, reasons=(Reason(code="full", text="Ruth takes two."),))
