"""What was brought to the site and waits for a decision, each as its own page."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.frameworks import SPANISH, make_framework
from factories.standards import SMALL
from jalon.workspace.accounts.models import User

if TYPE_CHECKING:
    from walk.site import Site

PROGRAMME = "DEMO-MX87"
AREAS = b"""{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"id": "7", "nombre": "Chiapas"}, "geometry":
{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}]}"""


def of(key: str) -> Client:
    """Be somebody of the demonstration."""
    client = Client(raise_request_exception=False)
    user = User.objects.get(email=f"{key}@demo.example")
    client.force_login(user, "jalon.workspace.accounts.backends.SignInBackend")
    return client


def a_pasted_block(_site: "Site") -> tuple[Client, str]:
    client, address = of("monitoring"), reverse("results:paste", args=[PROGRAMME])
    form = lxml.html.fromstring(client.get(address).text).get_element_by_id("id_anchor")
    first = next(option.get("value") for option in form.iter("option") if option.get("value"))
    block = "12\t1.234\t<b>\n=1+1\tabc\t3"
    return client, client.post(address, {"anchor": first, "text": block})["Location"]


def a_spreadsheet(_site: "Site") -> tuple[Client, str]:
    client = of("director")
    file = SimpleUploadedFile("marco.xlsx", make_framework(SPANISH))
    answer = client.post(reverse("programmes:upload-spreadsheet"), {"file": file, "language": "es"})
    return client, answer["Location"]


def areas(_site: "Site") -> tuple[Client, str]:
    client = of("administrator")
    form = {"file": SimpleUploadedFile("areas.geojson", AREAS), "source": "Invented"}
    answer = client.post(reverse("places:bring", args=["MEX"]), form)
    return client, f"{answer['Location']}?level=1&code=id&code_width=2&name_es=nombre"


def a_catalogue(_site: "Site") -> tuple[Client, str]:
    client = of("administrator")
    table = SMALL["ratifications.csv"].encode()
    file = SimpleUploadedFile("ratifications.csv", table)
    return client, client.post(reverse("standards:hand-in"), {"file": file})["Location"]


IMPORTS: dict[str, Callable[["Site"], tuple[Client, str]]] = {
    "places:import": areas,
    "programmes:from-spreadsheet": a_spreadsheet,
    "results:import": a_pasted_block,
    "standards:update": a_catalogue,
}
