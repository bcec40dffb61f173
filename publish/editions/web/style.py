"""The style sheet of the pages: the common sheets, that of the theme, and those of the publisher.

A page has no ``style`` attributes, which a strict policy refuses: what the writer of XHTML sets
there becomes classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from publish.errors import UsageError
from publish.model import THEMES, Article
from publish.runtime.custom_sheets import CustomSheets
from publish.runtime.stylesheets import custom_sheet, style_folder
from publish.xhtml.tree import Element, elements

#: The name of the style sheet.
STYLE = "style.css"

#: The sheet of the player, a quarter of all rules.
_PLAYER = "player.css"


def theme_of(article: Article, wanted: str = "") -> str:
    """Return the theme that is ``wanted``, or that of the front matter, or the default.

    Raises:
        UsageError: There is no such theme.
    """
    if wanted and wanted not in THEMES:
        choices = ", ".join(THEMES)
        raise UsageError(f"There is no theme named {wanted!r}. Choose from {choices}.")
    return wanted or article.metadata.theme or ("book" if article.book else "feature")


def style_files(
    theme: str, rules: Iterable[str], styles: Iterable[Path] = (), *, player: bool = True
) -> Iterator[tuple[str, bytes]]:
    """Yield the style sheet of a ``theme``, with further ``rules``, and the files that it names.

    ``styles`` are the publisher's sheets, in the order of the cascade; ``player``: there is one.

    Raises:
        UsageError: A sheet of the publisher can't be read.
        SourceError: It refers to something outside its folder.
    """
    folder = style_folder("web")
    files = [*sorted(folder.glob("*.css")), folder / "themes" / f"{theme}.css"]
    files = [file for file in files if file.is_file() and (player or file.name != _PLAYER)]
    sheets = [_lean(file.read_text(encoding="utf-8")) for file in files]
    custom = CustomSheets("a web page")
    own = [custom.read(custom_sheet(path)) for path in styles]
    yield STYLE, "\n".join([*sheets, *rules, *own, ""]).encode()
    for name, _, content in custom.items():
        yield name, content


def _lean(sheet: str) -> str:
    """Return a sheet of ours without comments and needless spaces: a third less to load."""
    text = re.sub(r"/\*.*?(?:\*/|\Z)", "", sheet, flags=re.DOTALL)
    lines = (re.sub(r"^([\w-]+): ", r"\1:", line.strip()) for line in text.splitlines())
    return re.sub(r" ?([{};,])\n", r"\1", "\n".join(filter(None, lines))).replace(";}", "}")


def styles_as_classes(root: Element, rules: dict[str, str]) -> None:
    """Replace the ``style`` attributes in ``root`` by classes, in place; add to their ``rules``.

    ``rules`` are rules of the style sheet by the name of the class.
    """
    for one in elements(root):
        style = one.get("style")
        if not style:
            continue
        name = re.sub(r"[^a-z0-9]+", "-", style.lower()).strip("-")
        rules[name] = f".{name} {{ {style} }}"
        pairs = list(zip(one.attributes[::2], one.attributes[1::2], strict=True))
        kept = [(key, value) for key, value in pairs if key not in ("style", "class")]
        classes = " ".join((*one.classes, name))
        one.attributes = tuple(part for pair in (*kept, ("class", classes)) for part in pair)
