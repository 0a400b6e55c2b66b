"""The site's commands; the site itself is loaded by name, so that the engine can be without it."""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from jalon.errors import CannotWrite
from jalon.messages import explain, terminal_language, translator
from jalon.messages import marked as _

COMMANDS = "jalon.workspace.config.commands"
BROKEN = 1  # the trail is not whole


def add_to(app: typer.Typer) -> None:
    """Add the site's commands to the command line."""
    for name, command in (
        ("start", start),
        ("serve", serve),
        ("work", work),
        ("check", check),
        ("backup", back_up),
        ("restore", restore),
        ("export", export),
        ("administrator", administrator),
    ):
        app.command(name)(command)
    audit = typer.Typer(help="The trail of who did what.", no_args_is_help=True)
    audit.command("verify")(verify)
    app.add_typer(audit, name="audit")

    @audit.callback()
    def about() -> None:
        """The trail of who did what."""


def start(
    port: Annotated[int, typer.Option(help="The port of http://localhost.")] = 8000,
    demo: Annotated[bool, typer.Option(help="Load the invented programmes.")] = True,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = True,
) -> None:
    """Start a site on this machine, with invented programmes to look at."""
    code = _site().start(port=port, demo=demo, open_page=open_page, say=_welcome)
    raise typer.Exit(code)


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    threads: Annotated[int, typer.Option(help="Requests answered at once.")] = 8,
) -> None:
    """Serve a site for others, behind a proxy that speaks https; settings are checked first."""
    raise typer.Exit(_site().serve(host=host, port=port, threads=threads))


def work() -> None:
    """Do the jobs of a site; `start` and `serve` do this beside the pages."""
    _site().work()


def check() -> None:
    """Check the settings of the environment; refuse those with which a site must not start."""
    for problem in _site().check_all():
        typer.echo(f"{problem.where}: {explain(problem, terminal_language())}", err=True)
    _say(_("The settings are fit for use."))


def back_up(file: Annotated[Path, typer.Argument(help="The file to write: NAME.tar.gz.")]) -> None:
    """Save database and files in one file, while the site runs."""
    manifest = _site().back_up(file)
    _say(_("Saved: %(file)s, with %(count)s files."), file=file, count=len(manifest["sha256"]))


def restore(file: Annotated[Path, typer.Argument(help="What backup has written.")]) -> None:
    """Build a site again from a backup, in an empty place (JALON_HOME, DATABASE_URL)."""
    manifest = _site().restore(file)
    _say(_("Restored: the site as it was at %(made)s."), made=manifest["made"])


def export(folder: Annotated[Path, typer.Argument(help="The folder to write.")]) -> None:
    """Write everything that the site holds as open files: a table for each kind, and uploads."""
    counts = _site().export(folder)
    rows = sum(counts.values())
    _say(_("%(rows)s rows in %(tables)s tables: %(folder)s."), rows=rows, tables=len(counts),
         folder=folder)  # fmt: skip


def administrator(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    name: Annotated[str, typer.Option(help="Their name.")] = "",
    language: Annotated[str, typer.Option(help="en, es, fr or ar.")] = "en",
) -> None:
    """Make the first administrator of an empty site; prints where to set a password."""
    link = _site().invite_administrator(email=email, name=name or email, language=language)
    typer.echo(link)


def verify(
    witness: Annotated[
        str, typer.Option(help="NUMBER:DIGEST of an earlier check, kept elsewhere.")
    ] = "",
) -> None:
    """Check that nobody has altered the trail of events; prints a witness to keep elsewhere."""
    report = _site().verify_audit(witness)
    if report.fault:
        typer.echo(explain(report.fault, terminal_language()), err=True)
        raise typer.Exit(BROKEN)
    _say(_("The trail is whole: %(count)s events."), count=report.events)
    typer.echo(f"{report.last}:{report.digest}")


def _site() -> Any:
    try:
        return import_module(COMMANDS)
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] == "jalon":
            raise
        raise CannotWrite("site-not-installed", package=error.name) from error


def _welcome(port: int, sign_ins: list[tuple[str, str, str]], mail: Path) -> None:
    _say(_("Jalon is at %(address)s (stop it with Ctrl+C)."), address=f"http://localhost:{port}/")
    _say(_("E-mails are written to files in %(folder)s."), folder=mail)
    if not sign_ins:
        return
    _say(_("Everything in it is invented. Sign in as any of these:"))
    width = max(len(email) for email, _password, _role in sign_ins)
    for email, password, role in sign_ins:
        typer.echo(f"  {email:<{width}}  {password}  {role}")


def _say(text: str, **facts: object) -> None:
    typer.echo(translator(terminal_language()).gettext(text) % facts)
