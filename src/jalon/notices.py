"""The command that reads a vacancy notice."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jalon.errors import BadInput, CannotWrite
from jalon.messages import terminal_language


class Form(StrEnum):
    """How a reading is printed."""

    JSON = "json"


def add_to(app: typer.Typer) -> None:
    """Add the commands for notices to the command line."""
    notice = typer.Typer(help="Vacancy notices.", no_args_is_help=True)
    notice.command("read")(read)
    app.add_typer(notice, name="notice")

    @notice.callback()
    def about() -> None:
        """Vacancy notices."""


def read(
    file: Annotated[Path, typer.Argument(help="Text, web page, PDF or Word (.docx).")],
    zone: Annotated[
        str, typer.Option(help="Area/City of the deadline, where the notice does not say it.")
    ] = "",
    form: Annotated[Form, typer.Option("--format", help="How to print it.")] = Form.JSON,
) -> None:
    """Read a vacancy notice: each field, where it stands, how sure it is, and what to ask."""
    del form  # one so far
    typer.echo(_reading(file, zone))


def _reading(file: Path, zone: str) -> str:
    try:
        from jalon.workspace.recruitment.reader.as_json import as_json
        from jalon.workspace.recruitment.reader.read import read_notice
        from jalon.workspace.recruitment.reader.sources.reading import text_of

        text = text_of(_content(file), file.name)
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] == "jalon":
            raise
        raise CannotWrite("site-not-installed", package=error.name) from error
    return as_json(read_notice(text, zone=zone), terminal_language())


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except IsADirectoryError:
        raise BadInput("file-is-folder", file=file) from None
    except FileNotFoundError:
        raise BadInput("notice-file-missing", file=file) from None
    except OSError as error:
        raise BadInput("file-damaged", file=file, reason=error.strerror) from error
