"""The web application: settings, gates in their order, and one room for each audience."""

from scheduler.settings import Settings
from scheduler.store.unit_of_work import Store
from scheduler.web import (
    adding_meetings,
    boards,
    cohorts,
    community,
    deliveries,
    details,
    ending,
    feeds,
    health,
    imports,
    lists,
    mails,
    meetings,
    members,
    notices,
    personal_data,
    plans,
    proposals,
    rebalancing,
    rights,
    runs,
    sessions,
    setting_up,
    sharing,
    signing_in,
    signing_up,
    tokens,
    whose_hours,
    workshops,
)
from scheduler.web.access_log import LoggedFlask, log_request, start_watch
from scheduler.web.api.front import api
from scheduler.web.assets import serve_assets
from scheduler.web.errors import answer_errors
from scheduler.web.forms import check_form, form_token, keep_visitor
from scheduler.web.headers import harden
from scheduler.web.hosts import hosts_of
from scheduler.web.plain_text import refuse_what_is_no_text
from scheduler.web.short_way import ShortWay
from scheduler.web.speaking import speak
from scheduler.web.times import speak_times
from scheduler.web.visit import House, move_in

MAX_UPLOAD_BYTES = 10 * 1024 * 1024
ROOMS = (
    signing_in.room,
    sessions.room,
    cohorts.room,
    setting_up.room,
    rights.room,
    sharing.room,
    community.room,
    whose_hours.room,
    imports.room,
    signing_up.room,
    runs.room,
    plans.room,
    boards.room,
    ending.room,
    rebalancing.room,
    meetings.room,
    adding_meetings.room,
    notices.room,
    deliveries.room,
    members.room,
    details.room,
    lists.room,
    personal_data.room,
    workshops.room,
    proposals.room,
    feeds.room,
    mails.room,
    tokens.room,
    health.room,
)


def create_app(*, store: Store, settings: Settings) -> LoggedFlask:
    """Return the application that serves `store`; one can be made for each process, or for each test."""
    app = LoggedFlask("scheduler.web")
    app.config["MAX_CONTENT_LENGTH"] = MAX_UPLOAD_BYTES
    app.debug = False  # whatever FLASK_DEBUG says
    app.is_ours = hosts_of(settings)
    app.extensions.update(move_in(House(store=store, settings=settings)))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.add_template_global(form_token)
    app.add_template_global(lambda: settings.base_url if settings.is_for_one_machine else "", "only_here")
    app.context_processor(lambda: {"demo": settings.demo})
    app.before_request(start_watch)
    app.before_request(refuse_what_is_no_text)
    app.before_request(check_form)
    app.after_request(
        log_request
    )  # Flask runs these from the last to the first: the line is written at the end
    app.after_request(harden)
    app.after_request(keep_visitor)
    app.after_request(sessions.note_use)
    serve_assets(app)
    speak(app)
    speak_times(app)
    answer_errors(app)
    for room in ROOMS:
        app.register_blueprint(room)
    app.register_blueprint(api())
    app.shortcut = ShortWay(store=store, settings=settings, is_ours=app.is_ours)
    return app
