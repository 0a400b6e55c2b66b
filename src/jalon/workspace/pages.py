"""How the API hands out long lists: a page at a time."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Schema
from ninja.pagination import PaginationBase

MOST = 200


class Paged(PaginationBase):
    """``?page=2&size=50``; the answer says how many rows there are in all."""

    items_attribute = "items"

    class Input(Schema):
        page: int = Field(1, ge=1, le=100_000)
        size: int = Field(50, ge=1, le=MOST)

    class Output(Schema):
        items: list[Any]
        count: int
        page: int

    def paginate_queryset(
        self,
        queryset: "QuerySet[Any]",
        pagination: Input,
        request: HttpRequest | None = None,
        **params: Any,
    ) -> dict[str, Any]:
        start = (pagination.page - 1) * pagination.size
        return {
            "items": queryset[start : start + pagination.size],
            "count": queryset.count(),
            "page": pagination.page,
        }
