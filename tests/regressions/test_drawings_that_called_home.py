"""Drawings and style sheets loaded files from the web in the browsers of readers."""

from __future__ import annotations

import http.server
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from publish.editions.edition import BuildContext, EpubOptions
from publish.editions.epub import build_epub
from publish.editions.epub.styles import style_items
from publish.editions.pdf.fetch import fetcher
from publish.errors import SourceError
from publish.importing.pictures import Gallery
from publish.model import Article
from publish.prepare import prepare
from publish.runtime.folder import FileRefusedError
from publish.runtime.svg import Drawing
from publish.runtime.svg import drawing as filtered
from publish.source import read
from tests.hostile.addresses import DRAWINGS, HEAD, RULES, drawing
from tests.judges.browser import screenshot

HOST = "127.0.0.1"

#: Forms of which nothing is left, instead of an error: they show nothing.  A link's words stay.
LEFT_OUT = {"link": ">a</text>", "html-body": "", "xinclude": "", "profile": "", "source": "image"}


@contextmanager
def listener() -> Iterator[tuple[str, set[str]]]:
    """Yield the address of a server on this machine, and the names that it is asked for."""
    heard: set[str] = set()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.add(self.path.strip("/"))
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer((HOST, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_port}", heard
        finally:
            server.shutdown()
            thread.join()


def kept(form: str, address: str) -> Drawing | None:
    try:
        return filtered(drawing(form, address), form)
    except FileRefusedError:
        return None


@pytest.mark.parametrize("form", DRAWINGS)
def test_nothing_of_an_address_is_left_in_a_drawing(form: str) -> None:
    found = kept(form, f"http://{HOST}/{form}")
    assert found is None or HOST.encode() not in found.content
    assert (found is not None) == (form in LEFT_OUT)
    assert found is None or LEFT_OUT[form].encode() in found.content


#: HTML and formulas in a source; ``{u}`` is an address.
TEXT = """
<div style="background: url({u}/block)">A quay.</div>

A <span style="background: url({u}/span)" onclick="fetch('{u}/click')">ferry</span>, and
<img src="link.svg" srcset="{u}/set 2x" alt="a line">{{style="background: url({u}/attribute)"}}.

<blockquote cite="{u}/cite">A <ins cite="{u}/ins">boat</ins>.</blockquote>

<table background="{u}/table"><tr><th>Boat</th></tr>
<tr><td background="{u}/cell">1</td></tr></table>

<picture><source srcset="{u}/source"><img src="link.svg" alt="A line."></picture>

$\\class{{{u}}}{{x}}$, [a link]({u}/link "{u}") and <abbr title="{u}">a word</abbr>.
"""


@pytest.mark.parametrize("form", LEFT_OUT)
def test_an_import_writes_the_drawing_without_it(form: str, tmp_path: Path) -> None:
    gallery = Gallery(lambda _: drawing(form, f"http://{HOST}/{form}"), tmp_path)
    name, error = gallery.path("a.svg")
    assert error is None
    assert HOST.encode() not in gallery.files[name]


def article_of(folder: Path, *pictures: str, text: str = "") -> Article:
    figures = "".join(f"\n![A drawing.]({name})\n" for name in pictures) + text
    source = folder / "ferry.md"
    head = "---\ntitle: Ferry\nlanguage: en\nauthors: A. B.\n---\n\n"
    source.write_text(f"{head}The ferry is late.\n{figures}", encoding="utf-8")
    return prepare(read(source))


def test_a_style_sheet_that_loads_something_is_refused(tmp_path: Path) -> None:
    article, sheet = article_of(tmp_path), tmp_path / "house.css"
    rules = {**RULES, "deep": "@media all {{" * 3_000, "brackets": "a {{ b: " + "(" * 3_000}
    for form, rule in rules.items():
        sheet.write_text(rule.format(u=f"http://{HOST}/{form}"), encoding="utf-8")
        with pytest.raises(SourceError) as refused:
            style_items(article, EpubOptions(styles=(sheet,)), "style.css", narrated=False)
        assert refused.value.diagnostic.code in ("style-refers", "style-nesting"), form


def test_names_that_look_like_addresses_stay_in_a_style_sheet(tmp_path: Path) -> None:
    (tmp_path / "dot.svg").write_bytes(f"{HEAD}<a href='http://{HOST}'/></svg>".encode())
    sheet = tmp_path / "house.css"
    sheet.write_text(
        'a:not([href^="http://a"])::after { content: " (" attr(href) "): http://b"; }\n'
        '@media screen { li:is([title="c:d"]) { list-style: url(dot.svg) } }\n'
        'p { background: image-set("dot.svg" 1x, url("dot.svg") 2x) }\n',
        encoding="utf-8",
    )
    options = EpubOptions(styles=(sheet,))
    style, dot = style_items(article_of(tmp_path), options, "style.css", narrated=False)
    text = style.content.decode()
    for part in ('[href^="http://a"]', '"): http://b"', '[title="c:d"]', "url(style/1.svg)"):
        assert part in text
    assert 'image-set("style/1.svg" 1x, url("style/1.svg") 2x)' in text
    assert HOST.encode() not in dot.content


def test_the_pictures_of_a_style_sheet_are_read(tmp_path: Path) -> None:
    sheet, article = tmp_path / "house.css", article_of(tmp_path)
    (tmp_path / "dot.png").write_bytes(drawing("image", f"http://{HOST}"))
    small = f"{HEAD}<a href='http://{HOST}'><text>a</text></a></svg>"
    for address, code in (
        ("dot.png", "style-refers"),
        (f"data:image/svg+xml,{quote(drawing('image', HOST).decode())}", "style-refers"),
        (f"data:image/png,{quote(small)}", "style-refers"),
        (f"data:image/svg+xml,{quote(small)}", ""),
    ):
        sheet.write_text(f"p {{ background: url('{address}') }}", encoding="utf-8")
        found = ""
        try:
            items = style_items(article, EpubOptions(styles=(sheet,)), "style.css", narrated=False)
            assert b"data:image/svg+xml;base64," in items[0].content
        except SourceError as error:
            found = error.diagnostic.code
        assert found == code, address


def test_a_browser_that_opens_an_edition_asks_nobody(tmp_path: Path) -> None:
    with listener() as (address, heard):
        for form in DRAWINGS:
            found = kept(form, f"{address}/edition/{form}")
            if found is not None:  # the others stop a build
                (tmp_path / f"{form}.svg").write_bytes(drawing(form, f"{address}/edition/{form}"))
        pictures = sorted(path.name for path in tmp_path.glob("*.svg"))
        text = TEXT.format(u=f"{address}/edition")
        article = article_of(tmp_path, *pictures, text=text)
        book = tmp_path / "ferry.epub"
        build_epub(BuildContext(article=article, target=book, output=book))
        with zipfile.ZipFile(book) as archive:
            archive.extractall(tmp_path / "book")
        written = [
            path
            for path in sorted((tmp_path / "book").rglob("*"))
            if path.suffix in (".svg", ".xhtml", ".css")
        ]
        assert len([path for path in written if path.suffix == ".svg"]) == len(LEFT_OUT)
        for form in DRAWINGS:
            file = tmp_path / f"original-{form}.svg"
            file.write_bytes(drawing(form, f"{address}/original/{form}"))
            written.append(file)
        frames = "".join(f'<iframe src="{path.as_uri()}"></iframe>' for path in written)
        page = tmp_path / "all.html"
        page.write_text(f"<!DOCTYPE html><title>all</title>{frames}", encoding="utf-8")
        screenshot(page, tmp_path / "all.png")
    assert not [name for name in heard if name.startswith("edition/")]
    assert len(heard) >= 40, sorted(set(DRAWINGS) - {name.partition("/")[2] for name in heard})


@pytest.mark.parametrize("tex", ["\\style{{background:url({u})}}{{x}}", "\\colorbox{{url({u})}}x"])
def test_a_formula_has_no_styles(tex: str, tmp_path: Path) -> None:
    article = article_of(tmp_path, text=f"\n${tex.format(u=f'http://{HOST}')}$\n")
    with pytest.raises(SourceError) as refused:
        build_epub(BuildContext(article=article, target=tmp_path / "a", output=tmp_path / "a"))
    assert refused.value.diagnostic.code == "formula"


@pytest.mark.parametrize("scheme", ["http", "https", "ftp", "file", "data"])
def test_the_layout_of_a_pdf_asks_nobody(scheme: str, tmp_path: Path) -> None:
    from weasyprint.urls import FatalURLFetchingError

    (tmp_path / "house.css").write_text("")
    fetch = fetcher((), (tmp_path / "house.css",)).fetch
    address = {"data": "data:text/css,a", "file": "file:///etc/hostname"}
    with listener() as (server, heard), pytest.raises(FatalURLFetchingError):
        fetch(address.get(scheme, server.replace("http", scheme)))
    assert not heard


def test_the_drawings_of_a_style_sheet_are_filtered_in_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "house.css").write_text("")
    (tmp_path / "dot.svg").write_bytes(f"{HEAD}<a href='http://{HOST}'/></svg>".encode())
    fetch = fetcher((), (tmp_path / "house.css",)).fetch
    answer = fetch((tmp_path / "dot.svg").as_uri())
    assert HOST.encode() not in answer.read()
