"""A formula of PDF/UA-2 that lost its MathML had no loss in the audit, and no note in verify."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from publish.audit.items import Kind, State
from publish.editions.auditing import audit
from publish.editions.edition import PdfOptions
from publish.model import Article
from publish.prepare import prepare
from publish.readers.pdf import read_pdf
from publish.source import read
from publish.verify.pdf import verify_own_rules
from tests.building import export_pdf

_SOURCE = '---\ntitle: Roots\nlanguage: en\n---\n\nIt is $x^2${alt="x squared"} long.\n'


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Article, Path]:
    folder = tmp_path_factory.mktemp("roots")
    (folder / "roots.md").write_text(_SOURCE, encoding="utf-8")
    article, path = prepare(read(folder / "roots.md")), folder / "roots-ua-2.pdf"
    export_pdf(article, None, path, PdfOptions("ua-2"))
    return article, path


def test_a_formula_has_its_words_once_and_mathml_in_a_file(built: tuple[Article, Path]) -> None:
    assert verify_own_rules(built[1]) == ()
    (formula,) = [one for one in read_pdf(built[1]).elements() if one.role == "Formula"]
    assert formula.entries["Alt"] == "x squared"
    assert formula.mathml is not None
    assert b"<msup><mi>x</mi><mn>2</mn></msup>" in formula.mathml
    assert not formula.elements, "readers would take math elements instead of the file"


def _without_file(formula: Dictionary) -> None:
    del formula.AF


def _alternative(formula: Dictionary) -> None:
    formula.AF[0].AFRelationship = Name.Alternative


def _other_content(formula: Dictionary) -> None:
    formula.AF[0].EF.UF.write(b"<math>")


@pytest.mark.parametrize(
    ("spoil", "code", "lost"),
    [
        (_without_file, "formula-mathml", True),
        (_alternative, "formula-mathml", True),
        (_other_content, "mathml-wrong", False),
    ],
)
def test_what_readers_do_not_take_is_none(
    spoil: Callable[[Dictionary], None],
    code: str,
    lost: bool,
    built: tuple[Article, Path],
    tmp_path: Path,
) -> None:
    article, path = built
    spoiled = tmp_path / "roots-ua-2.pdf"
    with pikepdf.open(path) as pdf:
        (formula,) = [
            one
            for one in pdf.objects
            if isinstance(one, Dictionary) and one.get("/S") == "/Formula"
        ]
        spoil(formula)
        pdf.save(spoiled)
    assert [one.code for one in verify_own_rules(spoiled)] == [code]
    states = [
        one.state
        for one in audit(article, (spoiled,), None).results
        if one.item.kind is Kind.FORMULA
    ]
    assert states == [State.LOST if lost else State.FOUND]
