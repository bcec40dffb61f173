"""French articles at the beginning of a sentence were read as Roman ordinals: Le, Ce."""

from __future__ import annotations

import pytest

from publish.language.spoken.normalise import spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Le bateau part.", "Le bateau part."),
        ("Ce matin, le Xe jour", "Ce matin, le dixième jour"),
        ("au XIXe siècle", "au dix-neuvième siècle"),
        ("le Ve arrondissement", "le cinquième arrondissement"),
    ],
)
def test_only_numerals_are_ordinals(written: str, said: str) -> None:
    assert spoken(written, "fr").text == said
