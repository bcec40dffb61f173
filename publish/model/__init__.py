"""The model of a publication: plain, frozen data and nothing else.

A source is read once into an :class:`Article`; every later step trusts it and no exporter looks at
the source again.  Blocks and inlines are two closed unions (:data:`Block`, :data:`Inline`): whoever
writes one ``match`` over them ends it in ``assert_never``, so that a new kind of block is a type
error in every writer that forgets it.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from publish.model.blocks import (
    MAX_COLUMNS,
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
    Table,
    ThematicBreak,
)
from publish.model.inlines import (
    LINK_SCHEMES,
    Abbreviation,
    AltStatus,
    Deletion,
    Emphasis,
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
)
from publish.model.metadata import (
    HIGHLIGHTS,
    MASTERING,
    THEMES,
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
)

__all__ = [
    "HIGHLIGHTS",
    "LINK_SCHEMES",
    "MASTERING",
    "MAX_COLUMNS",
    "THEMES",
    "Abbreviation",
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
    "Correction",
    "Definition",
    "DefinitionList",
    "Deletion",
    "Emphasis",
    "Evaluation",
    "Figure",
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
    "Strong",
    "Subscript",
    "Superscript",
    "Table",
    "Text",
    "ThematicBreak",
]


class Article(Struct, frozen=True, kw_only=True):
    """One article or one book, complete: no exporter needs its source.

    ``file`` is the source's path, for messages only.  ``lines`` maps the name of each front matter
    field given (``cover.alt``) to its line.  Where ``book`` is set, ``blocks`` are sections, none
    of which is an ordinary one: chapters, and parts that hold chapters.
    """

    metadata: Metadata
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    file: Path = Path()
    lines: tuple[tuple[str, int], ...] = ()
    book: Book | None = None

    @property
    def name(self) -> str:
        """What its editions are called: its file's name; for ``publication.yaml`` its folder's."""
        if self.book and self.file.stem == "publication":
            return self.file.absolute().parent.name or self.file.stem
        return self.file.stem
