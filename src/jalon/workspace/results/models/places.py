"""Constraints of rows that stand for the programme, a country or an area."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q


def once_in_a_place(fields: Sequence[str], name: str) -> list[models.BaseConstraint]:
    """Return constraints that allow one row for each place; null is a place too: everywhere."""
    everywhere = Q(country=None, area=None)
    in_country = Q(country__isnull=False, area=None)
    in_area = Q(area__isnull=False)
    return [
        models.UniqueConstraint(fields=fields, condition=everywhere, name=f"{name}_everywhere"),
        models.UniqueConstraint(
            fields=[*fields, "country"], condition=in_country, name=f"{name}_in_country"
        ),
        models.UniqueConstraint(
            fields=[*fields, "area"], condition=in_area, name=f"{name}_in_area"
        ),
        models.CheckConstraint(
            condition=Q(area=None) | Q(country__isnull=False), name=f"{name}_area_in_a_country"
        ),
    ]
