"""Other systems on a real broker: every event is announced, as documented, to queues that others bind."""

import json
import re
import socket
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from amqp.exceptions import NotFound
from jsonschema import Draft7Validator
from kombu.connection import Connection
from kombu.entity import Exchange, Queue
from kombu.messaging import Consumer

from scheduler.access import PersonScope, Right, whole_cohort
from scheduler.clock import FixedClock
from scheduler.commands.agreeing import end_hour, say_yes
from scheduler.commands.answering import answer_on_page
from scheduler.commands.boards import move as edit_by_hand
from scheduler.commands.boards import undo
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.correcting import say_place
from scheduler.commands.ending import end_pair, take_back
from scheduler.commands.enrolling import leave, let_go
from scheduler.commands.erasing import erase_person
from scheduler.commands.handing_over import give_right
from scheduler.commands.meetings import cancel_meeting
from scheduler.commands.notices import approve_all
from scheduler.commands.offering import pass_seats_on
from scheduler.commands.pausing import pause
from scheduler.commands.proposing import propose
from scheduler.commands.publishing import publish_plan
from scheduler.commands.reflecting import reflect
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import request_run
from scheduler.commands.setting_up import change_rules
from scheduler.commands.signing_up import send_form
from scheduler.domain.answers import Answer
from scheduler.domain.cohorts import Cohort, CohortId, MonthlyAt
from scheduler.domain.common_hours import offered_hours
from scheduler.domain.enrolments import Enrolment, Standing
from scheduler.domain.people import Person
from scheduler.domain.reflections import FEWEST, Worth
from scheduler.events import EVENTS
from scheduler.ids import RandomIds
from scheduler.outputs.event_docs import DOCS
from scheduler.store.engine import open_engine
from scheduler.store.tables import metadata
from scheduler.store.unit_of_work import Store, Transaction
from scheduler.trace import traced
from tests.servers.ports import wait_until
from tests.workers.conftest import cohort, people  # noqa: F401 - fixtures of ours too
from workers.broker import AWAY, Broker
from workers.consumer import drain
from workers.drafting import draft
from workers.exchange import EventSender, declare_exchange
from workers.job import Tools
from workers.mail import open_mail
from workers.processes import run_consumer
from workers.rebalancing import rebalance
from workers.routing import routes

EXCHANGE = Exchange("commonhour.events", type="topic", durable=True)
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def broker(broker_url: str) -> Broker:
    return Broker(url=broker_url)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    engine = open_engine(f"sqlite:///{tmp_path / 'commonhour.db'}")
    metadata.create_all(engine)
    clock = FixedClock(at=datetime(2026, 9, 1, tzinfo=UTC))  # before the first of the meetings
    yield Store(engine, clock=clock, ids=RandomIds(), routes=routes(embedded=False))
    engine.dispose()


@pytest.fixture
def sender(broker: Broker) -> Iterator[EventSender]:
    sender = EventSender(broker)
    yield sender
    sender.close()


@pytest.fixture
def tools(sender: EventSender, tmp_path: Path) -> Tools:
    mail = open_mail(
        smtp_url="", sender="commonhour@localhost", folder=tmp_path / "mail", base_url="http://localhost"
    )
    return Tools(solve=draft, rebalance=rebalance, feed_key=b"feed key", announce=sender, mail=mail)


@pytest.fixture
def heard(broker: Broker) -> Iterator[Callable[[set[str]], list[Mapping[str, object]]]]:
    """Everything on the exchange from now on, in these cohorts: other tests announce there too."""
    said: list[Mapping[str, object]] = []
    with Connection(broker.url) as connection:
        queue = Queue(f"test.{uuid.uuid4().hex}", EXCHANGE, routing_key="#", exclusive=True, auto_delete=True)

        def receive(message) -> None:
            assert (message.content_type, message.delivery_info["routing_key"]) == (
                "application/cloudevents+json",
                json.loads(message.body)["type"],
            )
            assert message.properties["delivery_mode"] == 2  # persistent
            said.append(json.loads(message.body))
            message.ack()

        def until_now(cohorts: set[str]) -> list[Mapping[str, object]]:
            try:
                while True:
                    connection.drain_events(timeout=0.5)
            except TimeoutError:
                return [event for event in said if event["subject"] in cohorts]

        with Consumer(connection, queues=[queue], on_message=receive):
            yield until_now


