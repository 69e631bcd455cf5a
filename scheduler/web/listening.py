"""What to say when a server cannot listen where it is told to."""

import errno

from scheduler.errors import RefusedError
from scheduler.settings import Settings

OF_THE_PORT = (errno.EADDRINUSE, errno.EACCES)


def not_to_be_had(error: OSError, *, settings: Settings) -> RefusedError:
    """Return the refusal that names the setting which has to change: the port's, if that is taken or not ours."""
    change = (
        "set COMMONHOUR_PORT to another"
        if error.errno in OF_THE_PORT
        else "set COMMONHOUR_HOST to an address of this machine"
    )
    return RefusedError(
        f"Port {settings.port} on {settings.host} is not to be had ({error.strerror}): {change}."
    )
