"""Reading systems in a browser: foliate-js's own reader, epub.js, Readium's navigator."""

import json
import re
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from .browser import DESKTOP, PHONE, drive

SCRIPT = Path(__file__).with_name("reading_systems.mjs")
SYSTEMS = ("foliate", "epubjs", "readium")

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_SMIL = "{http://www.w3.org/ns/SMIL}"


@dataclass(frozen=True, slots=True)
class Setting:
    """How a book is opened: the reading system, the window in CSS pixels, the reader's choices."""

    system: str
    width: int
    night: bool
    size: int  # of the letters, in per cent
    height: int = 844


SETTINGS = tuple(
    Setting(system, width, night, size)
    for system in SYSTEMS
    for width in (PHONE, DESKTOP)
    for night in (False, True)
    for size in (100, 300)
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One document in one setting; `faults` says in words what a reader misses.

    The other fields count what was looked at: notes, pictures, places of the narration.
    """

    book: str
    setting: Setting
    document: str
    faults: tuple[str, ...]
    notes: int
    figures: int
    spoken: int


def read(
    books: Sequence[Path],
    settings: Sequence[Setting] = SETTINGS,
    *,
    row: str = "",
    pictures: Path | None = None,
    timeout: float = 900,
) -> tuple[Shown, ...]:
    """Open all documents of `books` in all `settings`, and measure what is shown.

    The element with the id `row` has to be in reach where a document has it. `pictures` is a folder
    for screenshots. Raises MissingJudgeError without Node, a reading system or Chromium, JudgeError
    when one of them breaks down.
    """
    with tempfile.TemporaryDirectory() as folder:
        request = {
            "books": [
                {**_described(book, Path(folder, str(place))), "row": row}
                for place, book in enumerate(books)
            ],
            "settings": [asdict(setting) for setting in settings],
            "pictures": str(pictures.resolve()) if pictures else "",
        }
        answer = drive(SCRIPT, request, "@readium/navigator", timeout=timeout)
    return tuple(
        Shown(
            Path(one["book"]).stem,
            Setting(**one["setting"]),
            one["document"],
            tuple(one["faults"]),
            one["notes"],
            one["figures"],
            one["spoken"],
        )
        for one in json.loads(answer)
    )


def _described(book: Path, folder: Path) -> dict[str, Any]:
    """What the script has to know of a book, whose files are put into `folder`."""
    with zipfile.ZipFile(book) as archive:
        archive.extractall(folder)
    container = ElementTree.parse(folder / "META-INF/container.xml").getroot()
    package = folder / next(
        one.get("full-path", "") for one in container.iter() if one.get("full-path")
    )
    opf = ElementTree.parse(package).getroot()
    items = {one.get("id"): one for one in opf.iter(f"{_OPF}item")}
    spine = [items[one.get("idref")] for one in opf.iter(f"{_OPF}itemref")]
    documents = [unquote(one.get("href", "")) for one in spine]
    narrated: dict[str, list[str]] = {}
    for one in spine:
        if (overlay := items.get(one.get("media-overlay"))) is not None:
            smil = ElementTree.parse(package.parent / overlay.get("href", "")).getroot()
            targets = (each.get("src", "").split("#")[1] for each in smil.iter(f"{_SMIL}text"))
            narrated[unquote(one.get("href", ""))] = list(dict.fromkeys(targets))
    notes: dict[str, list[str]] = {}
    for document in documents:
        text = (package.parent / document).read_text("utf-8")
        for call in re.findall(r'<a [^>]*role="doc-noteref"[^>]*>', text):
            href = re.search(r'href="([^"#]*)#([^"]+)"', call)
            assert href is not None
            notes.setdefault(href[1] or document, []).append(href[2])
    metas = {one.get("property"): one.text for one in opf.iter(f"{_OPF}meta")}
    return {
        "file": str(book.resolve()),
        "folder": str(folder),
        "root": "".join(f"{part}/" for part in package.parent.relative_to(folder).parts),
        "title": opf.findtext(f".//{_DC}title"),
        "language": opf.findtext(f".//{_DC}language"),
        "documents": documents,
        "narrated": narrated,
        "active": metas.get("media:active-class") or "active",
        "notes": notes,
    }
