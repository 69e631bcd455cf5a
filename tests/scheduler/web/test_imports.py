"""From the sign-up sheet to people: asked, mended beside the row, imported; nothing half done, no good row lost."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
from openpyxl.comments import Comment

from scheduler.access import Right, whole_cohort
from scheduler.commands.cohorts import create_cohort, grant, open_account
from scheduler.domain.cohorts import Cohort, Criterion, Rule
from scheduler.domain.people import Person, Role
from scheduler.roster.roster_out import write_roster
from tests.scheduler.web.plain_words import PSEUDO, plain_words

HEADER = b"id,name,email,role,time_zone,interests\n"
AMAL = b"M20,Amal,amal@example.org,member,Asia/Beirut,reading\n"
BORIS = b"M21,Boris,boris@example,member,Europe/Belgrade,reading;cooking\n"
CHIDI = b"M22,Chidi,chidi@example.org,member,Central time,reading\n"


@pytest.fixture
def coordinator(world) -> object:
    return world.browser("coordinator")


@pytest.fixture
def drop(world, coordinator) -> Callable[..., str]:
    """Drop a file in, each a second after the one before, and return the address of its review."""

    def drop(content: bytes, name: str = "people.csv") -> str:
        world.clock.at += timedelta(seconds=1)
        answer = coordinator.post("/cohorts/cedar/imports", {"file": (io.BytesIO(content), name)})
        assert answer.status_code == 303
        return answer.location

    return drop


def _cohort(world) -> Cohort:
    with world.store.read() as tx:
        return whole_cohort(tx, "cedar").cohort


def _people(world) -> dict[str, Person]:
    with world.store.read() as tx:
        return {person.key: person for person in whole_cohort(tx, "cedar").people()}


def _names(world) -> list[str]:
    with world.store.read() as tx:
        return [person.key for person in whole_cohort(tx, "cedar").people()]


def _question(page: str, value: str, *, field: str | None = None) -> str:
    """Return the key of the question about this column or value, as the page's form sends it."""
    keys = [unescape(key) for key in re.findall(r'name="question" value="([^"]*)"', page)]
    return next(key for key in keys if value in json.loads(key)[1:] and field in (None, json.loads(key)[0]))


def test_a_file_that_is_no_table_is_refused_on_the_same_page(coordinator) -> None:
    answer = coordinator.post("/cohorts/cedar/imports", {"file": (io.BytesIO(b"%PDF-1.7"), "people.pdf")})
    assert answer.status_code == 422
    assert "not a table that can be read" in answer.text
    assert 'type="file"' in answer.text


def test_sending_no_file_says_so(coordinator) -> None:
    answer = coordinator.post("/cohorts/cedar/imports")
    assert (answer.status_code, "No file was chosen." in answer.text) == (422, True)


def test_a_row_as_it_was_written_stands_beside_what_was_read(coordinator, drop) -> None:
    seen = coordinator.get(drop(HEADER + AMAL.replace(b"Asia/Beirut", b"lebanon"))).text
    row = re.search(r"As row 2 has it</summary>(.*?)</details>", seen)[1]
    assert "<bdi>time_zone</bdi></dt><dd><bdi>lebanon</bdi>" in row
    assert "Beirut time" in seen


def test_each_problem_stands_beside_its_cell(coordinator, drop) -> None:
    page = coordinator.get(drop(HEADER + AMAL + BORIS)).text
    assert "Row 3: " in page
    assert 'value="boris@example"' in page
    assert "&#39;cooking&#39; is not a topic of this cohort. What is it?" in page
    assert 'value="amal@example.org"' not in page


def test_mending_a_cell_keeps_the_others_and_the_row_numbers(world, coordinator, drop) -> None:
    review = drop(HEADER + b"\n" + AMAL + BORIS)
    mended = {"row": "4", "column": ["email", "interests"], "value": ["boris@example.org", "reading"]}
    assert coordinator.post(f"{review}/mend", mended).status_code == 303
    assert "Rows to mend" not in coordinator.get(review).text
    coordinator.post(f"{review}/confirm")
    assert _names(world) == ["M1", "M2", "C1", "M20", "M21"]


