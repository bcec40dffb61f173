"""What the pages of the desk show of a source: its fields, pictures, names and diagnostics."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from publish import api
from publish.errors import Diagnostic, PublishError, SourceError, UsageError
from publish.intake import read
from publish.language import detection
from publish.language.spoken import letters
from publish.language.spoken.speech_rules import rules_for
from publish.language.tags import primary
from publish.language.words import days_in
from publish.model import Article, Figure, InlineImage
from publish.model.walk import blocks_in, content_of, text_of
from publish.runtime.text import read_text
from publish.serve.desk.comparison import Picture, pictures_of
from publish.serve.desk.figures import PictureFields, SourceText, fields_of
from publish.serve.desk.reading import chapters_of, field_value, read_file
from publish.serve.desk.work import Note


class Card(Struct, frozen=True):
    """One picture.

    ``number`` counts the pictures of ``file`` (relative to the folder of the source) from 0;
    ``address`` is that of the picture on this server.  In a line of text (``inline``), a picture
    has only alt text.  ``notes`` are what the checker says of it.
    """

    number: int
    file: str
    picture: str
    address: str
    line: int
    inline: bool
    fields: PictureFields
    notes: tuple[Note, ...] = ()

    @property
    def complete(self) -> bool:
        return self.fields.decorative or bool(self.fields.alt.strip())


class Name(Struct, frozen=True):
    """A word and how it is said; ``count`` is how often it occurs, ``wanted`` that it needs one."""

    word: str
    said: str
    count: int
    wanted: bool


class Content(Struct, frozen=True):
    """A source as the desk shows it; ``article`` is ``None`` if it has errors."""

    file: Path
    title: str
    language: str
    authors: str
    published: str
    article: Article | None
    notes: tuple[Note, ...]
    cards: tuple[Card, ...]
    cover: str
    cover_alt: str


def content_of_source(root: Path, source: Path) -> Content:
    """Return what the desk shows of ``source``, a file below ``root``.

    Raises:
        SourceError: The file can't be read at all.
    """
    text = read_text(source)
    article: Article | None = None
    cards: list[Card] = []
    try:
        article = read(source)
        found = api.check(article).diagnostics
        cards = list(_cards(root, source, article, found))
    except SourceError as error:
        found = error.diagnostics
    cover = article.metadata.cover if article else None
    return Content(
        file=source,
        title=_value(source, text, "title"),
        language=_value(source, text, "language"),
        authors=_value(source, text, "authors"),
        published=_value(source, text, "published"),
        article=article,
        notes=tuple(_note(one, source) for one in found),
        cards=tuple(cards),
        cover=_address(root, cover.file) if cover else "",
        cover_alt=(cover.alt or "") if cover else "",
    )


def _value(source: Path, text: str, name: str) -> str:
    try:
        return field_value(source, text, name)
    except SourceError:  # an error of the front matter, which is shown as such
        return ""


def _note(one: Diagnostic, source: Path) -> Note:
    place = "" if one.file in (source, Path()) else f"{one.file.name}: "
    return Note(str(one.severity), f"{place}{one.message}", one.fix, one.line, one.code)


def _address(root: Path, file: Path) -> str:
    return f"/file/{quote(str(file.resolve().relative_to(root)))}"


def _cards(
    root: Path, source: Path, article: Article, found: tuple[Diagnostic, ...]
) -> Iterator[Card]:
    if not article.book:
        yield from _cards_of_file(root, source, source, article, found)
        return
    with_pictures = {file.resolve() for _, _, file in pictures_of(article) if file}
    for file in chapters_of(source):
        if file in with_pictures:
            chapter = read_file(source, file, read_text(file))
            yield from _cards_of_file(root, source, file, chapter, found)


def _cards_of_file(
    root: Path, source: Path, file: Path, article: Article, found: tuple[Diagnostic, ...]
) -> Iterator[Card]:
    pictures = pictures_of(article)
    if not pictures:
        return
    parsed = SourceText.of(file, read_text(file))
    name = "" if file == source else str(file.relative_to(source.parent.resolve()))
    own = [one for one in found if one.file.resolve() == file.resolve()]
    for number, picture in enumerate(pictures):
        image = picture[0].image
        yield Card(
            number,
            name,
            image.source,
            _address(root, image.file),
            picture[1],
            isinstance(picture[0], InlineImage),
            fields_of(parsed, picture[:2]),
            tuple(_note(one, one.file) for one in own if _is_about(one, picture, parsed)),
        )


#: The code of the error that a picture has no alt text.
ALT_MISSING = "alt-missing"

_ABOUT_PICTURES = ("alt", "picture", "figure", "caption", "credit", "description", "decorative")


def _is_about(one: Diagnostic, picture: Picture, source: SourceText) -> bool:
    """Return whether a diagnostic is about a picture: it stands in its lines, or names it."""
    shown, line, _ = picture
    node = source.directives.get(line) if isinstance(shown, Figure) else None
    last = node.end if node else line + 1
    named = shown.image.source in one.message
    other = not named and isinstance(shown, InlineImage)
    about = named or one.code.startswith(_ABOUT_PICTURES)
    if one.code == ALT_MISSING:  # the card says so in the reader's language
        return False
    return line <= one.line < last and about and not other


def card_of(root: Path, source: Path, file: str, number: int) -> Card | None:
    """Return one picture, after it was changed; ``None`` if it isn't there any more."""
    try:
        cards = content_of_source(root, source).cards
    except PublishError:
        return None
    return next((one for one in cards if (one.file, one.number) == (file, number)), None)


