"""The fitted model as a file: enough to score a census that may not leave its office."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jalon.errors import BadInput

FORMAT = 1


@dataclass(frozen=True, slots=True)
class ModelFile:
    """What an office needs to estimate rates from its own census.

    Attributes
    ----------
    outcome
        What is estimated, in the study's words.
    encoding
        `Encoding.to_dict()`: factors and levels, terms, covariates with their centre and scale.
    names : tuple of str, length p
        Columns of the model matrix.
    coef : ndarray, shape (p,)
        Log-odds.
    covariance : ndarray, shape (p, p)
        Of the coefficients, as the areas' errors use it; squared log-odds.
    covariance_of
        "design": the survey's sampling units vary independently. "areas": whole areas do, which
        left the areas less certain because covariates are known by area.
    dof
        Degrees of freedom of the covariance.
    sigma2_u
        Variance of the area effect, squared log-odds; None where it was not estimated, and
        intervals then leave it out.
    cut_points, class_labels
        Where the classes part, as rates, and what they are called, lowest first.
    cut_method, cut_reference
        How and over which areas the cut points were found.
    """

    outcome: str
    encoding: Mapping[str, Any]
    names: tuple[str, ...]
    coef: NDArray[np.float64]
    covariance: NDArray[np.float64]
    dof: float
    sigma2_u: float | None
    covariance_of: str = "design"
    cut_points: tuple[float, ...] = ()
    class_labels: tuple[str, ...] = ()
    cut_method: str = ""
    cut_reference: str = ""


def write_model(path: Path, model: ModelFile) -> None:
    """Write ``model.json``; every number in full, so that reading gives the very same model."""
    facts = {
        "format": FORMAT,
        "outcome": model.outcome,
        "encoding": model.encoding,
        "names": model.names,
        "coef": model.coef.tolist(),
        "covariance": model.covariance.tolist(),
        "covariance_of": model.covariance_of,
        "dof": model.dof,
        "sigma2_u": model.sigma2_u,
        "classes": {
            "cut_points": model.cut_points,
            "labels": model.class_labels,
            "method": model.cut_method,
            "reference": model.cut_reference,
        },
    }
    text = json.dumps(facts, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def read_model(path: Path) -> ModelFile:
    """Return the model of a ``model.json``.

    Raises
    ------
    BadInput("no-model")
        There is no such file.
    BadInput("model-unreadable")
        It is not a model file, or one of another format, or its parts do not fit together.
    """
    if not path.is_file():
        raise BadInput("no-model", file=path)
    try:
        return _model(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError) as error:
        raise BadInput("model-unreadable", file=path, format=FORMAT) from error


def _model(facts: Mapping[str, Any]) -> ModelFile:
    if facts["format"] != FORMAT:
        raise ValueError(facts["format"])
    model = ModelFile(
        outcome=facts["outcome"],
        encoding=facts["encoding"],
        names=tuple(facts["names"]),
        coef=np.array(facts["coef"], dtype=np.float64),
        covariance=np.array(facts["covariance"], dtype=np.float64),
        covariance_of=facts["covariance_of"],
        dof=facts["dof"],
        sigma2_u=facts["sigma2_u"],
        cut_points=tuple(facts["classes"]["cut_points"]),
        class_labels=tuple(facts["classes"]["labels"]),
        cut_method=facts["classes"]["method"],
        cut_reference=facts["classes"]["reference"],
    )
    p = len(model.names)
    if model.coef.shape != (p,) or model.covariance.shape != (p, p):
        raise ValueError(p)
    return model
