"""Why not another coach, asked in a browser and at a terminal: the same words, on a phone and without a script."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PHONE
from tests.circle import circle
from tests.flows.test_pages import open_page, sign_in, width_to_spare  # noqa: F401 - a fixture of ours

ROSTER = """id,name,email,role,time_zone,languages,interests,availability,capacity
amina,Amina,amina@example.org,member,Africa/Nairobi,en,reading;play,Mon 18:00-21:00,
bilal,بلال,bilal@example.org,member,Asia/Beirut,en,play,Mon 18:00-21:00,
chidi,Chidi,chidi@example.org,member,Africa/Lagos,en,reading,Sun 08:00-10:00,
dan,Dan,dan@example.org,coach,Africa/Nairobi,en,reading,Mon 18:00-21:00,1
ruth@example.org,Ruth,ruth@example.org,coach,Africa/Nairobi,en,play,Mon 18:00-21:00; Sun 09:00-12:00,1
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A cohort of three members, one of whom stays without a coach, and its roster."""
    rules, roster = tmp_path / "cohort.toml", tmp_path / "roster.csv"
    rules.write_text(circle("Autumn circle"))
    roster.write_text(ROSTER)
    return rules, roster


def answers(page: Page) -> list[str]:
    """Return what is said of each coach, as it stands on the page."""
    return page.locator(".alternatives .said").all_inner_texts()


def test_it_says_what_the_terminal_says_in_place_or_without_a_script_on_a_page_of_its_own(
    service,
    files: tuple[Path, Path],
    open_page,  # noqa: F811 - the fixture
) -> None:
    rules, roster = files
    cohort = service.command("import", rules, roster).stdout.strip()
    link = service.command("grant", "coordinator@example.org", cohort, "coordinator").stdout.strip()
    told = service.command("why", roster, "--cohort", rules, "amina")
    assert told.returncode == 0, told.stderr
    rows = [line.split("\t") for line in told.stdout.splitlines()[1:]]
    with service.running():
        run = service.request(cohort)
        service.wait_until(lambda: service.query("SELECT state FROM run WHERE id = ?", run) == [("done",)])
        (plan,) = service.query("SELECT id FROM plan")[0]
        page = open_page(link, viewport=PHONE)
        sign_in(page)
        page.goto(f"{service.url}/cohorts/{cohort}/plans/{plan}")
        amina = page.locator(".charges > li", has_text="Amina").first
        amina.get_by_text("Why not another coach?").click()
        expect(amina.locator(".alternatives")).to_be_visible()
        assert " ".join(answers(page)) == " ".join(row[2] for row in rows)
        assert width_to_spare(page) == 0
        storage = page.context.storage_state()
        plain = open_page(page.url, viewport=PHONE, java_script_enabled=False, storage_state=storage)
        amina = plain.locator(".charges > li", has_text="Amina").first
        amina.get_by_text("Why not another coach?").click()
        amina.get_by_role("link", name="What each would cost").click()
        expect(plain.get_by_role("heading", name="Move to …")).to_be_visible()
        assert " ".join(answers(plain)) == " ".join(row[2] for row in rows)
        assert rows


def test_where_nobody_is_paired_that_is_said(service, files: tuple[Path, Path], tmp_path: Path) -> None:
    rules, roster = files
    alone = tmp_path / "cohort.toml"
    text = rules.read_text()
    begin = text.index("[coaching]")
    alone.write_text(text[:begin] + text[text.index("\n[", begin) :].replace("\n[coaching", "\n[no_coaching"))
    told = service.command("why", roster, "--cohort", alone, "amina")
    assert (told.returncode, told.stdout) == (1, "")
    assert "pairs nobody with a coach" in told.stderr


@pytest.mark.parametrize(
    ("asked", "said"), [(("nobody",), "no member 'nobody'"), (("amina", "bilal"), "no coach 'bilal'")]
)
def test_whoever_is_not_in_the_roster_is_refused_with_what_to_do(
    service, files: tuple[Path, Path], asked: tuple[str, ...], said: str
) -> None:
    rules, roster = files
    told = service.command("why", roster, "--cohort", rules, *asked)
    assert (told.returncode, told.stdout) == (1, "")
    assert said in told.stderr
