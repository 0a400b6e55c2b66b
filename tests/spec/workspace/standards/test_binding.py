"""What a provision is to a country."""

import pytest

from jalon.workspace.standards.rules.binding import bond

#   kind            status        part       excluded   certainty of that    bond
CASES = """
    convention      ratified      -          -          -                    binds
    convention      ratified      Annex-II   Annex-II   verified_primary     excluded
    convention      ratified      Annex-II   Annex-II   unverified           excluded
    convention      ratified      Annex-I    Annex-II   verified_primary     binds
    convention      ratified      Annex-I    -          verified_secondary   binds
    convention      ratified      Annex-I    -          unverified           unclear
    convention      ratified      Annex-I    -          -                    unclear
    convention      ratified      Annex-I    Annex-II   partly_verified      unclear
    convention      ratified      -          Annex-II   unverified           binds
    convention      not_ratified  -          -          -                    guidance
    convention      not_found     -          -          -                    guidance
    convention      denounced     -          -          -                    guidance
    treaty          signed        -          -          -                    guidance
    treaty          no_action     -          -          -                    guidance
    convention      unknown       -          -          -                    guidance
    recommendation  ratified      -          -          -                    guidance
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines(), ids=str.split)
def test_what_binds(case: str) -> None:
    kind, status, part, excluded, certainty, expected = case.split()
    found = bond(
        kind=kind,
        status=None if status == "unknown" else status,
        part="" if part == "-" else part,
        may_exclude=["Annex-I", "Annex-II"],
        exclusions=[] if excluded == "-" else [excluded],
        exclusions_certainty="" if certainty == "-" else certainty,
    )
    assert found == expected
