import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.cal_address import CalendarAddress, email_of

LOCAL = "abcXYZ019!#$%&'*+/=?^_`{|}~-"
emails = st.builds(
    lambda atoms, labels: f"{'.'.join(atoms)}@{'.'.join(labels)}",
    st.lists(st.text(LOCAL, min_size=1, max_size=8), min_size=1, max_size=4),
    st.lists(st.text("abcXYZ019", min_size=1, max_size=8), min_size=1, max_size=4),
)


@pytest.mark.parametrize(
    ("email", "uri"),
    [
        ("amina@example.org", "mailto:amina@example.org"),
        ("Amina.O'Brien+teach@Example.org", "mailto:Amina.O'Brien+teach@Example.org"),
        ("a&b=c%d@example.org", "mailto:a%26b%3Dc%25d@example.org"),
        ("what/is?this#now@example.org", "mailto:what%2Fis%3Fthis%23now@example.org"),
        ("{a|b}^`c`@example.org", "mailto:%7Ba%7Cb%7D%5E%60c%60@example.org"),
        ("commonhour@localhost", "mailto:commonhour@localhost"),
    ],
)
def test_an_address_is_a_uri_that_encodes_what_a_uri_cannot_hold(email: str, uri: str) -> None:
    assert CalendarAddress(name="", email=email).uri == uri


@given(emails)
def test_every_address_is_read_back_from_its_uri_in_lower_case(email: str) -> None:
    assert email_of(CalendarAddress(name="", email=email).uri) == email.lower()


@pytest.mark.parametrize("scheme", ["mailto:", "MAILTO:", "Mailto: "])
def test_the_scheme_of_an_address_is_read_in_any_case(scheme: str) -> None:
    assert email_of(f"{scheme}Amina@Example.org") == "amina@example.org"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "amina",
        "@example.org",
        "amina@",
        "amina@@example.org",
        "amina @example.org",
        "amina@example.org\r\nBCC:x@example.org",
        "amina@example.org\n",
        "amina@example.org,x@example.org",
        "Amina <amina@example.org>",
        ".amina@example.org",
        "amina..h@example.org",
        "amina@-example.org",
        "amina@example..org",
        '"amina"@example.org',
        "аміна@example.org",
        "amina@приклад.org",
        f"{'a' * 65}@example.org",
        f"a@{'b.' * 127}org",
    ],
)
def test_what_mail_cannot_be_sent_to_is_no_address(email: str) -> None:
    with pytest.raises(ValueError, match="one e-mail address, in ASCII"):
        CalendarAddress(name="Amina", email=email)
    with pytest.raises(ValueError, match="only mailto: and an e-mail address"):
        email_of(f"mailto:{email}")


@pytest.mark.parametrize(
    "uri",
    ["amina@example.org", "https://example.org", "invalid:nomail", "mailto", "", "mailto:a@b.c?subject=Hi"],
)
def test_another_uri_names_no_address(uri: str) -> None:
    with pytest.raises(ValueError, match="only mailto: and an e-mail address"):
        email_of(uri)


@pytest.mark.parametrize("character", ["\0", "\r", "\v", "\x1b", "\x7f", "\x85", "\u2028", "\ud800"])
def test_a_name_holds_no_character_that_readers_choke_on(character: str) -> None:
    with pytest.raises(ValueError, match="no control characters"):
        CalendarAddress(name=f"Ami{character}na", email="amina@example.org")


def test_two_addresses_that_differ_in_case_or_name_are_reached_alike() -> None:
    amina = CalendarAddress(name="Amina", email="amina@example.org")
    assert amina.is_reached_like(CalendarAddress(name="A. Haddad", email="Amina@EXAMPLE.org"))
    assert not amina.is_reached_like(CalendarAddress(name="Amina", email="amina@example.net"))
