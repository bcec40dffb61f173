"""Read posts of Jekyll, Hugo and 11ty: Markdown with special front matter and shortcodes.

The front matter is YAML between ``---`` or TOML between ``+++``.  The Markdown becomes HTML, which
is then imported like any page.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path

from msgspec.structs import replace

from publish.errors import SourceError
from publish.importing.markdown import myst
from publish.importing.markdown.commonmark import check_limits, convert_boxes, html_of
from publish.importing.markdown.dialects import Dialect
from publish.importing.markdown.fields import Value, front_from
from publish.importing.markdown.mdbook import convert_mdbook
from publish.importing.markdown.myst_citations import with_citations
from publish.importing.markdown.obsidian import convert_additions
from publish.importing.markdown.shortcodes import expand_shortcodes
from publish.importing.preparing.html import prepare_text
from publish.importing.records import Front, Prepared
from publish.runtime.text import read_text
from publish.runtime.yaml_fields import Field, divide, read_fields

MAX_TOML = 100_000
"""The longest front matter in TOML, in characters."""


def values_of(file: Path, text: str) -> tuple[Mapping[str, Value], str]:
    """Return the fields of the front matter, and the body.

    Raises:
        SourceError: The front matter can't be read.
    """
    return _toml(file, text) if text.startswith("+++") else _yaml(file, text)


def _yaml(file: Path, text: str) -> tuple[Mapping[str, Value], str]:
    parts = divide(file, text)
    if not parts.yaml.strip():
        return {}, parts.body
    value = _value(read_fields(file, parts.yaml))
    return (value if isinstance(value, dict) else {}), parts.body


def _value(field: Field) -> Value:
    if field.kind == "mapping":
        return {name: _value(inner) for name, inner in field.pairs()}
    if field.kind == "list":
        return tuple(_value(item) for item in field.items())
    return field.text()


def _toml(file: Path, text: str) -> tuple[Mapping[str, Value], str]:
    match = re.match(r"\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|$)", text, re.S)
    if match is None:
        fix = "Write a line of +++ after its last field."
        raise SourceError.at(file, 1, "front-matter-open", "The front matter doesn't end.", fix)
    if len(match[1]) > MAX_TOML:
        message = f"The front matter has more than {MAX_TOML} characters."
        raise SourceError.at(file, 1, "front-matter", message, "Move the text below it.")
    try:
        values = {name: _of_toml(value) for name, value in tomllib.loads(match[1]).items()}
    except (ValueError, RecursionError) as error:  # of ValueError: a number of over 4,300 digits
        known = isinstance(error, tomllib.TOMLDecodeError)
        reason = error if known else "a number is too long, or it nests too deeply"
        message = f"The front matter isn't TOML: {reason}."
        raise SourceError.at(file, 1, "toml", message, "Correct it.") from error
    return values, text[match.end() :]


def _of_toml(value: object) -> Value:
    match value:
        case dict():
            return {str(name): _of_toml(inner) for name, inner in value.items()}
        case list():
            return tuple(_of_toml(item) for item in value)
        case datetime() | date() | time():
            return value.isoformat()
        case bool():
            return str(value).lower()
    return str(value)


SUFFIXES = (".md", ".markdown", ".qmd", ".rmd")
_SITES = (
    "_config.yml", "_config.yaml", "hugo.toml", "hugo.yaml", "config.toml", "config.yaml",
    ".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "package.json", "_quarto.yml",
    "book.toml", "myst.yml", "conf.py",
)  # fmt: skip
"""Files that mark the top folder of a site."""


def prepare(file: Path, dialect: Dialect = Dialect.POST) -> Prepared:
    """Return the ``file``, in a dialect that extends CommonMark, prepared.

    Raises :class:`SourceError`.
    """
    text = read_text(file)
    check_limits(file, text)
    values, body = values_of(file, text)
    front, warnings = front_from(file, values)
    top = site_of(file)
    front = _completed(front, top)
    if dialect is Dialect.MDBOOK:
        body = convert_mdbook(file, top, body)
    else:
        texts = {name.lower(): one for name, one in values.items() if isinstance(one, str)}
        body = expand_shortcodes(body, texts)
    surely = dialect is Dialect.MYST
    body, cited = with_citations(file, top, convert_additions(body), values, reported=surely)
    body = myst.Reader(file, top).convert(body)
    prepared = prepare_text(file, html_of(file, convert_boxes(body)), front, top)
    return replace(prepared, warnings=(*warnings, *cited, *prepared.warnings))


_SETTINGS = ("_config.yml", "_config.yaml", "hugo.toml", "hugo.yaml", "config.toml", "config.yaml",
             "myst.yml")  # fmt: skip
"""The settings of a site, with its language and author."""


def _completed(front: Front, top: Path) -> Front:
    """Return ``front`` with the language and the author of the site, if the post has none."""
    file = next((top / name for name in _SETTINGS if (top / name).is_file()), None)
    if file is None or (front.language and front.authors):
        return front
    try:
        text = read_text(file)
        mark = "+++" if file.suffix == ".toml" else "---"
        text = re.sub(r"\A(---|\+\+\+)[ \t]*\n|^(---|\+\+\+)[ \t]*$[\s\S]*", "", text, flags=re.M)
        values, _ = values_of(file, f"{mark}\n{text}\n{mark}\n")
    except SourceError:  # its settings may be of any kind
        return front
    named = {name.lower(): value for name, value in values.items()}
    for inner in ("params", "project"):
        more = named.get(inner)
        named = {**(more if isinstance(more, dict) else {}), **named}
    tags = [
        named[name]
        for name in ("lang", "locale", "languagecode", "defaultcontentlanguage")
        if name in named
    ]
    about, _ = front_from(file, {"author": named.get("authors") or named.get("author") or ""})
    language = tags[0] if tags and isinstance(tags[0], str) else ""
    return replace(
        front, language=front.language or language, authors=front.authors or about.authors
    )


def posts_in(folder: Path) -> list[tuple[Path, Path]]:
    """Return each post below ``folder`` with the path of its source in the output folder.

    A page bundle (``name/index.md``) becomes ``name.md``.  Files and folders whose names begin with
    a dot or an underscore aren't posts, except in ``_posts`` and ``_drafts``.  Symbolic links and
    pipes are returned too, so that nobody misses a post; they can't be read.
    """
    found: list[tuple[Path, Path]] = []
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        hidden = any(p[0] in "._" and p not in ("_posts", "_drafts") for p in parts)
        posted = file.suffix.lower() in SUFFIXES and not file.is_dir()
        if hidden or not posted or parts[-1].lower() in ("readme.md", "_index.md"):
            continue
        name = Path(*(part for part in parts if part not in ("_posts", "_drafts")))
        if name.stem == "index" and name.parent != Path():
            name = name.parent.with_suffix(".md")
        found.append((file, name.with_suffix(".md")))
    return found


def site_of(file: Path) -> Path:
    """Return the top folder of the site that a post belongs to, or the post's own folder."""
    folders = list(file.absolute().parents)[:6]
    for folder in folders:
        if any((folder / name).is_file() for name in _SITES):
            return folder
    for folder in folders:
        if folder.name in ("_posts", "_drafts", "content", "posts", "src"):
            return folder.parent
    return file.absolute().parent
