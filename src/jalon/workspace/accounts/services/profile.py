"""What people say of themselves."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record

FIELDS = ("name", "language", "time_zone", "digest")


@transaction.atomic
def change_profile(*, user: User, by: User, **values: str) -> User:
    """Change one's own name, language, time zone or digest."""
    if user.pk != by.pk:
        raise PermissionDenied
    stored = User.objects.select_for_update().get(pk=user.pk)
    before = {name: getattr(stored, name) for name in FIELDS if name in values}
    changed = {name: values[name] for name in before if before[name] != values[name]}
    if not changed:
        return stored
    for name, value in changed.items():
        setattr(stored, name, value)
    stored.save(update_fields=list(changed))
    record(
        by=by,
        what="accounts.profile-changed",
        target=stored,
        before={name: before[name] for name in changed},
        after=changed,
    )
    return stored


def choose_language(*, user: User, language: str) -> User:
    """Keep the language in which somebody reads the site: a preference, of which no trail tells."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
    return user
