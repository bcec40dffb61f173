"""Directions and languages."""

from __future__ import annotations

import pytest

from publish.language.scripts import direction
from publish.language.tags import same


@pytest.mark.parametrize("tag", ["ar", "he-IL", "fa", "ur", "yi", "az-Arab", "UR-PK", "ku-arab-iq"])
def test_right_to_left(tag: str) -> None:
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "be-tarask", "uk", "ar-Latn", "he-Latn-IL", "zh-Hant", "ku"])
def test_left_to_right(tag: str) -> None:
    assert direction(tag) == "ltr"


def test_a_region_does_not_make_another_language() -> None:
    assert same("en", "EN-gb")
    assert not same("be", "bg")
