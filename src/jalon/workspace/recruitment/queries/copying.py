"""What a new call takes from another one: its words, requirements and criteria, never its dates."""

from datetime import date

from jalon.workspace.recruitment.models import Call, Requirement
from jalon.workspace.recruitment.rules.call_templates import planned
from jalon.workspace.recruitment.rules.drafts import (
    HEADER,
    PARTS,
    CallFields,
    CriterionFields,
    RequirementFields,
    TextFields,
)
from jalon.workspace.recruitment.rules.kinds import CallKind, Stage
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind

OWN = {"kind", "number"}  # of each call


def fields_from(call: Call, today: date) -> CallFields:
    """Return what a call like `call` begins with today."""
    rows = list(call.requirements.order_by("order"))
    return CallFields(
        **{name: getattr(call, name) for name in HEADER if name not in OWN},
        kind=CallKind(call.kind),
        competencies=tuple(call.competencies),
        texts={
            text.language: TextFields(
                duties=tuple(text.duties), **{part: getattr(text, part) for part in PARTS}
            )
            for text in call.texts.all()
        },
        requirements=tuple(_requirement(row, rows) for row in rows),
        criteria=tuple(
            CriterionFields(
                stage=Stage(row.stage),
                title=row.title,
                weight=row.weight,
                anchors=row.anchors,
                highest=row.highest,
                lowest_passing=row.lowest_passing,
            )
            for row in call.criteria.order_by("stage", "order")
        ),
        stage_weights=dict(call.stage_weights),
        planned=planned(today),
    )


def _requirement(row: Requirement, rows: list[Requirement]) -> RequirementFields:
    parameters = dict(row.parameters)
    if row.kind == RequirementKind.DEGREE and parameters.get("experience"):
        keys = [str(each.pk) for each in rows]
        parameters["experience"] = str(keys.index(parameters["experience"]) + 1)
    return RequirementFields(
        kind=RequirementKind(row.kind),
        parameters=parameters,
        text=row.text,
        essential=row.is_essential,
    )