def test_a_row_or_a_column_that_is_not_there_cannot_be_mended(coordinator, drop) -> None:
    review = drop(HEADER + AMAL)
    for form in ({"row": "9", "column": "email", "value": "x"}, {"row": "2", "column": "age", "value": "x"}):
        assert coordinator.post(f"{review}/mend", form).status_code == 404


def test_a_row_is_left_out_and_the_others_keep_their_numbers(coordinator, drop) -> None:
    page = drop(HEADER + AMAL + BORIS + CHIDI)
    assert coordinator.post(f"{page}/leave-out", {"row": "3"}).status_code == 303
    left = coordinator.get(page).text
    assert "Boris" not in left
    assert "Row 4" in left
    assert coordinator.post(f"{page}/leave-out", {"row": "3"}).status_code == 404, "it is gone already"
    assert coordinator.post(f"{page}/leave-out").status_code == 404


def test_of_two_rows_of_one_person_either_is_left_out_and_what_differs_is_seen(
    world, coordinator, drop
) -> None:
    later = AMAL.replace(b"M20", b"M24").replace(b"Beirut", b"Amman")
    page = drop(HEADER + AMAL + later)
    seen = coordinator.get(page).text
    assert "What differs" in seen
    assert re.search(r"Asia/Beirut</bdi>.*Asia/Amman</bdi>", seen)
    assert re.search(r'name="instead" value="2".*Leave row 2 out', seen)
    coordinator.post(f"{page}/leave-out", {"row": "3", "instead": "2"})
    coordinator.post(f"{page}/confirm", {"others": "stay"})
    assert _people(world)["M24"].time_zone == "Asia/Amman"
    assert "M20" not in _people(world)


def test_who_has_no_address_is_given_an_id_and_a_number_beside_it(world, coordinator, drop) -> None:
    page = drop(b"id,name,email,role,time_zone,whatsapp\n,Amal,,member,Asia/Beirut,\n")
    seen = coordinator.get(page).text
    columns = re.findall(r'name="column" value="([^"]*)"', seen)
    assert columns == ["id", "email", "whatsapp"]
    coordinator.post(f"{page}/mend", {"row": "2", "column": columns, "value": ["M24", "", "+961 1 234567"]})
    coordinator.post(f"{page}/confirm", {"others": "stay"})
    amal = _people(world)["M24"]
    assert (amal.email, amal.whatsapp) == (None, "+961 1 234567")


def test_what_was_settled_holds_for_the_next_file_until_it_is_asked_anew(coordinator, drop) -> None:
    first = drop(HEADER.replace(b"time_zone", b"Your home") + CHIDI)
    asked = coordinator.get(first).text
    column = _question(asked, "Your home")
    coordinator.post(f"{first}/settle", {"question": column, "answer": "time_zone", "other": ""})
    value = _question(coordinator.get(first).text, "Central time")
    coordinator.post(f"{first}/settle", {"question": value, "answer": "", "other": "America/Chicago"})
    again = drop(HEADER.replace(b"time_zone", b"Your home") + CHIDI)
    page = coordinator.get(again).text
    assert "2 answers about columns and words are known" in page
    assert "Please confirm" not in page
    coordinator.post(f"{again}/ask-anew")
    assert "Your home" in coordinator.get(again).text
    assert "are known" not in coordinator.get(again).text


TWO_COOKS = (
    b"M22,Chidi,chidi@example.org,member,Africa/Lagos,reading;cooking\n"
    b"M23,Dana,dana@example.org,member,Asia/Beirut,Cooking\n"
)


@pytest.mark.parametrize(
    ("answer", "interests"),
    [
        ("play", ("reading", "play", "play")),
        ("ignore", ("reading",)),
        ("cooking", ("reading", "cooking", "cooking")),
    ],
)
def test_a_topic_that_is_none_of_ours_is_asked_once_for_all_rows(
    world, coordinator, drop, answer, interests
) -> None:
    before = _cohort(world).topics
    page = drop(HEADER + TWO_COOKS)
    asked = coordinator.get(page).text
    assert asked.count('name="question"') == 1
    assert "Rows 2, 3" in asked
    assert "Rows to mend" not in asked
    coordinator.post(
        f"{page}/settle", {"question": _question(asked, "cooking"), "answer": answer, "other": ""}
    )
    assert 'name="question"' not in coordinator.get(page).text
    assert coordinator.post(f"{page}/confirm", {"others": "stay"}).status_code == 303
    people = _people(world)
    assert (*people["M22"].interests, *people["M23"].interests) == interests
    assert _cohort(world).topics == (*before, *(["cooking"] if answer == "cooking" else []))


