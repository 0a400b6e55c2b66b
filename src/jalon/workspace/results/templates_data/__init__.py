"""Indicators that donors ask for, as data."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def common_indicators(name: str = "usdol_common") -> dict[str, Any]:
    """Return a file of common indicators as it stands."""
    file = resources.files("jalon.workspace.results.templates_data") / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
