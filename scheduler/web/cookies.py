"""The two cookies: a session for who has signed in, and a visitor's for the forms of who has not."""

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from scheduler.commands.signing_in import SESSION_LASTS
from scheduler.settings import Settings


def is_https(settings: Settings) -> bool:
    """Whether browsers reach this instance over TLS."""
    return settings.base_url.startswith("https://")


def session_secret(settings: Settings) -> str | None:
    """Return the session secret that the browser sent."""
    return _sent(_name("session", settings))


def visitor_secret(settings: Settings) -> str | None:
    """Return the visitor's secret that the browser sent."""
    return _sent(_name("visitor", settings))


def give_session(response: AnyResponse, *, secret: str, settings: Settings) -> None:
    """Let the browser keep this session; the visitor's cookie has done its work."""
    _set(response, "session", secret, settings, max_age=int(SESSION_LASTS.total_seconds()))
    _forget(response, "visitor", settings)


def take_session(response: Response, *, settings: Settings) -> None:
    """Let the browser forget its session, and whatever else it keeps of us."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    _forget(response, "session", settings)


def give_visitor(response: Response, *, secret: str, settings: Settings) -> None:
    """Let the browser keep a visitor's secret until it is closed."""
    _set(response, "visitor", secret, settings, max_age=None)


def _sent(name: str) -> str | None:
    """Return the cookie of this name; none where what the browser sent as cookies is no text, and so not from us."""
    try:
        return request.cookies.get(name)
    except UnicodeDecodeError:
        return None


def _name(kind: str, settings: Settings) -> str:
    """Return the cookie's name; `__Host-` binds it to this host alone (RFC 6265bis), and works over TLS only."""
    return f"__Host-commonhour-{kind}" if is_https(settings) else f"commonhour-{kind}"


def _set(response: AnyResponse, kind: str, secret: str, settings: Settings, *, max_age: int | None) -> None:
    response.set_cookie(
        _name(kind, settings),
        secret,
        max_age=max_age,
        path="/",
        secure=is_https(settings),
        httponly=True,
        samesite="Lax",
    )


def _forget(response: AnyResponse, kind: str, settings: Settings) -> None:
    response.delete_cookie(
        _name(kind, settings), path="/", secure=is_https(settings), httponly=True, samesite="Lax"
    )
