"""The records of how editions were made, and of what they depend on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, msgpack
from msgspec.structs import replace

from publish.editions import table
from publish.editions.edition import BuildOptions
from publish.editions.recorded import RecordedEdition, decoded
from publish.editions.wanted import Wanted
from publish.errors import Diagnostic
from publish.model import decodable
from publish.runtime.cache import Cache, digest, refusal, users_folder
from publish.runtime.file_states import FileState
from publish.runtime.folder import nearest_settings
from publish.shops import shops_named


class Record(Struct, frozen=True, kw_only=True):
    """How something was made.

    ``known`` are the values of what it depends on besides the files ``inputs``; the key of each is
    the sentence that says that it has changed.
    """

    known: dict[str, str]
    inputs: tuple[FileState, ...]


class MadeEdition(Record, frozen=True, kw_only=True):
    """How ``edition`` was made, with the states of its files in place."""

    edition: RecordedEdition


class ReadSource(Record, frozen=True, kw_only=True):
    """A source that was read and checked without errors."""

    diagnostics: tuple[Diagnostic, ...]
    narrator: str
    title: str
    language: str


#: Made when the module is imported: msgspec makes no two at the same time.
MADE = msgpack.Decoder(MadeEdition, dec_hook=decoded)
READ = msgpack.Decoder(ReadSource, dec_hook=decoded)


def records_cache(options: BuildOptions, *, make: bool) -> tuple[Cache | None, str]:
    """Return the cache that has the records; or ``None``, and why there is none.

    Unless it is to ``make`` it, its folder may be missing.
    """
    if options.cache is False:
        return None, "The option --no-cache makes everything again."
    folder = options.cache if isinstance(options.cache, Path) else users_folder(make=make)
    if folder is None or refusal(folder, make=make):
        return None, "There is no cache that can be used."
    return Cache(folder), ""


def name_of(source: Path) -> str:
    """Return the name of the editions of ``source``, as :attr:`publish.model.Article.name`."""
    book = source.suffix.lower() in (".yaml", ".yml")
    if book and source.stem == "publication":
        return decodable(source.absolute().parent.name) or source.stem
    return decodable(source.stem)


#: The option of the command line for a field of the options.
_OPTIONS = {
    "variant": "--pdf",
    "trim": "--trim",
    "attach": "--attach",
    "profile": "--icc",
    "type_size": "--type-size",
    "multiple": "--multiple",
    "theme": "--theme",
    "styles": "--style",
    "shop": "--for",
    "version": "--epub-version",
    "codec": "--epub-codec",
    "kbps": "--epub-bit-rate",
    "fonts": "--epub-fonts",
    "single": "--web",
    "sound": "--silent",
}


def known_of_edition(
    one: Wanted, source: Path, target: Path, options: BuildOptions, programs: Mapping[str, str]
) -> dict[str, str]:
    """Return what an edition depends on besides files, as in :class:`Record`.

    ``programs`` are the versions of what makes it.
    """
    written: dict[str, str] = {"--no-audit": repr(options.audit)}
    for option, given in one.inputs:
        for name, value in _spelled(given, option):
            written[name] = written.get(name, "") + value + "\n"
    if one.spoken:
        written |= _voice_options(options)
    return {
        **programs,
        **_places(source, target.parent),
        **{_of_option(name): value for name, value in written.items()},
    }


def known_of_reading(source: Path, programs: Mapping[str, str]) -> dict[str, str]:
    """Return what reading and checking depends on besides files; ``programs`` may speak."""
    return {**programs, **_settings(source)}


def _settings(source: Path) -> dict[str, str]:
    """Return the path of the settings that apply to ``source``."""
    return {"The settings near it are others.": str(nearest_settings(source) or "")}


def _places(source: Path, folder: Path) -> dict[str, str]:
    """Return the paths as they are given, which messages have; and where settings come from."""
    return {
        "The source was named in another way.": str(source),
        "The folder of the editions was named in another way.": str(folder),
        **_settings(source),
    }


def _of_option(name: str) -> str:
    return f"The option {name} has changed."


def _spelled(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield the options in ``value``, each with its value."""
    if isinstance(value, Struct):
        for field in value.__struct_fields__:
            yield from _spelled(getattr(value, field), _OPTIONS.get(field, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _spelled(item, name)
    else:
        yield name, str(value.absolute()) if isinstance(value, Path) else repr(value)


def _voice_options(options: BuildOptions) -> dict[str, str]:
    voice = options.voice
    return {
        "--voice": str(Path(voice).absolute()) if voice.endswith(".onnx") else voice,
        "--rate": options.rate,
        "--draft": repr(options.draft),
        "--mastering": options.mastering,
        "--profile": options.profile,
        "--overview": repr(options.overview),
    }


def edition_key(one: Wanted, target: Path) -> str:
    return _key("edition", str(target.absolute()), one.name, one.variant)


def reading_key(source: Path, options: BuildOptions) -> str:
    """Return the name of the record of a check for a build with ``options``.

    They belong to it whole, since a build refuses some of them.
    """
    only, shops = table.select(options.only), shops_named(options.shops)
    given = repr(list(_spelled(replace(options, only=only, shops=shops, cache=True))))
    return _key("check", str(source.absolute()), str(source), given)


def _key(*parts: str) -> str:
    return digest(*(part.encode("utf-8", "surrogateescape") + b"\0" for part in parts)).hex()
