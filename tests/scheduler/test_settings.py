"""Settings: every one documented, secrets made once and kept to their owner."""

import re
import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scheduler.errors import RefusedError
from scheduler.settings import PREFIX, misspelt, read_settings
from scheduler.weak_secrets import is_guessable
from tests.made_secrets import FEED_KEY, REPLY_TOKEN, SESSION_KEY

ROOT = Path(__file__).parents[2]


def test_with_nothing_set_one_process_does_everything_on_this_machine(tmp_path: Path) -> None:
    settings = read_settings({"COMMONHOUR_DATA_DIR": str(tmp_path)})
    assert settings.embedded
    assert (settings.database_url, settings.base_url, settings.demo) == (
        f"sqlite:///{tmp_path}/commonhour.db",
        "http://127.0.0.1:8000",
        False,
    )


def test_a_broker_may_be_several_nodes(tmp_path: Path) -> None:
    url = "amqp://me:secret@one/v;amqp://me:secret@two:5673/v"
    settings = read_settings({"COMMONHOUR_DATA_DIR": str(tmp_path), "COMMONHOUR_BROKER_URL": url})
    assert settings.broker_url == url


def test_two_settings_switch_to_production(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "COMMONHOUR_DATA_DIR": str(tmp_path),
            "COMMONHOUR_DATABASE_URL": "postgresql+psycopg://db/commonhour",
            "COMMONHOUR_BROKER_URL": "amqps://broker/commonhour",
        }
    )
    assert (settings.embedded, settings.database_url, settings.broker_url) == (
        False,
        "postgresql+psycopg://db/commonhour",
        "amqps://broker/commonhour",
    )


def test_secrets_that_are_not_set_are_made_once_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    first = read_settings({"COMMONHOUR_DATA_DIR": str(folder)})
    second = read_settings({"COMMONHOUR_DATA_DIR": str(folder)})
    assert (first.feed_key, first.session_key) == (second.feed_key, second.session_key)
    assert first.feed_key != first.session_key
    assert len(first.feed_key) >= 32
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_secret_that_is_set_is_taken_and_nothing_is_written(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "COMMONHOUR_DATA_DIR": str(tmp_path),
            "COMMONHOUR_FEED_KEY": FEED_KEY,
            "COMMONHOUR_SESSION_KEY": SESSION_KEY,
        }
    )
    assert (settings.feed_key, settings.session_key) == (FEED_KEY.encode(), SESSION_KEY.encode())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["SESSION_KEY", "FEED_KEY", "REPLY_TOKEN"])
@pytest.mark.parametrize(
    "value",
    [
        "x" * 64,
        "0123456789" * 4,
        "changeme" * 4,
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "zyxwvutsrqponmlkjihgfedcba9876543210",
        "please-ChangeMe-9f4c1be07a2d5836c40e7fb1",
        "my-session-secret-of-9f4c1be07a2d58",
        "00000000000000000000000000000001f3a2",
    ],
)
def test_a_secret_that_was_written_and_not_made_is_refused_but_in_the_demo(
    tmp_path: Path, name: str, value: str
) -> None:
    given = {
        "COMMONHOUR_DATA_DIR": str(tmp_path),
        "COMMONHOUR_REPLY_ADDRESS": "answers@example.org",
        f"COMMONHOUR_{name}": value,
    }
    with pytest.raises(RefusedError, match=f"The secret in COMMONHOUR_{name} can be guessed") as refused:
        read_settings(given)
    assert value not in str(refused.value)
    assert getattr(read_settings(given | {"COMMONHOUR_DEMO": "1"}), name.lower()) == value.encode()


def test_secrets_that_are_made_as_the_documents_say_are_taken(tmp_path: Path) -> None:
    made = [secrets.token_hex(32) for _ in range(300)] + [secrets.token_urlsafe(24) for _ in range(300)]
    for value in made:
        given = {"COMMONHOUR_DATA_DIR": str(tmp_path), "COMMONHOUR_FEED_KEY": value}
        assert read_settings(given).feed_key == value.encode()


def test_one_secret_does_not_serve_for_two_things(tmp_path: Path) -> None:
    given = {
        "COMMONHOUR_DATA_DIR": str(tmp_path),
        "COMMONHOUR_FEED_KEY": FEED_KEY,
        "COMMONHOUR_SESSION_KEY": FEED_KEY,
    }
    with pytest.raises(
        RefusedError, match="COMMONHOUR_SESSION_KEY and COMMONHOUR_FEED_KEY are the same"
    ) as refused:
        read_settings(given)
    assert FEED_KEY not in str(refused.value)


