"""Convert plain text to Markdown, and warn about what an editor should add or check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.errors import Diagnostic, Severity
from publish.importing.writing.escape import markdown_paragraph, yaml_text
from publish.language.detection import guess_language
from publish.runtime.text import read_text

_DOUBLED = re.compile(r"\b([^\W\d_]+)\s+\1\b(?!-)", re.I)
_RIGHTLY_DOUBLED = frozenset({"had", "that", "nous", "vous", "sie", "die", "der", "das"})
_NO_SPACE = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}[.!?…,;:][”’»“„«]?[^\W\d_]{2,}")
_ADDRESS = re.compile(r"://|@|www\.|\.(?:com|org|net|info|io|eu|[a-z]{2})\b", re.I)
MAX_WORD = 100
"""The longest word that is searched, in characters: the time grows with its square."""
_SPACES = re.compile(r"\S {2,}\S")
_WIDE_STOP = re.compile(r"[.!?] {2,}\S")
_SPEECH = re.compile(r"[“”„«»\"]")
_PICTURED = re.compile(
    r"\b(pictured|photo(graph)?s?|file photo|image|credit|courtesy|from left|left to right)\b|"
    r"\((left|right|above|below|centre|center)\)|©",
    re.I,
)
_TWO_SAID = re.compile(r"[”»\"],? [^.”»\"]{0,60}\bsaid\. [^.”»\"]{0,60}\btold\b")
MAX_CAPTION = 45
"""The longest caption, in words."""


def has_wide_spaces(paragraphs: Sequence[str]) -> bool:
    """Return whether the author usually types two spaces after a full stop."""
    wide = sum(bool(_WIDE_STOP.search(paragraph)) for paragraph in paragraphs)
    return wide > 1 and wide * 4 > len(paragraphs)


def warnings_about(paragraph: str, line: int, *, wide: bool) -> Iterator[Diagnostic]:
    """Yield warnings about probable mistakes in ``paragraph``, on ``line`` of the source.

    ``wide`` says that two spaces after a full stop are usual in this text.
    """

    def warning(
        code: str, message: str, fix: str, severity: Severity = Severity.WARNING
    ) -> Diagnostic:
        return Diagnostic(code=code, message=message, fix=fix, line=line, severity=severity)

    if _is_caption(paragraph, wide):
        yield warning(
            "import-caption",
            f"This looks like the caption of a picture that is missing: “{paragraph[:50]}…”.",
            "Make it the caption of its picture, or delete it.",
        )
    elif _SPACES.search(paragraph) and not wide:
        message = "Words or a picture may be missing between two spaces."
        yield warning("import-spaces", message, "Compare with the original.", Severity.INFO)
    for match in _DOUBLED.finditer(paragraph):
        if match[1].lower() not in _RIGHTLY_DOUBLED:
            yield warning("import-doubled", f"A word is doubled: “{match[0]}”.", "Delete one.")
    for word in paragraph.split():
        stuck = _NO_SPACE.search(word) if len(word) <= MAX_WORD else None
        if stuck and not _ADDRESS.search(word):
            message = f"A space may be missing: “{stuck[0]}”."
            yield warning("import-space-missing", message, "Add it after the mark.")
    if _TWO_SAID.search(paragraph):
        message = "One quotation names two speakers."
        yield warning("import-speaker", message, "Check which of them said it.")


def join_doubled(diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield ``diagnostics`` with all doubled words in one, on the line of the first."""
    doubled = [diagnostic for diagnostic in diagnostics if diagnostic.code == "import-doubled"]
    for diagnostic in diagnostics:
        if diagnostic.code != "import-doubled" or len(doubled) == 1:
            yield diagnostic
        elif diagnostic is doubled[0]:
            places = (
                f"{one.message.partition(': ')[2][:-1]} (line {one.line})" for one in doubled[:20]
            )
            more = f" and {len(doubled) - 20} more" if len(doubled) > 20 else ""
            message = f"{len(doubled)} words are doubled: {', '.join(places)}{more}."
            yield replace(diagnostic, message=message, fix="Delete one of each.")


def _is_caption(paragraph: str, wide: bool) -> bool:
    words = len(paragraph.split())
    if not 3 <= words <= MAX_CAPTION or _SPEECH.search(paragraph):
        return False
    # News agencies put two spaces between the sentences of a caption.
    return bool(_PICTURED.search(paragraph) or (not wide and _WIDE_STOP.search(paragraph)))


MAX_TITLE = 200
"""The longest first sentence that becomes the title, in characters."""
MAX_STANDFIRST = 2_000
MAX_PARAGRAPH = 20_000
"""The longest paragraph, in characters: a source may have 50,000, and escaping can double them."""

_SENTENCE_END = re.compile(
    r"""(?<![\s.][^\W\d_])(?<!^[^\W\d_])   # not after an initial: "J. Smith"
        (?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bProf)
        (?<![.!?…])[.!?…]++["'”’»)\]]*+\s++(?=["'“„«(\[]?[^\W\d_a-zа-я]|\d)""",
    re.VERBOSE,
)


_ITEM = re.compile(r"\s*(?:[-*•‣–]|(\d{1,3})[.)])\s+(?=\S)")


class _List(Struct, frozen=True):
    """A list; ``start`` is the number of its first item, 0 for a list without numbers."""

    items: tuple[str, ...]
    start: int


_Piece = str | _List


class _Parts(Struct, frozen=True):
    title: str
    standfirst: str
    paragraphs: tuple[_Piece, ...]


