"""Each target for a few seconds, the same inputs in each run; ``make fuzz`` looks further."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.mutating import inputs
from tests.fuzz.targets import TARGETS, attempt, seeds

#: How many inputs a target gets; one for pandoc takes some 0.2 processor seconds.
FAST, SLOW = 60, 6


@pytest.mark.parametrize("target", TARGETS)
def test_a_target(target: str) -> None:
    accepted = [attempt(target, seed) for seed in seeds(target)]
    assert any(accepted)
    many = SLOW if target.startswith(("import-", "css")) else FAST

    @settings(max_examples=many, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
    @given(st.data())
    def run(data: st.DataObject) -> None:
        attempt(target, data.draw(inputs(target)))

    run()
