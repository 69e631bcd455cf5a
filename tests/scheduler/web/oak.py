"""A cohort of five members and five coaches, one pinned, one pair ruled out, and its plan as a draft with prices."""

import re
from dataclasses import dataclass, replace
from html import unescape

from scheduler.access import Right, whole_cohort
from scheduler.commands.board_state import board_of
from scheduler.commands.boards import keep_prices
from scheduler.commands.cohorts import create_cohort, grant, open_account
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import finish_run, input_hash, request_run
from scheduler.domain.cohorts import Coaching, Cohort
from scheduler.domain.people import Capacity, Person, Role
from scheduler.domain.plans import Plan
from workers.drafting import draft
from workers.repricing import repriced

ONE, NONE = Capacity(minimum=1, maximum=1), Capacity(minimum=0, maximum=0)
RULES = Coaching(
    capacity=Capacity(minimum=0, maximum=2),
    meeting_minutes=60,
    target_minutes=180,
    must=(("eli", "max"),),
    never=(("ana", "lea"),),
)


@dataclass(frozen=True, kw_only=True)
class Oak:
    """A cohort whose plan is a draft in the store, and what reads a member's page."""

    cohort: Cohort
    people: tuple[Person, ...]
    plan: Plan
    plan_id: str
    world: object

    def page(self, member: str, role: str = "coordinator") -> str:
        path = f"/cohorts/oak/plans/{self.plan_id}/members/id-{member}"
        return unescape(self.world.browser(role).get(path).text)

    def others(self, member: str) -> dict[str, tuple[str, dict[str, int]]]:
        """Return, by coach, what is said of them and the exact figures."""
        found = {}
        for item in self.page(member).split('class="alternatives"')[1].split("<li>")[1:]:
            name = re.search(r'class="name">([^<]*)<', item)[1]
            said = " ".join(re.findall(r'<p class="said">([^<]*)</p>', item))
            figures = re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", item)
            found[name] = said, {what: int(change.replace("\N{MINUS SIGN}", "-")) for what, change in figures}
        return found


def set_up(world, make_person, make_cohort, **rules: object) -> Oak:
    people = (
        make_person("ana", interests=("reading", "maths"), hours="Mon 18:00-21:00"),
        make_person("ben", interests=("maths",), hours="Mon 19:00-21:00"),
        make_person("cem", interests=("play", "reading"), hours="Mon 18:00-20:00; Tue 08:00-10:00"),
        make_person("dia", interests=("reading",), hours="Mon 18:00-19:00; Sun 09:00-10:00"),
        make_person("eli", interests=("play",), hours="Tue 08:00-12:00"),
        make_person("kai", role=Role.COACH, interests=("reading", "play"), capacity=ONE),
        make_person("lea", role=Role.COACH, interests=("maths",), hours="Mon 18:00-20:00", capacity=ONE),
        make_person("max", role=Role.COACH, interests=("play",), capacity=ONE),
        make_person(
            "pam", role=Role.COACH, interests=("play", "maths"), hours="Mon 19:00-21:00", capacity=ONE
        ),
        make_person("noa", role=Role.COACH, interests=("reading",), capacity=NONE),
    )
    people = tuple(replace(person, languages=("en",)) for person in people)
    cohort = make_cohort(id="oak", coaching=replace(RULES, **rules))
    drafted = draft(cohort=cohort, people=people)
    with world.store.write() as tx:
        create_cohort(tx, cohort=cohort)
        scope = whole_cohort(tx, cohort.id)
        import_people(scope, people=people)
        account = open_account(tx, email="coordinator@cedar.example.org")
        grant(tx, account=account, cohort=cohort.id, right=Right.COORDINATOR)
        run = request_run(scope)
        made_from = input_hash(cohort=cohort, people=people)
        finish_run(scope, run=run, plan=drafted.plan, prices=drafted.prices, made_from=made_from)
        plan_id = tx.runs.plan_of_run(cohort.id, run).id
    return Oak(cohort=cohort, people=people, plan=drafted.plan, plan_id=plan_id, world=world)


def reprice(oak: Oak) -> None:
    """Do what the pricer does when the draft was changed."""
    with oak.world.store.write() as tx:
        scope = whole_cohort(tx, "oak")
        board = board_of(scope, plan=oak.plan_id)
        if board.outdated:
            tx.prices.give_up(plan=oak.plan_id, revision=board.revision)
            return
        found = repriced(board, kept=scope.prices(oak.plan_id))
        keep_prices(
            scope,
            plan=oak.plan_id,
            revision=board.revision,
            around=found.around,
            bound=found.bound,
            packed=found.packed,
        )
