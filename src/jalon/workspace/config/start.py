"""Start a site: database, catalogue, server and job worker, in one process group."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management import call_command

from jalon.errors import CannotWrite
from jalon.workspace.config.catalogues import load_catalogues
from jalon.workspace.config.context import holds_demo

GRACE = 10.0  # seconds that a process has to end by itself


def prepare(*, quiet: bool = True) -> None:
    """Bring the database up to date, load the catalogue, collect what browsers load."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0 if quiet else 1, interactive=False)
    load_catalogues()
    call_command("collectstatic", verbosity=0, interactive=False)


def check_not_demo() -> None:
    """Refuse to serve others the demonstration, whose passwords everybody knows."""
    if settings.PRODUCTION and holds_demo():
        raise CannotWrite("demo-served", home=settings.HOME)


def check_port(host: str, port: int) -> None:
    """Refuse a port on which something else answers."""
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CannotWrite("port-taken", port=port) from error


def serve(*, host: str, port: int, threads: int = 4, open_page: bool = False) -> int:
    """Run server and worker until one of them ends or we are told to stop; return the exit code."""
    environment = os.environ | {
        "JALON_COLLECTED": "1",
        "DJANGO_SETTINGS_MODULE": "jalon.workspace.config.settings",
    }
    web = [
        _program("granian"),
        "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1",
        "--blocking-threads", str(threads), "--no-ws", "--log-level", "warning",
        "jalon.workspace.config.wsgi:application",
    ]  # fmt: skip
    work = [_program("jalon"), "work"]
    processes = [_start(web, environment), _start(work, environment)]

    def stop(number: int, frame: FrameType | None) -> None:
        for process in processes:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if open_page and wait_for(f"http://{host}:{port}/healthz", processes[0]):
        webbrowser.open(f"http://localhost:{port}/")
    code = _wait(processes)
    stop(0, None)
    for process in processes:
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
    return code


def wait_for(url: str, process: "subprocess.Popen[bytes]", seconds: float = 60) -> bool:
    """Wait until the site answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
                return True
        except OSError:
            time.sleep(0.2)
    return False


def _program(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        raise CannotWrite("site-not-installed", package=name)
    return found


def _start(command: list[str], environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, env=environment)  # noqa: S603 - commands of our own


def _wait(processes: "list[subprocess.Popen[bytes]]") -> int:
    while True:
        for process in processes:
            code = process.poll()
            if code is not None:
                return max(code, 0)  # stopped by a signal is stopped as asked
        time.sleep(0.2)
