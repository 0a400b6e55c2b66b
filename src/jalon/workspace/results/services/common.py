"""Add indicators that a donor asks every programme for."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Dimension, Indicator, Result
from jalon.workspace.results.services.dimensions import create_dimension
from jalon.workspace.results.services.indicators import create_indicator
from jalon.workspace.results.services.tree import create_result
from jalon.workspace.results.templates_data import common_indicators

TEXTS = ("title", "definition", "calculation", "unit", "means_of_verification")
FACTS = (
    "measure",
    "direction",
    "over_periods",
    "over_places",
    "frequency",
    "decimals",
    "donor_code",
)


@transaction.atomic
def add_common_indicators(
    *, result: Result, codes: Collection[str], by: User, name: str = "usdol_common"
) -> list[Indicator]:
    """Add the donor's indicators with these codes to a result; those that are there are left."""
    content = common_indicators(name)
    known = {item["donor_code"]: item for item in content["indicators"]}
    if unknown := sorted(set(codes) - set(known)):
        raise RuleBroken("common-indicator-unknown", codes=unknown)
    there = set(
        Indicator.objects.filter(programme=result.programme_id).values_list("donor_code", flat=True)
    )
    added = []
    for code, item in known.items():
        if code in codes and code not in there:
            dimensions = [
                _dimension(result.programme, key, content["dimensions"][key], by)
                for key in item.get("dimensions", ())
            ]
            added.append(
                create_indicator(
                    result=result,
                    values={"code": code, **_values(item)},
                    dimensions=dimensions,
                    by=by,
                )
            )
    return added


def begin_results(template: Mapping[str, Any], programme: Programme, by: User) -> int:
    """Give a new programme the results of a template; ``repeat`` numbers several alike."""
    made: dict[str, Result] = {}
    for item in template.get("results", ()):
        for number in range(1, item.get("repeat", 1) + 1):
            code = str(item["code"]).replace("{n}", str(number))
            made[code] = create_result(
                programme=programme,
                level=item["level"],
                code=code,
                parent=made.get(item.get("parent", "")),
                title={
                    language: text.replace("{n}", str(number))
                    for language, text in item["title"].items()
                },
                by=by,
            )
    return len(made)


def _values(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in (*TEXTS, *FACTS) if name in item}


def _dimension(programme: Programme, key: str, item: Mapping[str, Any], by: User) -> Dimension:
    """Return the programme's own dimension of this key, made from the template if need be."""
    found = Dimension.objects.filter(programme=programme, key=key).first()
    return found or create_dimension(
        programme=programme,
        key=key,
        title=item["title"],
        exclusive=item["exclusive"],
        values=[(value["key"], value["title"]) for value in item["values"]],
        by=by,
    )
