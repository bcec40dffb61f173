"""Which editions the options of a build ask for, and on which options each of them depends."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from publish.editions import table
from publish.editions.edition import BuildOptions, EpubOptions, SpokenEdition
from publish.shops import SHOPS, shops_named


class Wanted(Struct, frozen=True):
    """One edition of a build; ``name`` and ``variant`` are those of its row in the table.

    The variant of a spoken edition isn't known before it is spoken, and is empty.  ``inputs`` are
    the options that it depends on, each with its name on the command line, besides those of the
    narration if it is ``spoken``.
    """

    name: str
    variant: str
    inputs: tuple[tuple[str, object], ...]
    spoken: bool


def wanted(options: BuildOptions) -> tuple[Wanted, ...]:
    """Return the editions that ``options`` ask for, in the order in which a build yields them.

    Raises:
        UsageError: An edition or a shop is unknown.
    """
    names = table.select(options.only)
    pdfs = options.pdf if "pdf" in names else ()
    speaking = [name for name in names if isinstance(table.find(name), SpokenEdition)]
    epubs = each_epub(options) if "epub" in names else ()
    sounding = "web" in names and web_sounds(options)
    narrated = options.narrated and any(map(takes_sound, epubs))
    read_aloud = bool(speaking or narrated or sounding)
    inputs: tuple[tuple[str, object], ...]
    found: list[Wanted] = []
    for name in names:
        row = table.find(name)
        if name == "pdf":
            for pdf in pdfs:
                attached = "narration" in pdf.attach
                inputs = (("--pdf", pdf), ("--split", attached and options.split))
                found.append(Wanted(name, pdf.variant, inputs, attached))
        elif name == "epub":
            for epub in epubs:
                aloud = takes_sound(epub) and read_aloud
                levelled = bool(speaking or sounding)
                inputs = (
                    ("--for", epub),
                    ("--pdf", pdfs),
                    ("--only", levelled),
                    ("--narrated", aloud),
                )
                found.append(Wanted(name, epub.shop, inputs, aloud))
        elif name == "web":
            inputs = (
                ("--web", options.web),
                ("--silent", sounding),
                ("--only", names),
                ("--split", options.split),
                ("--pdf", tuple(pdf.variant for pdf in pdfs)),
                ("--for", tuple(epub.shop for epub in epubs)),
            )
            found.append(Wanted(name, options.web.variant, inputs, sounding))
        else:
            paged = isinstance(row, SpokenEdition) and row.paged
            inputs = (("--split", options.split), ("--pdf", pdfs if paged else ()))
            found.append(Wanted(name, "", inputs, spoken=True))
    return tuple(found)


def is_spoken(options: BuildOptions) -> bool:
    """Return whether a build with ``options`` has a narration."""
    names = table.select(options.only)
    spoken = any(isinstance(table.find(one), SpokenEdition) for one in names)
    return options.narrated or spoken or ("web" in names and web_sounds(options))


def web_sounds(options: BuildOptions) -> bool:
    """Return whether the web edition has the narration."""
    return options.web.sound and not options.silent


def each_epub(options: BuildOptions) -> tuple[EpubOptions, ...]:
    """Return the options of each EPUB of a build: one for each shop, or the usual one."""
    shops = shops_named(options.shops)
    return tuple(replace(options.epub, shop=one) for one in shops) or (options.epub,)


def takes_sound(epub: EpubOptions) -> bool:
    """Return whether the EPUB may have a narration."""
    return not epub.shop or bool(SHOPS[epub.shop].codecs)
