"""Invent names of places with a Spanish sound."""

# ruff: noqa: SIM905 - word lists read better as text

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from jalon.engine.demo.land import Land

COUNTRY = "Valdoria"

# Beginnings and endings of single names, such as Almarena or Tolmeda.
_FIRST = (
    "Alma Bela Cala Duera Esca Fria Guada Hormi Izca Jara Lumbre Mela Nava Oli Peña Quila Roble"
    " Sala Tolme Urca Valle Yera Zarza Cante Espi Moli Torre Aceba Corra Brisa Marti Ceiba Tamari"
    " Coro Puma Chira Agua Sierra Miri Laure"
).split()
_LAST = (
    "da ndra ra llosa nales queda rena llana dal lar nosa tillo rribia mora sol cón guera mbre ncho"
    " riba cada lino flor tejo bal nte"
).split()
_SAINTS = (
    "San Abundio|San Baldomero|San Celestino|San Dámaso|San Eufemio|San Fructuoso|San Genaro|"
    "San Hilario|San Isacio|San Leandro|San Malaquías|San Nazario|San Olegario|San Pancracio|"
    "San Quintín|San Rosendo|San Silvano|San Telmo|San Ubaldo|San Valerio|San Zoilo|"
    "Santa Aurelia|Santa Brígida|Santa Casilda|Santa Delfina|Santa Engracia|Santa Fabiola|"
    "Santa Gaudencia|Santa Honorata|Santa Justina|Santa Leocadia|Santa Macrina|Santa Ninfa|"
    "Santa Obdulia|Santa Petronila|Santa Quiteria|Santa Rufina|Santa Severa|Santa Tecla"
).split("|")
_COAST = "Puerto {}|Bahía {}|Playa {}|Punta {}|Cabo {}|Ensenada de {}".split("|")
_INLAND = "Villa {}|Monte {}|Río {}|Cerro {}|Valle de {}|Fuente {}|Pozo {}|Llano de {}".split("|")
_REGIONS = (
    "Distrito Central|Altaserra|Bajamar|Campollano|Costa Brisa|Cordillera Azul|Doslagos|"
    "Esperanza del Norte|Fronda|Guadarena|Islas del Poniente|Las Salinas|Llanura Alta|Marjal|"
    "Montenegral|Norte Verde|Peñascal|Riberas|Sierra Morada|Tierra Roja|Valle Hondo|Vega Larga|"
    "Zarzal|Arenales|Cañada Real|Oriente|Páramo|Quebradas|Robledal|Sotavento"
).split("|")


def name_regions(regions: int, rng: np.random.Generator) -> list[str]:
    """Return the names of the regions; the capital's comes first."""
    rest = rng.permutation(_REGIONS[1:]).tolist()
    spare = [f"{name} {number}" for number in ("Segunda", "Tercera", "Cuarta") for name in rest]
    return [_REGIONS[0], *rest, *spare][:regions]


def name_municipalities(land: Land, rng: np.random.Generator) -> list[str]:
    """Return a name for each municipality, none of them twice; those by the sea may say so."""
    roots = _roots(rng)
    saints = iter(rng.permutation(_SAINTS).tolist())
    taken: set[str] = set()
    names = []
    for coastal in land.coastal.tolist():
        name = ""
        while not name or name in taken:
            root = next(roots)
            draw = float(rng.random())
            saint = next(saints, None) if draw < 0.22 else None
            if saint is not None:
                name = saint if rng.random() < 0.4 else f"{saint} {_of(root, rng)}"
            elif draw < 0.62:
                name = root
            else:
                patterns: NDArray[np.str_] = np.array(_COAST if coastal else _INLAND)
                name = str(rng.choice(patterns)).format(root)
        taken.add(name)
        names.append(name)
    names[0] = f"Ciudad {COUNTRY}"
    return names


def _roots(rng: np.random.Generator) -> Iterator[str]:
    return iter(rng.permutation([first + last for first in _FIRST for last in _LAST]).tolist())


def _of(root: str, rng: np.random.Generator) -> str:
    return f"de {root}" if rng.random() < 0.7 else f"{root}"
