"""The web edition: a page, or the small site of a book, with its sound.

It is a folder that opens from the file system and from any host of static files.
"""

from __future__ import annotations

from collections.abc import Iterator

from publish.editions.edition import BuildContext, BuiltEdition
from publish.editions.web.data import script_data
from publish.editions.web.embed import EMBED, embed_name, embed_root
from publish.editions.web.page import SEARCH_INDEX, STYLE
from publish.editions.web.site import SCRIPTS, Site, site_of
from publish.editions.web.sound import sound_files
from publish.editions.web.style import style_sheet
from publish.model.walk import sections_in
from publish.xhtml.tree import serialise

__all__ = ["build_web", "files_of", "site_of"]


def build_web(context: BuildContext) -> BuiltEdition:
    """Write the pages and their files into the folder ``context.output``.

    Raises:
        SourceError: A formula or a picture can't be read.
        MissingToolError, ToolError: The sound can't be encoded.
    """
    article, narration = context.article, context.narration
    site = site_of(article, narration, context.web_options, context.downloads, context.cache)
    for name, content in files_of(site):
        file = context.output / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    size = 0
    if narration:
        for name, content in sound_files(article, narration, site.sounds.values()):
            file = context.output / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)
            size += len(content)
    sections = len(list(sections_in(article.blocks)))
    summary = [_count(len(site.roots) - 1, "page"), _count(sections, "section")]
    if size:
        summary.append(f"narrated: {size / 1e6:.1f} MB")
    return BuiltEdition(summary=", ".join(summary))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def files_of(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file but the sound."""
    for name in site.roots:
        yield name, site.page(name)
    yield STYLE, style_sheet(site.frame.theme, site.rules).encode()
    for name in site.frame.scripts:
        yield name, (SCRIPTS / name).read_bytes()
    for stem, sound in site.sounds.items():
        if sound.words:
            yield sound.words, script_data("words", sound.spoken)
        page = f"{stem}.html"
        root = embed_root(site.roots[page], page, site.frame.player.read_text)
        yield embed_name(page), f"<!DOCTYPE html>\n{serialise(root)}\n".encode()
    if site.sounds:
        yield EMBED, (SCRIPTS / EMBED).read_bytes()
    if site.index:
        yield SEARCH_INDEX, site.index
    yield from site.pictures.items()
