"""Empty cells, dashes for "nothing" and signs were silent in the narration."""

from __future__ import annotations

import pytest

from publish.language.spoken.normalise import normalised, spoken
from publish.language.tables import languages_with
from publish.narration.narrate import narrate
from publish.narration.script import Role
from tests.narration.sources import titled

TABLE = """
:::{table} Who came
:stub-columns: 1

| Name | Paid | Came |
|------|------|------|
| Ida  | ✓    | ✗    |
| Kim  | –    |      |
:::
"""

#: Signs that voices leave out; espeak-ng says none of them in any language.
SIGNS = "✓ ✗ < > ★ ☐ ● ■ ∈ ∉ ∅ ∪ ∩ ⇒ ⇔ ↑ ↓ ′ ″ ‰ ° ₴ ₽ ₹ ₿ € £ ¥ $ % + = × ÷ ± ≤ ≥ ≈ ≠ → ∞ # @ |"


def test_every_cell_of_a_table_is_spoken() -> None:
    script = narrate(titled(TABLE))
    cells = [
        "".join(span.say or span.text for span in normalised(one.spans))
        for chapter in script.chapters
        for one in chapter.utterances
        if one.role is Role.TABLE
    ]
    assert cells[-6:] == [
        "Name: Ida",
        "Paid: yes",
        "Came: no",
        "Name: Kim",
        "Paid: blank",
        "Came: blank",
    ]


@pytest.mark.parametrize("language", languages_with("speech"))
@pytest.mark.parametrize("sign", SIGNS.split())
def test_every_sign_has_a_name(language: str, sign: str) -> None:
    said = spoken(f"Aa {sign} aa", language).text
    assert sign not in said
    assert len(said.split()) > 2 or (language in ("ja", "zh") and len(said) > len("Aaaa"))


@pytest.mark.parametrize("language", languages_with("speech"))
def test_no_digit_is_left_to_the_voice(language: str) -> None:
    text = "A1 b-2 3rd4 5/6/7/8 9..10 11x12y 13²⁴ ₁₅ 0016 17,18.19,20 №21 22%23 1:2:3:4:5"
    numeric = str.isdigit if language in ("ja", "zh") else str.isnumeric  # 二 is a word
    assert not any(map(numeric, spoken(text, language).text))
