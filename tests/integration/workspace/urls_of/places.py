"""Countries and areas: everybody with a role reads them, administrators correct them."""

from typing import Any

from factories.places import make_area, make_country
from integration.workspace.urls_of.kinds import Access, InOffice, WithAnyGrant, World
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.places.models import AreaImport

READ = WithAnyGrant(Permission.CATALOGUE_VIEW)
CHANGE = InOffice(Permission.PLACE_EDIT)
TABLE: dict[str, Access] = {
    "countries": READ,
    "country": READ,
    "area": READ,
    "areas": READ,
    "set-weekend": CHANGE,
    "add-area": CHANGE,
    "edit-area": CHANGE,
    "remove-area": CHANGE,
    "bring": CHANGE,
    "import": CHANGE,
    "drop-import": InOffice(Permission.PLACE_EDIT, method="post"),
}


def arguments(world: World) -> dict[str, list[Any]]:
    country = make_country("MEX")
    area = make_area(country, code="99")
    brought = AreaImport.objects.create(
        country=country, file_name="x.geojson", sha256="0" * 64, size=1, layers=[]
    )
    return {
        **{name: ["MEX"] for name in ("country", "set-weekend", "add-area", "bring")},
        **{name: [area.pk] for name in ("area", "edit-area", "remove-area")},
        **{name: [brought.pk] for name in ("import", "drop-import")},
        "areas": ["MEX", 1],
    }
