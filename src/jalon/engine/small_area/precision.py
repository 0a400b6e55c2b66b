"""Which estimates are fit for use, by the publication rules of statistical offices.

Every scheme is written for direct estimates of a survey. For an estimate of a model the root
mean squared error takes the standard error's place and what concerns the sample does not bite:
`model_precision_class`. Rates with no spread at all (no case, or nothing but cases) have no
usable standard error, so no scheme calls them reliable here.

References
----------
ECLAC (2023), *Diseño y análisis de encuestas de hogares*, chapter 19 (limits by country, and its
own recommendation). INE Chile, R package ``calidad``, default parameters (`chile`, `eclac_2020`,
`eclac_2023`). INEGI's three colours: from the literature. See ``docs/methods/precision.md``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jalon.engine.survey.totals import log_cv
from jalon.errors import BadInput
from jalon.messages import marked as _

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


class Precision(StrEnum):
    """Three degrees, common to all schemes; each scheme has its own words for them."""

    RELIABLE = "reliable"
    WEAK = "weakly reliable"
    NOT = "not reliable"


class Estimand(StrEnum):
    """What is estimated: some schemes have other rules for means and totals."""

    PROPORTION = "proportion"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a scheme looks at, one entry per domain; NaN fails every condition.

    Attributes
    ----------
    rate, se : (D,) float
    n, n_eff, cases, dof, deff : (D,) float
        Sample size, effective size, unweighted cases, degrees of freedom, design effect.
    planned : (D,) bool
        The survey was designed to give estimates for this domain.
    """

    rate: Floats
    se: Floats
    n: Floats
    n_eff: Floats
    cases: Floats
    dof: Floats
    deff: Floats
    planned: Booleans
    estimand: Estimand

    @property
    def cv(self) -> Floats:
        # Rounded, so that a coefficient of exactly 20 % falls on the right side of its limit.
        return np.round(self.se / np.where(self.rate > 0, self.rate, np.nan), 12)

    @property
    def log_cv(self) -> Floats:
        return np.round(log_cv(self.rate, self.se), 12)

    @property
    def proportion(self) -> bool:
        return self.estimand is Estimand.PROPORTION

    @property
    def has_spread(self) -> Booleans:
        return self.se > 0


Verdict = tuple[Booleans, Booleans]
"""Reliable; at least weakly reliable."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A publication rule: its judgement, and the words its office uses for the three degrees."""

    name: str
    title: str
    judge: Callable[[Evidence], Verdict]
    words: tuple[str, str, str]
    source: str

    def word(self, degree: str) -> str:
        return dict(zip(Precision, self.words, strict=True))[Precision(degree)]


def _chile(e: Evidence) -> Verdict:
    sample = (e.n >= 60) & (e.dof >= 9)
    if e.proportion:
        # The largest standard error accepted, a curve of the proportion.
        largest = np.minimum(e.rate, 1 - e.rate) ** (2 / 3) / 9
        return sample & (e.se <= largest), sample & (e.se >= 0)
    return sample & (e.cv <= 0.15), sample & (e.cv <= 0.30)


def _eclac_2020(e: Evidence) -> Verdict:
    published = (e.n >= 100) & (e.n_eff >= 140) & (e.cases >= 50) & (e.log_cv <= 0.175)
    return published & (e.dof >= 9) & (e.cv < 0.20), published


def _eclac_2023(e: Evidence) -> Verdict:
    sample = (e.deff >= 1) | (e.planned & (e.n >= 100))
    sample = sample & (e.n_eff >= 60) & (e.dof >= 9) & (e.cases >= 30)
    if e.proportion:
        precise = e.log_cv <= 0.175
        tolerable = precise | (e.rate >= 0.5)
    else:
        precise = e.cv <= 0.20
        tolerable = e.cv <= 0.30
    return sample & precise & (e.cases >= 50), sample & tolerable


def _eclac_handbook(e: Evidence) -> Verdict:
    sample = (e.n >= 153) & (e.n_eff >= 61) & (e.cases >= 40) & (e.dof >= 14) & (e.deff >= 1)
    # An alert asks for a second look and suppresses nothing.
    return sample & (e.cv <= 0.20) & (e.log_cv <= 0.175), e.se >= 0


def _inegi(e: Evidence) -> Verdict:
    return e.cv < 0.15, e.cv < 0.30


def _cv_up_to(limit: float) -> Callable[[Evidence], Verdict]:
    def judge(e: Evidence) -> Verdict:
        return e.cv <= limit, e.cv <= limit

    return judge


# Above the limit the office suppresses or flags the figure (ECLAC's review of 2018).
CV_LIMITS: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "cv_usa": (_("United States: coefficient of variation up to 30 %"), 0.30),
        "cv_mercosur": (_("Mercosur: coefficient of variation up to 30 %"), 0.30),
        "cv_canada": (_("Canada: coefficient of variation up to 25 %"), 0.25),
        "cv_mexico": (_("Mexico: coefficient of variation up to 25 %"), 0.25),
        "cv_chile": (_("Chile: coefficient of variation up to 20 %"), 0.20),
        "cv_costa_rica": (_("Costa Rica: coefficient of variation up to 20 %"), 0.20),
        "cv_ecuador": (_("Ecuador: coefficient of variation up to 15 %"), 0.15),
        "cv_peru": (_("Peru: coefficient of variation up to 15 %"), 0.15),
        "cv_colombia": (_("Colombia: coefficient of variation up to 10 %"), 0.10),
    }
)

