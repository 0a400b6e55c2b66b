"""What happened: events in a chain that cannot be altered unseen."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jalon.workspace.audit.facts import in_words
from jalon.workspace.audit.words import words_for


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an event: what it is called, what it was, what it became."""

    label: str
    before: Any
    after: Any


class Event(models.Model):
    """One thing that somebody did. Rows are written once, by `services.record`."""

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("when"))
    actor_id = models.BigIntegerField(_("who"), null=True)  # no key: people may be erased
    what = models.CharField(_("what"), max_length=60)
    target_model = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    programme_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(_("reason"), blank=True)
    personal_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes: ClassVar = [
            models.Index(fields=["target_model", "target_id", "-number"], name="audit_of_target"),
            models.Index(fields=["programme_id", "-number"], name="audit_of_programme"),
            models.Index(fields=["actor_id", "-number"], name="audit_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.what}"

    @property
    def says(self) -> str:
        """The event in words that follow a name: "Amina *reported an actual*"."""
        return words_for(self.what)

    @property
    def who(self) -> str:
        """Name of the person, as it was then; read the event with its personal values."""
        if self.actor_id is None:
            return gettext("The site")
        return self.personal.actor_name or gettext("Someone whose data were erased")

    @property
    def changes(self) -> list[Change]:
        """Each field that the event names, personal ones included while they are kept."""
        before = {**self.before, **self.personal.before}
        after = {**self.after, **self.personal.after}
        return [
            _change(_field(self.target_model, name), name, before.get(name), after.get(name))
            for name in dict.fromkeys([*before, *after])
        ]


def _change(field: Any, name: str, before: Any, after: Any) -> Change:
    label = str(field.verbose_name) if field else name.replace("_", " ")
    return Change(capfirst(label), in_words(before, field), in_words(after, field))


def _field(model: str, name: str) -> Any:
    """Return the field of a model, None if the event names something else."""
    try:
        found = apps.get_model(model)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return found if isinstance(found, models.Field) else None


class PersonalValues(models.Model):
    """What an event says of a person: can be erased, the chain holds only its salted digest."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="personal", primary_key=True)
    salt = models.CharField(max_length=32)
    actor_name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=60, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)

    PERSONAL: ClassVar[dict[str, str]] = {
        "actor_name": "until erased",
        "address": "until erased",
        "before": "until erased",
        "after": "until erased",
    }

    class Meta:
        verbose_name = _("personal values")
        verbose_name_plural = _("personal values")

    def __str__(self) -> str:
        return f"personal values of event {self.event_id}"


class Head(models.Model):
    """The last event of the chain: one row, locked by whoever adds the next."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = _("head of the chain")
        verbose_name_plural = _("heads of the chain")

    def __str__(self) -> str:
        return f"head at {self.number}"
