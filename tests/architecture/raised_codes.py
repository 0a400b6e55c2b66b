"""Find, by reading the source, every error code that it can raise and the facts it gives."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jalon.errors

ERRORS = {
    name
    for name, value in vars(jalon.errors).items()
    if inspect.isclass(value)
    and issubclass(value, jalon.errors.ReadableError)
    and value is not jalon.errors.Problems
}
MAKERS = {*ERRORS, "Problem"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Raised:
    """A code, and the names of its facts; None where reading cannot tell them."""

    code: str
    facts: frozenset[str] | None
    place: str


@dataclass(frozen=True)
class Unreadable:
    """An error whose code is computed, so that no test can find its words."""

    place: str


@dataclass(frozen=True)
class _Helper:
    """A function that makes errors of the code its caller gives it."""

    name: str
    position: int
    facts: frozenset[str] | None
    hands_on_keywords: bool


def raised_in(path: Path) -> Iterator[Raised | Unreadable]:
    """Yield what the module at `path` can raise."""
    text = path.read_text(encoding="utf-8")
    if not any(name in text for name in MAKERS):
        return
    tree = ast.parse(text)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    calls = [node for node in parents if isinstance(node, ast.Call)]
    helpers: list[_Helper] = []
    for call in calls:
        if (found := _code_and_facts(call, parents)) is None:
            continue
        code, facts = found
        if isinstance(code, ast.Attribute) and code.attr == "code":
            continue  # an error that is handed on as a problem
        if isinstance(code, ast.Subscript) and ast.unparse(code.slice) == "'code'":
            continue  # one that was kept, and is shown again
        place = f"{path.name}:{call.lineno}"
        if texts := _constants(code):
            yield from (Raised(text, facts, place) for text in texts)
        elif helper := _helper(code, call, facts, parents):
            helpers.append(helper)
        else:
            yield Unreadable(place)
    for helper in helpers:
        yield from _raised_through(helper, calls, path)


def _raised_through(
    helper: _Helper, calls: list[ast.Call], path: Path
) -> Iterator[Raised | Unreadable]:
    for call in calls:
        if _name(call) != helper.name:
            continue
        facts = helper.facts
        if facts is not None and helper.hands_on_keywords:
            facts = facts | {k.arg for k in call.keywords if k.arg}
        arguments = dict(enumerate(call.args))
        named = {k.arg: k.value for k in call.keywords}
        code = arguments.get(helper.position, named.get("code"))
        place = f"{path.name}:{call.lineno}"
        texts = _constants(code) if code is not None else []
        yield from (Raised(text, facts, place) for text in texts)
        if not texts:
            yield Unreadable(place)


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _code_and_facts(
    call: ast.Call, parents: dict[ast.AST, ast.AST]
) -> tuple[ast.expr, frozenset[str] | None] | None:
    """Return the expression of the code and the names of the facts, if `call` makes an error."""
    named = {k.arg: k.value for k in call.keywords}
    if _name(call) in ERRORS and call.args:
        return call.args[0], None if None in named else frozenset(k for k in named if k)
    if _name(call) == "Problem":
        code = call.args[1] if len(call.args) > 1 else named["code"]
        params = call.args[2] if len(call.args) > 2 else named.get("params")
        return code, _keys(params, call, parents)
    return None


def _keys(
    params: ast.expr | None, call: ast.Call, parents: dict[ast.AST, ast.AST]
) -> frozenset[str] | None:
    match params:
        case None:
            return frozenset()
        case ast.Dict(keys=keys):
            return frozenset(
                key.value
                for key in keys
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            )
        case ast.Name(id=name):  # a dictionary that was written just before
            written = [
                node.value
                for function in _around(call, parents)
                for node in ast.walk(function)
                if isinstance(node, ast.Assign)
                and node.lineno < call.lineno
                and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)
            ]
            last = max(written, key=lambda value: value.lineno, default=None)
            return _keys(last, call, parents) if isinstance(last, ast.Dict) else None
    return None


def _constants(code: ast.expr) -> list[str]:
    match code:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_constants(body), *_constants(orelse)]
    return []


def _around(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[Function]:
    while node in parents:
        node = parents[node]
        if isinstance(node, Function):
            yield node


def _helper(
    code: ast.expr,
    call: ast.Call,
    facts: frozenset[str] | None,
    parents: dict[ast.AST, ast.AST],
) -> _Helper | None:
    if not isinstance(code, ast.Name):
        return None
    for function in _around(call, parents):
        names = [argument.arg for argument in function.args.args]
        if code.id in names:
            bound = names[0] in {"self", "cls"}
            hands_on = function.args.kwarg is not None
            return _Helper(function.name, names.index(code.id) - bound, facts, hands_on)
    return None
