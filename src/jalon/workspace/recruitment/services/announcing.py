"""Let a call be found by its words, and tell of it: in the writer's own transaction."""

from jalon.workspace.recruitment.mailing.applicants import tell_applicants
from jalon.workspace.recruitment.mailing.jobs import tell_list
from jalon.workspace.recruitment.models import Amendment, Call
from jalon.workspace.recruitment.queries.public import words_of_call


def announce(call: Call, amendment: Amendment | None = None) -> None:
    """Tell the list of a call that was published; of a change, those who are applying, too."""
    fresh = Call.objects.select_related("country").prefetch_related("texts").get(pk=call.pk)
    Call.objects.filter(pk=call.pk).update(found_by=words_of_call(fresh))
    tell_list.enqueue(call.pk, amendment.number if amendment else 0)
    if amendment:
        tell_applicants.enqueue(call.pk, amendment.number)
