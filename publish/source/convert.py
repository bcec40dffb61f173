"""Plain text -> our Markdown, with a list of what an editor should still supply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from publish.errors import Problem, Severity
from publish.source.doubts import are_wide, doubts_about
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


@dataclass(frozen=True, slots=True)
class _Parts:
    title: str
    standfirst: str
    paragraphs: tuple[str, ...]


def import_text(path: Path) -> tuple[str, tuple[Problem, ...]]:
    """The Markdown source of the plain text ``path``, and what is left to do in it.

    The first sentence becomes the title, what else is in the first paragraph the standfirst;
    every other paragraph stays as it is.  The problems (``WARNING`` and ``INFO``) name lines of
    the *written* source.  Raises :class:`SourceError` where ``path`` cannot be read.
    """
    text = read_text(path)
    parts = _parts(list(_paragraphs(text)))
    language = guess_language(text)
    lines = ["---", f"title: {yaml_text(parts.title)}", f"language: {language}"]
    if parts.standfirst:
        lines.append(f"standfirst: {yaml_text(parts.standfirst)}")
    lines.append("---")
    wide = are_wide(parts.paragraphs)
    problems = list(_left_to_do(parts, language))
    problems += doubts_about(parts.title, 2, wide=wide)
    if parts.standfirst:
        problems += doubts_about(parts.standfirst, 4, wide=wide)
    for paragraph in parts.paragraphs:
        lines += ["", markdown_paragraph(paragraph)]
        problems += doubts_about(paragraph, len(lines), wide=wide)
    return "\n".join(lines) + "\n", tuple(problems)


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs, each on one line: parted by blank lines or, if there are none, by lines."""
    text = text.strip()
    blocks = re.split(r"\n[^\S\n]*\n", text)
    for block in blocks if len(blocks) > 1 else text.split("\n"):
        words = " ".join(line.strip() for line in block.split("\n")).strip()
        while len(words) > MAX_PARAGRAPH:
            space = words.rfind(" ", 1, MAX_PARAGRAPH)
            cut = space if space > 0 else MAX_PARAGRAPH
            yield words[:cut].strip()
            words = words[cut:].strip()
        if words:
            yield words


def _parts(paragraphs: list[str]) -> _Parts:
    first, rest = paragraphs[0], paragraphs[1:]
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