def test_no_file_that_we_hand_out_holds_a_secret_that_is_taken() -> None:
    """Whoever copies an example has to make secrets of their own."""
    files = [".env.example", "docker-compose.yml", "docs/production.md", "docs/settings.md", "Dockerfile"]
    text = "\n".join((ROOT / file).read_text(encoding="utf-8") for file in files)
    values = {value for value in re.findall(r"[A-Za-z0-9+/_=-]{32,}", text) if "/" not in value}
    assert {value for value in values if not is_guessable(value.encode())} == set()


@pytest.mark.parametrize("host", ["::", "192.0.2.1", "commonhour.example.org", "0"])
def test_a_demo_listens_to_this_machine_alone(tmp_path: Path, host: str) -> None:
    given = {"COMMONHOUR_DATA_DIR": str(tmp_path), "COMMONHOUR_DEMO": "1"}
    for here in ("127.0.0.1", "::1", "localhost", "127.0.0.2"):
        assert read_settings(given | {"COMMONHOUR_HOST": here}).host == here
    with pytest.raises(RefusedError, match="a demo, whose links anybody may have, is for this machine"):
        read_settings(given | {"COMMONHOUR_HOST": host})
    assert read_settings({"COMMONHOUR_DATA_DIR": str(tmp_path), "COMMONHOUR_HOST": host}).demo is False


def test_answers_by_mail_need_an_address_and_a_secret_that_is_long_enough(tmp_path: Path) -> None:
    given = {"COMMONHOUR_DATA_DIR": str(tmp_path), "COMMONHOUR_REPLY_ADDRESS": "answers@example.org"}
    alone = read_settings(given)
    assert (alone.reply_address, alone.reply_maildir, alone.reply_token) == ("answers@example.org", None, b"")
    both = read_settings(
        given | {"COMMONHOUR_REPLY_MAILDIR": "/var/mail/answers", "COMMONHOUR_REPLY_TOKEN": REPLY_TOKEN}
    )
    assert (both.reply_maildir, both.reply_token) == (Path("/var/mail/answers"), REPLY_TOKEN.encode())
    with pytest.raises(RefusedError, match="COMMONHOUR_REPLY_TOKEN has 31 bytes"):
        read_settings(given | {"COMMONHOUR_REPLY_TOKEN": "t" * 31})


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    code = (ROOT / "scheduler" / "settings.py").read_text(encoding="utf-8")
    read = {PREFIX + name for name in re.findall(r"(?:setting|number|secret)\(\"([A-Z_]+)\"", code)}
    told = set(
        re.findall(r"`(COMMONHOUR_[A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"))
    )
    assert read == told


