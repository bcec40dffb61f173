"""Pages that are the same are read once; what they say is as if they were read again."""

from pathlib import Path

import pikepdf
import pytest

from publish.readers.pdf import page_cache
from publish.readers.pdf.fonts import Fonts
from publish.readers.pdf.page_cache import PageCache
from publish.readers.pdf.records import PageContent


def _pdf(*pages: bytes, letter: bytes = b"0041") -> pikepdf.Pdf:
    """A PDF whose code 1 means ``letter``."""
    pdf = pikepdf.new()
    table = b"1 beginbfchar <0001> <%s> endbfchar" % letter
    font = pikepdf.Dictionary(Subtype=pikepdf.Name.Type0, ToUnicode=pdf.make_stream(table))
    for content in pages:
        page = pdf.add_blank_page()
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
        page.contents_add(content)
    return pdf


def _said(pdf: pikepdf.Pdf, pages: PageCache) -> list[str]:
    fonts = Fonts()
    said = [pages.content(page.obj, fonts, 1) for page in pdf.pages]
    pages.save()
    return ["".join(one.text for one in page.sequences.values()) for page in said]


ONE = b"/P <</MCID 0>> BDC /F 1 Tf <0001> Tj EMC"
TWO = b"/P <</MCID 0>> BDC /F 1 Tf <0001 0001> Tj EMC"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The contents that are read, from now on."""
    contents: list[bytes] = []
    reader = page_cache.read_content

    def noted(
        content: bytes, resources: object, fonts: Fonts, page: int, *, forms: bool
    ) -> PageContent:
        contents.append(content.strip())
        return reader(content, resources, fonts, page, forms=forms)

    monkeypatch.setattr(page_cache, "read_content", noted)
    return contents


def test_only_what_has_changed_is_read(tmp_path: Path, read: list[bytes]) -> None:
    with _pdf(ONE) as pdf:
        assert _said(pdf, PageCache.of(tmp_path, "book")) == ["A"]
    assert read == [ONE]
    with _pdf(TWO, ONE) as pdf:
        assert _said(pdf, PageCache.of(tmp_path, "book")) == ["AA", "A"]
    assert read == [ONE, TWO]


def test_the_same_codes_with_another_meaning_are_read_again(tmp_path: Path) -> None:
    for letter, said in ((b"0041", "A"), (b"0416", "Ж")):
        with _pdf(ONE, letter=letter) as pdf:
            assert _said(pdf, PageCache.of(tmp_path, "book")) == [said]


def test_what_is_known_in_another_way_counts_for_nothing(tmp_path: Path) -> None:
    pages = PageCache.of(tmp_path, "book")
    assert pages.objects is not None
    pages.objects.put(pages.edition, "no such thing")
    with _pdf(ONE) as pdf:
        assert _said(pdf, PageCache.of(tmp_path, "book")) == ["A"]
        assert _said(pdf, PageCache.of(None, "book")) == ["A"]


def test_a_page_with_another_form_in_its_margin_is_not_read_again(
    tmp_path: Path, read: list[bytes]
) -> None:
    """Running heads and page numbers are forms; a page that moves keeps its text."""
    content = ONE + b" /Artifact BMC /M Do EMC"
    for number in (b"(7) Tj", b"(8) Tj"):
        with _pdf(content) as pdf:
            form = pdf.make_stream(number, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
            pdf.pages[0].Resources.XObject = pikepdf.Dictionary(M=form)
            assert _said(pdf, PageCache.of(tmp_path, "book")) == ["A"]
    assert read == [content]
