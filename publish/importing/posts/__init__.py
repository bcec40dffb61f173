"""Posts of Jekyll, Hugo and 11ty: Markdown with front matter of their own and shortcodes.

Shortcodes become the HTML that the generator would write, the Markdown becomes HTML too, and the
rest is the way of any page.
"""

from __future__ import annotations

import shlex
from pathlib import Path

from publish.importing.posts.frontmatter import front_of
from publish.importing.posts.markdown import boxed, html_of
from publish.importing.posts.shortcodes import expanded
from publish.importing.preparing import Prepared
from publish.importing.preparing.html import of_text
from publish.source.diagnostics import mistake
from publish.source.text import read_text

SUFFIXES = (".md", ".markdown")
_SITES = (
    "_config.yml", "_config.yaml", "hugo.toml", "hugo.yaml", "config.toml", "config.yaml",
    ".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "package.json",
)  # fmt: skip
"""Files that stand in the top folder of a site."""


def prepare(file: Path) -> Prepared:
    """The post ``file``.  Raises :class:`SourceError`, also where it is a source already."""
    text = read_text(file)
    if _is_source(file, text):
        message = "is a source already."
        fix = f"Build it with: publish build {shlex.quote(str(file))}"
        raise mistake(file, 0, "source", message, fix)
    front, body, doubts = front_of(file, text)
    html = html_of(file, boxed(expanded(body)))
    prepared = of_text(file, html, front, _site(file))
    return Prepared(
        file=file,
        data=prepared.data,
        kind=prepared.kind,
        front=prepared.front,
        picture=prepared.picture,
        base=prepared.base,
        doubts=(*doubts, *prepared.doubts),
    )


def posts_in(folder: Path) -> list[tuple[Path, Path]]:
    """Each post in ``folder`` and below it with the path of its source from the folder of sources.

    A page bundle (``name/index.md``) becomes ``name.md``.  Links out of the folder are not
    followed; files and folders that begin with a dot or an underscore are no posts, but
    ``_posts`` and ``_drafts`` hold some.
    """
    found: list[tuple[Path, Path]] = []
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        hidden = any(p[0] in "._" and p not in ("_posts", "_drafts") for p in parts)
        posted = file.suffix.lower() in SUFFIXES and file.is_file() and not file.is_symlink()
        if hidden or not posted or parts[-1].lower() in ("readme.md", "_index.md"):
            continue
        name = Path(*(part for part in parts if part not in ("_posts", "_drafts")))
        if name.stem == "index" and name.parent != Path():
            name = name.parent.with_suffix(".md")
        found.append((file, name.with_suffix(".md")))
    return found


def _is_source(file: Path, text: str) -> bool:
    """Whether our own reader takes it: then nothing is to import."""
    from publish.errors import SourceError
    from publish.source import read_markdown

    if not text.startswith("---") or "<" in text.partition("\n---")[2].replace("<http", ""):
        return False
    try:
        read_markdown(file, text)
    except SourceError:
        return False
    return True


def _site(file: Path) -> Path:
    """The top folder of the site that a post belongs to; its own folder if none is found."""
    folders = list(file.absolute().parents)[:6]
    for folder in folders:
        if any((folder / name).is_file() for name in _SITES):
            return folder
    for folder in folders:
        if folder.name in ("_posts", "_drafts", "content", "posts", "src"):
            return folder.parent
    return file.absolute().parent