# ------------------------------------------------------------------ names

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_BEGIN = re.compile(r"(?:^|[.!?:…“„«\"(–—][\s”“’»\")\]]{0,6})$")
_NAME_UNPRONOUNCED = re.compile(r"“([^“”]{1,200})”")

#: Languages in which every noun has a capital letter.
_CAPITAL_NOUNS = ("de", "lb")


def names_of(content: Content, added: str = "") -> list[Name]:
    """Return the words of a source whose pronunciation may matter, and the word ``added``.

    They are those that have a pronunciation, those that the checker asks for, and words with a
    capital letter within sentences, the most frequent first: no months and weekdays, and no words
    that are common in the language, or that the text has in lower case as well.
    """
    if content.article is None:
        return []
    about = content.article.metadata
    said = dict(about.narration.pronunciations)
    listed = _listed(content.article)
    texts = list(_texts(content.article))
    counted = Counter(name for text in texts for name in _names_in(text))
    ordinary = {word for text in texts for word in _WORD.findall(text) if word.islower()}
    ordinary |= _common_words(about.language) | {one.lower() for one in days_in(about.language)}
    if primary(about.language) in _CAPITAL_NOUNS:
        counted.clear()
    for word in [one for one in counted if one.lower() in ordinary]:
        del counted[word]
    wanted = [name for name in listed if name not in said]
    order = [*([added] if added else []), *said, *wanted]
    order += [name for name, _ in counted.most_common()]
    return [
        Name(word, said.get(word, ""), counted[word], word in wanted)
        for word in dict.fromkeys(order)
    ]


def _common_words(language: str) -> frozenset[str]:
    rules = rules_for(language)
    return detection.common_words(language) | (
        letters.common_words(rules) if rules else frozenset()
    )


def _listed(article: Article) -> list[str]:
    found = (one for one in api.check(article).diagnostics if one.code == "name-unpronounced")
    return [name[1] for one in found if (name := _NAME_UNPRONOUNCED.search(one.message))]


def _texts(article: Article) -> Iterator[str]:
    blocks = (*article.blocks, *(one for note in article.notes for one in note.blocks))
    for block in blocks_in(blocks):
        for run in content_of(block):
            yield text_of(run)


def _names_in(text: str) -> Iterator[str]:
    """Yield the words with a capital letter that begin no sentence."""
    for found in _WORD.finditer(text):
        word = re.sub(r"[’']s$", "", found[0])
        within = not _BEGIN.search(text[max(0, found.start() - 6) : found.start()])
        if within and len(word) > 2 and word[0].isupper() and not word.isupper():
            yield word


def check_word(word: str) -> str:
    """Return a word that can be added to the list.  Raises :class:`UsageError`."""
    plain = " ".join(word.split())
    if len(plain) > _LONGEST_WORD or not plain.isprintable():
        raise UsageError("Write one name, or a few words.")
    return plain


_LONGEST_WORD = 80
