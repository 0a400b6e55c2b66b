"""What happened: events in a chain that cannot be altered unseen."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Exists
from django.utils.functional import cached_property
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


class EventQuerySet(models.QuerySet["Event"]):
    def with_people(self) -> "EventQuerySet":
        """Read with each event who did it, and in whose stead, by the name that they have now."""
        people = get_user_model()._base_manager.all()
        absent = people.filter(pk=models.OuterRef("on_behalf_of_id"), erased_at=None)
        return self.select_related("personal").annotate(
            absent_name=models.Subquery(absent.values("name")), candidate_acted=_by_candidate()
        )

    def by_somebody_named(self, names: Collection[str]) -> "EventQuerySet":
        """Keep what people of these names did; candidates are not found by theirs."""
        return self.filter(~_by_candidate(), personal__actor_name__in=names)


def _by_candidate() -> Exists:
    """Return the condition on events: somebody who applies did it."""
    people = get_user_model()._base_manager.all()
    return Exists(people.filter(pk=models.OuterRef("actor_id"), kind="candidate"))


class Event(models.Model):
    """One thing that somebody did. Rows are written once, by `services.record`."""

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("when"))
    actor_id = models.BigIntegerField(_("who"), null=True)  # no key: people may be erased
    on_behalf_of_id = models.BigIntegerField(_("in whose stead"), null=True)
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

    objects = EventQuerySet.as_manager()

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

    @cached_property
    def by_candidate(self) -> bool:
        """Whether somebody who applies did it; read `with_people`, it costs nothing."""
        known: bool | None = getattr(self, "candidate_acted", None)
        if known is not None or self.actor_id is None:
            return bool(known)
        people = get_user_model()._base_manager.filter(pk=self.actor_id, kind="candidate")
        return people.exists()

    @property
    def who(self) -> str:
        """Name of the person, as it was then, and of whom they stood in for; read `with_people`.

        Candidates are not named: beside the number of an application, a name would tell whose it
        is to those who mark it. Who may know reads it on the application's own page.
        """
        if self.actor_id is None:
            return gettext("The site")
        if self.by_candidate:
            return gettext("A candidate")
        forgotten = gettext("Someone whose data were erased")
        name = self.personal.actor_name or forgotten
        if self.on_behalf_of_id is None:
            return name
        said = {"deputy": name, "absent": getattr(self, "absent_name", None) or forgotten}
        return gettext("%(deputy)s, standing in for %(absent)s,") % said

    @property
    def why(self) -> str:
        """The reason, also one about a person, while it is kept."""
        return self.reason or str(self.personal.after.get("reason", ""))

    @property
    def address(self) -> str:
        """From where it was done: of the team alone."""
        return "" if self.by_candidate else self.personal.address

    @property
    def said(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What was, and what became: personal values too, while they are kept.

        The trail does not show those of applications; they are read where the application is.
        """
        if self.by_candidate or reasons_are_personal(self.target_model):
            return self.before, self.after
        return {**self.before, **self.personal.before}, {**self.after, **self.personal.after}

    @property
    def changes(self) -> list[Change]:
        """Each field that the event names, personal ones included while they are kept and shown."""
        before, after = self.said
        return [
            _change(_field(self.target_model, name), name, before.get(name), after.get(name))
            for name in dict.fromkeys([*before, *after])
        ]


def reasons_are_personal(model: str) -> bool:
    """Tell whether reasons of events about a model's rows are about persons, and can be erased."""
    try:
        return getattr(apps.get_model(model), "REASONS_ARE_PERSONAL", False)
    except (LookupError, ValueError):
        return False


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
