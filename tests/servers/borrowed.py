"""A PostgreSQL for tests that kill nothing: the machine's, where it lends us one, or else one of our own."""

import os

import psycopg

from tests.servers.postgres import OwnPostgres, library_url

SETTING = "COMMONHOUR_TEST_POSTGRES"
STANDARD = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
CONNECT_SECONDS = 5


class Lender:
    """Finds a server when first asked, and keeps to it."""

    def __init__(self, *, standard: str = STANDARD) -> None:
        self._standard = standard
        self._url = ""
        self._ours: OwnPostgres | None = None

    def postgres(self) -> str:
        """Return the SQLAlchemy URL of a server on which databases may be made.

        It is what COMMONHOUR_TEST_POSTGRES names; or the one at the standard port, if that lets `postgres` in without
        a password; or one of our own, which lives until `give_back`. Raises LookupError if there is none.
        """
        self._url = self._url or os.environ.get(SETTING, "") or self._standard_or_ours()
        return self._url

    def give_back(self) -> None:
        """Stop what is our own."""
        if self._ours:
            self._ours.close()
        self._ours, self._url = None, ""

    def _standard_or_ours(self) -> str:
        try:
            psycopg.connect(library_url(self._standard), connect_timeout=CONNECT_SECONDS).close()
        except psycopg.OperationalError as error:
            if not OwnPostgres.is_here():
                raise LookupError("PostgreSQL is not here") from error
            self._ours = OwnPostgres().__enter__()
            return self._ours.url()
        return self._standard


LENDER = Lender()
"""What all tests of this process borrow from; the fixtures give it back when the last has ended."""
