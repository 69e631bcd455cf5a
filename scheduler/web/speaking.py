"""In which language a page is, and how its templates come to say their words in it.

A page is in one language: the first that the browser wants of those that pages speak (RFC 9110, 12.5.4). Which English,
where that is a matter of dates and clocks, is for its reader and their cohort to say.
"""

from babel import Locale, UnknownLocaleError
from flask import Flask, Response, g, request
from markupsafe import Markup, escape

from scheduler.languages.sentences import isolated as isolated_in
from scheduler.languages.sentences import told as told_in
from scheduler.languages.speech import Speech, first_spoken

VARIES = "Accept-Language"


def page_speech() -> Speech:
    """Return how the page that is being made speaks."""
    if "speech" not in g:
        g.speech = first_spoken(request.accept_languages.values())
    return g.speech


def reading_locale(*wanted: str | None) -> str:
    """Return, as Babel writes it, the first wanted locale (BCP 47) in the page's own language; else the page's."""
    speech = page_speech()
    for tag in filter(None, wanted):
        try:
            locale = Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        if locale.language == speech.locale.language:
            return str(locale)
    return str(speech.locale)


def told(text: str) -> str:
    """Return a sentence in the page's language; text that is English alone is marked as a quotation elsewhere."""
    speech = page_speech()
    said = told_in(text, speech=speech)
    if said is not None:
        return said
    if speech.is_foreign:
        return Markup('<span lang="en" dir="ltr">') + escape(text) + Markup("</span>")
    return text


def isolated(text: str) -> str:
    """Return somebody's own words so that they keep their own direction, where no element can say so."""
    return isolated_in(text, page_speech())


def digits(text: str) -> str:
    """Return the digits of a telephone number, as links to WhatsApp have them."""
    return "".join(sign for sign in text if sign in "0123456789")


def speak(app: Flask) -> None:
    """Teach the templates to say their words: `_("...")`, `{% trans %}`, and sentences by `|told`."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    install = getattr(app.jinja_env, "install_gettext_callables")  # noqa: B009 - the extension adds it
    install(_gettext, _ngettext, newstyle=True)
    app.add_template_filter(told)
    app.add_template_filter(isolated)
    app.add_template_filter(digits)
    app.context_processor(_speech)
    app.after_request(_vary)


def _gettext(message: str) -> str:
    return page_speech().gettext(message)


def _ngettext(one: str, many: str, count: int) -> str:
    return page_speech().ngettext(one, many, count)


def _speech() -> dict[str, Speech]:
    return {"speech": page_speech()}


def _vary(response: Response) -> Response:
    if "speech" in g:
        response.vary.add(VARIES)
    return response
