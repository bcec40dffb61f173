"""The page with the editions: what can be built, and a contact sheet of what was built."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from publish.editions import table
from publish.editions.edition import SpokenEdition, TextEdition
from publish.runtime.atomic import atomic
from publish.serve.desk.content import Content
from publish.serve.desk.forms import button
from publish.serve.desk.pages import head
from publish.serve.desk.work import finished
from publish.serve.wording import Wording
from publish.xhtml.tree import Element, Node, element

Row = TextEdition | SpokenEdition

#: Editions that the form offers first; the others are below them.
_USUAL = ("epub", "web", "pdf:screen", "pdf:large-print", "m4b", "mp3")

#: Those that are ticked.
_TICKED = frozenset({"epub", "web", "pdf:screen"})

#: Editions that need more than the desk asks for.
_LEFT_OUT = frozenset({"rss", "episode", "sync", "chapters"})


def key_of(row: Row) -> str:
    """Return the name of an edition in the form."""
    return f"pdf:{row.variant}" if row.name == "pdf" else row.name


def choices_of(only: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of editions, and the variants of the PDF, that a form has sent."""
    pdfs = tuple(one.partition(":")[2] for one in only if one.startswith("pdf:"))
    names = dict.fromkeys("pdf" if one.startswith("pdf:") else one for one in only)
    return tuple(names), pdfs


def editions(
    words: Wording, path: str, content: Content, voices: dict[str, str], folder: Path
) -> list[Node]:
    """Return the page with the contact sheet of a source, and the form that builds."""
    done = finished(folder / content.article.name) if content.article else []
    errors = sum(one.kind == "error" for one in content.notes)
    stop = element("p", words("build.errors", count=errors), {"class": "verdict error"})
    return [
        *head(words, path, "editions", content),
        *([stop] if errors else []),
        *(_contact_sheet(words, path, folder, done) if done else []),
        element("h2", words("build.again" if done else "build.title")),
        _form(words, voices),
    ]


def _form(words: Wording, voices: dict[str, str]) -> Element:
    rows: dict[str, Row] = {}
    for row in table.EDITIONS:
        if row.name not in _LEFT_OUT:
            rows.setdefault(key_of(row), row)
    usual = [rows[name] for name in _USUAL if name in rows]
    rest = [
        row
        for name, row in rows.items()
        if name not in _USUAL and (not row.variant or row.name == "pdf")
    ]
    kinds = [kind for kind in ("natural", "draft", "none") if kind == "none" or kind in voices]
    radios = [
        element(
            "div",
            (
                element(
                    "input",
                    "",
                    {
                        "type": "radio",
                        "name": "voice",
                        "id": f"voice-{kind}",
                        "value": kind,
                        "checked": "checked" if kind == kinds[0] else None,
                    },
                ),
                element("label", words(f"build.voice_{kind}"), {"for": f"voice-{kind}"}),
            ),
            {"class": "check"},
        )
        for kind in kinds
    ]
    return element(
        "form",
        (
            element(
                "fieldset",
                (
                    element("legend", words("build.which")),
                    *(_choice(words, row) for row in usual),
                    element(
                        "details",
                        (
                            element("summary", words("build.more")),
                            *(_choice(words, row) for row in rest),
                        ),
                    ),
                ),
            ),
            element("fieldset", (element("legend", words("build.voice")), *radios)),
            element(
                "p",
                element(
                    "button",
                    words("build.start"),
                    {"type": "submit", "class": "main", "id": "build"},
                ),
            ),
            element(
                "div", "", {"id": "build-error", "class": "errors", "tabindex": "-1", "hidden": ""}
            ),
            element(
                "div",
                (
                    element("p", "", {"id": "build-step", "role": "status"}),
                    element(
                        "progress", "", {"id": "build-bar", "aria-label": words("desk.progress")}
                    ),
                    button(words("desk.cancel"), {"id": "build-cancel"}),
                ),
                {"id": "build-progress", "class": "working", "hidden": "hidden"},
            ),
        ),
        {"id": "build-form", "class": "fields"},
    )


def _choice(words: Wording, row: Row) -> Element:
    key = key_of(row)
    title = _title(words, row)
    hint_id = f"hint-{key.replace(':', '-')}"
    return element(
        "div",
        (
            element(
                "input",
                "",
                {
                    "type": "checkbox",
                    "name": "only",
                    "id": f"only-{key.replace(':', '-')}",
                    "value": key,
                    "checked": "checked" if key in _TICKED else None,
                    "aria-describedby": hint_id,
                },
            ),
            element("label", title, {"for": f"only-{key.replace(':', '-')}"}),
            element(
                "span",
                words(f"edition.{_word(key)}_use") if key in _USUAL else row.purpose,
                {"class": "hint", "id": hint_id, "lang": None if key in _USUAL else "en"},
            ),
        ),
        {"class": "check"},
    )


def _word(key: str) -> str:
    return key.replace(":", "_").replace("-", "_")


def _title(words: Wording, row: Row) -> Node:
    key = key_of(row)
    if key in _USUAL and (row.name == "pdf" or not row.variant):
        return words(f"edition.{_word(key)}")
    return element("span", row.title, {"lang": "en"})


# ------------------------------------------------------------------ the contact sheet


def _contact_sheet(
    words: Wording, path: str, folder: Path, done: Sequence[tuple[Row, Path]]
) -> list[Node]:
    zipped = f"/desk/zip/{quote(path)}"
    return [
        element("h2", words("sheet.title"), {"id": "sheet", "tabindex": "-1"}),
        element("p", words("sheet.where", folder=folder.name), {"class": "hint"}),
        element("ul", [_edition(words, path, *one) for one in done], {"class": "sheet"}),
        element(
            "p",
            element(
                "a", words("sheet.all"), {"href": zipped, "class": "button main", "download": ""}
            ),
        ),
    ]


def _edition(words: Wording, path: str, row: Row, file: Path) -> Element:
    inside = f"{Path(path).parent.as_posix()}/{file.parent.name}/{file.name}".removeprefix("./")
    here = f"/file/{quote(inside)}"
    title = _title(words, row)
    if file.is_dir():
        here = f"/desk/zip/{quote(path)}?edition={quote(file.name)}"
    thumb = f"/desk/thumb/{quote(path)}?edition={quote(file.name)}"
    player: Node = ""
    if file.suffix in _SOUND:
        player = element(
            "audio",
            "",
            {"controls": "controls", "preload": "none", "src": here, "aria-label": file.name},
        )
    download = element(
        "a",
        (
            words("sheet.download"),
            element("span", f" {file.name}", {"class": "visually-hidden"}),
        ),
        {"href": here, "download": file.name, "class": "button"},
    )
    return element(
        "li",
        (
            element("img", "", {"src": thumb, "alt": ""}),
            element("h3", title),
            element("p", f"{file.name}, {_size(file)}", {"class": "muted"}),
            player,
            element("p", download),
        ),
    )


_SOUND = (".m4b", ".mp3", ".opus")


def _size(path: Path) -> str:
    files = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
    size = sum(one.stat().st_size for one in files)
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{max(1, size // 1000)} kB"


def zipped(target: Path, folder: Path, only: str = "") -> Path:
    """Return a ZIP of the finished editions with the path ``target``, written into ``folder``."""
    file = folder / f"{only or target.name}.zip"
    with atomic(file) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive:
        for _, path in finished(target):
            if only and path.name != only:
                continue
            inside = sorted(path.rglob("*")) if path.is_dir() else [path]
            for one in inside:
                if one.is_file() and not one.is_symlink():
                    archive.write(one, one.relative_to(target.parent))
    return file
