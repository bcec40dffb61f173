"""Read text files: UTF-8 of limited size, without characters that XML forbids."""

from __future__ import annotations

import re
import shlex
import unicodedata
from pathlib import Path

from publish.errors import SourceError
from publish.runtime.folder import open_file

MAX_FILE = 16_000_000
"""Size limit of a source in bytes, 2.6 million words; a long novel has one million bytes."""

MAX_LINE = 200_000
"""Limit of one line in characters: parsers of inline Markdown take quadratic time."""

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 (2.2 Characters) forbids or discourages; no edition may hold them."""


def read_text(path: Path, max_line: int = MAX_LINE, max_file: int = MAX_FILE) -> str:
    """Return the text of ``path`` with line feeds only and without a byte order mark.

    ``max_line`` limits a line in characters, ``max_file`` the file in bytes.

    Raises:
        SourceError: The file is missing, unreadable, too large, not UTF-8, empty, or holds
            :data:`FORBIDDEN` characters.
    """
    data = read_bytes(path, max_file)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError.at(
            path, 0, "encoding", "The file is UTF-16, not UTF-8.", "Save it as UTF-8."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        offset = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        line = data.count(b"\n", 0, offset) + 1
        raise SourceError.at(
            path,
            line,
            "encoding",
            f"The file isn't UTF-8: byte 0x{data[offset]:02x} at offset {offset}.",
            "Save the file as UTF-8.",
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise SourceError.at(
            path,
            0,
            "empty",
            "The file is empty.",
            "Write an article first; publish new FOLDER starts one.",
        )
    _check_characters(path, text, max_line)
    if max_file <= MAX_FILE:
        _check_lines(path, text)
    return text


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the bytes of ``path``.

    Raises:
        SourceError: The file is missing, unreadable, or has more than ``limit`` bytes.
    """
    try:
        with open_file(path) as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise SourceError.at(
            path, 0, "missing", "The file doesn't exist.", "Check the path."
        ) from error
    except IsADirectoryError as error:
        message, fix = "The path is a folder, not a file.", _to_name(path)
        raise SourceError.at(path, 0, "unreadable", message, fix) from error
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        fix = "Check the path and its permissions."
        raise SourceError.at(
            path, 0, "unreadable", f"The file can't be read: {reason}.", fix
        ) from error
    if len(data) > limit:
        message = f"The file is larger than {limit // 1_000_000} MB."
        raise SourceError.at(path, 0, "too-large", message, "Divide it into several sources.")
    return data


def _to_name(folder: Path) -> str:
    """Return which files of ``folder`` a command can be given instead of it."""
    book = folder / "publication.yaml"
    files = [one for one in folder.glob("*") if one.is_file()]
    files += [one for one in folder.glob("*/*") if one.is_file() and one.parent.name[0] not in "._"]
    sources = sorted(one for one in files if one.suffix.lower() in (".md", ".markdown"))
    own = [one for one in sources if one.parent == folder]
    same = [one for one in own if one.stem == folder.resolve().name]
    if book.is_file() or len(sources) == 1 or same:
        found = book if book.is_file() else (same or sources)[0]
        others = len(sources) - len(same) if not book.is_file() else 0
        more = f" (it holds {others} other Markdown files)" if same and others else ""
        return f"Name the source in it: {found}{more}"
    if sources:
        listed = ", ".join(str(one.relative_to(folder)) for one in sources[:_LISTED])
        more = f" and {len(sources) - _LISTED} more" if len(sources) > _LISTED else ""
        every = f", or all at its top: {shlex.quote(str(folder))}/*.md" if len(own) > 1 else ""
        first = shlex.quote(str((own or sources)[0]))
        return (
            f"It holds {len(sources)} Markdown files: {listed}{more}. Name those that you mean, "
            f"such as {first}{every}."
        )
    documents = sorted(one for one in files if one.suffix.lower() in _DOCUMENTS)
    if documents:
        return (
            f"It holds no source, but documents such as {documents[0].name}. Convert it first: "
            f"publish import {shlex.quote(str(documents[0]))}"
        )
    return "Name the source file in it."


_LISTED = 5
"""The most files of a folder that a message names."""
_DOCUMENTS = (".docx", ".odt", ".epub", ".html", ".htm", ".rtf", ".tex")


def _check_lines(path: Path, text: str) -> None:
    """Refuse lines of one or two characters in quantity: each can be a paragraph or an item."""
    lines = text.replace(" ", "").replace("\t", "").split("\n")
    count = sum(map(bool, lines))
    if count > MOST_LINES or sum("|" in line for line in lines) > MOST_ROWS:
        message = f"The file has more than {MOST_LINES} lines, or {MOST_ROWS} rows of tables."
        raise SourceError.at(path, 0, "too-long", message, "Divide it into several sources.")
    if count > _FEW_LINES + sum(map(len, lines)) // _EACH_LINE:
        short = [number for number, line in enumerate(lines, 1) if 0 < len(line) < _EACH_LINE]
        others = (number for number in short if lines[number - 1] not in ("---", "+++"))
        number = next(others, short[-1])
        message = f"The file has {count} lines, with hardly any text in them."
        fix = "Delete lines without words, such as those like this one, or divide the file."
        raise SourceError.at(path, number, "too-many-lines", message, fix)


MOST_LINES, MOST_ROWS = 400_000, 150_000
"""The most lines with text, and rows of tables: a row takes 24 kB of memory in a build."""

_FEW_LINES, _EACH_LINE = 20_000, 4
"""The lines that any text may have, and the characters that explain each further one."""


def _check_characters(path: Path, text: str, max_line: int) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > max_line:
            message = f"The line has {len(line)} characters; at most {max_line} are allowed."
            raise SourceError.at(
                path, number, "line-too-long", message, "Divide it into paragraphs."
            )
    for found in _MARKED.finditer(text):
        kinds = "".join(unicodedata.category(one)[0] for one in found[0])
        count = max(map(len, kinds.translate(_MARKS_ALONE).split()), default=0)
        if count > _MOST_MARKS:
            line_number = text.count("\n", 0, found.start()) + 1
            message = f"A letter has {count} combining marks; at most {_MOST_MARKS} are allowed."
            fix = "Delete those that hide the text."
            raise SourceError.at(path, line_number, "too-many-marks", message, fix)
    if forbidden := FORBIDDEN.search(text):
        line_number = text.count("\n", 0, forbidden.start()) + 1
        character = forbidden.group()
        kind = "NUL" if character == "\0" else unicodedata.category(character)
        message = f"The file holds the control character U+{ord(character):04X} ({kind})."
        raise SourceError.at(path, line_number, "control-character", message, "Delete it.")


_MOST_MARKS = 30
"""The most combining marks on a character (UAX #15, 13.1, Stream-Safe Text Format)."""

_MARKED = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS + 1},}}")
"""What may be so many marks: a word has no such characters."""

_MARKS_ALONE = {ord(one): " " for one in "LNPSZC"}


MAX_RUN = 50_000
"""Limit of a paragraph, heading or cell in characters: some inline rules take quadratic time."""


MAX_BRACKETS = 1_000
"""Limit of opening brackets in one run: for each, the rules for links, spans and pictures search
the rest of the run (49,000 take 6 seconds, 1,000 take 0.05)."""
