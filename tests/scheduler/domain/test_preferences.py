"""Meetings come by mail until a calendar program has asked for them, unless their reader chose."""

from datetime import UTC, datetime

import pytest

from scheduler.domain.preferences import Channel, Preference

NOW = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("preference", "is_invited"),
    [
        (Preference(), True),
        (Preference(subscribed_at=NOW), False),
        (Preference(channel=Channel.MAIL, subscribed_at=NOW), True),
        (Preference(channel=Channel.FEED), False),
        (Preference(mails=False), False),
        (Preference(channel=Channel.MAIL, mails=False), False),
    ],
)
def test_who_is_invited(preference: Preference, is_invited: bool) -> None:  # noqa: FBT001 - a table's column
    assert preference.is_invited is is_invited
