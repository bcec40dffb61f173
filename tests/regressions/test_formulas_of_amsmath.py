"""Rows of formulas in ``aligned``, ``gather`` and the like were refused."""

import pytest

from publish.xhtml.formulas import formula_words


@pytest.mark.parametrize("name", ["aligned", "gather", "gather*", "multline", "eqnarray*"])
def test_they_are_rows(name: str) -> None:
    assert formula_words(rf"\begin{{{name}}} a = b \\ c = d \end{{{name}}}", "") == (
        "line 1: a equals b; line 2: c equals d"
    )
