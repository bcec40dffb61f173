"""The files that options name, and those that belong to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from publish.editions.edition import BuildOptions
from publish.runtime.file_states import look


def option_files(options: BuildOptions) -> tuple[Path, ...]:
    """Return the files that ``options`` name, in a fixed order."""
    of_pdfs = (one for pdf in options.pdf for one in (*pdf.styles, pdf.profile) if one)
    voice = [Path(options.voice)] if options.voice.endswith(".onnx") else []
    every = (*of_pdfs, *options.epub.styles, *options.web.styles, *voice)
    return tuple(dict.fromkeys(every))


def look_at_options(options: BuildOptions) -> None:
    """Note all files that ``options`` name, and those that belong to them."""
    for file in option_files(options):
        for one in (file, *(companions(file) or ())):
            look(one)


def paths_in(value: object) -> Iterator[Path]:
    """Yield the paths in the options ``value``."""
    if isinstance(value, Path):
        yield value
    elif isinstance(value, Struct):
        for field in value.__struct_fields__:
            yield from paths_in(getattr(value, field))
    elif isinstance(value, tuple):
        for item in value:
            yield from paths_in(item)


def companions(file: Path) -> tuple[Path, ...] | None:
    """Return the files that belong to ``file``; ``None`` if nobody knows which ones do."""
    if file.suffix.lower() == ".css":
        from publish.runtime.custom_sheets import references

        return references(file)
    if file.suffix == ".onnx":
        return (file.with_name(f"{file.name}.json"), file.with_name("MODEL_CARD"))
    return ()
