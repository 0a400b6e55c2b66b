"""The ranking and its sensitivity in words, for pages and reports alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from jalon.workspace.recruitment.models.words import STAGES
from jalon.workspace.recruitment.queries.ranked import Ranked
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.sensitivity import Shift, tried
from jalon.workspace.recruitment.rules.stage_weights import StageWeights
from jalon.workspace.tags import comma, listed


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate: a place or a dash, what they have on each criterion, and a remark."""

    code: str
    place: str
    marks: Sequence[str]
    total: str
    remark: str


def shown(number: Fraction, digits: int = 2) -> str:
    """Write an exact number as a decimal, in the reader's language."""
    return str(number_format(round(float(number), digits), digits, force_grouping=False))


def decimal(number: Decimal) -> str:
    """Write a number as it was given, without noughts at its end."""
    return str(number_format(number.normalize() if number % 1 else int(number)))


def lines_of(ranked: Ranked) -> list[Line]:
    """Return the ranked, then those without a place."""
    keys = [each.key for each in ranked.criteria]
    lines = []
    for each in ranked.standings:
        remark = gettext("equal with another") if each.is_tied else ""
        if below := ranked.below(each):
            remark = gettext("below the minimum: %(criteria)s") % {"criteria": comma().join(below)}
        lines.append(
            Line(
                each.code,
                str(each.place.place or "—"),
                [shown(each.marks[key], 1) for key in keys],
                shown(each.total),
                remark,
            )
        )
    blank = ["—"] * len(keys)
    return lines + [Line(e.code, "—", blank, "—", str(e.why)) for e in ranked.unranked]


def stages_words(stages: Sequence[Stage], weights: StageWeights) -> str:
    """Say which stages the last ranking counts, and how much, or that they count alike."""
    if len(stages) > 1 and weights:
        each = listed(f"{STAGES[stage]} {weights.get(stage, 0)}" for stage in stages)
        return gettext("The last ranking counts these stages, of 100: %(stages)s.") % {
            "stages": each
        }
    named = listed(str(STAGES[stage]) for stage in stages)
    if len(stages) > 1:
        return gettext("The last ranking counts these stages alike: %(stages)s.") % {
            "stages": named
        }
    if stages:
        return gettext("The last ranking counts one stage alone: %(stage)s.") % {"stage": named}
    return ""


def said_of(ranked: Ranked) -> list[str]:
    """Return what the sensitivity says, a sentence each."""
    found = ranked.sensitivity
    if found is None:
        return []
    said = []
    if found.is_firm:
        said.append(
            gettext(
                "Whoever stands first stays first when the weight of any one criterion or stage "
                "is a tenth more or less, and when any one criterion is left out."
            )
            if len(ranked.stages) > 1
            else gettext(
                "Whoever stands first stays first when any one weight is a tenth more or less, "
                "and when any one criterion is left out."
            )
        )
    said += [_shift(ranked, each) for each in found.telling]
    top = found.shares[0]
    share = shown(top.first * 100, 0)
    said.append(
        gettext(
            "Of %(count)s weightings, spread evenly over all that are possible, %(code)s is first "
            "in %(share)s per cent."
        )
        % {"code": top.code, "share": share, "count": number_format(tried(len(ranked.criteria)))}
    )
    return said


def _shift(ranked: Ranked, each: Shift) -> str:
    row = ranked.rows.get(each.criterion)
    criterion = str(row if row is not None else STAGES[Stage(each.criterion)])
    facts = {"criterion": criterion, "codes": comma().join(each.first)}
    if each.by is None:
        words = ngettext(
            "Without the criterion %(criterion)s, %(codes)s is first.",
            "Without the criterion %(criterion)s, these are first: %(codes)s.",
            len(each.first),
        )
    elif each.by > 0:
        words = ngettext(
            "With a tenth more weight on %(criterion)s, %(codes)s is first.",
            "With a tenth more weight on %(criterion)s, these are first: %(codes)s.",
            len(each.first),
        )
    else:
        words = ngettext(
            "With a tenth less weight on %(criterion)s, %(codes)s is first.",
            "With a tenth less weight on %(criterion)s, these are first: %(codes)s.",
            len(each.first),
        )
    return words % facts
