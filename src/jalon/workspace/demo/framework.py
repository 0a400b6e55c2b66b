"""The invented results frameworks: results, assumptions, risks, indicators, alignment."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from jalon.workspace.accounts.models import User
from jalon.workspace.demo.clock import on
from jalon.workspace.demo.content import Content
from jalon.workspace.demo.programmes import partner_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Dimension, Indicator, Result
from jalon.workspace.results.services.dimensions import create_dimension
from jalon.workspace.results.services.indicators import create_indicator
from jalon.workspace.results.services.risks import create_assumption, create_risk
from jalon.workspace.results.services.tree import create_result

SOURCE = {
    "en": "Baseline study (invented)",
    "es": "Estudio de línea de base (inventado)",
    "fr": "Étude de référence (inventée)",
    "ar": "دراسة خط الأساس (مُختلَقة)",
}
VERIFICATION = {
    "en": "Registers and minutes, checked on site (invented)",
    "es": "Registros y minutas, verificados en sitio (inventado)",
    "fr": "Registres et procès-verbaux, vérifiés sur place (inventé)",
    "ar": "سجلات ومحاضر جرى التحقق منها ميدانياً (مُختلَق)",
}
RISKS: tuple[tuple[int, int, dict[str, str], dict[str, str]], ...] = (
    (4, 4, {
        "en": "Posts of trained inspectors stay empty",
        "es": "Las plazas de inspección capacitadas quedan vacantes",
        "fr": "Les postes d'inspecteurs formés restent vacants",
        "ar": "بقاء وظائف المفتشين المدرَّبين شاغرة",
    }, {
        "en": "A pool of trainers in each state",
        "es": "Un grupo de formadores en cada estado",
        "fr": "Un vivier de formateurs dans chaque État",
        "ar": "مجموعة مدربين في كل ولاية",
    }),
    (2, 5, {
        "en": "Names of victims leak from a partner's list",
        "es": "Se filtran nombres de víctimas de una lista de un socio",
        "fr": "Des noms de victimes s'échappent d'une liste d'un partenaire",
        "ar": "تسرُّب أسماء ضحايا من قائمة لدى شريك",
    }, {
        "en": "No case data leave the partner; only counts are reported",
        "es": "Ningún dato de casos sale del socio; solo se informan conteos",
        "fr": "Aucune donnée de cas ne quitte le partenaire ; seuls des comptes sont transmis",
        "ar": "لا تغادر بيانات الحالات الشريك؛ يُبلَّغ عن الأعداد فقط",
    }),
    (3, 3, {
        "en": "Money arrives late in the second year",
        "es": "Los fondos del segundo año llegan tarde",
        "fr": "Les fonds de la deuxième année arrivent en retard",
        "ar": "تأخر وصول تمويل السنة الثانية",
    }, {
        "en": "Ask for each transfer two months ahead",
        "es": "Solicitar cada transferencia con dos meses de anticipación",
        "fr": "Demander chaque versement deux mois à l'avance",
        "ar": "طلب كل دفعة قبل موعدها بشهرين",
    }),
)  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """An indicator, and how it should go from its baseline to its target."""

    indicator: Indicator
    dimensions: tuple[Dimension, ...]
    facts: dict[str, Any]


def build_framework(
    content: Content, programme: Programme, team: dict[str, User], road_map: Programme
) -> list[Planned]:
    """Write the tree and its indicators in the programme's first weeks."""
    director = team["director"]
    with on(programme.start_date + timedelta(days=12)):
        dimensions = {
            each["key"]: create_dimension(
                programme=programme,
                key=each["key"],
                title=each["title"],
                values=[(key, title) for key, title in each["values"]],
                by=director,
                exclusive=each.get("exclusive", True),
            )
            for each in content.values["dimensions"]
        }
        results = _results(content, programme, director, road_map)
        _risks(programme, results, team)
        return [
            _indicator(facts, content, programme, results, dimensions, team)
            for facts in content.values["indicators"]
        ]


def _results(
    content: Content, programme: Programme, by: User, road_map: Programme
) -> dict[str, Result]:
    actions = list(Result.objects.filter(programme=road_map).order_by("order", "pk"))
    found: dict[str, Result] = {}
    for facts in content.values["results"]:
        code = facts["code"]
        is_outcome = facts["level"] == "outcome"
        points_to = actions[len(found) % len(actions)] if is_outcome and actions else None
        found[code] = create_result(
            programme=programme,
            level=facts["level"],
            title=facts["title"],
            by=by,
            parent=None if is_outcome else found[code.split(".")[0]],
            code=code,
            contributes_to=points_to,
        )
        if "assumption" in facts:
            create_assumption(result=found[code], text=facts["assumption"], by=by)
    return found


def _risks(programme: Programme, results: dict[str, Result], team: dict[str, User]) -> None:
    outcomes = [result for result in results.values() if result.level == "outcome"]
    for (likelihood, impact, text, mitigation), result in zip(RISKS, outcomes, strict=False):
        create_risk(
            programme=programme,
            values={
                "result": result,
                "text": text,
                "likelihood": likelihood,
                "impact": impact,
                "mitigation": mitigation,
                "owner": team["coordinator"],
            },
            by=team["director"],
        )


def _indicator(
    facts: dict[str, Any],
    content: Content,
    programme: Programme,
    results: dict[str, Result],
    dimensions: dict[str, Dimension],
    team: dict[str, User],
) -> Planned:
    chosen = tuple(dimensions[key] for key in facts.get("dimensions", []))
    values: dict[str, Any] = {
        "code": facts["code"],
        "title": facts["title"],
        "measure": facts["measure"],
        "over_periods": facts["over_periods"],
        "over_places": facts["over_places"],
        "reported_for": facts["reported_for"],
        "direction": facts.get("direction", "up"),
        "unit": content.values["units"].get(facts.get("unit", ""), {}),
        "means_of_verification": VERIFICATION,
        "responsible": team.get("officer", team["monitoring"]),
        **_baseline(facts, programme, SOURCE[content.language]),
    }
    if facts["result"].startswith("3.3"):
        values |= {"responsible": team.get("partner"), "organisation": partner_of(programme)}
    if facts["code"].startswith("1.3"):
        values |= {"responsible": team.get("consultant", values["responsible"])}
    indicator = create_indicator(
        result=results[facts["result"]], values=values, by=team["director"], dimensions=chosen
    )
    return Planned(indicator, chosen, facts)


def _baseline(facts: dict[str, Any], programme: Programme, source: str) -> dict[str, Any]:
    if "baseline" not in facts:
        return {
            "baseline_text": {
                "en": "No practice yet (invented)",
                "es": "Todavía no existe la práctica (inventado)",
                "fr": "Pas encore de pratique (inventé)",
                "ar": "لا توجد ممارسة بعد (مُختلَق)",
            },
            "baseline_year": programme.start_date.year - 1,
            "baseline_source": source,
        }
    above, _, below = facts["baseline"].partition("/")
    found: dict[str, Any] = {
        "baseline_year": programme.start_date.year - 1,
        "baseline_source": source,
    }
    if not below:
        return {**found, "baseline_value": Decimal(above)}
    return {
        **found,
        "baseline_numerator": Decimal(above),
        "baseline_denominator": Decimal(below),
        "baseline_value": (100 * Decimal(above) / Decimal(below)).quantize(Decimal("0.0001")),
    }