def test_all_topics_that_a_file_names_become_the_cohort_s(world, coordinator, drop) -> None:
    page = drop(HEADER + TWO_COOKS.replace(b"reading", b"dancing;singing"))
    asked = coordinator.get(page).text
    assert "and add the topics left open" in asked
    answers = {"question": _question(asked, "singing"), "answer": "reading", "other": "", "every_topic": "1"}
    coordinator.post(f"{page}/settle", answers)
    topics = _cohort(world).topics
    assert topics[-2:] == ("dancing", "cooking")
    assert "singing" not in topics
    assert 'name="question"' not in coordinator.get(page).text
    coordinator.post(f"{page}/confirm", {"others": "stay"})
    assert _people(world)["M22"].interests == ("dancing", "reading", "cooking")


def test_a_workshop_that_is_none_of_ours_is_asked_once(world, coordinator, drop) -> None:
    head = HEADER.replace(b"interests", b"workshops")
    page = drop(head + TWO_COOKS.replace(b"reading;cooking", b"Storys").replace(b"Cooking", b"storys"))
    asked = coordinator.get(page).text
    key = _question(asked, "Storys")
    (workshop,) = [each for each in _cohort(world).workshops if each.id == "stories"]
    coordinator.post(f"{page}/settle", {"question": key, "answer": workshop.name, "other": ""})
    coordinator.post(f"{page}/confirm", {"others": "stay"})
    assert _people(world)["M22"].workshops == _people(world)["M23"].workshops == ("stories",)


def test_what_a_blank_cell_meant_in_one_file_is_asked_in_the_next(coordinator, drop) -> None:
    without_roles = b"id,name,email,time_zone,interests\nM20,Amal,amal@example.org,Asia/Beirut,reading\n"
    first = drop(without_roles)
    everybody = _question(coordinator.get(first).text, "", field="role")
    coordinator.post(f"{first}/settle", {"question": everybody, "answer": "member", "other": ""})
    assert "Please confirm" not in coordinator.get(first).text
    assert "Please confirm" in coordinator.get(drop(without_roles)).text


def test_the_preview_has_hours_languages_and_how_many_a_coach_takes(coordinator, drop) -> None:
    head = b"id,name,email,role,time_zone,interests,languages,availability,capacity\n"
    coach = b"C20,Cleo,cleo@example.org,coach,Asia/Beirut,reading,uk; en,Mon 09:00-11:30,3\n"
    page = unescape(coordinator.get(drop(head + coach)).text).replace("\u202f", " ").replace("\xa0", " ")
    for said in ("2 hr 30 min", "Ukrainian, English", "0 to 3"):
        assert said in page, said


def test_a_good_row_is_imported_and_a_bad_one_stays_behind(world, coordinator, drop) -> None:
    review = drop(HEADER + AMAL + BORIS)
    assert "1 row stays behind" in coordinator.get(review).text
    coordinator.post(f"{review}/confirm")
    assert _names(world) == ["M1", "M2", "C1", "M20"]
    assert "1 row stayed behind: mend them below" in coordinator.get(review).text