def whole_flow(store: Store, tools: Tools, *, cohort: Cohort, people: tuple[Person, ...]) -> None:  # noqa: F811 - given
    """Import, match, change, publish, send, arrange, answer, agree, move, leave; a run that fails is the caller's."""
    with traced(TRACE), store.write() as tx:
        create_cohort(tx, cohort=cohort)
        scope = whole_cohort(tx, cohort.id)
        import_people(scope, people=people)
        run = request_run(scope)
    drain(store=store, tools=tools)
    with traced(TRACE), store.write() as tx:
        scope = whole_cohort(tx, cohort.id)
        plan = tx.runs.plan_of_run(cohort.id, run)
        if plan is None:
            return
        edit_by_hand(scope, plan=plan.id, seen=0, member=plan.plan.coaching.pairs[0].member, coach=None)
        undo(scope, plan=plan.id, seen=1)
        publish_plan(scope, plan=plan.id)
    drain(store=store, tools=tools)
    with traced(TRACE), store.write() as tx:
        approve_all(whole_cohort(tx, cohort.id), up_to=(1, 1))
    drain(store=store, tools=tools)
    with traced(TRACE), store.write() as tx:
        scope = whole_cohort(tx, cohort.id)
        meeting, *_ = (planned for planned, _ in scope.arranged(scope.people()))
        pair, *_ = tx.runs.published(cohort.id).plan.coaching.pairs
        coach, member = (
            PersonScope(tx=tx, cohort=scope.cohort, person=scope.person(each))
            for each in (pair.coach, pair.member)
        )
        answer_on_page(
            member, meeting=meeting.uid, answer=Answer.YES, starts=meeting.starts, ends=meeting.ends
        )
        hour, *_ = offered_hours(cohort=scope.cohort, coach=coach.person, member=member.person)
        for one, other in ((coach, member), (member, coach)):
            say_yes(one, other=other.person.id, hour=hour.hour)
        end_hour(coach, other=member.person.id)
        both = {"member": member.person.id, "coach": coach.person.id}
        end_pair(scope, **both, reason="They quarrel.", never=False)
        take_back(scope, **both)
        say_place(member, time_zone="Asia/Beirut")
        group = next(each for each in member.standing_plan().workshops.sections if each.members)
        seated = PersonScope(tx=tx, cohort=scope.cohort, person=scope.person(group.members[0]))
        leave(seated, workshop=group.workshop)
        pass_a_seat_on(tx, cohort=scope.cohort, to=scope.people()[0])
        give_right(scope, person=group.members[0], right=Right.FACILITATOR)
        pause(seated, until=scope.cohort.ends)
        change_rules(scope, cohort=replace(scope.cohort, topics=(*scope.cohort.topics, "weaving")))
        renewed = replace(member, cohort=whole_cohort(tx, cohort.id).cohort)
        ones_own = {"name": "New", "email": "new@example.org", "role": "member", "time_zone": "Beirut"}
        send_form(tx, cohort=renewed.cohort, cells=ones_own)
        propose(renewed, name="Weaving", topic="weaving", about="", leads=True)
        cancel_meeting(scope, meeting=meeting.uid)
    drain(store=store, tools=tools)
    look_back(store, tools, cohort=cohort)


def pass_a_seat_on(tx: Transaction, *, cohort: Cohort, to: Person) -> None:  # noqa: F811 - given
    """Have somebody wait for a seat that is free, be offered it and let it go."""
    (workshop,) = cohort.workshops
    tx.enrolments.put(
        Enrolment(person=to.id, workshop=workshop.id, section=1, standing=Standing.WAITING, since=tx.now)
    )
    pass_seats_on(whole_cohort(tx, cohort.id))
    let_go(PersonScope(tx=tx, cohort=cohort, person=to), workshop=workshop.id)


def look_back(store: Store, tools: Tools, *, cohort: Cohort) -> None:  # noqa: F811 - given
    """Have somebody say what a meeting was worth, two days after the second session."""
    clock = FixedClock(at=datetime(2026, 11, 12, tzinfo=UTC))
    later = Store(store.engine, clock=clock, ids=RandomIds(), routes=routes(embedded=False))
    with traced(TRACE), later.write() as tx:
        scope = whole_cohort(tx, cohort.id)
        everybody = scope.people()
        *_, somebody = (PersonScope(tx=tx, cohort=scope.cohort, person=person) for person in everybody)
        _, past = somebody.meetings_and_past(everybody)
        *_, meeting = (each for each in past if len(each.people) >= FEWEST)
        reflect(somebody, meeting=meeting.uid, worth=Worth.YES, text="")
    drain(store=later, tools=tools)
    with traced(TRACE), later.write() as tx:
        erase_person(tx, person=somebody.person.id)
    drain(store=later, tools=tools)