_CALIDAD = "INE Chile, R package calidad, default parameters"
_HANDBOOK = "ECLAC (2023), Diseño y análisis de encuestas de hogares, chapter 19"

SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        scheme.name: scheme
        for scheme in (
            Scheme(
                "chile",
                _("INE Chile"),
                _chile,
                ("fiable", "poco fiable", "no fiable"),
                _CALIDAD,
            ),
            Scheme(
                "eclac_2020",
                _("ECLAC 2020"),
                _eclac_2020,
                ("publicar", "revisar", "suprimir"),
                _CALIDAD,
            ),
            Scheme(
                "eclac_2023",
                _("ECLAC 2023"),
                _eclac_2023,
                ("fiable", "poco fiable", "no fiable"),
                _CALIDAD,
            ),
            Scheme(
                "eclac_handbook",
                _("ECLAC, household survey handbook: alert"),
                _eclac_handbook,
                ("sin alerta", "alerta", "sin error estimable"),
                _HANDBOOK,
            ),
            Scheme(
                "inegi",
                _("INEGI: coefficient of variation below 15 %, 30 %"),
                _inegi,
                ("alta", "moderada", "baja"),
                "INEGI; from the literature, not read at the source",
            ),
            *(
                Scheme(
                    name,
                    title,
                    _cv_up_to(limit),
                    ("publicable", "publicable", "suprimida o señalada"),
                    _HANDBOOK + ", quoting ECLAC (2018)",
                )
                for name, (title, limit) in CV_LIMITS.items()
            ),
        )
    }
)


def precision_class(
    scheme: str,
    rate: ArrayLike,
    se: ArrayLike,
    *,
    n: ArrayLike,
    n_eff: ArrayLike,
    cases: ArrayLike,
    dof: ArrayLike,
    deff: ArrayLike,
    planned: ArrayLike = False,
    estimand: Estimand = Estimand.PROPORTION,
) -> NDArray[np.str_]:
    """Mark direct estimates as reliable, weakly reliable or not reliable.

    Parameters
    ----------
    scheme : str
        A name in `SCHEMES`.
    rate, se : (D,) float
        Estimates and standard errors; 0-1 for proportions. NaN (an empty domain) is not reliable.
    n, n_eff, cases, dof, deff : (D,) float
        Sample size and effective size, unweighted cases, degrees of freedom, design effect.
    planned : bool or (D,) bool
        Domains that the survey was designed for (`eclac_2023` then forgives deff < 1).

    Returns
    -------
    (D,) str
        Values of `Precision`.

    Raises
    ------
    BadInput("precision-scheme-unknown")
        No scheme of this name.
    """
    evidence = Evidence(
        rate=np.asarray(rate, dtype=np.float64),
        se=np.asarray(se, dtype=np.float64),
        n=np.asarray(n, dtype=np.float64),
        n_eff=np.asarray(n_eff, dtype=np.float64),
        cases=np.asarray(cases, dtype=np.float64),
        dof=np.asarray(dof, dtype=np.float64),
        deff=np.asarray(deff, dtype=np.float64),
        planned=np.asarray(planned, dtype=np.bool_),
        estimand=estimand,
    )
    return _judge(scheme, evidence)


def model_precision_class(
    scheme: str, rate: ArrayLike, rmse: ArrayLike, *, estimand: Estimand = Estimand.PROPORTION
) -> NDArray[np.str_]:
    """Mark model-based estimates by the same scheme, root mean squared error for standard error.

    Conditions on the sample (size, cases, degrees of freedom, design effect) are taken as met:
    a model borrows strength, which is why it is used. Publish beside it the area's own sample
    size and whether it was sampled at all.
    """
    plenty = np.asarray(np.inf)
    evidence = Evidence(
        rate=np.asarray(rate, dtype=np.float64),
        se=np.asarray(rmse, dtype=np.float64),
        n=plenty,
        n_eff=plenty,
        cases=plenty,
        dof=plenty,
        deff=np.ones(()),
        planned=np.zeros((), dtype=np.bool_),
        estimand=estimand,
    )
    return _judge(scheme, evidence)


def _judge(scheme: str, evidence: Evidence) -> NDArray[np.str_]:
    if scheme not in SCHEMES:
        raise BadInput("precision-scheme-unknown", scheme=scheme, known=", ".join(SCHEMES))
    reliable, publishable = SCHEMES[scheme].judge(evidence)
    spread = evidence.has_spread
    return np.where(
        reliable & spread,
        Precision.RELIABLE.value,
        np.where(publishable & spread, Precision.WEAK.value, Precision.NOT.value),
    )
