"""One test for each fault of EbookLib 0.20 that the package works around."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from publish.editions.epub.package import Entry, Item, Package, write

DATE = datetime(2026, 3, 4, 9, 30, 1, tzinfo=UTC)
OPF = {"o": "http://www.idpf.org/2007/opf", "d": "http://purl.org/dc/elements/1.1/"}
VERBATIM = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml">'
    b'<head><title>x</title></head><body class="kept"><p><em>a</em><em>b</em></p>'
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/></body></html>'
)


def text(name: str = "a.xhtml", **more: object) -> Item:
    fields = {"content": VERBATIM, "media_type": "application/xhtml+xml", "in_spine": True}
    return Item(id=name[0], name=name, **{**fields, **more})  # type: ignore[arg-type]


def written(
    folder: Path, *items: Item, metadata: tuple[Entry, ...] = (), name: str = "a.epub"
) -> zipfile.ZipFile:
    entries = (Entry("dc:identifier", "urn:x:1", {"id": "identifier"}), *metadata)
    package = Package(
        language="ar-EG", direction="rtl", modified=DATE, metadata=entries, items=items or (text(),)
    )
    write(package, folder / name, DATE)
    return zipfile.ZipFile(io.BytesIO((folder / name).read_bytes()))


def package(archive: zipfile.ZipFile) -> etree._Element:
    return etree.fromstring(archive.read("EPUB/content.opf"))


def found(root: etree._Element, path: str) -> etree._Element:
    element = root.find(path, OPF)
    assert element is not None
    return element


def test_the_package_has_a_language_and_a_direction(tmp_path: Path) -> None:
    root = package(written(tmp_path))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar-EG"
    assert root.get("dir") == "rtl"
    assert found(root, "o:spine").get("page-progression-direction") == "rtl"


def test_the_only_identifier_is_ours_and_there_is_no_generator(tmp_path: Path) -> None:
    archive = written(tmp_path)
    root = package(archive)
    assert [one.text for one in root.iterfind(".//d:identifier", OPF)] == ["urn:x:1"]
    assert root.get("unique-identifier") == "identifier"
    assert b"generator" not in archive.read("EPUB/content.opf")


def test_documents_are_passed_on_to_the_byte(tmp_path: Path) -> None:
    nav = text("nav.xhtml", properties=("nav",))
    archive = written(tmp_path, text(), nav, text("toc.ncx", media_type="application/x-dtbncx+xml"))
    for name in ("a.xhtml", "nav.xhtml", "toc.ncx"):
        assert archive.read(f"EPUB/{name}") == VERBATIM


def test_properties_and_overlays_reach_the_manifest(tmp_path: Path) -> None:
    item = text(properties=("mathml", "svg"), overlay="smil-1")
    made = found(package(written(tmp_path, item)), "o:manifest/o:item")
    assert made.get("properties") == "mathml svg"
    assert made.get("media-overlay") == "smil-1"
    assert made.get("duration") is None


def test_everything_in_the_spine_is_read_in_order(tmp_path: Path) -> None:
    items = (text("a.xhtml"), text("b.css", in_spine=False), text("c.xhtml"))
    refs = package(written(tmp_path, *items)).findall("o:spine/o:itemref", OPF)
    assert [(ref.get("idref"), ref.get("linear")) for ref in refs] == [("a", None), ("c", None)]


def test_two_people_of_one_kind_keep_their_own_ids(tmp_path: Path) -> None:
    people = tuple(Entry("dc:creator", name, {"id": name}) for name in ("one", "two"))
    made = package(written(tmp_path, metadata=people)).findall(".//d:creator", OPF)
    assert [one.get("id") for one in made] == ["one", "two"]


def test_modified_is_the_moment_given_once(tmp_path: Path) -> None:
    made = package(written(tmp_path)).findall(".//o:meta[@property='dcterms:modified']", OPF)
    assert [one.text for one in made] == ["2026-03-04T09:30:01Z"]


def test_pages_are_not_guessed_from_epub_types(tmp_path: Path) -> None:
    assert b"page-list" not in written(tmp_path).read("EPUB/a.xhtml")


def test_what_xml_forbids_is_left_out_and_the_rest_stays(tmp_path: Path) -> None:
    entries = (Entry("dc:subject", "a\x00b\x0b"), Entry("meta", "c\x08", {"property": "x:y"}))
    root = package(written(tmp_path, metadata=entries))
    assert root.findtext(".//d:subject", namespaces=OPF) == "ab"
    assert root.findtext(".//o:meta[@property='x:y']", namespaces=OPF) == "c"


def test_the_archive_begins_with_the_stored_type_and_bears_only_the_date_given(
    tmp_path: Path,
) -> None:
    archive = written(tmp_path, text(), text("b.png", media_type="image/png"))
    first, *_ = archive.infolist()
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", 0, b"")
    assert archive.read("mimetype") == b"application/epub+zip"
    assert {info.date_time for info in archive.infolist()} == {(2026, 3, 4, 9, 30, 0)}
    assert {info.create_system for info in archive.infolist()} == {3}
    stored = {info.filename for info in archive.infolist() if info.compress_type == 0}
    assert stored == {"mimetype", "EPUB/b.png"}


def test_a_date_that_zip_cannot_hold_becomes_one_that_it_can(tmp_path: Path) -> None:
    package = Package(language="en", direction="ltr", modified=DATE, metadata=(), items=(text(),))
    write(package, tmp_path / "a.epub", datetime(1970, 1, 2, tzinfo=UTC))
    with zipfile.ZipFile(tmp_path / "a.epub") as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_an_error_of_the_file_system_is_raised(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no-such-folder"):
        written(tmp_path, name="no-such-folder/a.epub")
