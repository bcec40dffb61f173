"""The model of a publication: plain, frozen data.

A source is read once into an :class:`Article`; later steps trust it and never look at the source
again.  Blocks and inlines are two closed unions (:data:`Block`, :data:`Inline`): a ``match`` over
them ends in ``assert_never``, so a new kind is a type error wherever it is forgotten.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from publish.model.blocks import (
    MAX_COLUMNS,
    UNTITLED,
    Align,
    Aside,
    AsideKind,
    Block,
    Book,
    Cell,
    CodeBlock,
    Definition,
    DefinitionList,
    Figure,
    List,
    ListItem,
    MathBlock,
    Matter,
    Note,
    NotesPlace,
    Opening,
    Paragraph,
    Place,
    Placed,
    Quotation,
    Row,
    Scope,
    Section,
    SectionKind,
    Speech,
    Table,
    ThematicBreak,
)
from publish.model.inlines import (
    LINK_SCHEMES,
    Abbreviation,
    AltStatus,
    Conversion,
    Deletion,
    Emphasis,
    Holder,
    Image,
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
    TextElement,
    TextLevel,
)
from publish.model.metadata import (
    CHAPTER_NUMBERS,
    EPUB_BIT_RATES,
    EPUB_CODECS,
    EXEMPTIONS,
    HIGHLIGHTS,
    ISBN_PRODUCTS,
    MASTERING,
    THEMES,
    Accessibility,
    Contributor,
    Correction,
    Evaluation,
    Licence,
    ListeningProfile,
    Metadata,
    NarrationSettings,
    RoleVoice,
    RuleSetting,
    Series,
    WebSettings,
)

__all__ = [
    "CHAPTER_NUMBERS",
    "EPUB_BIT_RATES",
    "EPUB_CODECS",
    "EXEMPTIONS",
    "HIGHLIGHTS",
    "ISBN_PRODUCTS",
    "LINK_SCHEMES",
    "MASTERING",
    "MAX_COLUMNS",
    "THEMES",
    "UNTITLED",
    "Abbreviation",
    "Accessibility",
    "Align",
    "AltStatus",
    "Article",
    "Aside",
    "AsideKind",
    "Block",
    "Book",
    "Cell",
    "CodeBlock",
    "Contributor",
    "Conversion",
    "Correction",
    "Definition",
    "DefinitionList",
    "Deletion",
    "Emphasis",
    "Evaluation",
    "Figure",
    "Holder",
    "Image",
    "Inline",
    "InlineCode",
    "InlineImage",
    "InlineMath",
    "Licence",
    "LineBreak",
    "Link",
    "List",
    "ListItem",
    "ListeningProfile",
    "MathBlock",
    "Matter",
    "Metadata",
    "NarrationSettings",
    "Note",
    "NoteReference",
    "NotesPlace",
    "Opening",
    "Paragraph",
    "Phrase",
    "Place",
    "Placed",
    "Pronounced",
    "Quotation",
    "RoleVoice",
    "Row",
    "RuleSetting",
    "Scope",
    "Section",
    "SectionKind",
    "Sentence",
    "Series",
    "Speech",
    "Strong",
    "Subscript",
    "Superscript",
    "Table",
    "Text",
    "TextElement",
    "TextLevel",
    "ThematicBreak",
    "WebSettings",
]


class Article(Struct, frozen=True, kw_only=True):
    """One article or one book, complete: no exporter needs its source.

    ``file`` is the path of the source, for messages only.  ``lines`` pairs each field of the front
    matter (``cover.alt``) with its line.  If ``book`` is set, ``blocks`` are chapters, and parts
    that hold chapters.
    """

    metadata: Metadata
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    file: Path = Path()
    lines: tuple[tuple[str, int], ...] = ()
    book: Book | None = None

    @property
    def name(self) -> str:
        """The name of its editions: of its file, or for ``publication.yaml`` of its folder."""
        if self.book and self.file.stem == "publication":
            return decodable(self.file.absolute().parent.name) or self.file.stem
        return decodable(self.file.stem)


def decodable(name: str) -> str:
    """Return the ``name`` of a file with the bytes replaced that aren't UTF-8."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