def test_two_first_starts_agree_on_the_secrets(tmp_path: Path) -> None:
    environment = {"COMMONHOUR_DATA_DIR": str(tmp_path / "new")}
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: read_settings(environment).feed_key, range(32)))
    assert len(set(keys)) == 1
    assert [path.name for path in sorted((tmp_path / "new").iterdir())] == ["feed.key", "session.key"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "abc", "COMMONHOUR_PORT"),
        ("PORT", "70000", "COMMONHOUR_PORT"),
        ("PROXIES", "10", "COMMONHOUR_PROXIES"),
        ("FEED_KEY", "short", "at least 32"),
        ("DATA_DIR", "/proc/nowhere", "COMMONHOUR_DATA_DIR"),
        ("BROKER_URL", "redis://127.0.0.1", "COMMONHOUR_BROKER_URL"),
        ("BROKER_URL", "amqp://", "COMMONHOUR_BROKER_URL"),
        ("BROKER_URL", "AMQPS://broker", "COMMONHOUR_BROKER_URL"),
        ("BROKER_CA", "/nowhere/ca.pem", "COMMONHOUR_BROKER_CA names /nowhere/ca.pem"),
        ("BASE_URL", "ftp://hours.example.org", "COMMONHOUR_BASE_URL"),
        ("BASE_URL", "hours.example.org", "COMMONHOUR_BASE_URL"),
        ("BASE_URL", "https://hours.example.org:99999", "COMMONHOUR_BASE_URL"),
        ("BASE_URL", "http://[::1", "COMMONHOUR_BASE_URL"),
        ("BASE_URL", "https://me:secret@hours.example.org", "COMMONHOUR_BASE_URL"),
        ("BASE_URL", "https://hours.example.org/?page=1", "COMMONHOUR_BASE_URL"),
        ("REPLY_ADDRESS", "answers+x@example.org", "COMMONHOUR_REPLY_ADDRESS is 'answers.x@example.org'"),
        ("REPLY_ADDRESS", "answers", "COMMONHOUR_REPLY_ADDRESS is 'answers'"),
        ("REPLY_MAILDIR", "/var/mail/answers", "set COMMONHOUR_REPLY_ADDRESS"),
        ("REPLY_TOKEN", "t" * 32, "set COMMONHOUR_REPLY_ADDRESS"),
        ("WEBHOOKS_PRIVATE", "true", "COMMONHOUR_WEBHOOKS_PRIVATE is 'true'"),
        ("SMTP_URL_FILE", "/nowhere/smtp", "COMMONHOUR_SMTP_URL_FILE names the file /nowhere/smtp"),
        ("SMTP_URL_FILE", "/dev/null", "COMMONHOUR_SMTP_URL_FILE names the file /dev/null, which is empty"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    with pytest.raises(RefusedError, match=said):
        read_settings({"COMMONHOUR_DATA_DIR": str(tmp_path), f"COMMONHOUR_{name}": value})


@pytest.mark.parametrize(
    "url",
    [
        "amqp://somebody:pass/w0rd@127.0.0.1:5672/commonhour",
        "amqp://somebody:12/w0rd@127.0.0.1:5672/commonhour",
        "amqp://somebody:pass?w0rd@127.0.0.1:5672/commonhour",
        "amqp://somebody:12#w0rd@127.0.0.1:5672/commonhour",
        "amqp://somebody:[w0rd@127.0.0.1:5672/commonhour",
        "amqp://somebody:12w0rd@127.0.0.1:port/commonhour",
        "amqp://somebody:12w0rd@127.0.0.1:99999/commonhour",
        "amqp://somebody:12w0rd@127.0.0.1:0/commonhour",
        "amqp://somebody:12w0rd@/commonhour",
    ],
)
def test_a_broker_that_leads_to_no_host_and_port_is_refused_without_its_password(
    tmp_path: Path, url: str
) -> None:
    with pytest.raises(RefusedError, match="COMMONHOUR_BROKER_URL is no broker's URL") as refused:
        read_settings({"COMMONHOUR_DATA_DIR": str(tmp_path), "COMMONHOUR_BROKER_URL": url})
    written = str(refused.value).replace("amqp://user:password@host:5672/vhost", "")
    assert [part for part in ("somebody", "12", "w0rd", "99999") if part in written] == []


def test_misspelt_settings_are_found_and_what_is_somebody_elses_is_left_alone() -> None:
    environment = {
        "COMMONHOUR_SMPT_URL": "secret",
        "COMMONHOUR_DATABSE_URL_FILE": "/run/secrets/database_url",
        "COMMONHOUR_MAILFROM": "",
        "COMMONHOUR_SMTP_URL": "secret",
        "COMMONHOUR_FEED_KEY_FILE": "/run/secrets/feed_key",
        "COMMONHOUR_REQUIRE_ALL": "1",
        "COMMONHOUR_REAL_DATA": "/data",
        "COMMONHOUR_SOAK_KILLS": "1",
        "COMMONHOUR_SOAK_SEED": "1",
        "COMMONHOUR_ORACLE_EXAMPLES": "1",
        "COMMONHOUR_HOSTILE_INPUTS": "1",
        "COMMONHOUR_TEST_POSTGRES": "url",
        "COMMONHOUR_FAULTS": "whole",
        "COMMONHOUR_BENCH_RABBIT": "url",
        "COMMONHOUR_BENCH_POSTGRES": "url",
        "COMMONHOUR_BENCH_SHARE": "1",
        "COMMONHOUR_BENCH_DONE": "1",
        "COMMONHOUR_BENCH_DATABASE": "url",
        "SMPT_URL": "secret",
    }
    assert misspelt(environment) == {
        "COMMONHOUR_DATABSE_URL_FILE": "COMMONHOUR_DATABASE_URL_FILE",
        "COMMONHOUR_MAILFROM": "COMMONHOUR_MAIL_FROM",
        "COMMONHOUR_SMPT_URL": "COMMONHOUR_SMTP_URL",
    }


def test_no_setting_that_is_documented_counts_as_misspelt() -> None:
    told = re.findall(r"COMMONHOUR_[A-Z_]+", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"))
    assert misspelt(dict.fromkeys(told, "")) == {}


def test_a_secret_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "feed.key").touch()
    with pytest.raises(RefusedError, match=r"feed\.key has 0 bytes"):
        read_settings({"COMMONHOUR_DATA_DIR": str(tmp_path)})
