"""How sexes and regions fared, for a report."""

from fractions import Fraction

from django.utils.text import capfirst
from django.utils.translation import gettext

from jalon.workspace.recruitment.papers.blocks import Block, Heading, Items, Table, Text
from jalon.workspace.recruitment.queries.balance import Balance, balances_of, group_words, per_cent
from jalon.workspace.recruitment.queries.reports.record import Record
from jalon.workspace.tags import comma


def balance_blocks(record: Record) -> list[Block]:
    """Return a table for each, and what is to be looked into."""
    blocks: list[Block] = [
        Heading(gettext("Balance")),
        Text(
            gettext(
                "Groups of fewer than five people are put together or not shown (—), so that "
                "nobody is told apart. Who withdrew is counted as far as they came."
            ),
            is_quiet=True,
        ),
    ]
    for each in balances_of(record.call, record.people):
        blocks += [Heading(str(each.words), 2), _table(each), *_said(each)]
    return blocks


def _table(each: Balance) -> Table:
    head = (gettext("Group"), *(capfirst(str(step)) for step in each.steps))
    rows = [(capfirst(str(words)), *map(figure, row)) for words, row in each.rows]
    rows.append((gettext("All"), *map(figure, each.table.totals)))
    return Table(head, rows, frozenset(range(1, len(head))), frozenset({0}))


def figure(count: int | None) -> str:
    return "—" if count is None else str(count)


def _said(each: Balance) -> list[Block]:
    said = telling_words(each)
    if each.table.together:
        names = comma().join(str(group_words(group)) for group in each.table.together)
        said.append(gettext("Together: %(groups)s.") % {"groups": names})
    return [Items(said)] if said else []


def _chance(probability: Fraction) -> int | str:
    """Return of a hundred cases how many; nought would say that chance cannot do it."""
    return per_cent(probability) if probability >= Fraction(1, 100) else gettext("fewer than 1")


def telling_words(each: Balance) -> list[str]:
    """Say at which step a group passed less often than four fifths of the highest rate."""
    words = gettext(
        "%(step)s: %(group)s at %(ratio)s per cent of the highest rate; chance alone would give a "
        "difference at least as large in %(chance)s of 100 cases."
    )
    return [
        words
        % {
            "step": capfirst(str(step)),
            "group": group,
            "ratio": per_cent(found.ratio),
            "chance": _chance(found.probability),
        }
        for step, group, found in each.telling
    ]
