"""The style sheet of the pages: the common sheets, that of the theme, and those of the publisher.

A page has no ``style`` attributes, which a strict policy refuses: what the writer of XHTML sets
there becomes classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from publish.model import Article
from publish.runtime.stylesheets import style_folder
from publish.xhtml.tree import Element, elements


def theme_of(article: Article, wanted: str = "") -> str:
    """Return the theme that is ``wanted``, or that of the front matter, or the default."""
    return wanted or article.metadata.theme or ("book" if article.book else "feature")


def style_sheet(theme: str, rules: Iterable[str]) -> str:
    """Return the style sheet of a ``theme``, with further ``rules``."""
    folder = style_folder("web")
    files = [*sorted(folder.glob("*.css")), folder / "themes" / f"{theme}.css"]
    sheets = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    return "\n".join([*map(_lean, sheets), *rules, ""])


def _lean(sheet: str) -> str:
    """Return a sheet of ours without comments and indentation: a quarter less to load."""
    text = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return "\n".join(filter(None, map(str.strip, text.splitlines())))


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
