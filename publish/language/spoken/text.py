"""Records: written text, spoken text, and the mapping between them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Span(Struct, frozen=True):
    """A run of text that is spoken in one language (BCP 47).

    ``text`` is as written.  ``ipa`` (the International Phonetic Alphabet) or else ``say`` (other
    words, or a respelling) is spoken in its place if it isn't empty.
    """

    text: str
    language: str
    ipa: str = ""
    say: str = ""


class Form(Struct, frozen=True):
    """The spoken words for the characters ``first`` to ``last`` (exclusive) of a text.

    ``language`` (BCP 47): that of the words, if it isn't that of the text.
    """

    first: int
    last: int
    words: str
    language: str = ""


class Piece(Struct, frozen=True):
    """A run of spoken text, and the run of written text that it replaces.

    Offsets are in characters, ends exclusive.  ``verbatim``: both are the same characters.
    """

    first: int
    last: int
    written_first: int
    written_last: int
    verbatim: bool


class Spoken(Struct, frozen=True):
    """Spoken text.  The pieces cover it and the written text in order, without a gap."""

    text: str
    pieces: tuple[Piece, ...]

    def written(self, first: int, last: int) -> tuple[int, int]:
        """Return the range of the written text for a range of ``text``.

        A piece that isn't verbatim counts as a whole.
        """
        overlapping = [piece for piece in self.pieces if piece.first < last and first < piece.last]
        if not overlapping:
            return (0, 0)
        start, end = overlapping[0], overlapping[-1]
        return (
            start.written_first + (max(first - start.first, 0) if start.verbatim else 0),
            end.written_last - (max(end.last - last, 0) if end.verbatim else 0),
        )


def spoken_of(text: str, forms: Iterable[Form]) -> Spoken:
    """Return ``text`` with ``forms`` (in order, not overlapping) replaced by their words."""
    out, pieces, done = "", [], 0

    def add(words: str, last: int, *, verbatim: bool) -> None:
        nonlocal out, done
        if last > done:
            pieces.append(Piece(len(out), len(out) + len(words), done, last, verbatim))
            out, done = out + words, last

    for form in forms:
        add(text[done : form.first], form.first, verbatim=True)
        add(form.words, form.last, verbatim=False)
    add(text[done:], len(text), verbatim=True)
    return Spoken(out, tuple(pieces))
