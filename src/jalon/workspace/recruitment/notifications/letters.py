"""Send a letter that stands in a candidate's record already."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.sealing import unseal
from jalon.workspace.recruitment.models import Letter
from jalon.workspace.recruitment.models.contact import address_of

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
ADDRESS = re.compile(r"""[^\s<>'"(),:;]+@[^\s<>'"(),:;]+""")
NOWHERE = "@invalid"  # of candidates without an address, whose letters go by another way


@task()
def send_letter(letter_id: int, sealed_link: str = "") -> None:
    """Send a letter at least once: who misses a receipt is worse off than who gets it twice.

    It is noted first that it may have gone out. A worker that dies before it can note that it did
    leaves the job to the next one, and mailboxes tell by the Message-ID that both are the same.
    Letters that people pass are another matter: of those in doubt, a person decides.
    """
    letter = Letter.objects.select_related("candidate", "call").get(pk=letter_id)
    if letter.sent_at is not None or not can_be_mailed(letter.candidate):
        return
    link = unseal(sealed_link) if sealed_link else ""
    if link is None:
        return
    rows = Letter.objects.filter(pk=letter.pk)
    rows.update(taken_at=timezone.now())
    try:
        mail_of(letter, link).send()
    except OSError as error:  # it did not go out; the worker tries again
        rows.update(taken_at=None)
        raise ConnectionError(why_not(error)) from None  # the log names nobody
    rows.update(sent_at=timezone.now())


def why_not(error: Exception) -> str:
    """Return why a mail did not go out, in the words of its server, without anybody's address."""
    return f"{type(error).__name__}: {ADDRESS.sub('…', str(error))}"


def mail_of(letter: Letter, link: str = "") -> EmailMessage:
    """Return the mail of a letter: one and the same message, however often it is sent."""
    with translation.override(letter.language):
        text = mail_text(letter, link)
    house = urlsplit(settings.SITE_URL).hostname or "localhost"
    own = {"Message-ID": f"<{letter.reference.lower()}@{house}>", **AUTOMATIC}
    to = [letter.candidate.email]
    return EmailMessage(letter.subject, text, None, to, headers=own, reply_to=answers_to(letter))


def answers_to(letter: Letter) -> list[str]:
    """Return the address to which candidates' answers go, if there is one."""
    return [address] if (address := address_of(letter.call)) else []


def can_be_mailed(candidate: User) -> bool:
    """Tell whether a candidate has an address at which mail arrives."""
    return candidate.erased_at is None and not candidate.email.endswith(NOWHERE)


def mail_text(letter: Letter, link: str = "") -> str:
    """Return the letter as it is mailed: with its reference, and how to check it."""
    context = {
        "letter": letter,
        "link": link,
        "check": f"{settings.SITE_URL}{reverse('vacancies:check')}",
        "contact": address_of(letter.call),
    }
    return render_to_string("vacancies/mail/letter.txt", context)
