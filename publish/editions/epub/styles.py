"""The style sheet of an EPUB: the common sheets, those of the theme, and the publisher's.

The publisher's sheets are the same as for the PDF (``--style``).  Here they lose their rules for
pages, which belong to the reading system, and the files that they refer to go into the EPUB.
"""

from __future__ import annotations

from publish.editions.edition import EpubOptions
from publish.editions.epub.fallbacks import with_fallbacks
from publish.editions.epub.package import Item
from publish.errors import UsageError
from publish.language.scripts import direction
from publish.model import THEMES, Article
from publish.runtime.custom_sheets import CustomSheets
from publish.runtime.stylesheets import custom_sheet, style_folder

#: Properties that an EPUB can't have (EPUB 3.3, 6.3.1.1).
_FORBIDDEN = frozenset({"direction", "unicode-bidi"})


def theme_of(article: Article, options: EpubOptions) -> str:
    """Return the name of the theme that ``options`` or the front matter choose.

    Raises:
        UsageError: There is no such theme.
    """
    default = "book" if article.book else "feature"
    name = options.theme.lower() or article.metadata.theme or default
    if name not in THEMES:
        choices = ", ".join(THEMES)
        raise UsageError(f"There is no theme named {options.theme!r}. Choose from {choices}.")
    return name


def style_items(
    article: Article,
    options: EpubOptions,
    name: str,
    *,
    narrated: bool,
    plain: bool = False,
    fonts: str = "",
) -> tuple[Item, ...]:
    """Return the style sheet as the file ``name``, and the files that it refers to.

    If it has to be ``plain``, it has neither variables nor logical properties.  ``fonts`` are the
    rules for embedded fonts.

    Raises:
        UsageError: A style sheet of the publisher can't be read, or there is no such theme.
        SourceError: It refers to something outside its folder, or sets what an EPUB can't have.
    """
    folder = style_folder("epub")
    theme = folder / "themes" / f"{theme_of(article, options)}.css"
    files = [*sorted(folder.glob("*.css")), theme]
    files += [folder / "narrated" / "narration.css"] if narrated else []
    sheets = [*(file.read_text(encoding="utf-8") for file in files), fonts]
    custom = CustomSheets("an EPUB", _FORBIDDEN)
    for path in options.styles:
        sheets.append(custom.read(custom_sheet(path)))
    way = direction(article.metadata.language)
    text = with_fallbacks("\n".join(sheets), way, plain=plain)
    style = Item(id="style", name=name, media_type="text/css", content=text.encode())
    more = (
        Item(id=f"style-{number}", name=file, media_type=media_type, content=content)
        for number, (file, media_type, content) in enumerate(custom.items(), start=1)
    )
    return (style, *more)
