"""Send letters that people have passed: one job each, so that one failure stops no other."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext
from django_tasks import task

from jalon.workspace.recruitment.models import Letter
from jalon.workspace.recruitment.notifications.letters import can_be_mailed, mail_of, why_not
from jalon.workspace.recruitment.services.bulk_letters import (
    stamp_failed,
    stamp_sent,
    take_letter,
)


def send_all(letters: Iterable[int]) -> None:
    """Queue a job for each letter."""
    for pk in letters:
        send_passed.enqueue(pk)


def send_left(today: date) -> int:
    """Queue again what was passed and has no job any more; daily work. What is taken stays."""
    left = Letter.objects.filter(
        reviewed_at__isnull=False, queued_at__date__lt=today, taken_at=None, sent_at=None,
        failed_at=None,
    )  # fmt: skip
    keys = list(left.values_list("pk", flat=True))
    send_all(keys)
    return len(keys)


@task()
def send_passed(letter_id: int) -> None:
    """Send one letter, once, whatever happens to this worker."""
    letter = take_letter(letter_id)
    if letter is None:
        return
    if not can_be_mailed(letter.candidate):
        stamp_failed(letter, gettext("the candidate has no e-mail address"))
        return
    try:
        mail_of(letter).send()
    except (OSError, ValueError) as error:  # refused, nobody there, or no mail can be made of it
        stamp_failed(letter, why_not(error))
        return
    stamp_sent(letter)
