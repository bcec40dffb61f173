"""Every example of CommonMark and of GFM is read, checked and made into an EPUB, or refused.

What CommonMark takes and we do not, ends in a clear refusal with its line: links and pictures that
lead nowhere, headings in quotations, code that does not end, HTML that no edition can hold.  An
example that is refused is tried once more with whole addresses.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from publish.check import check
from publish.errors import InaccessibleError, Severity, SourceError
from publish.model import Article
from publish.prepare import prepare
from publish.source import read_markdown
from tests.building import export_epub as export
from tests.spec.examples import Example, commonmark, gfm

FRONT = "---\ntitle: An example\nlanguage: en\n---\n"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
REFUSALS = {
    "attribute", "comment", "directive", "embedded", "fence-open", "heading-inside",
    "html", "link-target", "path-missing", "path-outside", "table-ragged",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("spec")
    (made / "a.svg").write_text(PICTURE)
    return made


def read_example(text: str, folder: Path) -> Article | SourceError:
    try:
        return read_markdown(folder / "example.md", FRONT + text)
    except SourceError as error:
        for diagnostic in error.diagnostics:
            assert diagnostic.code in REFUSALS, diagnostic
            assert diagnostic.fix
            assert 5 <= diagnostic.line <= text.count("\n") + 6
        return error


def made_well(article: Article, folder: Path) -> bool:
    """Check ``article`` and make its EPUB; whether nothing stands against an edition."""
    diagnostics = check(article)
    assert all(diagnostic.message and diagnostic.fix for diagnostic in diagnostics)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics):
        str(InaccessibleError(diagnostics))
        return False
    output = folder / "example.epub"
    export(prepare(article), None, output)
    with zipfile.ZipFile(output) as book:
        for name in book.namelist():
            if name.endswith((".xhtml", ".opf")):
                etree.fromstring(book.read(name))
    return True


def with_addresses(text: str) -> str:
    """``text`` with the addresses of the specification made whole."""
    return text.replace("/url", "https://example.org/url").replace(
        "/uri", "https://example.org/uri"
    )


@pytest.mark.parametrize("part", range(4))
def test_every_example_of_commonmark(part: int, folder: Path) -> None:
    examples = commonmark()
    assert len(examples) == 652
    tried = [one for one in examples[part::4] if one.text.strip()]
    made = refused = 0
    for example in tried:
        found = read_example(example.text, folder)
        if isinstance(found, SourceError):
            found = read_example(with_addresses(example.text), folder)
        if isinstance(found, SourceError):
            refused += 1
        else:
            made += made_well(found, folder)
    assert made > 0.75 * len(tried), (made, refused, len(tried))


@pytest.mark.parametrize("example", gfm(), ids=lambda example: example.name)
def test_every_example_of_gfm(example: Example, folder: Path) -> None:
    found = read_example(example.text, folder)
    if example.name == "raw-html":
        assert isinstance(found, SourceError)
        return
    if example.name == "table-rows-of-other-lengths":  # GFM drops the words of the last cell
        assert isinstance(found, SourceError)
        assert found.diagnostic.code == "table-ragged"
        return
    assert isinstance(found, Article)
    assert made_well(found, folder)


def test_html_is_refused_not_lost(folder: Path) -> None:
    html = next(one for one in gfm() if one.name == "raw-html")
    refusal = read_example(html.text, folder)
    assert isinstance(refusal, SourceError)
    assert {diagnostic.code for diagnostic in refusal.diagnostics} == {"html"}
