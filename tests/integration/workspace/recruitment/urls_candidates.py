"""Who may ask for the addresses of `recruitment/urls/candidates.py`: candidates alone.

For the team these pages are not there; that a candidate sees them is proven in
`test_candidate_pages`.
"""

from typing import Any

from factories.recruitment import make_application, make_published, submit
from integration.workspace.urls_of.kinds import Access, Missing, Open, World
from jalon.workspace.accounts.rules import Role
from jalon.workspace.recruitment.queries.links import join_token, password_token

OF_ONE = ("application", "files", "preview", "receipt", "withdraw", "reuse")
OPEN = ("sign-in", "join", "joining", "password", "new-password", "help", "begin")
OWN = ("home", "letters", "letter", "account", "change-password", "own-data", "close-account")

TABLE: dict[str, Access] = {
    **{name: Open() for name in OPEN},
    "sign-out": Open(method="post"),
    **{name: Missing() for name in (*OWN, *OF_ONE, "file", "section", "row")},
}


def arguments(world: World) -> dict[str, list[Any]]:
    call = make_published(world.programme, world.by_role(Role.DIRECTOR))
    application = make_application(call)
    receipt = submit(application).receipt
    assert receipt is not None
    return {
        **{name: [application.code] for name in OF_ONE},
        "file": [application.code, 1],
        "section": [application.code, "contact"],
        "row": [application.code, "education", "e1"],
        "letter": [receipt.reference],
        "joining": [join_token(email="new@applicant.example", onward="")],
        "new-password": [password_token(application.candidate)],
        "begin": [call.slug],
    }