def test_every_event_of_a_whole_flow_is_announced_once_and_as_documented(
    store: Store,
    tools: Tools,
    heard: Callable[[set[str]], list[Mapping[str, object]]],
    cohort: Cohort,  # noqa: F811 - the fixture above
    people: tuple[Person, ...],  # noqa: F811 - the same
) -> None:
    good = replace(cohort, id=CohortId(str(uuid.uuid4())))
    twice = tuple(
        replace(session, id=each, when=MonthlyAt(ordinal=2, weekday=1, at=session.when.at))
        for session in cohort.sessions
        for each in ("one", "other")
    )
    impossible = replace(cohort, id=CohortId(str(uuid.uuid4())), sessions=twice)
    whole_flow(store, tools, cohort=good, people=people)
    others = tuple(replace(one, id=type(one.id)(str(uuid.uuid4()))) for one in people)
    whole_flow(store, tools, cohort=impossible, people=others)

    said = heard({good.id, impossible.id})
    document = json.loads((DOCS / "asyncapi.json").read_text())
    of_type = {message["name"]: message for message in document["components"]["messages"].values()}
    for event in said:
        payload = of_type[event["type"]]["payload"]
        assert list(Draft7Validator({**document, **payload}).iter_errors(event)) == []
        fields = payload["allOf"][1]["properties"]["data"]["properties"]
        assert event["data"].keys() == fields.keys()
        assert event["traceparent"].split("-")[1] == TRACE
    assert {event["type"] for event in said} == of_type.keys()
    assert len({event["id"] for event in said}) == len(said)
    with store.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT id, type FROM event").all()
    public = {kind.type for kind in EVENTS.values() if kind.public}
    assert {event["id"] for event in said} == {row.id for row in kept if row.type in public}


@pytest.fixture
def announcer(store: Store, tools: Tools, broker: Broker) -> Iterator[None]:
    """An announcer that runs, and has nothing to announce."""
    stop = threading.Event()
    work = {"store": store, "tools": tools, "broker": broker, "stop": stop}
    thread = threading.Thread(target=run_consumer, args=("announcer",), kwargs=work)
    thread.start()
    yield
    stop.set()
    thread.join()


def is_there(broker: Broker) -> bool:
    with broker.connected() as connection:
        try:
            Exchange(EXCHANGE.name, passive=True)(connection.default_channel).declare()
        except NotFound:
            return False
    return True


@pytest.mark.usefixtures("announcer")
def test_the_exchange_is_there_before_anything_has_happened(broker: Broker) -> None:
    wait_until(lambda: is_there(broker), seconds=10, what="the announcer declared it")


def test_the_lines_on_the_page_hear_a_plan_and_nothing_else(
    tools: Tools, broker: Broker, capsys, monkeypatch
) -> None:
    """The code block of docs/events.md, run as it stands but for the queue's name, until it has heard what is sent."""
    page = (DOCS / "events.md").read_text()
    [code] = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    name = f"test.{uuid.uuid4().hex}"
    heard = threading.Event()
    listens = threading.Event()

    class Heard(Exception):  # noqa: N818 - it ends the loop, and is no error
        pass

    drained = Connection.drain_events

    def drain_events(self: Connection, **_: object) -> None:
        listens.set()
        drained(self, timeout=5)
        heard.set()
        raise Heard

    monkeypatch.setattr(Connection, "drain_events", drain_events)

    def run() -> None:
        with pytest.raises(Heard):
            exec(code.replace("example.plans.v1", name), {"BROKER_URL": broker.url})  # noqa: S102 - our own page

    declare_exchange(broker)
    thread = threading.Thread(target=run)
    thread.start()
    assert listens.wait(5)
    for kind in ("roster.imported", "plan.published"):
        tools.announce({"id": f"e-{kind}", "type": kind, "data": {"cohort": "c"}})
    thread.join(10)
    assert heard.is_set()
    assert capsys.readouterr().out == "e-plan.published plan.published {'cohort': 'c'}\n"
    with Connection(broker.url) as connection:
        connection.default_channel.queue_delete(name)


def test_what_cannot_be_announced_is_raised_and_the_next_goes_over_a_new_connection(
    sender: EventSender,
) -> None:
    event = {"id": "e", "type": "plan.published", "subject": "nobody's"}
    sender(event)
    sender._of_thread.connection.transport.close_connection(sender._of_thread.connection.connection)
    with pytest.raises(AWAY):
        sender(event)
    sender(event)


def test_without_a_broker_an_announcement_fails_in_bounded_time() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        sender = EventSender(Broker(url=f"amqp://guest:guest@127.0.0.1:{nobody.getsockname()[1]}//"))
        with pytest.raises(AWAY):
            sender({"id": "e", "type": "plan.published"})
