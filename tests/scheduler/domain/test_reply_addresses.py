"""Every invitation has an address of its own to be answered at, and it is found again however it is written."""

import pytest

from scheduler.domain.reply_addresses import is_reply_address, tags_in, with_tag
from scheduler.tokens import reply_tag

ADDRESS = "Answers@Example.org"
TAG = reply_tag(key=b"k" * 32, person="p", uid="u")
TAGGED = with_tag(address=ADDRESS, tag=TAG)


def test_a_tag_is_of_one_person_and_one_meeting() -> None:
    others = {reply_tag(key=key, person=p, uid=u) for key, p, u in ((b"K", "p", "u"), (b"k" * 32, "q", "u"))}
    assert (len(TAG), len({TAG, *others, reply_tag(key=b"k" * 32, person="p", uid="v")})) == (24, 4)


@pytest.mark.parametrize(
    "text",
    [TAGGED, TAGGED.lower(), TAGGED.upper(), f'"Common, Hour" <{TAGGED}>', f"a@example.org,\n {TAGGED};"],
)
def test_a_tag_is_found_wherever_the_address_stands(text: str) -> None:
    assert tags_in(text, address=ADDRESS) == {TAG}


@pytest.mark.parametrize(
    "text",
    [
        "",
        ADDRESS,
        TAGGED.replace("@", "a@"),
        TAGGED.replace("+", "+a"),
        TAGGED.replace("+", "-"),
        f"my.{TAGGED}",
        f"{TAGGED}.evil.example",
        f"{TAGGED}x",
        TAGGED.replace("Example", "Exumple"),
        with_tag(address=ADDRESS, tag="1" * 24),
    ],
)
def test_what_is_another_address_has_no_tag(text: str) -> None:
    assert tags_in(text, address=ADDRESS) == frozenset()


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("answers@example.org", True),
        ("our.answers_2-a@mail.example.org", True),
        (f"{'a' * 39}@example.org", True),
        (f"{'a' * 40}@example.org", False),
        ("answers+x@example.org", False),
        ("answers", False),
        ("answers@", False),
        ("a b@example.org", False),
        ("відповіді@example.org", False),
        ("Answers <answers@example.org>", False),
        (f"answers@{'a.' * 120}org", False),
    ],
)
def test_tags_fit_to_short_plain_addresses(address: str, good: bool) -> None:  # noqa: FBT001 - expected
    assert is_reply_address(address) is good
    assert not good or len(with_tag(address=address, tag=TAG).partition("@")[0]) <= 64
