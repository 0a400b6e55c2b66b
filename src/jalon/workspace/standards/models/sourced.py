"""What every fact carries: where it was read, and how far to trust it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.standards.models.choices import CERTAINTIES, choices
from jalon.workspace.standards.rules.words import Certainty


class Correctable(models.Model):
    """A row that this site may have better than the files that ship: those leave it alone."""

    corrected_here = models.BooleanField(_("corrected on this site"), default=False)

    class Meta:
        abstract = True


class Sourced(Correctable):
    """A row whose facts were read somewhere."""

    source = models.TextField(_("source"))
    certainty = models.CharField(_("certainty"), max_length=20, choices=choices(CERTAINTIES))

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(source=""), name="%(class)s_names_its_source"),
            models.CheckConstraint(
                condition=Q(certainty__in=[word.value for word in Certainty]),
                name="%(class)s_certainty_known",
            ),
        ]


class Retirable(Sourced):
    """A row that may be taken out of use; it stays to be read, with the day and the reason."""

    retired_date = models.DateField(_("retired"), null=True, blank=True)
    retired_why = models.TextField(_("why it was retired"), blank=True)

    class Meta(Sourced.Meta):
        abstract = True
        constraints: ClassVar = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(retired_date=None, retired_why="")
                | (Q(retired_date__isnull=False) & ~Q(retired_why="")),
                name="%(class)s_retired_with_a_reason",
            ),
        ]
