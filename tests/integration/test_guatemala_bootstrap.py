"""Guatemala's municipalities, benchmarked by department: errors stated and by refits."""

from pathlib import Path

import numpy as np
import pytest

from jalon.engine.runs.bootstrapping import bootstrap_study
from jalon.engine.study import load_study

pytestmark = pytest.mark.real_data
STUDY = Path(__file__).resolve().parents[2] / "studies" / "guatemala" / "effects.toml"


def test_errors_without_refits_are_those_with_refits(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 100 refits: 0.96 over all areas, and nine in ten within 0.80 to 1.21."""
    monkeypatch.setenv("JALON_DATA", str(data_folder))
    frame = bootstrap_study(load_study(STUDY), tmp_path, replicates=30)
    stated, refits = (frame[name].to_numpy() for name in ("se", "se_refits"))
    assert np.sqrt((refits**2).mean() / (stated**2).mean()) == pytest.approx(0.96, abs=0.08)
    # 30 refits: 13 % of Monte Carlo error in each area's own.
    low, high = np.quantile(refits / stated, [0.05, 0.95])
    assert low > 0.65
    assert high < 1.4
