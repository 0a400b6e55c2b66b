"""References made of what a mail is about: those of the list are kept by nobody, none is twice."""

from django.utils.crypto import salted_hmac

from jalon.workspace.recruitment.models import Subscriber
from jalon.workspace.recruitment.rules.messages import reference

SALT = "jalon.recruitment.list"
AMENDED = "jalon.recruitment.amended"
NO_CALL = 0  # the mail that asks to confirm
JOINING, OF_TEAM = -1, -2  # mails to an address that has no account, or one of the team
PUBLISHED = 0  # the mail about a new call; others have the number of their amendment


def list_reference(email: str, call_id: int = NO_CALL, number: int = PUBLISHED) -> str:
    """Return the reference of the mail to this address about this call and amendment."""
    said = f"{email.strip().lower()}|{call_id}|{number}"
    return reference(salted_hmac(SALT, said, algorithm="sha256").digest())


def reference_for(subscriber: Subscriber, call_id: int = NO_CALL, number: int = PUBLISHED) -> str:
    return list_reference(subscriber.email, call_id, number)


def amendment_reference(application_id: int, number: int) -> str:
    """Return the reference of the letter that tells one candidate of one amendment."""
    said = f"{application_id}|{number}"
    return reference(salted_hmac(AMENDED, said, algorithm="sha256").digest())
