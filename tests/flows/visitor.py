"""A browser over the pages of a running service: it keeps cookies, and sends each form with the page's own token."""

import re
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import httpx

from tests.flows.overhearing import OVERHEARD

PATIENCE_SECONDS = 30
_TOKEN = re.compile(r'name="form_token" value="([\w-]{86})"')


class Visitor:
    """One person's browser, which follows redirects; a context manager."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client = httpx.Client(
            base_url=url,
            timeout=PATIENCE_SECONDS,
            follow_redirects=True,
            event_hooks={"response": [_overhear]},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self._client.get(path)

    def press(
        self,
        path: str,
        *,
        on: str,
        said: Mapping[str, str] | None = None,
        file: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Press the button on the page `on` that posts to `path`, with what was said and the file that was chosen."""
        token = _TOKEN.search(self.get(on).text)
        assert token is not None, on
        form = {"form_token": token[1]} | dict(said or {})
        files = None if file is None else {"file": ("roster.csv", file)}
        return self._client.post(path, data=form, files=files, headers=headers)

    def sign_in(self, link: str) -> None:
        """Spend a sign-in link."""
        path = link.removeprefix(self._url)
        assert self.press(path, on=path).is_success


def _overhear(answer: httpx.Response) -> None:
    OVERHEARD.answer(
        asked=f"{answer.request.method} {answer.request.url.path}",
        status=answer.status_code,
        location=answer.headers.get("Location", ""),
        body=answer.read(),
    )
