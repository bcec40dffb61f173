"""Plain text -> our Markdown, with a list of what an editor should still supply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from publish.errors import Problem, Severity
from publish.source.doubts import are_wide, doubts_about, gathered
from publish.source.escape import markdown_paragraph, yaml_text
from publish.source.guess import guess_language
from publish.source.text import read_text

MAX_TITLE = 200
"""Characters; a longer first sentence is no headline."""
MAX_STANDFIRST = 2_000
MAX_PARAGRAPH = 20_000
"""Characters: escaping can double them, and a paragraph that is read may have 50,000."""

_SENTENCE_END = re.compile(
    r"""(?<![\s.][^\W\d_])(?<!^[^\W\d_])   # not after an initial: "J. Smith"
        (?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bProf)
        (?<![.!?…])[.!?…]++["'”’»)\]]*+\s++(?=["'“„«(\[]?[^\W\d_a-zа-я]|\d)""",
    re.VERBOSE,
)


_ITEM = re.compile(r"\s*(?:[-*•‣–]|(\d{1,3})[.)])\s+(?=\S)")


class _List(Struct, frozen=True):
    """``start`` is the number of the first item, 0 where they have none."""

    items: tuple[str, ...]
    start: int


_Piece = str | _List


class _Parts(Struct, frozen=True):
    title: str
    standfirst: str
    paragraphs: tuple[_Piece, ...]


def import_text(path: Path) -> tuple[str, tuple[Problem, ...]]:
    """The Markdown source of the plain text ``path``, and what is left to do in it.

    The first sentence becomes the title, what else is in the first paragraph the standfirst;
    every other paragraph stays as it is, and lines that all begin with a dash, a bullet or the next
    number are a list.  The problems (``WARNING`` and ``INFO``) name lines of
    the *written* source.  Raises :class:`SourceError` where ``path`` cannot be read.
    """
    text = read_text(path)
    parts = _parts(list(_paragraphs(text)))
    language = guess_language(text)
    lines = ["---", f"title: {yaml_text(parts.title)}", f"language: {language}"]
    if parts.standfirst:
        lines.append(f"standfirst: {yaml_text(parts.standfirst)}")
    lines.append("---")
    wide = are_wide([one for one in parts.paragraphs if isinstance(one, str)])
    problems = list(_left_to_do(parts, language))
    problems += doubts_about(parts.title, 2, wide=wide)
    if parts.standfirst:
        problems += doubts_about(parts.standfirst, 4, wide=wide)
    for paragraph in parts.paragraphs:
        lines.append("")
        for mark, words in _marked(paragraph):
            lines.append(mark + markdown_paragraph(words))
            problems += doubts_about(words, len(lines), wide=wide)
    return "\n".join(lines) + "\n", tuple(gathered(problems))


def _marked(piece: _Piece) -> Iterator[tuple[str, str]]:
    """Each line of a piece: the mark of its item, if any, and its words."""
    if isinstance(piece, str):
        yield "", piece
        return
    for number, item in enumerate(piece.items, start=piece.start):
        yield (f"{number}. " if piece.start else "- "), item


def _paragraphs(text: str) -> Iterator[_Piece]:
    """The paragraphs, each on one line: parted by blank lines or, if there are none, by lines."""
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
    """The list that ``lines`` are: two items at least, numbers that follow each other."""
    items: list[str] = []
    numbers: list[int] = []
    for line in lines:
        mark = _ITEM.match(line)
        if mark:
            items.append(line[mark.end() :].strip())
            numbers.append(int(mark[1] or 0))
        elif items and line[:1].isspace():
            items[-1] += f" {line.strip()}"
        else:
            return None
    start = numbers[0] if numbers else 0
    steps = range(start, start + len(numbers)) if start else [0] * len(numbers)
    whole = len(items) > 1 and numbers == list(steps) and max(map(len, items)) <= MAX_PARAGRAPH
    return _List(tuple(items), start) if whole else None


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


def _left_to_do(parts: _Parts, language: str) -> Iterator[Problem]:
    def todo(code: str, line: int, message: str, mend: str, severity: Severity) -> Problem:
        return Problem(code=code, message=message, mend=mend, line=line, severity=severity)

    warning, info = Severity.WARNING, Severity.INFO
    if parts.title.endswith(" …"):
        message, mend = "the first sentence is too long for a title.", "Write a headline."
        yield todo("import-title", 2, message, mend, warning)
    mend = "Confirm it, or write another tag, such as en-GB."
    yield todo("import-language", 3, f"the language was guessed: {language}.", mend, warning)
    for name, example in (
        ("authors", "authors: [Ada Kowalska]"),
        ("published", "published: 2026-03-01"),
        ("publisher", "publisher: Example Press"),
        ("description", "description: One sentence for catalogues."),
    ):
        mend = f"Add “{example}” to the front matter."
        yield todo(f"import-{name}", 1, f"there is no field “{name}”.", mend, warning)
    if len(parts.paragraphs) > 5:
        mend = "Put “## Heading” on a line of its own where a new subject begins."
        yield todo("import-headings", 0, "there are no headings.", mend, info)
    mend = 'Add those that belong to it: ![alt text](pictures/name.jpg "Caption").'
    yield todo("import-pictures", 0, "plain text has no pictures.", mend, info)
