"""The coordinator's first rooms: the cohorts, where each stands, who is in it and whose calendar follows."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.access import COORDINATE, LOOK, CohortScope, Right
from scheduler.commands.cohorts import account_of_person
from scheduler.commands.feeds import revoke_feed
from scheduler.commands.run_options import longest_budget
from scheduler.commands.signing_in import LINK_LASTS, invite
from scheduler.domain.people import Person
from scheduler.errors import NotFoundError
from scheduler.queries.attention import attention
from scheduler.queries.cohort_overview import cohort_cards, cohort_overview
from scheduler.queries.shared_calendars import shared_calendars
from scheduler.queries.subscriptions import subscriptions
from scheduler.web.speaking import reading_locale
from scheduler.web.subscribing import link_of
from scheduler.web.visit import changing, house, looking

room = Blueprint("cohorts", __name__, url_prefix="/cohorts")


@room.get("")
def every() -> Response | str:
    """List the cohorts that one looks after; show whoever is not signed in how to come in."""
    with looking() as access:
        if access.account is None:
            return redirect(url_for("signing_in.home"), 303)
        scopes, belongs = access.cohorts(), bool(access.me())
        cards, founds = cohort_cards(scopes), access.may_found()
    if not cards and not founds:
        raise NotFoundError
    return render_template(
        "cohorts.html", cohorts=cards, belongs=belongs, founds=founds, locale=reading_locale()
    )


@room.get("/<cohort>")
def one(cohort: str) -> str:
    """Show what is done and what comes next."""
    with looking() as access:
        overview = cohort_overview(access.cohort(cohort, need=LOOK))
    released = {str(release.number) for release in overview.releases}
    return render_template(
        "cohort.html",
        overview=overview,
        published=request.args.get("published") if request.args.get("published") in released else None,
        to_files=house().settings.embedded and not house().settings.smtp_url,
        longest_budget=longest_budget(solve_seconds=house().settings.solve_seconds),
        locale=reading_locale(overview.locale),
    )


@room.get("/<cohort>/people")
def people(cohort: str) -> str:
    """Show everyone as the roster has them."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        everyone, now = scope.people_to_read(), scope.tx.now
        away = {
            each.person: each.until
            for each in scope.tx.pauses.of_cohort(scope.cohort.id)
            if each.holds_at(now)
        }
    return render_template(
        "people.html",
        cohort=scope.cohort,
        people=everyone,
        away=away,
        coordinates=Right.COORDINATOR in scope.rights,
        locale=reading_locale(scope.cohort.locale),
    )


@room.get("/<cohort>/attention")
def look_after(cohort: str) -> str:
    """Show who needs attention since the last release."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        page, rebalances = attention(scope), scope.parts.are_any
    return render_template(
        "attention.html",
        cohort=scope.cohort,
        page=page,
        rebalances=rebalances,
        locale=reading_locale(scope.cohort.locale),
    )


@room.post("/<cohort>/people/<person>/link")
def link(cohort: str, person: str) -> str:
    """Make a sign-in link to hand to someone, and show it this once."""
    return _links(cohort, lambda scope: (scope.person(person),))


@room.post("/<cohort>/people/links")
def links(cohort: str) -> str:
    """Make a sign-in link for each person, and show them this once."""
    return _links(cohort, CohortScope.people)


@room.get("/<cohort>/feeds")
def feeds(cohort: str) -> str:
    """Show who has subscribed, never their link; and the links of the calendars that are shared."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        feeds, shared, now = subscriptions(scope), shared_calendars(scope), scope.tx.now
    return render_template(
        "feeds.html",
        cohort=scope.cohort,
        feeds=feeds,
        shared=[(each, link_of(each.feed, calendar=each.name, settings=house().settings)) for each in shared],
        now=now,
        coordinates=Right.COORDINATOR in scope.rights,
        locale=reading_locale(scope.cohort.locale),
    )


@room.post("/<cohort>/feeds/<feed>/revoke")
def revoke(cohort: str, feed: str) -> Response:
    """Close a feed until its owner asks for a new link."""
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        revoke_feed(scope.tx, feed=scope.feed(feed))
    return redirect(url_for("cohorts.feeds", cohort=cohort), 303)


def _links(cohort: str, whose: Callable[[CohortScope], tuple[Person, ...]]) -> str:
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        made = [(person, _sign_in_link(scope, person)) for person in scope.to_read(whose(scope))]
    return render_template(
        "links.html",
        cohort=scope.cohort,
        links=made,
        days=LINK_LASTS.days,
        locale=reading_locale(scope.cohort.locale),
    )


def _sign_in_link(scope: CohortScope, person: Person) -> str:
    """Make a link that signs somebody in."""
    token = invite(scope.tx, account=account_of_person(scope.tx, person=person.id))
    return house().settings.base_url + url_for("signing_in.show_link", token=token)
