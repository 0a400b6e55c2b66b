"""Tell those who are applying of what has changed: a job for each, so that one stops no other."""

from django.db import transaction
from django.urls import reverse
from django_tasks import task

from jalon.workspace.documents.links import absolute
from jalon.workspace.recruitment.mailing.references import amendment_reference
from jalon.workspace.recruitment.models import Amendment, Application, Letter
from jalon.workspace.recruitment.queries.audiences import audience_of
from jalon.workspace.recruitment.queries.public import public_calls
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.services.letters import write_letter


def kind_of(amendment: Amendment) -> MessageKind:
    """Return whether there is more time, or whether the notice alone has changed."""
    longer = amendment.closes_at != amendment.closed_before
    return MessageKind.EXTENDED if longer else MessageKind.AMENDED


@task()
@transaction.atomic
def tell_applicants(call_id: int, number: int) -> None:
    """Queue a letter about an amendment to everybody whom it concerns, or to nobody."""
    amendment = Amendment.objects.select_related("call").get(call=call_id, number=number)
    for application_id in audience_of(amendment.call, kind_of(amendment)):
        tell_applicant.enqueue(amendment.pk, application_id)


@task()
@transaction.atomic
def tell_applicant(amendment_id: int, application_id: int) -> None:
    """Write to one candidate, once however often the job is begun."""
    amendment = Amendment.objects.select_related("call").get(pk=amendment_id)
    application = Application.objects.select_related("candidate").get(pk=application_id)
    own = amendment_reference(application.pk, amendment.number)
    told = Letter.objects.filter(reference=own).exists()
    if told or application.purged_at or not public_calls().filter(pk=amendment.call_id).exists():
        return
    call = amendment.call
    write_letter(
        candidate=application.candidate,
        kind=kind_of(amendment),
        call=call,
        facts={
            "amendment": amendment,
            "application": application,
            "notice": absolute(reverse("vacancies:notice", args=[call.slug])),
        },
        reference=own,
    )
