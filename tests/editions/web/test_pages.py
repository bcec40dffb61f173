"""The pages of an article and of a book, without sound."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path

import pytest
from lxml import etree
from msgspec.structs import replace
from PIL import Image as Pillow

from publish.editions.edition import BuildContext, WebOptions
from publish.editions.web import build_web, files_of, site_of
from publish.editions.web.pictures import Pictures, make_ahead
from publish.errors import UsageError
from publish.frontend import web_options
from publish.model import Article
from publish.prepare import prepare
from publish.runtime import picture_sizes
from publish.runtime.picture_sizes import WIDTHS
from publish.source import read
from tests.conftest import Golden
from tests.editions.web.making import addresses, article, book, is_local, json_of, page

Files = dict[str, bytes]

#: Packing fonts takes most of a second.
PLAIN = WebOptions(fonts=False)


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Article:
    return article(tmp_path_factory.mktemp("article"))


@pytest.fixture(scope="module")
def files(trams: Article) -> Files:
    downloads = (("trams.epub", "EPUB 3"),)
    return dict(files_of(site_of(trams, None, PLAIN, downloads)))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return dict(files_of(site_of(book(tmp_path_factory.mktemp("book")), None, PLAIN)))


def test_the_text_is_that_of_the_one_writer(files: Files, golden: Golden) -> None:
    main = re.search(rb"<main.*</main>", files["index.html"], re.DOTALL)
    assert main
    golden("article.html", re.sub("photo-[0-9a-f]{8}", "photo-00000000", main[0].decode()) + "\n")


def test_a_page_parses_as_html_and_as_xml(files: Files, site: Files) -> None:
    for name, content in {**files, **site}.items():
        if name.endswith(".html"):
            as_html, as_xml = page(content), etree.fromstring(content.partition(b"\n")[2])
            assert len(as_html.xpath("//*")) == len(as_xml.xpath("//*")), name
            assert "".join(as_html.itertext()) == "".join(as_xml.itertext()), name


def test_a_page_keeps_to_its_policy(files: Files, site: Files) -> None:
    for name, content in {**files, **site}.items():
        if not name.endswith(".html"):
            continue
        root = page(content)
        assert not root.xpath("//@style | //style | //@*[starts-with(name(), 'on')]"), name
        assert not root.xpath("//@*[contains(name(), ':')]"), name  # epub:type, xml:lang
        for script in root.iter("script"):
            assert script.get("src") or "json" in script.get("type", ""), name
        (policy,) = root.xpath("//meta[@http-equiv]/@content")
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in policy


def test_all_addresses_lead_somewhere(files: Files, site: Files) -> None:
    for group in (files, site):
        pages = {name: page(content) for name, content in group.items() if name.endswith(".html")}
        for name, root in pages.items():
            for address in filter(is_local, addresses(root)):
                file, _, target = address.partition("#")
                if address == "../trams.epub":
                    continue
                assert (file or name) in group, (name, address)
                if target:
                    assert pages[file or name].xpath("//*[@id=$own]", own=target), (name, address)


def test_a_page_has_landmarks_and_one_title(files: Files) -> None:
    root = page(files["index.html"])
    assert root.get("lang") == "en-GB"
    assert [one.tag for one in root.find("body")] == ["a", "header", "main", "footer", "script"]
    assert root.xpath("//a[@class='skip']/@href") == ["#content"]
    assert root.xpath("//main/@id") == ["content"]
    assert len(root.xpath("//h1")) == 1
    assert root.xpath("//span[@lang='pl']/text()") == ["Dobranoc"]
    assert root.xpath("//math/@alttext")
    (frame,) = root.xpath("//*[contains(@class, 'scrolls')]")
    assert frame.get("tabindex") == "0"
    assert frame.get("aria-label")


def test_a_browser_chooses_among_widths_that_the_picture_has(files: Files) -> None:
    (source,) = page(files["index.html"]).xpath("//figure/picture/source")
    (img,) = source.itersiblings()
    wide = [int(part.split()[1][:-1]) for part in source.get("srcset").split(",")]
    assert wide == sorted(wide)
    assert set(wide) <= {*WIDTHS, 1200}
    assert max(wide) <= 1200
    assert (img.get("width"), img.get("height"), img.get("decoding")) == ("1200", "800", "async")
    assert (img.get("fetchpriority"), img.get("loading")) == ("high", None)
    smallest = files[source.get("srcset").split()[0]]
    assert smallest[8:12] == b"WEBP"
    assert len(smallest) < len(files[img.get("src")]) / 2


@pytest.mark.parametrize(
    ("language", "text", "more"),
    [
        ("en", "A plain beginning.", []),
        ("en", "An *urgent* beginning.", ["EditionSerif4-Italic"]),
        ("en", "The word пошта.", ["EditionSerif4-Regular-seldom"]),
        ("uk", "Слово пошта.", []),
        ("en", "A `command`.", ["EditionCodePro-Regular"]),
        ("en", "A long beginning. " * 100 + "\n\nAn *urgent* end.", []),
    ],
)
def test_a_page_asks_for_the_fonts_of_its_first_screen(
    tmp_path: Path, language: str, text: str, more: list[str]
) -> None:
    source = tmp_path / "a.md"
    source.write_text(f"---\ntitle: A\nlanguage: {language}\n---\n\n{text}\n", "utf-8")
    made = site_of(prepare(read(source)), None, WebOptions())
    (asked,) = page(made.page("index.html")).xpath("//script/@data-fonts")
    serif, sans = ("EditionSerif4", "EditionSans3")
    upright = [f"{family}-{weight}" for family in (serif, sans) for weight in ("Regular", "Bold")]
    assert set(asked.split()) == {f"fonts/{name}.woff2" for name in upright + more}


def test_an_address_is_printed_once(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    text = "See <https://example.org/long> and [a report](https://example.org/report)."
    source.write_text(f"---\ntitle: A\nlanguage: en\n---\n\n{text}\n", "utf-8")
    made = dict(files_of(site_of(prepare(read(source)), None, PLAIN)))
    links = page(made["index.html"]).xpath("//*[@class='address']/@href")
    assert links == ["https://example.org/long"]
    assert b'a[href^="http"]:not(.address)::after' in made["style.css"]


def test_a_picture_of_every_type_has_a_file(tmp_path: Path) -> None:
    shade = Pillow.new("RGB", (40, 30), "navy")
    figures = ""
    for number, suffix in enumerate(("png", "jpg", "gif", "webp", "avif")):
        shade.resize((40 + number, 30)).save(tmp_path / f"a.{suffix}")
        figures += f":::{{figure}} a.{suffix}\n:alt: A dark square.\n:::\n\n"
    text = f"---\ntitle: Squares\nlanguage: en\nauthors: [Ada]\n---\n\n{figures}"
    files = dict(files_of(site_of(article(tmp_path, text), None, PLAIN)))
    shown = page(files["index.html"]).xpath("//figure//img/@src")
    assert [one.rpartition(".")[2] for one in shown] == ["png", "jpg", "gif", "webp", "avif"]
    assert all(files[one] for one in shown)


def test_pictures_are_made_once(trams: Article, tmp_path: Path) -> None:
    first = dict(files_of(site_of(trams, None, PLAIN, cache=tmp_path)))
    kept = {one.name for one in tmp_path.rglob("*") if one.is_file()}
    assert dict(files_of(site_of(trams, None, PLAIN, cache=tmp_path))) == first
    assert {one.name for one in tmp_path.rglob("*") if one.is_file()} == kept
    assert len(kept) == 1  # cover and figure are the same file


def test_pictures_that_were_made_ahead_are_taken(
    trams: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_ahead(trams, tmp_path)
    monkeypatch.setattr(picture_sizes, "_renditions", None)
    pictures = Pictures(trams, tmp_path)
    assert {pictures.shown(image)[-9:] for image in pictures.images.values()} == {"-960.webp"}


def test_the_metadata_claim_what_is_there(trams: Article, files: Files) -> None:
    root = page(files["index.html"])
    found = json_of(root, "application/ld+json")
    assert (found["@type"], found["headline"]) == ("NewsArticle", "Trams in the snow")
    assert found["datePublished"] == "2026-03-01"
    features = found["accessibilityFeature"]
    assert isinstance(features, list)
    assert {"alternativeText", "longDescription", "MathML"} <= set(features)
    assert {"tableOfContents", "synchronizedAudioText"}.isdisjoint(features)
    assert "audio" not in found
    assert not root.xpath("//link[@rel='canonical']")
    assert root.xpath("//footer//a[@rel='license']")
    web = replace(
        trams.metadata.web, url="https://example.org/trams/", feed="https://example.org/f"
    )
    there = replace(trams, metadata=replace(trams.metadata, web=web, contents=True))
    root = page(site_of(there, None, PLAIN).page("index.html"))
    assert root.xpath("//link[@rel='canonical']/@href") == ["https://example.org/trams/"]
    assert root.xpath("//link[@type='application/rss+xml']/@href") == ["https://example.org/f"]
    assert root.xpath("//meta[@property='og:image']/@content")[0].startswith(web.url)
    assert root.xpath("//nav[@role='doc-toc']")
    assert "tableOfContents" in json_of(root, "application/ld+json")["accessibilityFeature"]  # type: ignore[operator]


def test_a_book_is_a_site_with_a_page_for_each_chapter(site: Files) -> None:
    root = page(site["index.html"])
    assert root.xpath("//nav[@role='doc-toc']//a/@href") == [
        "chapter-1.html", "chapter-1.html#one_the-ferry",
        "chapter-2.html", "chapter-2.html#two_lamp",
    ]  # fmt: skip
    second = page(site["chapter-2.html"])
    assert second.get("lang") == "zh"
    assert second.xpath("//h1//text()") == ["灯塔"]
    assert second.xpath("//link[@rel='prev']/@href") == ["chapter-1.html"]
    assert second.xpath("//header//a[@rel='prev']/@href") == ["chapter-1.html"]
    first = page(site["chapter-1.html"])
    assert first.xpath("//main/p[@class='onward']/a/@href") == ["chapter-2.html"]
    assert first.xpath("//main//section/p//a/@href") == ["chapter-2.html#two_lamp"]


def test_the_index_of_the_search_has_every_passage(site: Files) -> None:
    text = site["search-index.js"].decode()
    index = json.loads(text[text.index("{}).index = ") + 12 : text.rindex(";")])
    pages, sections = index["pages"], index["sections"]
    found = {
        words: (pages[sections[section][0]][0], target, sections[section][2])
        for section, target, words in index["passages"]
    }
    assert found["Noël crossed."] == ("chapter-1.html", "one_the-ferry-p-1", "The ferry")
    assert found["它转动。"][0] == "chapter-2.html"
    form = page(site["search.html"]).xpath("//main//form")[0]
    assert (form.get("role"), form.get("action")) == ("search", "search.html")


def test_one_file_has_everything_inside(trams: Article, tmp_path: Path) -> None:
    output = tmp_path / "trams.html"
    build_web(
        BuildContext(
            article=trams,
            target=output,
            output=output,
            web_options=WebOptions(single=True, fonts=False),
        )
    )
    root = page(output.read_bytes())
    named = {one for one in addresses(root) if is_local(one) and not one.startswith("#")}
    assert not named
    (policy,) = root.xpath("//meta[@http-equiv]/@content")
    for name in ("script", "style"):
        for one in root.iter(name):
            if "json" not in one.get("type", ""):
                digest = hashlib.sha256(one.text.encode()).digest()
                assert f"'sha256-{b64encode(digest).decode()}'" in policy
    assert "'self'" not in policy
    assert root.xpath("//main//*[@id='accessibility']")
    assert root.xpath("//img/@src")[0].startswith("data:image/webp")


def test_another_form_is_an_error() -> None:
    with pytest.raises(UsageError, match="Choose site or single"):
        web_options("folder", "", ())
