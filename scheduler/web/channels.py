"""What waitress does before it asks the application: it lets nobody begin a request for ever, and errs hardened too."""

import time
from typing import Any, cast

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from scheduler.web.access_log import Headers


class HardenedErrorTask(ErrorTask):
    """Answers what is no request, or too large a one, with the headers that every answer has."""

    def execute(self) -> None:
        """Answer; waitress calls this."""
        self.response_headers = [*self.response_headers, *cast("Channel", self.channel).hardened]
        super().execute()


class Channel(HTTPChannel):
    """One connection; whoever has begun a request and sends its head a byte at a time counts as idle since then."""

    error_task_class = HardenedErrorTask

    def __init__(self, *given: Any, hardened: Headers, **more: Any) -> None:  # noqa: ANN401 - waitress's own
        super().__init__(*given, **more)
        self.hardened = hardened
        self._began: float | None = None

    def received(self, data: bytes) -> bool:
        """Take what has come; waitress calls this, and has noted the instant as the last activity."""
        done = bool(super().received(data))
        if self.request is None or self.request.headers_finished:
            self._began = None
        else:
            self._began = self._began or time.time()
            self.last_activity = self._began
        return done
