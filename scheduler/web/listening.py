"""What to say when a server cannot listen where it is told to."""

import errno
import os

from scheduler.errors import RefusedError
from scheduler.settings import Settings

OF_THE_PORT = (errno.EADDRINUSE, errno.EACCES)


def not_to_be_had(error: OSError | ValueError, *, settings: Settings) -> RefusedError:
    """Return the refusal that names the setting which has to change: the port's, if that is taken or not ours."""
    code = 0 if isinstance(error, ValueError) else error.errno or 0
    why = os.strerror(code) if code > 0 else "there is no such host"  # resolvers' codes are below nought
    change = (
        "set COMMONHOUR_PORT to another"
        if code in OF_THE_PORT
        else "set COMMONHOUR_HOST to an address of this machine"
    )
    return RefusedError(f"Port {settings.port} on {settings.host} is not to be had ({why}): {change}.")