def import_text(path: Path) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return the Markdown source of the plain text ``path``, and diagnostics for its editor.

    The first sentence becomes the title, and the rest of the first paragraph the standfirst.  Lines
    that all begin with a dash, a bullet or the next number become a list; other paragraphs stay as
    they are.  The diagnostics (``WARNING`` and ``INFO``) have lines of the *written* source.

    Raises:
        SourceError: ``path`` can't be read.
    """
    text = read_text(path)
    parts = _parts(list(_paragraphs(text)))
    language = guess_language(text)
    lines = ["---", f"title: {yaml_text(parts.title)}", f"language: {language}"]
    if parts.standfirst:
        lines.append(f"standfirst: {yaml_text(parts.standfirst)}")
    lines.append("---")
    wide = has_wide_spaces([one for one in parts.paragraphs if isinstance(one, str)])
    diagnostics = list(_missing_parts(parts, language))
    diagnostics += warnings_about(parts.title, 2, wide=wide)
    if parts.standfirst:
        diagnostics += warnings_about(parts.standfirst, 4, wide=wide)
    for paragraph in parts.paragraphs:
        lines.append("")
        for mark, words in _marked(paragraph):
            lines.append(mark + markdown_paragraph(words))
            diagnostics += warnings_about(words, len(lines), wide=wide)
    return "\n".join(lines) + "\n", tuple(join_doubled(diagnostics))


def _marked(piece: _Piece) -> Iterator[tuple[str, str]]:
    """Yield each line of a piece: the list marker, or an empty string, and the words."""
    if isinstance(piece, str):
        yield "", piece
        return
    for number, item in enumerate(piece.items, start=piece.start):
        yield (f"{number}. " if piece.start else "- "), item


def _paragraphs(text: str) -> Iterator[_Piece]:
    """Yield the paragraphs, each on one line.

    Blank lines divide them or, if there are none, line breaks.
    """
    text = text.strip()
    blocks = re.split(r"\n[^\S\n]*\n", text)
    for number, block in enumerate(blocks if len(blocks) > 1 else text.split("\n")):
        listed = _list(block.split("\n")) if number else None
        if listed:
            yield listed
            continue
        words = " ".join(line.strip() for line in block.split("\n")).strip()
        while len(words) > MAX_PARAGRAPH:
            space = words.rfind(" ", 1, MAX_PARAGRAPH)
            cut = space if space > 0 else MAX_PARAGRAPH
            yield words[:cut].strip()
            words = words[cut:].strip()
        if words:
            yield words


def _list(lines: list[str]) -> _List | None:
    """Return ``lines`` as a list of at least two items with consecutive or no numbers, if it is."""
    items: list[list[str]] = []
    numbers: list[int] = []
    for line in lines:
        mark = _ITEM.match(line)
        if mark:
            items.append([line[mark.end() :].strip()])
            numbers.append(int(mark[1] or 0))
        elif items and line[:1].isspace():
            items[-1].append(line.strip())
        else:
            return None
    start = numbers[0] if numbers else 0
    steps = range(start, start + len(numbers)) if start else [0] * len(numbers)
    joined = tuple(map(" ".join, items))
    whole = len(items) > 1 and numbers == list(steps) and max(map(len, joined)) <= MAX_PARAGRAPH
    return _List(joined, start) if whole else None


def _parts(paragraphs: list[_Piece]) -> _Parts:
    first, rest = paragraphs[0], paragraphs[1:]
    assert isinstance(first, str)  # noqa: S101 - a list is never first
    end = _SENTENCE_END.search(first)
    title, more = (first[: end.end()].strip(), first[end.end() :]) if end else (first, "")
    if len(title) > MAX_TITLE:
        words = " ".join(title[:MAX_TITLE].split(" ")[:-1]) or title[:MAX_TITLE]
        return _Parts(f"{words} …", "", (first, *rest))
    title = title.removesuffix(".") if not title.endswith("..") else title
    if not title.strip():
        title = first
    if more and (not rest or len(more) > MAX_STANDFIRST):
        return _Parts(title, "", (more, *rest))
    return _Parts(title, more, tuple(rest))


def _missing_parts(parts: _Parts, language: str) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each field and part of the text that is missing or guessed."""

    def todo(code: str, line: int, message: str, fix: str, severity: Severity) -> Diagnostic:
        return Diagnostic(code=code, message=message, fix=fix, line=line, severity=severity)

    warning, info = Severity.WARNING, Severity.INFO
    if parts.title.endswith(" …"):
        message, fix = "The first sentence is too long for a title.", "Write a headline."
        yield todo("import-title", 2, message, fix, warning)
    fix = "Confirm it, or write another tag, such as en-GB."
    yield todo("import-language", 3, f"The language was guessed as “{language}”.", fix, warning)
    for name, example in (
        ("authors", "authors: [Ada Kowalska]"),
        ("published", "published: 2026-03-01"),
        ("publisher", "publisher: Example Press"),
        ("description", "description: One sentence for catalogues."),
    ):
        fix = f"Add “{example}” to the front matter."
        yield todo(f"import-{name}", 1, f"There is no field “{name}”.", fix, warning)
    if len(parts.paragraphs) > 5:
        fix = "Put “## Heading” on a line of its own where a new subject begins."
        yield todo("import-headings", 0, "The text has no headings.", fix, info)
    fix = 'Add those that belong to it: ![alt text](pictures/name.jpg "Caption").'
    yield todo("import-pictures", 0, "Plain text has no pictures.", fix, info)
