"""Read a ``publication.yaml`` and the sources that it lists as one book.

Ids and notes of a chapter get the chapter's id as a prefix, so that two chapters can use the same.
People and corrections in a chapter's front matter are added to the book's metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.errors import Diagnostics, SourceError, suggestion
from publish.model import (
    Article,
    Block,
    Book,
    Contributor,
    Correction,
    DefinitionList,
    Inline,
    Link,
    List,
    Matter,
    Metadata,
    NarrationSettings,
    Note,
    NoteReference,
    NotesPlace,
    Opening,
    Section,
    SectionKind,
    Text,
)
from publish.model.ids import scoped
from publish.model.rewrite import map_blocks, map_inlines, map_runs
from publish.runtime.folder import FileRefusedError, file_inside
from publish.runtime.pictures import Pictures
from publish.runtime.text import read_text
from publish.runtime.yaml_fields import Field, check_size, read_fields
from publish.source.article import BookContext, PlainTextConverter, read_source
from publish.source.completeness import SourceWords, check_words
from publish.source.contents import (
    Entry,
    Listed,
    PartEntry,
    entries_of,
    is_body,
    read_contents,
    with_ids,
)
from publish.source.fields import BOOK
from publish.source.metadata import is_smart, lines_of, read_metadata, typeset_fields
from publish.source.references import name_headings
from publish.source.settings_file import smart_typography


class Scope(Struct, frozen=True):
    """Renames ids, links and note calls for the chapter with the id ``name``."""

    name: str

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Return ``blocks`` with their ids, links and note calls in the book."""
        return map_blocks(blocks, self._block)

    def notes(self, notes: Iterable[Note]) -> tuple[Note, ...]:
        """Return ``notes`` with their ids in the book, and the chapter that they belong to."""
        return tuple(
            replace(
                note,
                id=scoped(self.name, note.id),
                blocks=self.blocks(note.blocks),
                chapter=self.name,
            )
            for note in notes
        )

    def _block(self, block: Block) -> Block:
        block = map_runs(block, lambda run: map_inlines(run, self._inline))
        block = replace(block, id=self._id(block.id))
        match block:
            case List():
                items = tuple(replace(item, id=self._id(item.id)) for item in block.items)
                return replace(block, items=items)
            case DefinitionList():
                terms = tuple(replace(item, id=self._id(item.id)) for item in block.items)
                return replace(block, items=terms)
            case _:
                return block

    def _id(self, name: str) -> str:
        return scoped(self.name, name) if name else ""

    def _inline(self, inline: Inline) -> Inline:
        match inline:
            case NoteReference():
                return replace(inline, note=scoped(self.name, inline.note))
            case Link() if inline.target.startswith("#"):
                home, name = inline.chapter or self.name, inline.target[1:]
                target = f"#{scoped(home, name)}" if name else f"#{home}"
                return replace(inline, target=target, chapter="")
            case _:
                return inline


def put_together(
    listed: tuple[Listed, ...], chapters: Mapping[str, Article], language: str
) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """Return the sections of a book in ``language`` (BCP 47), and its notes.

    ``chapters`` are the articles of the entries by their ids.  Entries before the first chapter are
    front matter, entries after the last one back matter.
    """
    body = [place for place, one in enumerate(listed) if is_body(one)]

    def matter(place: int) -> Matter:
        if place < body[0]:
            return Matter.FRONT
        return Matter.BACK if place > body[-1] else Matter.BODY

    sections: list[Block] = []
    for place, one in enumerate(listed):
        if isinstance(one, Entry):
            sections.append(_chapter(one, chapters[one.id], matter(place), language))
            continue
        inside = tuple(
            _chapter(entry, chapters[entry.id], Matter.BODY, language) for entry in one.entries
        )
        sections.append(
            Section(
                id=one.id,
                title=(Text(one.title),),
                level=1,
                blocks=inside,
                kind=SectionKind.PART,
                line=one.field.line,
            )
        )
    return tuple(sections), tuple(_notes_chapters(chapters, language))


def _chapter(entry: Entry, article: Article, matter: Matter, language: str) -> Section:
    about = article.metadata
    return Section(
        id=entry.id,
        language=_if_different(about.language, language),
        title=(Text(about.title),),
        level=1,
        blocks=Scope(entry.id).blocks(article.blocks),
        kind=entry.kind,
        matter=matter,
        opening=Opening(
            subtitle=about.subtitle,
            standfirst=about.standfirst,
            authors=about.authors,
            dateline=about.dateline,
            published=about.published,
        ),
        file=entry.file,
        line=dict(article.lines).get("title", 1),
        abbreviations=about.abbreviations,
    )


def _notes_chapters(chapters: Mapping[str, Article], language: str) -> Iterable[Note]:
    for name, article in chapters.items():
        different = _if_different(article.metadata.language, language)
        for note in Scope(name).notes(article.notes):
            yield replace(note, language=note.language or different)


def _if_different(language: str, of_book: str) -> str | None:
    """Return ``language``, or ``None`` if it is that of the book."""
    return language if language.lower() != of_book.lower() else None


