"""Prepare RTF and LaTeX: their text for pandoc, and their pictures.

Pictures in RTF are hexadecimal digits; those of LaTeX are in its folder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from publish.errors import SourceError
from publish.importing.markers import Marks
from publish.importing.pictures import from_folder
from publish.importing.preparing.latex_text import Latex
from publish.importing.preparing.rtf_text import Plain, plain
from publish.importing.records import Front, PlacedDiagnostic, Prepared, import_warning
from publish.language.tags import of_name

MAX_RTF = 60_000_000
"""The largest file, in bytes: hexadecimal digits double the size of pictures."""
_LEVELS = 500


def prepare_rtf(file: Path) -> Prepared:
    """Return the document ``file``, prepared.

    Raises:
        SourceError: It isn't RTF, or is too large.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_RTF + 1)
    except OSError as error:
        fix = "Check the path and its permissions."
        message = f"The file can't be read: {error.strerror}."
        raise SourceError.at(file, 0, "unreadable", message, fix) from error
    if len(data) > MAX_RTF:
        message = f"The file is larger than {MAX_RTF // 1_000_000} MB."
        raise SourceError.at(file, 0, "too-large", message, "Divide it into several documents.")
    if not data.startswith(b"{\\rtf"):
        message = "The file isn't an RTF document."
        raise SourceError.at(file, 0, "unreadable", message, "Save it as RTF or DOCX.")
    if _depth(data) > _LEVELS:
        message = f"The file has more than {_LEVELS} nested groups."
        raise SourceError.at(file, 0, "too-deep", message, "Save it again.")
    marks = Marks()
    # Some programs mark notes as optional; pandoc leaves out what is optional.
    found = plain(data.replace(rb"{\*\footnote", rb"{\footnote"), marks)
    return Prepared(
        file=file,
        data=found.data,
        kind="rtf",
        picture=lambda address: found.pictures.found.get(address.partition(".")[0]),
        alts={f"{name}.png": alt for name, alt in found.pictures.alts.items()},
        remarks=marks.remarks,
        comments=marks.comments,
        warnings=tuple(_left_out(found)),
    )


def _left_out(found: Plain) -> Iterator[PlacedDiagnostic]:
    """Yield warnings about text that isn't shown, or is shown on each page."""
    for code, kind, pieces, fix in (
        ("import-changes", "Deleted words were", found.deleted, "Check that they are meant to go."),
        ("import-hidden", "Hidden words were", found.hidden, "Write those that readers need."),
        ("import-headers", "Headers and footers were", found.headers, "Write what readers need."),
    ):
        text = " ".join("".join(pieces).split()) if code != "import-headers" else "; ".join(pieces)
        if text:
            yield import_warning("", code, f"{kind} left out: “{text[:500]}”.", fix)
    if found.cut:
        message = "The document breaks off before its end."
        yield import_warning("", "import-cut", message, "Compare its last words with the original.")


def _depth(data: bytes) -> int:
    """Return the depth of nested groups."""
    depth = deepest = 0
    for brace in re.findall(rb"[{}]", data):
        depth += 1 if brace == b"{" else -1
        deepest = max(deepest, depth)
    return deepest


_BABEL = re.compile(r"\\usepackage\s*+(?:\[([^\]]{1,200})\]\s*)?\{babel\}")
_CLASS = re.compile(r"\\documentclass\s*+\[([^\]]{1,500})\]")
_PROVIDED = re.compile(r"\\babelprovide\s*+\[[^\]]{0,200}\bmain\b[^\]]{0,200}\]\s*\{(\w++)\}")
_POLYGLOSSIA = re.compile(
    r"\\set(?:main|default)language\s*+(?:\[[^\]\n]{0,300}+\]\s*+)?\{(\w++)\}"
)
_NAMES = {
    "british": "en-GB", "UKenglish": "en-GB", "american": "en-US", "USenglish": "en-US",
    "ngerman": "de", "naustrian": "de-AT", "francais": "fr", "brazilian": "pt-BR",
}  # fmt: skip
"""Names in babel that aren't English names of languages."""
_SUFFIXES = ("", ".svg", ".png", ".jpg", ".jpeg")
"""The suffixes that ``\\includegraphics`` may omit."""


def prepare_latex(file: Path) -> Prepared:
    """Return the document ``file``, prepared, with the files of its folder that it reads in."""
    marks = Marks()
    latex = Latex(file, marks, _language)
    text = latex.rewritten()
    return Prepared(
        file=file,
        data=text.encode(),
        kind="latex-auto_identifiers",
        front=Front(language=_language(text)),
        picture=_picture_reader(file.parent),
        remarks=marks.remarks,
        comments=marks.comments,
        parts=marks.parts,
        roles=marks.roles,
        warnings=tuple(latex.warnings),
    )


def _language(text: str) -> str:
    """Return the main language of babel or polyglossia, as a tag.

    babel takes the option ``main``, or its last one, or the last one of the class (babel's manual,
    section 1.3).
    """
    if found := _PROVIDED.search(text) or _POLYGLOSSIA.search(text):
        return _tag(found[1])
    if not (found := _BABEL.search(text)):
        return ""
    given = found[1] or ((own := _CLASS.search(text)) and own[1]) or ""
    names = [name.strip() for name in given.split(",")]
    main = [name.partition("=")[2] for name in names if name.startswith("main=")]
    return next((tag for name in main or reversed(names) if (tag := _tag(name))), "")


def _tag(name: str) -> str:
    return _NAMES.get(name.strip(), "") or of_name(name)


def _picture_reader(folder: Path) -> Callable[[str], bytes | None]:
    read = from_folder(folder)

    def find(address: str) -> bytes | None:
        found = (read(address + suffix) for suffix in _SUFFIXES)
        return next((data for data in found if data is not None), None)

    return find
