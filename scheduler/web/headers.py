"""What every answer tells the browser: run only our own code, leak no address, keep no page."""

from flask import Response

from scheduler.settings import Settings
from scheduler.web.cookies import is_https
from scheduler.web.visit import house

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'"
)

EVERYWHERE = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PRIVATE = "private, no-store"
ONE_YEAR = 31_536_000


def harden(response: Response) -> Response:
    """Add the headers that every answer has; a view that says nothing of caching gets no caching."""
    response.headers.update(everywhere(house().settings))
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = PRIVATE
    return response


def everywhere(settings: Settings) -> dict[str, str]:
    """Return the headers that every answer has."""
    if is_https(settings):
        return EVERYWHERE | {"Strict-Transport-Security": f"max-age={ONE_YEAR}"}
    return EVERYWHERE
