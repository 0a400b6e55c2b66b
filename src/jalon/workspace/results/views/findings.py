"""Say what the rules find in the reader's words: titles for keys, numbers as they are written."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from jalon.errors import ReadableError
from jalon.workspace.results.rules.checks import Finding
from jalon.workspace.results.templatetags.result_figures import cell_title, plain_number
from jalon.workspace.tags import explain

CELL = "cell:"
CODES = frozenset({"code", "others"})  # they may look like numbers


def finding_words(finding: Finding, titles: Mapping[str, str]) -> str:
    """Return what a finding says; `titles` are those of the dimensions and their values."""
    problem = finding.problem
    facts = {name: _shown(name, str(value), titles) for name, value in problem.params.items()}
    if "cell" in facts:
        facts["cell"] = cell_title(problem.where.removeprefix(CELL), titles)
    return explain(ReadableError(problem.code, **facts))


def _shown(name: str, value: str, titles: Mapping[str, str]) -> str:
    if name == "dimension":
        return titles.get(value, value)
    if name in CODES:
        return value
    try:
        return plain_number(Decimal(value))
    except InvalidOperation:
        return value
