"""Write inlines as one line of Markdown, from which the same inlines are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import assert_never

from msgspec import Struct

from publish.importing.writing.escape import (
    address,
    at_start,
    escaped,
    escaped_title,
    is_letter,
    quoted,
    reference,
    ticked,
)
from publish.model import (
    Abbreviation,
    Deletion,
    Emphasis,
    Inline,
    InlineCode,
    InlineImage,
    InlineMath,
    LineBreak,
    Link,
    NoteReference,
    Phrase,
    Pronounced,
    Sentence,
    Strong,
    Subscript,
    Superscript,
    Text,
    TextLevel,
)
from publish.model.rewrite import with_content
from publish.model.walk import content_in, text_of

_PLAIN = re.compile(r"[^\W_]+(?:[ ,.;’][^\W_]+)*[.,;]?")
"""Words that need no escapes within a line."""
_BARE_ADDRESS = re.compile(r"(https?://|mailto:)[^\s<>\[\]\\`*_~&$]+")


class _Piece(Struct, frozen=True):
    """Written characters.

    ``delimiter`` is ``open`` or ``close`` for emphasis, ``both`` for a formula, and ``code`` for
    characters that end with backticks, ``note`` the call of a note.
    """

    text: str
    delimiter: str = ""


def line_of(content: Sequence[Inline], *, cell: bool = False, inside: bool = False) -> str:
    """Return ``content`` as Markdown on one line, except for its line breaks.

    With ``cell`` it is for a pipe table; with ``inside`` it has no line breaks, as in a heading.
    Characters that would begin a block at the start of a line are escaped.
    """
    if len(content) == 1 and isinstance(words := content[0], Text) and _PLAIN.fullmatch(words.text):
        return at_start(words.text)
    writer = _Writer(money=_dollars(content) > 1, cell=cell, breaks=not (cell or inside))
    writer.write(content)
    written = writer.text()
    if cell:
        written = written.replace("|", "\\|")
    return "\n".join(at_start(line.strip(" ")) for line in written.split("\n")).strip("\n")


def option_of(content: Sequence[Inline]) -> str:
    """Return ``content`` as the value of an option or as the argument of a directive."""
    writer = _Writer(money=_dollars(content) > 1, cell=False, breaks=False)
    writer.write(content)
    return " ".join(writer.text().split())


def image_of(inline: InlineImage) -> str:
    """Return an inline picture."""
    alt = " ".join((inline.image.alt or "").split())
    return f"![{escaped(alt, brackets=True)}]({address(inline.image.source)})"


def _dollars(content: Sequence[Inline]) -> int:
    """Return the number of dollar signs in the text: two would delimit a formula."""
    count = 0
    for inline in content:
        if isinstance(inline, Text):
            count += inline.text.count("$")
        elif isinstance(inline, InlineMath):
            count += 2
        elif isinstance(inline, Emphasis | Strong | Deletion | Link | Phrase | Pronounced):
            count += _dollars(inline.content)
    return count


class _Writer:
    def __init__(self, *, money: bool, cell: bool, breaks: bool) -> None:
        self._money, self._cell, self._breaks = money, cell, breaks
        self._pieces: list[_Piece] = []
        self._brackets = 0

    def write(self, content: Sequence[Inline]) -> None:
        for inline in _with_codes_joined(content):
            self._write(inline)

    def _put(self, text: str, delimiter: str = "") -> None:
        if text.startswith(("(", ":")) and self._pieces and self._pieces[-1].delimiter == "note":
            text = f"\\{text}"  # else the call would become a link, or begin a note
        if text:
            self._pieces.append(_Piece(text, delimiter))

    def _write(self, inline: Inline) -> None:
        match inline:
            case Text(text):
                self._put(escaped(text, dollars=self._money, brackets=self._brackets > 0))
            case Emphasis(content):
                self._delimited("*", content)
            case Strong(content):
                self._delimited("**", content)
            case Deletion(content):
                self._delimited("~~", content)
            case Superscript(content) | Subscript(content):
                name = "sup" if isinstance(inline, Superscript) else "sub"
                self._role(name, text_of(content))
            case InlineCode(text):
                if self._pieces and self._pieces[-1].delimiter == "code":
                    self._put(" ")  # else the backticks would join
                self._put(ticked(text), "code")
            case Link(content, target, title):
                self._link(content, target, title)
            case Phrase(content, language):
                self._bracketed(content, f"{{lang={language}}}")
            case TextLevel(content, name):
                self._bracketed(content, f"{{.{name}}}")
            case Abbreviation(text, expansion):
                if "(" in text or not text.strip() or not expansion.strip():
                    self._write(Text(f"{text} ({expansion})" if expansion.strip() else text))
                else:
                    self._role("abbr", f"{text} ({expansion})")
            case Pronounced(content):
                self._bracketed(content, _pronunciation(inline))
            case InlineMath(tex, alt):
                self._formula(" ".join(tex.split()), alt)
            case InlineImage():
                self._put(image_of(inline))
            case NoteReference(note):
                self._put(f"[^{note}]", "note")
            case LineBreak():
                self._put("\\\n" if self._breaks else " ")
            case Sentence(content):
                self.write(content)
            case _:
                assert_never(inline)

    def _delimited(self, mark: str, content: Sequence[Inline]) -> None:
        """Write emphasis, with white space at its ends moved outside (CommonMark 6.2).

        Next to a delimiter of asterisks, it is written with underscores.
        """
        before, inner, after = _without_ends(content)
        self._put(before)
        if inner:
            last = self._pieces[-1].text[-1] if self._pieces else ""
            if mark[0] == "*" == last:
                mark = "_" * len(mark)
            self._put(mark, "open")
            self.write(inner)
            self._put(mark, "close")
        self._put(after)

    def _link(self, content: Sequence[Inline], target: str, title: str) -> None:
        if text_of(content) == target and not title and _BARE_ADDRESS.fullmatch(target):
            self._put(f"<{target}>")
            return
        titled = f' "{escaped_title(title)}"' if title.strip() else ""
        goal = f"({address(target)}{titled})"
        run: list[Inline] = []
        for inline in content:  # a link can't contain brackets (CommonMark 6.3)
            if not isinstance(inline, Phrase | Pronounced | NoteReference):
                run.extend(_unbracketed((inline,)))
                continue
            self._linked(run, goal)
            run = []
            if isinstance(inline, Phrase):
                inner = tuple(_unbracketed(inline.content))
                self._linked(inner, f"{goal}{{lang={inline.language}}}")
            elif isinstance(inline, Pronounced):
                inner = tuple(_unbracketed(inline.content))
                self._linked(inner, f"{goal}{_pronunciation(inline)}")
            else:
                self._write(inline)
        self._linked(run, goal)

    def _linked(self, content: Sequence[Inline], rest: str) -> None:
        if content:
            self._bracketed(content, rest)

    def _bracketed(self, content: Sequence[Inline], rest: str) -> None:
        last = self._pieces[-1].text if self._pieces else ""
        if last.endswith("!") and not last.endswith("\\!"):  # else it would be a picture
            self._pieces[-1] = _Piece(last[:-1] + "\\!")
        self._put("[")
        self._brackets += 1
        self.write(content)
        self._brackets -= 1
        self._put(f"]{rest}")

    def _role(self, name: str, words: str) -> None:
        words = " ".join(words.split())
        if words:
            self._put(f"{{{name}}}{ticked(words)}", "code")

    def _formula(self, tex: str, alt: str) -> None:
        tex = re.sub(r"\\?\$", r"\\dollar ", tex).strip()
        if tex:
            words = f'{{alt="{quoted(alt)}"}}' if alt.strip() else ""
            self._put(f"${tex}$", "both" if not words else "open")
            self._put(words)

    def text(self) -> str:
        """Return the written text, with letters next to a delimiter escaped if necessary.

        A delimiter with punctuation inside and a letter outside has no effect (CommonMark 6.2,
        flanking runs); a letter that is written as a reference counts as punctuation.
        """
        pieces = self._pieces
        for index, piece in enumerate(pieces):
            if piece.delimiter in ("open", "both") and index:
                before = pieces[index - 1]
                if not before.delimiter and is_letter(before.text[-1:]):
                    inner = pieces[index + 1].text[:1] if index + 1 < len(pieces) else ""
                    if piece.text[0] in "$_" or not is_letter(inner):
                        pieces[index - 1] = _Piece(before.text[:-1] + reference(before.text[-1]))
            if piece.delimiter in ("close", "both") and index + 1 < len(pieces):
                after = pieces[index + 1]
                if not after.delimiter and is_letter(after.text[:1]):
                    inner = pieces[index - 1].text[-1:]
                    if piece.text[0] in "$_" or not is_letter(inner):
                        pieces[index + 1] = _Piece(reference(after.text[0]) + after.text[1:])
        return "".join(piece.text for piece in pieces)


def _with_codes_joined(content: Sequence[Inline]) -> Iterator[Inline]:
    """Yield ``content`` with neighbouring pieces of code joined."""
    for is_code, run in groupby(content, key=lambda inline: isinstance(inline, InlineCode)):
        if is_code:
            yield InlineCode("".join(text_of((inline,)) for inline in run))
        else:
            yield from run


def _pronunciation(inline: Pronounced) -> str:
    """Return the attributes with the pronunciation of ``inline``."""
    given = (("say", inline.say), ("ipa", inline.ipa))
    return "{" + " ".join(f'{name}="{quoted(value)}"' for name, value in given if value) + "}"


def _unbracketed(content: Sequence[Inline]) -> Iterator[Inline]:
    """Yield ``content`` with inlines that would need brackets replaced by their content."""
    for inline in content:
        inner = content_in(inline)
        if isinstance(inline, Phrase | Pronounced | Link):
            yield from _unbracketed(inline.content)
        elif inner is not None:
            yield with_content(inline, tuple(_unbracketed(inner)))
        else:
            yield inline


def _without_ends(content: Sequence[Inline]) -> tuple[str, list[Inline], str]:
    """Return the leading white space, the inner inlines, and the trailing white space."""
    inner = list(content)
    before = after = ""
    while inner and isinstance(first := inner[0], Text | LineBreak):
        words = first.text.lstrip() if isinstance(first, Text) else ""
        before = before or (" " if not isinstance(first, Text) or words != first.text else "")
        inner[:1] = [Text(words)] if words else []
        if words:
            break
    while inner and isinstance(last := inner[-1], Text | LineBreak):
        words = last.text.rstrip() if isinstance(last, Text) else ""
        after = after or (" " if not isinstance(last, Text) or words != last.text else "")
        inner[-1:] = [Text(words)] if words else []
        if words:
            break
    return before, inner, after
