"""What is kept of an address outside applications: for a person's own copy."""

from typing import Any

from jalon.workspace.recruitment.models import FraudReport, Subscriber


def what_is_held(person: Any) -> dict[str, Any]:
    """Return whether the address of `person` is on the list, and what they reported."""
    subscriber = Subscriber.objects.filter(email__iexact=person.email).first()
    reports = FraudReport.objects.filter(email__iexact=person.email).order_by("pk")
    return {
        "on the list since": subscriber.confirmed_at.isoformat()
        if subscriber and subscriber.confirmed_at
        else None,
        "reports": list(reports.values_list("text", flat=True)),
    }
