"""The web edition: a page, or the small site of a book, with its sound.

It is a folder that opens from the file system and from any host of static files, or a single page
with everything inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from publish.editions.edition import BuildContext, BuiltEdition
from publish.editions.web.embed import EMBED, embed_name, embed_root
from publish.editions.web.fonts import font_files, font_rules, page_fonts
from publish.editions.web.json_data import script_data
from publish.editions.web.page import INDEX, SEARCH_INDEX
from publish.editions.web.single import single_page
from publish.editions.web.site import Site, script, site_of
from publish.editions.web.sound import sound_files
from publish.editions.web.style import style_files
from publish.model.walk import sections_in
from publish.xhtml.tree import serialise

__all__ = ["build_web", "site_of", "text_files"]

#: The bit rate of the sound in a single page, in kbit/s, which grows by a third in the markup.
_SINGLE_KBPS = 32


def build_web(context: BuildContext) -> BuiltEdition:
    """Write the pages and their files to ``context.output``, a folder or a file.

    Raises:
        SourceError: A formula or a picture can't be read.
        MissingToolError, ToolError: The sound can't be encoded.
    """
    single = context.web_options.single
    site = site_of(
        context.article,
        context.narration,
        context.web_options,
        context.downloads,
        context.cache,
    )
    sound = _sound(context, site)
    if single:
        spoken = dict(sound)
        page = single_page(site.roots[INDEX], {**dict(files_of(site)), **spoken})
        context.output.write_bytes(page)
        size = sum(map(len, spoken.values()))
    else:
        _write(files_of(site), context.output)
        size = _write(sound, context.output)
    sections = len(list(sections_in(context.article.blocks)))
    summary = [_count(len(site.texts), "page"), _count(sections, "section")]
    if size:
        summary.append(f"narrated: {size / 1e6:.1f} MB")
    return BuiltEdition(summary=", ".join(summary))


def _write(files: Iterable[tuple[str, bytes]], folder: Path) -> int:
    """Write ``files`` into ``folder``; return their size in bytes."""
    size = 0
    for name, content in files:
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        size += file.write_bytes(content)
    return size


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _sound(context: BuildContext, site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of the sound."""
    if context.narration:
        kbps = _SINGLE_KBPS if context.web_options.single else 0
        yield from sound_files(context.article, context.narration, site.sounds.values(), kbps)


def files_of(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of ``site`` but its sound.

    Raises:
        SourceError: A picture can't be read any more.
    """
    yield from text_files(site)
    yield from site.pictures.items()


def text_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of ``site`` but sound and pictures."""
    for name in site.roots:
        yield name, site.page(name)
    fonts = {}
    if site.fonts:
        roots = tuple(site.roots.values())
        fonts = page_fonts(site.frame.theme, roots, site.cache, inside=site.single)
    rules = (font_rules(fonts, inside=site.single), *site.rules)
    yield from style_files(site.frame.theme, rules, site.styles, player=bool(site.sounds))
    if not site.single:
        yield from font_files(fonts)
    for name in site.frame.scripts:
        yield name, script(name)
    for stem, sound in site.sounds.items() if not site.single else ():
        if sound.words:
            yield sound.words, script_data("words", sound.spoken)
        page = f"{stem}.html"
        root = embed_root(site.roots[page], page, site.frame.player.read_text)
        yield embed_name(page), f"<!DOCTYPE html>\n{serialise(root)}\n".encode()
    if site.sounds and not site.single:
        yield EMBED, script(EMBED)
    if site.index:
        yield SEARCH_INDEX, site.index
