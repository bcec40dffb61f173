"""The choices for an EPUB: its shop, the version of EPUB, and the sound of its narration."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from publish.editions.edition import BuildOptions, EpubOptions
from publish.editions.table import find, is_narrated
from publish.editions.wanted import each_epub, takes_sound
from publish.errors import UsageError
from publish.model import EPUB_BIT_RATES, EPUB_CODECS, Article
from publish.shops import SHOPS, Shop, shops_named

#: The versions of EPUB that can be chosen; the first is the default.  Both are ``version="3.0"`` in
#: the package document (EPUB 3.4, 5.4).
VERSIONS = ("3.3", "3.4")


_SPEAK = "Add --narrated (publish epub) or an audio edition (publish build) to have the narration"


class SoundFormat(Struct, frozen=True):
    """The format of the narration's files: a core media type (EPUB 3.3, 3.2).

    ``codec`` is one of ``publish.model.EPUB_CODECS``, ``title`` its name for people, ``kbps`` the
    bit rate in kbit/s, ``suffix`` ends the names of the files.
    """

    codec: str
    title: str
    kbps: int
    suffix: str
    media_type: str


_FORMATS = {
    one.codec: one
    for one in (
        SoundFormat("mp3", "MP3", 64, ".mp3", "audio/mpeg"),
        SoundFormat("aac", "AAC", 64, ".m4a", "audio/mp4"),
        SoundFormat("opus", "Opus", 32, ".opus", "audio/ogg; codecs=opus"),
    )
}


class EpubSettings(Struct, frozen=True):
    """How one EPUB of one article is built; ``sound`` is ``None`` where a shop takes none.

    ``legacy``: it holds what only reading systems of EPUB 2 use (NCX, ``meta name="cover"``), which
    EPUB 3.4 calls outdated (appendix "Outdated features").
    """

    shop: Shop | None
    sound: SoundFormat | None
    legacy: bool


def resolve(options: EpubOptions, article: Article) -> EpubSettings:
    """Return the settings for ``options`` and the front matter of ``article``.

    Raises:
        UsageError: An option has an unknown value, or the shop doesn't take the codec.
    """
    _check(options)
    shop = SHOPS[options.shop] if options.shop else None
    settings = article.metadata.narration
    taken = shop.codecs if shop else EPUB_CODECS
    codec = options.codec or (settings.epub_codec if settings.epub_codec in taken else "")
    if options.codec and taken and options.codec not in taken:
        raise UsageError(
            f"{shop.title if shop else 'EPUB'} doesn't take a narration in {options.codec}. "
            f"Choose from {', '.join(taken)}, or leave out --epub-codec."
        )
    sound = _FORMATS[codec or taken[0]] if taken else None
    kbps = options.kbps or settings.epub_kbps
    if sound and kbps:
        sound = SoundFormat(sound.codec, sound.title, kbps, sound.suffix, sound.media_type)
    return EpubSettings(shop, sound, options.version != "3.4")


def _check(options: EpubOptions) -> None:
    """Raise `UsageError` for a value that isn't known."""
    shops_named(options.shop)
    for what, given, known in (
        ("version of EPUB", options.version, VERSIONS),
        ("codec for an EPUB", options.codec, ("", *EPUB_CODECS)),
        ("bit rate for an EPUB", str(options.kbps), ("0", *map(str, EPUB_BIT_RATES))),
    ):
        if given not in known:
            choices = ", ".join(one for one in known if one not in ("", "0"))
            raise UsageError(f"There is no {what} {given!r}. Choose from {choices}.")


def check_epubs(
    options: BuildOptions, targets: Iterable[Path], *, names: Iterable[str], spoken: bool
) -> None:
    """Check the options of the EPUBs of a build before anything is built.

    ``targets`` are the paths of the editions without a suffix, ``names`` the editions that are
    built, ``spoken`` whether there is a narration.

    Raises:
        UsageError: An option has no use in this build, or a silent EPUB would replace a narrated
            one: a narration takes long to make, and a reader may need it.
    """
    if "epub" not in names:
        if options.shops:
            raise UsageError("--for is about the EPUB, which this build does not make.")
        return
    if (options.epub.codec or options.epub.kbps) and not spoken:
        raise UsageError(f"This EPUB has no sound to choose a codec for. {_SPEAK}.")
    for epub in each_epub(options) if not options.silent else ():
        for target in targets:
            path = target.with_name(target.name + find("epub", epub.shop).suffix)
            if not (spoken and takes_sound(epub)) and is_narrated(path):
                raise UsageError(
                    f"{path} is narrated, and this build would replace it by an EPUB without "
                    f"sound. {_SPEAK}, or --silent to replace it; -o names another folder."
                )