def test_the_bad_rows_come_back_as_a_file_that_can_be_mended_and_dropped_in(coordinator, drop) -> None:
    answer = coordinator.get(f"{drop(HEADER + AMAL + BORIS)}/bad-rows.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert b"Boris" in answer.data
    assert b"Amal" not in answer.data
    again = drop(answer.data.replace(b"boris@example,", b"boris@example.org,").replace(b";cooking", b""))
    assert "Import 1 person" in coordinator.get(again).text


def test_what_is_uncertain_is_asked_once_and_settled_by_the_answer(world, coordinator, drop) -> None:
    review = drop(HEADER + AMAL + CHIDI + CHIDI.replace(b"22", b"23").replace(b"chidi", b"chinwe"))
    page = coordinator.get(review).text
    assert page.count('name="question"') == 1
    assert "Rows 3, 4" in page
    assert "Answer the questions above" in page
    assert coordinator.post(f"{review}/confirm").status_code == 409
    asked = {
        "question": '["time_zone", "time_zone", "Central time"]',
        "answer": "America/Chicago",
        "other": "",
    }
    assert coordinator.post(f"{review}/settle", asked).status_code == 303
    assert coordinator.post(f"{review}/confirm").status_code == 303
    assert _names(world) == ["M1", "M2", "C1", "M20", "M22", "M23"]


def test_what_a_person_writes_goes_before_what_they_chose(world, coordinator, drop) -> None:
    review = drop(HEADER + CHIDI)
    asked = {
        "question": '["time_zone", "time_zone", "Central time"]',
        "answer": "America/Chicago",
        "other": "America/Regina",
    }
    coordinator.post(f"{review}/settle", asked)
    coordinator.post(f"{review}/confirm")
    with world.store.read() as tx:
        zones = {person.key: person.time_zone for person in whole_cohort(tx, "cedar").people()}
    assert zones["M22"] == "America/Regina"


def test_a_column_under_another_name_is_guessed_and_then_confirmed(coordinator, drop) -> None:
    review = drop((HEADER + AMAL).replace(b"time_zone", b"Where do you live?"))
    question = '["", "Where do you live?", null]'
    assert "selected>time zone or city</option>" in coordinator.get(review).text
    odd = {"question": question, "answer": "shoe size", "other": ""}
    assert coordinator.post(f"{review}/settle", odd).status_code == 404
    late = {"question": ['["x"]', question], "answer": ["", "time_zone"], "other": ["", ""]}
    assert coordinator.post(f"{review}/settle", late).status_code == 303
    assert "Please confirm" not in coordinator.get(review).text


def test_an_answer_left_blank_is_asked_again(coordinator, drop) -> None:
    review = drop(HEADER + CHIDI)
    asked = {"question": '["time_zone", "time_zone", "Central time"]', "answer": "", "other": " "}
    coordinator.post(f"{review}/settle", asked)
    assert "Please confirm" in coordinator.get(review).text


def test_a_file_of_everybody_may_take_out_who_has_left(world, coordinator, drop) -> None:
    ruth = b"C1,Ruth,ruth@example.org,coach,America/New_York,reading\n"
    review = drop(HEADER + AMAL + ruth)
    assert "2 people of the cohort are not in this file" in coordinator.get(review).text
    coordinator.post(f"{review}/confirm", {"others": "leave"})
    assert _names(world) == ["M20", "C1"]
    feeds = coordinator.get("/cohorts/cedar/feeds").text
    assert feeds.count("has left") == 2


def test_nobody_is_taken_out_while_a_row_stays_behind(world, coordinator, drop) -> None:
    review = drop(HEADER + AMAL + BORIS)
    assert coordinator.post(f"{review}/confirm", {"others": "leave"}).status_code == 409
    assert _names(world) == ["M1", "M2", "C1"]


def test_a_file_without_one_good_row_imports_nobody(coordinator, drop) -> None:
    assert coordinator.post(f"{drop(HEADER + BORIS)}/confirm").status_code == 409


def test_whoever_the_rules_name_and_the_roster_lacks_is_named_and_keeps_nobody_out(
    world, coordinator, drop
) -> None:
    answer = coordinator.post(f"{drop(HEADER + AMAL)}/confirm", {"others": "leave"})
    assert (answer.status_code, _names(world)) == (303, ["M20"])
    page = coordinator.get(f"/cohorts/{world.cedar.cohort}").text
    assert "Nobody in the roster has the id &#39;C1&#39;." in page


def test_a_second_person_with_the_same_email_is_one_problem(world, coordinator, drop) -> None:
    twin = AMAL.replace(b"M20", b"M21")
    assert coordinator.post(f"{drop(HEADER + AMAL)}/confirm").status_code == 303
    answer = coordinator.post(f"{drop(HEADER + twin)}/confirm")
    assert answer.status_code == 422
    assert "have the same e-mail" in answer.text


def test_a_file_that_lacks_a_column_says_which(coordinator, drop) -> None:
    page = coordinator.get(drop(b"id,role,time_zone\nM20,member,Asia/Beirut\n")).text
    assert "About the whole file" in page
    assert "No column holds the name." in page


def test_a_row_is_called_by_what_it_has(coordinator, drop) -> None:
    page = coordinator.get(
        drop(
            HEADER + b"M30,,c@example,member,Asia/Beirut,\nM31,,,wizard,Asia/Beirut,\n,,,coach,Asia/Beirut,\n"
        )
    ).text
    assert ">c@example</bdi>" in page
    assert ">M31</bdi>" in page
    assert '<h3 id="row4">Row 4</h3>' in page


def test_hours_that_were_assumed_are_flagged(coordinator, drop) -> None:
    assert "hours assumed" in coordinator.get(drop(HEADER + AMAL)).text


def test_what_people_answer_in_the_columns_of_the_cohort_s_criteria_stands_beside_them(
    world, coordinator
) -> None:
    school = Criterion(column="School", rule=Rule.DIFFERENT, weight=None)
    with world.store.write() as tx:
        cedar = whole_cohort(tx, "cedar").cohort
        judging = replace(cedar, id="oak", coaching=replace(cedar.coaching, criteria=(school,)))
        create_cohort(tx, cohort=judging)
        account = open_account(tx, email="coordinator@cedar.example.org")
        grant(tx, account=account, cohort=judging.id, right=Right.COORDINATOR)
    roster = HEADER.replace(b"\n", b",SCHOOL\n") + AMAL.replace(b"\n", b",Hill  & Dale\n")
    answer = coordinator.post("/cohorts/oak/imports", {"file": (io.BytesIO(roster), "people.csv")})
    seen = '<td data-label="School"><bdi>Hill &amp; Dale</bdi></td>'
    assert seen in coordinator.get(answer.location).text
    assert coordinator.post(f"{answer.location}/confirm").status_code == 303
    page = coordinator.get("/cohorts/oak/people").text
    assert '<th scope="col" dir="auto">School</th>' in page
    assert seen in page
    with world.store.read() as tx:
        (amal,) = whole_cohort(tx, "oak").people()
    assert amal.answers == {"School": "Hill & Dale"}


MARIAM = b"M1,Mariam,mariam@cedar.example.org,member,Europe/Kyiv,reading\n"


def _mariam(world) -> tuple[str, tuple[str, ...]]:
    with world.store.read() as tx:
        person = next(each for each in whole_cohort(tx, "cedar").people() if each.key == "M1")
        return person.time_zone, person.interests


@pytest.mark.parametrize(("choice", "zone"), [("keep", "Asia/Beirut"), ("over", "Europe/Kyiv")])
def test_what_somebody_has_said_of_themselves_stays_unless_the_file_is_to_go_over_it(
    world, coordinator, drop, choice, zone
) -> None:
    member = world.browser("member")
    member.post(f"/me/{world.cedar.person}/place", {"zone": "Asia/Beirut"})
    review = drop(HEADER + MARIAM.replace(b",reading", b",play"))
    page = coordinator.get(review).text
    assert "1 person is known already, and the file says otherwise of them" in page
    assert page.count("said by themselves") == 1
    assert "<bdi>Asia/Beirut</bdi>" in page
    coordinator.post(f"{review}/confirm", {"corrections": choice})
    assert _mariam(world) == (zone, ("play",))
    again = drop(HEADER + MARIAM)
    assert ("said by themselves" in coordinator.get(again).text) is (choice == "keep")


def test_a_file_that_says_what_is_known_shows_no_change(world, coordinator, drop) -> None:
    with world.store.read() as tx:
        scope = whole_cohort(tx, "cedar")
        file = write_roster(scope.people())
    assert "the file says otherwise" not in coordinator.get(drop(file)).text


def test_roles_are_said_in_the_pages_language_and_answered_as_the_file_has_them(coordinator, drop) -> None:
    asked = drop(b"id,name,email,time_zone\nM20,Amal,amal@example.org,Asia/Beirut\n")
    assert '<option value="coach">coach</option>' in coordinator.get(asked).text
    assert '<option value="coach">[çöåçĥ·]</option>' in coordinator.get(asked, headers=PSEUDO).text
    changed = drop(HEADER + MARIAM.replace(b",member,", b",coach,"))
    assert ">member</td>" in coordinator.get(changed).text
    page = coordinator.get(changed, headers=PSEUDO).text
    assert ">[ḿéḿƀéŕ··]</td>" in page
    assert ">[çöåçĥ·]</td>" in page


def test_the_review_of_what_changed_is_said_in_the_pages_language(world, coordinator, drop) -> None:
    world.browser("member").post(f"/me/{world.cedar.person}/place", {"zone": "Asia/Beirut"})
    page = coordinator.get(drop(HEADER + MARIAM + BORIS + CHIDI), headers=PSEUDO)
    assert plain_words(page.text) == []


def test_a_role_that_many_wrote_and_a_column_that_nobody_knew_are_asked_once(world) -> None:
    browser = world.browser("coordinator")
    file = (
        b"Full name,Email,Role,City,What would you like to talk about?,Favourite colour\n"
        b"Ana,ana@example.org,New teacher,Beirut,reading,red\n"
        b"Ben,ben@example.org,new teacher,Beirut,reading,blue\n"
        b"Cem,cem@example.org,coach,Beirut,,green\n"
    )
    sent = {"file": (io.BytesIO(file), "form.csv")}
    page = browser.post("/cohorts/cedar/imports", sent).location
    shown = unescape(browser.get(page).text)
    assert "most of a match hangs on it" in shown
    assert shown.count("What is a 'New teacher' here?") == 2  # the words, and those for a screen reader
    assert "Rows to mend" not in shown
    keys = re.findall(r'name="question" value="([^"]+)"', browser.get(page).text)
    asked = [json.loads(unescape(key)) for key in keys]
    meant = {"New teacher": "member", "What would you like to talk about?": "interests"}
    guessed = {"City": "time_zone", "Full name": "name", "Email": "email", "Role": "role"}
    answers = [
        meant.get(value or "") or meant.get(column) or guessed.get(column, "ignore")
        for _, column, value in asked
    ]
    settled = {"question": list(map(unescape, keys)), "answer": answers, "other": [""] * len(keys)}
    assert browser.post(f"{page}/settle", settled).status_code == 303
    assert "Please confirm" not in browser.get(page).text
    assert browser.post(f"{page}/confirm").status_code == 303
    with world.store.read() as tx:
        people = {person.name: person for person in whole_cohort(tx, "cedar").people()}
    assert (people["Ana"].role, people["Ben"].interests) == (Role.MEMBER, ("reading",))


def test_of_a_workbook_only_the_rows_of_its_first_sheet_are_kept(world, coordinator, drop) -> None:
    book = openpyxl.Workbook()
    for row in csv.reader((HEADER + AMAL).decode().splitlines()):
        book.active.append(row)
    book.active["B2"].comment = Comment("asylum", "staff")
    book.create_sheet("Notes").append(["asylum"])
    out = io.BytesIO()
    book.save(out)
    upload = drop(out.getvalue(), "people.xlsx").rpartition("/")[2]
    with world.store.read() as tx:
        kept = whole_cohort(tx, "cedar").upload(upload).content
    assert kept.decode("utf-8-sig").splitlines() == (HEADER + AMAL).decode().splitlines()
    assert "Amal" in coordinator.get(f"/cohorts/cedar/imports/{upload}").text


def test_a_workbook_that_was_kept_as_it_came_is_still_read(world, coordinator, drop) -> None:
    book = openpyxl.Workbook()
    for row in csv.reader((HEADER + AMAL).decode().splitlines()):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    review = drop(HEADER + BORIS)
    with world.store.write() as tx:
        tx.uploads.change_upload(review.rpartition("/")[2], content=out.getvalue())
    assert "Amal" in coordinator.get(review).text


def test_the_last_row_of_a_file_cannot_be_left_out(coordinator, drop) -> None:
    review = drop(HEADER + BORIS)
    answer = coordinator.post(f"{review}/leave-out", {"row": "2"})
    assert answer.status_code == 422
    assert "no rows below it" in answer.text
    assert coordinator.get(review).status_code == 200


def test_a_file_that_is_dropped_in_by_who_may_not_is_not_read(world) -> None:
    sent = {"file": (io.BytesIO(b"name;email"), "people.csv")}
    answer = world.browser("facilitator").post("/cohorts/cedar/imports", sent)
    assert (answer.status_code, "semicolons" in answer.text) == (404, False)
