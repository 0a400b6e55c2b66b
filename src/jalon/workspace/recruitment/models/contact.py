"""To whom candidates write: the contact of a call, or else of the site, or nobody."""

from django.conf import settings

from jalon.workspace.recruitment.models.calls import Call
from jalon.workspace.recruitment.rules.blocks import one_line


def address_of(call: Call | None) -> str:
    """Return the e-mail address for questions about a call; "" where nobody is named."""
    own = call.contact_email if call else ""
    return own or str(settings.CANDIDATE_CONTACT)


def contact_line(call: Call) -> str:
    """Return the address with what is said beside it, in one line; "" where there is neither."""
    return " · ".join(filter(None, (address_of(call), one_line(call.contact_note))))
