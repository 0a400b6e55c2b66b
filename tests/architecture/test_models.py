"""What holds for every model: keys point down, personal data is declared, rows are in no order."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
# Fields of this kind or name say something of a person, whatever model they stand in.
PERSONAL_KINDS = (models.EmailField, models.GenericIPAddressField)
PERSONAL_NAMES = frozenset({"phone", "original_name", "actor_name", "address", "first_name"})


def order() -> dict[str, int]:
    """Return the rank of each app, from the contract that the imports keep; 0 is the lowest."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    [layers] = [c["layers"] for c in contracts if c.get("containers") == ["jalon.workspace"]]
    return {
        app.strip().strip("()"): rank
        for rank, layer in enumerate(reversed(layers))
        for app in layer.split("|")
    }


def own_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("jalon.workspace."):
            yield model


def test_every_app_has_its_place() -> None:
    ranked = order()
    assert {model._meta.app_label for model in own_models()} <= set(ranked)


def test_foreign_keys_point_down_the_order() -> None:
    """String references hide from the import contract, so the models themselves are asked."""
    rank = order()
    upwards = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in own_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and isinstance(field.related_model, type)
        if field.related_model._meta.app_label in rank
        if rank[field.related_model._meta.app_label] > rank[model._meta.app_label]
    ]
    assert upwards == []


def test_no_generic_keys() -> None:
    found = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.get_fields()
        if type(field).__name__ in {"GenericForeignKey", "GenericRelation"}
    ]
    assert found == []


@pytest.mark.parametrize("model", list(own_models()), ids=lambda model: model._meta.label)
def test_personal_fields_are_declared(model: type[models.Model]) -> None:
    """Say in ``PERSONAL`` how long each is kept."""
    personal = getattr(model, "PERSONAL", {})
    fields = {field.name for field in model._meta.concrete_fields}
    assert set(personal) <= fields, "PERSONAL names a field that is not there"
    undeclared = {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, PERSONAL_KINDS) or field.name in PERSONAL_NAMES
    } - set(personal)
    assert undeclared == set()


@pytest.mark.parametrize("model", list(own_models()), ids=lambda model: model._meta.label)
def test_models_keep_no_hidden_order_and_no_hidden_writes(model: type[models.Model]) -> None:
    assert not model._meta.ordering
    assert "save" not in vars(model)
    assert "delete" not in vars(model)
