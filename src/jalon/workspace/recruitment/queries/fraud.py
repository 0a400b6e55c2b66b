"""Reports of fraud, as far as somebody is to read them.

Administrators and who edits the calls of the whole office read all. Who edits the calls of a
programme reads those whose reference (of a letter, or of a vacancy) is of that programme: one that
names none may be about anybody, who should not be the first to read it.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.programmes.permissions import (
    has_permission,
    has_permission_somewhere,
    holders_of,
    visible_programmes,
)
from jalon.workspace.recruitment.models import Call, FraudReport, Letter

P = Permission


def reads_reports(user: Any) -> bool:
    """Tell whether `user` reads any reports."""
    return _reads_all(user) or has_permission_somewhere(user, P.CALL_EDIT)


def reports_for(user: Any) -> QuerySet[FraudReport]:
    """Return the reports that `user` may read and close."""
    if not reads_reports(user):
        return FraudReport.objects.none()
    if _reads_all(user):
        return FraudReport.objects.all()
    theirs = visible_programmes(user, P.CALL_EDIT).values("pk")
    return _with_programme().filter(about__in=theirs)


def readers_of(keys: Collection[int]) -> set[int]:
    """Return the ids of the people who may read any of these reports, by grants of their own."""
    if not keys:
        return set()
    about = _with_programme().filter(pk__in=keys).values_list("about", flat=True).distinct()
    of_programmes = [holders_of(P.CALL_EDIT, each) for each in about if each is not None]
    office = holders_of(P.CALL_EDIT, None) | holders_of(P.USER_EDIT, None)
    return office.union(*of_programmes)


def _with_programme() -> QuerySet[Any]:
    """Return all reports, each with the programme that its reference names as `about`."""
    letter = Letter.objects.filter(reference=OuterRef("reference"))
    call = Call.objects.filter(number__iexact=OuterRef("reference")).exclude(number="")
    about = Coalesce(
        Subquery(letter.values("call__programme")[:1]), Subquery(call.values("programme")[:1])
    )
    return FraudReport.objects.annotate(about=about)


def count_of(rows: QuerySet[FraudReport]) -> Subquery:
    """Return how many are open, as part of another query."""
    of_all = rows.filter(closed_at=None).order_by().annotate(one=Value(1))
    return Subquery(of_all.values("one").annotate(n=Count("pk")).values("n"))


def _reads_all(user: Any) -> bool:
    return has_permission(user, P.CALL_EDIT) or has_permission(user, P.USER_EDIT)
