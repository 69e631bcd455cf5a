"""What a RabbitMQ node is started with: its programs, its configuration, its environment."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.servers.certificates import Certificate
from tests.servers.ports import LOOPBACK

PORTS = ("amqp", "amqps", "management", "distribution", "epmd")
SETTINGS = {
    "loopback_users.guest": "true",
    "vm_memory_high_watermark.absolute": "512MB",
    "disk_free_limit.absolute": "50MB",
    "management_agent.disable_metrics_collector": "true",  # it answers from the queues themselves
    "log.file": "node.log",
    "log.file.level": "notice",  # elections of leaders are notices
}


def server_program() -> str | None:
    """Return the script that starts a node: Debian's program of that name in the PATH only starts the machine's."""
    of_debian = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    return str(of_debian) if of_debian.exists() else shutil.which("rabbitmq-server")


def port_mapper_program() -> str | None:
    """Return Erlang's port mapper: in the PATH, or where Erlang has it."""
    return shutil.which("epmd") or next(map(str, Path("/usr/lib/erlang").glob("erts-*/bin/epmd")), None)


def write_configuration(
    folder: Path,
    *,
    ports: Mapping[str, int],
    certificate: Certificate | None,
    plugins: tuple[str, ...],
    settings: Mapping[str, str],
) -> None:
    """Write rabbitmq.conf and the list of plugins into the folder; `ports` has a number for each of PORTS."""
    lines = dict(SETTINGS) | dict(settings)
    lines |= {
        "listeners.tcp.1": f"{LOOPBACK}:{ports['amqp']}",
        "management.tcp.ip": LOOPBACK,
        "management.tcp.port": str(ports["management"]),
    }
    if certificate:
        lines |= {
            "listeners.ssl.1": f"{LOOPBACK}:{ports['amqps']}",
            "ssl_options.cacertfile": str(certificate.authority),
            "ssl_options.certfile": str(certificate.chain),
            "ssl_options.keyfile": str(certificate.key),
            "ssl_options.verify": "verify_none",
        }
    (folder / "rabbitmq.conf").write_text("".join(f"{name} = {value}\n" for name, value in lines.items()))
    (folder / "enabled_plugins").write_text(f"[{','.join(('rabbitmq_management', *plugins))}].\n")


def environment(folder: Path, *, node: str, ports: Mapping[str, int]) -> dict[str, str]:
    """Return the environment of a node that keeps everything in the folder, and nothing of the machine's own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("RABBITMQ_")}
    return ours | {
        "HOME": str(folder),  # where the Erlang cookie is made
        "ERL_EPMD_PORT": str(ports["epmd"]),
        "ERL_EPMD_ADDRESS": LOOPBACK,
        "RABBITMQ_NODENAME": node,
        "RABBITMQ_DIST_PORT": str(ports["distribution"]),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),  # the machine's own is not ours
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "none"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}",
        "RUNNING_UNDER_SYSTEMD": "true",  # the script then becomes the Erlang VM instead of watching it
    }
