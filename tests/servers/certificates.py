"""Certificates for servers on loopback, from an authority made for one test run."""

import ssl
from pathlib import Path

import trustme

from tests.servers.ports import LOOPBACK


class Certificate:
    """What a server on 127.0.0.1 (or localhost) shows, and what a client must trust to believe it.

    `authority`, `chain` and `key` are PEM files in the folder.
    """

    def __init__(self, folder: Path) -> None:
        maker = trustme.CA()
        issued = maker.issue_cert("localhost", LOOPBACK)
        self.authority, self.chain, self.key = (
            folder / "authority.pem",
            folder / "chain.pem",
            folder / "key.pem",
        )
        maker.cert_pem.write_to_path(self.authority)
        issued.private_key_pem.write_to_path(self.key)
        for place, part in enumerate(issued.cert_chain_pems):
            part.write_to_path(self.chain, append=place > 0)

    def server_context(self) -> ssl.SSLContext:
        """Return what a server written in Python needs."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.chain, self.key)
        return context

    def client_context(self) -> ssl.SSLContext:
        """Return what a client that trusts this authority, and no other, needs."""
        return ssl.create_default_context(cafile=str(self.authority))
