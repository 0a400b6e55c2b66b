"""Inclusion probabilities of the demo survey."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jalon.engine.demo.sample import _inclusion

sizes = st.lists(st.floats(0.5, 1e4), min_size=2, max_size=40)


@given(sizes=sizes, data=st.data())
def test_probabilities_add_up_and_follow_size(sizes: list[float], data: st.DataObject) -> None:
    wanted = data.draw(st.integers(1, len(sizes) - 1))
    size = np.array(sizes)
    chance = _inclusion(size, wanted)
    assert abs(chance.sum() - wanted) < 1e-9 * wanted
    assert ((chance > 0) & (chance <= 1)).all()
    ratio = (chance / size)[chance < 1]
    assert np.allclose(ratio, ratio.mean() if len(ratio) else 0)
    # Those that are certain are the largest.
    if (chance < 1).any() and (chance == 1).any():
        assert size[chance == 1].min() >= size[chance < 1].max() * (1 - 1e-9)