def with_chapters(metadata: Metadata, chapters: Iterable[Article]) -> Metadata:
    """Return ``metadata`` with the people and corrections of ``chapters``.

    Each person appears once for each role; corrections are in the order of their dates.
    Pronunciations of a chapter apply to the whole book, unless the book has its own.  Settings of
    the checker's rules keep their file, because they apply to that chapter only.
    """
    chapters = tuple(chapters)
    people: dict[tuple[str, str], Contributor] = {}
    for person in (*metadata.contributors, *(p for c in chapters for p in c.metadata.contributors)):
        people.setdefault((person.name, person.role), person)
    corrections = [
        *metadata.corrections,
        *(
            Correction(each.date, f"{chapter.metadata.title}: {each.text}")
            for chapter in chapters
            for each in chapter.metadata.corrections
        ),
    ]
    pronunciations = {
        spelling: how
        for about in (*(chapter.metadata for chapter in reversed(chapters)), metadata)
        for spelling, how in about.narration.pronunciations
    }
    return replace(
        metadata,
        narration=replace(metadata.narration, pronunciations=tuple(pronunciations.items())),
        contributors=tuple(people.values()),
        corrections=tuple(sorted(corrections, key=lambda each: each.date)),
        check=(*metadata.check, *(one for c in chapters for one in c.metadata.check)),
    )


def recordings(
    settings: NarrationSettings, folder: Path, ids: Mapping[Path, str]
) -> NarrationSettings:
    """Return ``settings`` with the ids of recorded blocks instead of ``chapter.md#name``.

    ``ids`` maps the real paths of the sources to the ids of their chapters.
    """

    def name(written: str) -> str:
        path, _, inner = written.partition("#")
        try:
            chapter = ids.get(file_inside(folder, path))
        except FileRefusedError:
            return written
        if chapter is None:
            return written
        return scoped(chapter, inner) if inner else chapter

    renamed = tuple((name(written), file) for written, file in settings.recordings)
    return replace(settings, recordings=renamed)


#: The language (BCP 47) of a book whose own can't be read; its chapters are read all the same.
_UNKNOWN = "und"

#: The code of a diagnostic about a link without a target.
_LINK = "link-target"

MAX_BYTES = 100_000_000
"""Limit of all sources of a book in bytes; a long novel has one million."""


def read_book(file: Path, convert_text: PlainTextConverter | None = None) -> Article:
    """Return the book that ``file`` lists, with its chapters as sections in that order.

    Every file that it names must be in its folder or below it, after symbolic links are resolved.
    ``convert_text`` converts plain text files to Markdown.

    Raises:
        SourceError: ``file`` or a chapter has errors; it carries all of them.
        LostError: Words of a chapter aren't in the book.
    """
    text = read_text(file)
    check_size(file, text, 1)
    root = read_fields(file, text, 1)
    diagnostics = Diagnostics()
    metadata = Metadata(title="", language=_UNKNOWN, identifier="")
    with diagnostics.collect():
        metadata = read_metadata(root, "", Pictures(file.parent), others=BOOK.keys())
    fields = {name: field for name, field in root.pairs() if not field.empty}
    notes = NotesPlace.CHAPTER
    with diagnostics.collect():
        notes = _notes(fields)
    listed: tuple[Listed, ...] = ()
    before = len(diagnostics.found)
    with diagnostics.collect():
        if "contents" not in fields:
            fix = "Add “contents:” and under it, for each source, a line “- chapters/one.md”."
            message = "contents: The field is required, but missing."
            raise SourceError.at(file, 1, "field-missing", message, fix)
        listed = with_ids(read_contents(fields["contents"], file.parent, diagnostics), file.parent)
    entries = tuple(entries_of(listed))
    complete = len(diagnostics.found) == before
    ids = {entry.real: entry.id for entry in entries}
    words = SourceWords(file)
    sources = [words]
    smart = smart_typography(file)
    with diagnostics.collect():
        smart = is_smart(root, smart)
    context = BookContext(metadata.language, file.parent, ids, convert_text, sources, smart)
    chapters = _read(entries, root, context, diagnostics, complete=complete)
    diagnostics.raise_all()
    blocks, all_notes = put_together(listed, chapters, metadata.language)
    if smart:
        metadata = typeset_fields(metadata)
    metadata = replace(metadata, narration=recordings(metadata.narration, file.parent, ids))
    article = Article(
        metadata=with_chapters(metadata, chapters.values()),
        blocks=blocks,
        notes=all_notes,
        file=file,
        lines=lines_of(root),
        book=Book(notes=notes),
    )
    article = name_headings(article)
    words.add_fields(root)
    words.pieces.extend((one.field.line, one.title) for one in listed if isinstance(one, PartEntry))
    check_words(sources, article)
    return article


def _read(
    entries: tuple[Entry, ...],
    root: Field,
    context: BookContext,
    diagnostics: Diagnostics,
    *,
    complete: bool,
) -> dict[str, Article]:
    """Return the articles that can be read, by id; errors of the others go to ``diagnostics``.

    Unless ``entries`` is ``complete``, errors of links are dropped: a link may lead to a chapter
    that is missing from it.
    """
    if sum(entry.real.stat().st_size for entry in entries) > MAX_BYTES:
        contents = dict(root.pairs())["contents"]
        message = f"The field lists more than {MAX_BYTES // 1_000_000} MB of text."
        raise contents.error(message, "Make several books of it.", "too-large")
    articles: dict[str, Article] = {}
    for entry in entries:
        with diagnostics.collect():
            try:
                articles[entry.id] = read_source(entry.file, context)
            except SourceError as error:
                certain = [one for one in error.diagnostics if complete or one.code != _LINK]
                if certain:
                    raise SourceError(*certain) from error
    return articles


def _notes(fields: dict[str, Field]) -> NotesPlace:
    if "notes" not in fields:
        return NotesPlace.CHAPTER
    written = fields["notes"].text().lower()
    known = frozenset(map(str, NotesPlace))
    if written not in known:
        raise fields["notes"].error(
            f"“{written}” isn't a place for notes.", suggestion(written, known)
        )
    return NotesPlace(written)
