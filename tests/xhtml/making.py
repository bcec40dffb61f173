"""Short ways to hand-made articles and their markup."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from publish.model import Article, Block, Image, Inline, Metadata, Note, Paragraph, Text
from publish.xhtml import tree
from publish.xhtml.blocks import blocks
from publish.xhtml.context import OutputProfile, article_context, epub_profile, pdf_profile
from publish.xhtml.end_matter import colophon, end_matter
from publish.xhtml.openings import opening

EPUB = epub_profile(lambda image: f"pictures/{image.source}")
PDF = pdf_profile(lambda image: f"pictures/{image.source}")


def picture(
    name: str = "map.png", alt: str | None = "A map.", *, decorative: bool = False
) -> Image:
    return Image(
        source=name,
        file=Path(name),
        media_type="image/png",
        width=40,
        height=30,
        digest=name * 3,
        alt=alt,
        decorative=decorative,
    )


def article(
    *content: Block, language: str = "en", notes: tuple[Note, ...] = (), **fields: object
) -> Article:
    about = Metadata(title="A title", language=language, identifier="urn:uuid:1")
    return Article(
        metadata=replace(about, **fields),  # type: ignore[arg-type]  # any field of the metadata
        blocks=content,
        notes=notes,
        file=Path("article.md"),
    )


def paragraph(*content: Inline | str, id: str = "p", language: str | None = None) -> Paragraph:  # noqa: A002
    run = tuple(Text(one) if isinstance(one, str) else one for one in content)
    return Paragraph(content=run, id=id, line=5, language=language)


def markup(
    *content: Block,
    profile: OutputProfile = EPUB,
    language: str = "en",
    notes: tuple[Note, ...] = (),
) -> str:
    """The markup of blocks as they stand at the top of an article."""
    whole = article(*content, language=language, notes=notes)
    return tree.serialise(blocks(content, article_context(whole, profile)))


def words(*content: Inline | str, profile: OutputProfile = EPUB, language: str = "en") -> str:
    """The markup of inlines, without the paragraph around them."""
    made = markup(paragraph(*content), profile=profile, language=language)
    return made.removeprefix('<p id="p">').removesuffix("</p>")


def body(whole: Article, profile: OutputProfile) -> str:
    """The markup of a whole article."""
    context = article_context(whole, profile)
    return tree.serialise(
        tree.lines(
            opening(whole.metadata, context),
            blocks(whole.blocks, context),
            end_matter(whole, context),
            colophon(whole.metadata, context),
        )
    )


def lines(*pieces: str) -> str:
    """The pieces, each on a line of its own."""
    return "\n".join(pieces)
