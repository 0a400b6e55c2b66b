"""What the command line asks of the site; it comes here by name, so that it can be without us."""

import os
from pathlib import Path
from typing import Any

import django


def set_up(**environment: str) -> None:
    """Make Django ready, with these settings unless the environment has its own."""
    os.umask(0o077)  # what the site writes is for its own account alone
    for name, value in environment.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jalon.workspace.config.settings")
    django.setup()


def start(*, port: int, demo: bool, open_page: bool, say: Any) -> int:
    """Prepare a local site and serve it; return the exit code."""
    check()
    set_up(JALON_URL=f"http://localhost:{port}", JALON_COLLECTED="1")
    from jalon.workspace.config import start as starting

    starting.check_port("127.0.0.1", port)
    starting.prepare()
    sign_ins: list[tuple[str, str, str]] = []
    if demo:
        from jalon.workspace.demo import load_demo, sign_ins_of_demo

        load_demo()
        sign_ins = sign_ins_of_demo()
    from django.conf import settings

    say(port, sign_ins, settings.EMAIL_FILE_PATH)
    return starting.serve(host="127.0.0.1", port=port, open_page=open_page)


def serve(*, host: str, port: int, threads: int) -> int:
    """Serve a site that others reach; its settings are checked first."""
    from jalon.errors import Problems
    from jalon.workspace.config.safety import unsafe_to_serve

    if found := unsafe_to_serve(os.environ, host):
        raise Problems(found)
    set_up(JALON_COLLECTED="1")
    from jalon.workspace.config import start as starting

    starting.check_port(host, port)
    starting.prepare()
    starting.check_not_demo()
    return starting.serve(host=host, port=port, threads=threads)


def check() -> None:
    """Raise Problems if the site must not start as it is set up."""
    from jalon.errors import Problems
    from jalon.workspace.config.safety import unsafe_settings

    if found := unsafe_settings(os.environ):
        raise Problems(found)


def check_all() -> list[Any]:
    """Check the settings, and what Django itself knows to check; return what is left unsaid."""
    check()
    set_up()
    from django.core.management import call_command

    from jalon.workspace.config.safety import unsaid_settings

    call_command("check", fail_level="ERROR")
    return unsaid_settings(os.environ)


def back_up(target: Path) -> dict[str, Any]:
    set_up()
    from jalon.workspace.config import backup

    return backup.back_up(target)


def restore(source: Path) -> dict[str, Any]:
    set_up()
    from jalon.workspace.config import backup

    return backup.restore(source)


def export(folder: Path) -> dict[str, int]:
    set_up()
    from jalon.workspace.config.export import export_everything

    return export_everything(folder)


def verify_audit(witness: str = "") -> Any:
    set_up()
    from jalon.workspace.audit.verification import read_witness, verify

    return verify(read_witness(witness) if witness else None)


def work() -> None:
    set_up()
    from jalon.workspace.config.worker import work as working

    working()


def invite_administrator(*, email: str, name: str, language: str) -> str:
    """Make the first person of an empty site; return the address where they set a password."""
    set_up()
    from jalon.workspace.config.first import make_administrator

    return make_administrator(email=email, name=name, language=language)
