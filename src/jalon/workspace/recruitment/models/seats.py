"""Who sits on a panel now: named, not released, and not gone from the office."""

from typing import Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q

from jalon.workspace.programmes.models import Grant
from jalon.workspace.programmes.permissions import this_day


def seated() -> Q:
    """Return the condition on members: neither released nor gone.

    A member needs no grant; but whose account is closed, or whose grants have all ended, has left
    the office, and the panel with it, also before anybody releases them.
    """
    given = Grant.objects.filter(user=OuterRef("user"))
    goes_on = Q(end_date=None) | Q(end_date__gte=this_day())
    holds = Exists(given.filter(goes_on, ended_at=None))
    return Q(left_at=None, user__is_active=True) & (Q(holds) | ~Q(Exists(given)))


class PanelMemberQuerySet(models.QuerySet[Any]):
    def seated(self) -> "PanelMemberQuerySet":
        """Keep those who sit on their panel now."""
        return self.filter(seated())

    def with_seats(self) -> "PanelMemberQuerySet":
        """Say of each as `is_seated` whether they sit on their panel now."""
        sits = ExpressionWrapper(seated(), output_field=models.BooleanField())
        found: PanelMemberQuerySet = self.annotate(is_seated=sits)
        return found


class ConflictQuerySet(models.QuerySet[Any]):
    def standing(self) -> "ConflictQuerySet":
        """Keep the ties that hold now."""
        return self.filter(ended_at=None)
