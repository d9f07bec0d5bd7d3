"""`bailee web`: granian, WSGI, TLS 1.3 only; plain HTTP gets no answer."""

import argparse
import os
from pathlib import Path

from granian.constants import Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from bailee.cli import ground, listening
from bailee.foundation.address import address
from bailee.web.ui.middleware.admission import THREADS

STOP = 10  # seconds for requests under way to end


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--address", help="listen on this address alone (default: the first of BAILEE_LISTEN)"
    )


def run(given: argparse.Namespace) -> int:
    ground.ready_home()
    if not address().embedded:
        ground.check_server(address())
    chain, key, _ = listening.certificate()
    server(given.address or listening.addresses()[0], chain, key).serve()
    return 0


def server(at: str, chain: Path, key: Path) -> MPServer:
    """The server on one address; its workers share the port."""
    os.environ["BAILEE_PROCESS"] = "web"
    return MPServer(
        "bailee.config.wsgi:application",
        address=at,
        port=listening.port(),
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("BAILEE_WEB_WORKERS", "1")),
        blocking_threads=THREADS,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        ssl_cert=chain,
        ssl_key=key,
        ssl_protocol_min=SSLProtocols.tls13,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP,
        log_enabled=False,  # its access and error lines name addresses and paths
    )
