"""Whose digest leaves today."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from jalon.workspace.accounts.models import Digest, User
from jalon.workspace.documents.models import Answer, DigestMail, Question
from jalon.workspace.documents.rules.digests import is_digest_day
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Grant, Programme
from jalon.workspace.programmes.queries import holidays_of, weekend_of

EVERYWHERE = frozenset({6, 7})
FIRST_LOOK = timedelta(days=7)  # how far the first digest of somebody looks back


def digest_readers(today: date) -> list[int]:
    """Return who is to get a digest today, by their choice and their country's week."""
    last = {
        row["to"]: row["last"]
        for row in DigestMail.objects.values("to").annotate(last=Max("day")).order_by()
    }
    choices = User.objects.filter(is_active=True, digest__in=[Digest.DAILY, Digest.WEEKLY])
    offices = office_of_each(today)
    weeks: dict[int | None, tuple[frozenset[int], frozenset[date]]] = {}
    found = []
    for pk, choice in choices.order_by("pk").values_list("pk", "digest"):
        office = offices.get(pk)
        key = office.pk if office else None
        if key not in weeks:
            weeks[key] = _week(office, today)
        weekend, holidays = weeks[key]
        if is_digest_day(choice, today, last=last.get(pk), weekend=weekend, holidays=holidays):
            found.append(pk)
    return found


def answered_for(user: User, today: date) -> QuerySet[Question]:
    """Return the questions of `user` that others have answered since the digest before today's."""
    last = DigestMail.objects.filter(to=user, day__lt=today).order_by("-day").first()
    day = last.day if last else today - FIRST_LOOK
    since = last.sent_at if last and last.sent_at else datetime.combine(day, time.min, tzinfo=UTC)
    answers = Answer.objects.filter(question=OuterRef("pk"), at__gt=since).exclude(by=user)
    return (
        Question.objects.visible_to(user)
        .filter(Exists(answers), by=user)
        .select_related("document__programme")
        .order_by("pk")
    )


def office_of_each(today: date) -> dict[int, Country]:
    """Return each person's country of work, where their grants leave no doubt.

    Where a programme says from where it is run, that is it; the whole office is where all are.
    """
    holds = (
        Q(ended_at=None)
        & (Q(start_date=None) | Q(start_date__lte=today))
        & (Q(end_date=None) | Q(end_date__gte=today))
    )
    found: dict[int, set[Country]] = {}
    run = Programme.objects.current().select_related("office")
    whole = {one.office for one in run if one.office is not None}
    grants = Grant.objects.filter(holds).select_related("country", "programme__office")
    for grant in grants.prefetch_related("programme__covers__country"):
        found.setdefault(grant.user_id, set()).update(_countries(grant) or whole)
    return {user: next(iter(those)) for user, those in found.items() if len(those) == 1}


def _countries(grant: Grant) -> set[Country]:
    """Return where a grant is at work; nothing for one of the whole office."""
    if grant.country or grant.programme is None:
        return {grant.country} if grant.country else set()
    if grant.programme.office:
        return {grant.programme.office}
    return {cover.country for cover in grant.programme.covers.all()}


def _week(office: Country | None, today: date) -> tuple[frozenset[int], frozenset[date]]:
    if office is None:
        return EVERYWHERE, frozenset()
    return weekend_of(office), frozenset(holidays_of(office, [today.year]))
