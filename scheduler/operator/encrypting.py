"""`commonhour encrypt`: what leads to people is written anew under the first of COMMONHOUR_CONTACT_KEYS."""

from collections import Counter

import click

from scheduler.errors import UnavailableError
from scheduler.operator.instance import Instance
from scheduler.store.erasure import overwrite
from scheduler.terminal import console

AT_ONCE = 100
"""Rows a transaction: whoever else writes waits no longer for us than for any other."""


@click.command()
@click.pass_obj
def encrypt(instance: Instance) -> None:
    """Write addresses, numbers, forms and secrets anew under the first of COMMONHOUR_CONTACT_KEYS (docs/operation.md).

    The service may go on meanwhile. Whoever stops this goes on later where it was.
    """
    store, renewed = instance.store(), Counter[str]()
    while True:
        with store.write() as tx:
            now = tx.encryption.renew(most=AT_ONCE)
        if not now:
            break
        renewed += now
    for table, rows in sorted(renewed.items()):
        console.print(f"{table}: {rows} rows")
    try:
        overwrite(store.engine)
    except UnavailableError:
        console.print(
            "What stood there before is still in the database's log, as somebody reads it: run this again."
        )
        raise
    console.print("Nothing is under another key any more: former ones can be taken out of the setting.")
