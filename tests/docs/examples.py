"""Find the examples of a Markdown page and run them: commands and Python, in the order they stand.

A fenced block is marked by the first word after the backticks:

``console``
    Lines that begin with ``$`` are commands, the others are output they must show (``...`` stands
    for anything). ``jalon`` and ``python`` are run; of ``make`` only the target is looked up;
    ``git``, ``cd`` and ``uv`` set up a clone and are taken as read. With the word ``illustration``
    after ``console`` nothing is run, for files only the reader has: the command and its options
    must exist.
``python``
    Run in one namespace per page; with ``>>>`` prompts it is a doctest.
``py``
    An illustration with the reader's own files: it must compile, and what it imports must exist.
``toml``, ``json``
    Must be well formed.
"""

import ast
import contextlib
import doctest
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import typer.main

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^( *)```(\S*) *(.*?)\n(.*?)^\1``` *$", re.MULTILINE | re.DOTALL)
TAKEN_AS_READ = ("git", "cd", "uv")
SECONDS = 300


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the words after it, its text, and where it stands."""

    language: str
    words: tuple[str, ...]
    text: str
    place: str


def blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        indent, language, words, body = match.groups()
        line = text.count("\n", 0, match.start()) + 1
        lines = [each.removeprefix(indent) for each in body.splitlines()]
        yield Block(language, tuple(words.split()), "\n".join(lines), f"{page.name}:{line}")


def commands(block: Block) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console block and the output that follows it."""
    command, output = "", list[str]()
    for line in block.text.replace("\\\n", " ").splitlines():
        if line.startswith("$ "):
            if command:
                yield command, output
            command, output = line.removeprefix("$ ").split(" #")[0].strip(), []
        elif line.strip():
            output.append(line)
    if command:
        yield command, output


@dataclass
class Reader:
    """Somebody who follows the pages in `folder`; a command that was run once is not run again."""

    folder: Path
    shown: dict[str, str] = field(default_factory=dict)

    def follow(self, page: Path) -> list[str]:
        """Do what the page says; return what did not work."""
        names: dict[str, object] = {"__name__": "__main__"}
        with contextlib.chdir(self.folder):
            return [wrong for block in blocks(page) for wrong in self._follow_block(block, names)]

    def _follow_block(self, block: Block, names: dict[str, object]) -> Iterator[str]:
        try:
            match block.language:
                case "console":
                    for command, output in commands(block):
                        if "illustration" in block.words:
                            look_up(command)
                        else:
                            self._follow_command(command, output)
                case "python":
                    run_python(block, names)
                case "py":
                    look_up_names(block)
                case "toml":
                    tomllib.loads(block.text)
                case "json":
                    json.loads(block.text)
        except Exception as error:  # noqa: BLE001 - whatever an example does, the page is named
            yield f"{block.place}: {type(error).__name__}: {error}"

    def _follow_command(self, command: str, output: list[str]) -> None:
        words = shlex.split(command)
        if words[0] == "make":
            look_up(command)
        elif words[0] in {"jalon", "python"}:
            if command not in self.shown:
                self.shown[command] = self._run(command)
            shown = " ".join(self.shown[command].split())
            for line in output:
                for part in line.split("..."):
                    if " ".join(part.split()) not in shown:
                        raise AssertionError(f"`{command}` does not show {part!r}:\n{shown}")
        elif words[0] not in TAKEN_AS_READ:
            raise AssertionError(f"`{command}` is neither run nor taken as read: see this module")

    def _run(self, command: str) -> str:
        environment = os.environ | {
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "JALON_LANGUAGE": "en",
            "COLUMNS": "200",
        }
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"`{command}` ends with {done.returncode}:\n{done.stderr}")
        return done.stdout + done.stderr


def run_python(block: Block, names: dict[str, object]) -> None:
    """Run a block of Python, or check it as a doctest where it has prompts."""
    if ">>>" in block.text:
        test = doctest.DocTestParser().get_doctest(block.text, names, block.place, None, 0)
        report = io.StringIO()
        runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
        if runner.run(test, out=report.write, clear_globs=False).failed:
            raise AssertionError(report.getvalue())
        names.update(test.globs)
    else:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(block.text, block.place, "exec"), names)


def look_up_names(block: Block) -> None:
    """Check that Python compiles and that what it imports exists, without running the rest."""
    tree = ast.parse(block.text, block.place)
    tree.body = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    exec(compile(tree, block.place, "exec"), {})


def look_up(command: str) -> None:
    """Check that a command exists, without running it."""
    words = shlex.split(command)
    if words[0] == "make":
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
        if unknown := [w for w in words[1:] if "=" not in w and w not in targets]:
            raise AssertionError(f"`{command}`: the Makefile has no {unknown}")
    elif words[0] == "jalon":
        look_up_options(words[1:])


def look_up_options(words: list[str]) -> None:
    """Follow the subcommands of `jalon` to the last, and check that it knows the options."""
    from jalon.cli import app

    command = typer.main.get_command(app)
    while (commands_below := getattr(command, "commands", {})) and words:
        if words[0].startswith("-"):
            break
        if words[0] not in commands_below:
            raise AssertionError(f"there is no subcommand {words[0]}: {sorted(commands_below)}")
        command, words = commands_below[words[0]], words[1:]
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    given = {word.split("=")[0] for word in words if word.startswith("-") and word != "-"}
    if unknown := sorted(given - known - {"--help"}):
        raise AssertionError(f"{command.name} has no option {unknown}")
