"""Mail about roles and deputies, in the language of who gets it."""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Delegation, Grant, Programme

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
Words = str | Promise

GIVEN = (_("%(where)s: you have a role"), _("%(by)s gave you a role."))
ENDED = (_("%(where)s: your role has ended"), _("%(by)s ended a role of yours."))
ENDING = (
    _("%(where)s: your role ends on %(day)s"),
    _("A role of yours ends soon. If you need it longer, ask whoever gives roles there."),
)
LAST_ENDING = (
    _("%(where)s: the last %(role)s's role ends on %(day)s"),
    _("After that day nobody holds this role. Give it to somebody before, without an end date."),
)
DEPUTY = (_("%(deputy)s stands in for %(absent)s"), _("%(by)s named a deputy."))
NO_DEPUTY = (
    _("%(deputy)s no longer stands in for %(absent)s"),
    _("%(by)s ended a deputy's time."),
)


@task()
def tell_of_role(grant_id: int, by: str) -> None:
    """Tell who holds it of a role that was given."""
    grant = _grant(grant_id)
    _send_about_grant(grant, grant.user, GIVEN, by=by)


@task()
def tell_of_ended_role(grant_id: int, by: str, reason: str) -> None:
    """Tell who held it of a role that was ended."""
    grant = _grant(grant_id)
    _send_about_grant(grant, grant.user, ENDED, by=by, reason=reason)


@task()
def tell_of_ending_role(grant_id: int, user_id: int, *, last: bool) -> None:
    """Tell who holds it, or who must see to it, of a role that is about to end."""
    user = User.objects.get(pk=user_id)
    _send_about_grant(_grant(grant_id), user, LAST_ENDING if last else ENDING)


@task()
def tell_of_deputy(delegation_id: int, user_id: int, by: str) -> None:
    """Tell one of the two that somebody stands in."""
    _send_about_delegation(delegation_id, user_id, DEPUTY, by)


@task()
def tell_of_ended_deputy(delegation_id: int, user_id: int, by: str) -> None:
    """Tell one of the two that nobody stands in any more."""
    _send_about_delegation(delegation_id, user_id, NO_DEPUTY, by)


def _grant(pk: int) -> Grant:
    rows = Grant.objects.select_related("user", "programme", "country", "organisation")
    return rows.get(pk=pk)


def _send_about_grant(
    grant: Grant, user: User, words: tuple[Words, Words], by: str = "", reason: str = ""
) -> None:
    with translation.override(user.language), timezone.override(ZoneInfo(user.time_zone)):
        facts = {
            gettext("Name"): str(grant.user) if user.pk != grant.user_id else "",
            gettext("Role"): capfirst(grant.get_role_display()),
            gettext("Programme"): _where(grant.programme),
            gettext("Country"): str(grant.country or ""),
            gettext("Organisation"): str(grant.organisation or ""),
            gettext("From"): _day(grant.start_date),
            gettext("Until"): _day(grant.end_date),
            gettext("Reason"): reason,
        }
        known = {
            "by": by,
            "where": grant.programme.code if grant.programme else gettext("The whole office"),
            "role": grant.get_role_display(),
            "day": _day(grant.end_date),
        }
        _send(user, [str(text) % known for text in words], facts, _page(grant.programme))


def _send_about_delegation(pk: int, user_id: int, words: tuple[Words, Words], by: str) -> None:
    row = Delegation.objects.select_related("absent", "deputy", "programme").get(pk=pk)
    user = row.absent if user_id == row.absent_id else row.deputy
    with translation.override(user.language), timezone.override(ZoneInfo(user.time_zone)):
        facts = {
            gettext("Who is away"): str(row.absent),
            gettext("Who stands in"): str(row.deputy),
            gettext("Programme"): str(row.programme) if row.programme else gettext("all"),
            gettext("From"): _day(row.start_date),
            gettext("Until"): _day(row.end_date),
        }
        known = {"by": by, "absent": str(row.absent), "deputy": str(row.deputy)}
        page = reverse("programmes:leave")
        _send(user, [str(text) % known for text in words], facts, page)


def _where(programme: Programme | None) -> str:
    return str(programme) if programme else gettext("the whole office")


def _page(programme: Programme | None) -> str:
    return reverse("programmes:programme", args=[programme.code]) if programme else "/"


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _send(user: User, words: Sequence[str], facts: Mapping[str, str], page: str) -> None:
    """Send it, unless the account was closed meanwhile."""
    if not user.is_active:
        return
    context = {
        "reader": user,
        "text": words[1],
        "facts": [(label, " ".join(value.split())) for label, value in facts.items() if value],
        "address": f"{settings.SITE_URL}{page}",
        "holds_demo": settings.HOLDS_DEMO,
    }
    EmailMessage(
        subject=" ".join(words[0].split()),  # names may hold line breaks, headers may not
        body=render_to_string("programmes/mail/notice.txt", context),
        to=[user.email],
        headers=AUTOMATIC,
    ).send()
