"""People who sign in."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class Kind(models.TextChoices):
    STAFF = "staff", _("staff")
    CANDIDATE = "candidate", _("candidate")


class Digest(models.TextChoices):
    NONE = "none", _("no e-mail")
    AT_ONCE = "at-once", _("at once, for each thing by itself")
    DAILY = "daily", _("every working day")
    WEEKLY = "weekly", _("once a week")


class User(AbstractBaseUser):
    """A person with an account: of the team, a partner, a donor, or a candidate for a post."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.STAFF)
    language = models.CharField(_("language"), max_length=5, default="en")
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    digest = models.CharField(_("digest"), max_length=10, choices=Digest, default=Digest.WEEKLY)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    PERSONAL: ClassVar[dict[str, str]] = {
        "email": "until the account is erased",
        "name": "until the account is erased",
        "password": "never exported",
        "last_login": "until the account is erased",
        "time_zone": "until the account is erased",
    }

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_any_case"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(is_active=False),
                name="accounts_user_erased_is_inactive",
            ),
        ]

    def __str__(self) -> str:
        if self.erased_at is not None:
            return gettext("Former member %(number)s") % {"number": self.pk}
        return self.name or self.email

    def get_absolute_url(self) -> str:
        return reverse("accounts:person", args=[self.pk])

    @property
    def is_invited(self) -> bool:
        """Tell whether they have not come in yet, by a password or by their organisation's."""
        return not self.has_usable_password() and self.last_login is None

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Ask the grants (programmes) whether this person may do `perm`, on `obj` if given."""
        return self.is_active and any(
            backend.has_perm(self, perm, obj)  # type: ignore[arg-type]
            for backend in get_backends()
            if hasattr(backend, "has_perm")
        )


class ApiToken(models.Model):
    """Lets a program act for a person, within scopes, until a day; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(_("begins with"), max_length=12)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        indexes: ClassVar = [models.Index(fields=["user", "-created_at"], name="accounts_tokens")]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    def get_absolute_url(self) -> str:
        return reverse("accounts:tokens")

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at
