"""The log says who came in, who was refused and what was throttled, by ids."""

from datetime import timedelta

from structlog.testing import capture_logs

from scheduler.commands.throttling import Limit, count, has_room


def lines_of(act, event: str) -> list[dict[str, object]]:
    with capture_logs() as lines:
        act()
    return [line for line in lines if line["event"] == event]


def test_a_line_names_the_account_that_asked_also_where_it_is_refused(world) -> None:
    with world.store.read() as tx:
        (account,) = [each for each, held in tx.accounts.holders("birch").items() if "coordinator" in held]
    browser = world.browser("other")
    (line,) = lines_of(lambda: browser.get("/cohorts/cedar"), "request.answered")
    assert (line["status"], line["account"]) == (404, account)
    (line,) = lines_of(lambda: world.browser("nobody").get("/"), "request.answered")
    assert "account" not in line


def test_a_session_that_begins_is_said_with_its_account(world) -> None:
    browser = world.browser("nobody")
    (*_, line) = lines_of(lambda: browser.post(f"/sign-in/{world.cedar.link}", {}), "request.answered")
    assert line["session"] == "begins"
    with world.store.read() as tx:
        assert tx.accounts.exists(str(line["account"]))


def test_a_wrong_code_is_said_to_be_one(world) -> None:
    browser = world.browser("nobody")
    browser.post("/sign-in", {"email": "nobody@example.org"})
    (*_, line) = lines_of(lambda: browser.post("/sign-in/code", {"code": "000000"}), "request.answered")
    assert (line["status"], line["refused"]) == (422, "code")


def test_what_is_throttled_is_said_by_its_limit_and_by_nobody(world) -> None:
    limit = (Limit(name="codes", under=("amina@example.org",), most=1, within=timedelta(hours=1)),)

    def twice() -> None:
        with world.store.write() as tx:
            assert has_room(tx, limit, key=b"k")
            count(tx, limit, key=b"k")
            assert not has_room(tx, limit, key=b"k")

    (line,) = lines_of(twice, "throttled")
    assert (line["limit"], "amina" in str(line)) == ("codes", False)
