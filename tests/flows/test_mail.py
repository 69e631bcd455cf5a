"""Mails in the whole service: a release, an approval, and one mail to each with a link that is good."""

import re
import urllib.request
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "ptp-2024"
APPROVE = "from scheduler.commands.notices import approve_all; approve_all(scope, up_to=(1, 1))"


def test_a_release_becomes_a_mail_to_everyone_once_approved_with_a_link_of_their_own(service) -> None:
    cohort = service.command("import", EXAMPLE / "cohort.toml", EXAMPLE / "roster.csv").stdout.strip()
    with service.running():
        run = service.request(cohort)
        service.wait_until(lambda: service.query("SELECT 1 FROM plan"))
        service.publish(cohort, run)
        service.wait_until(lambda: service.query("SELECT count(*) FROM notice") == [(55,)])
        assert service.query("SELECT DISTINCT state FROM notice") == [("waiting",)]
        service.ask(APPROVE, cohort)
        service.wait_until(lambda: service.query("SELECT DISTINCT state FROM notice") == [("sent",)])
        mails = [
            message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
            for path in (service.data_dir / "mail").iterdir()
        ]
        links = [re.search(r"http://\S+/feeds/\S+\.ics", mail.get_content())[0] for mail in mails]
        statuses = {urllib.request.urlopen(link, timeout=5).status for link in links}
    assert [
        len(set(those))
        for those in ([mail["To"] for mail in mails], [mail["Message-ID"] for mail in mails], links)
    ] == [55, 55, 55]
    assert statuses == {200}
    log = (service.data_dir / "log").read_text()
    assert log.count('"event": "delivery.done"') >= 57
