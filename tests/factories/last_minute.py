"""A published call and many candidates who have filled in everything: run in a site's process."""

MAKE = """
import json, sys
from datetime import timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Agreement, Programme
from jalon.workspace.recruitment.models import Application, Call
from datetime import date
programme = Programme.objects.create(code="LAST", title={"en": "Last"},
    start_date=date(2025, 1, 1), end_date=date(2035, 12, 31))
Agreement.objects.create(programme=programme)
now = timezone.now()
by = User.objects.create_user("staff@example.org", name="Staff")
call = Call.objects.create(programme=programme, responsible=by, number="LAST/1", slug="last-one",
    kind="national-officer", title={"en": "The last one"}, state="published", published_at=now,
    closes_at=now + timedelta(days=1), closes_zone="Europe/Zurich")
people = []
for n in range(PEOPLE):
    user = User.objects.create_user(f"c{n}@applicant.example", name=f"Candidate {n}",
        kind="candidate", digest="none")
    sections = {
        "contact": {"name": user.name, "email": user.email},
        "nationality": {"nationalities": ["MX"], "residence": "MX"},
        "education": [{"row": "e1", "level": 7, "title": "Master", "completed": True}],
        "employment": [{"row": f"w{i}", "employer": "Somewhere", "title": "Officer",
            "start": f"20{10 + i}-01-01", "end": f"20{10 + i}-12-31", "duties": "Work. " * 100}
            for i in range(8)],
        "languages": [{"row": "l1", "language": "es", "wording": "native"}],
        "eligibility": {"group": "external", "declared": {}},
        "letter": {"text": "I know the work and the place. " * 60},
        "consent": {"truth": True, "privacy": True},
    }
    application = Application.objects.create(call=call, candidate=user, code=f"X{n:06d}",
        language="en", sections=sections)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "jalon.workspace.accounts.backends.SignInBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    people.append({"key": application.pk, "session": session.session_key, "version": 1,
        "path": f"/vacancies/mine/{application.code}/preview/"})
print("PEOPLE " + json.dumps(people))
"""

CLOSE = """
from datetime import UTC, datetime
from jalon.workspace.recruitment.models import Call
Call.objects.update(closes_at=datetime.fromtimestamp(DEADLINE, UTC))
"""

CLOSE_IN = """
import time
deadline = round(time.time() + SECONDS)
CLOSE
print(f"CLOSES {deadline}")
""".replace("CLOSE\n", CLOSE.replace("DEADLINE", "deadline"))

FOUND = """
import json
from jalon.workspace.audit.models import Event
from jalon.workspace.recruitment.models import Application, Call, Letter, Submission
closes = Call.objects.get().closes_at
print("FOUND " + json.dumps({
    "submissions": [[s.application_id, s.number, (s.at - closes).total_seconds(), s.sha256,
        s.receipt_id] for s in Submission.objects.order_by("pk")],
    "submitted": list(Application.objects.filter(state="submitted").values_list("pk", flat=True)),
    "letters": list(Letter.objects.filter(kind="receipt").values_list("pk", flat=True)),
    "unsent": Letter.objects.filter(kind="receipt", sent_at=None).count(),
    "events": Event.objects.filter(what="recruitment.application-submitted").count(),
}))
"""
