"""Read posts of Jekyll, Hugo and 11ty: Markdown with special front matter and shortcodes.

The front matter is YAML between ``---`` or TOML between ``+++``.  The Markdown becomes HTML, which
is then imported like any page.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path

from publish.errors import Severity, SourceError
from publish.importing.post_markdown import convert_boxes, expand_shortcodes, html_of
from publish.importing.preparing.html import prepare_text
from publish.importing.records import Front, PlacedDiagnostic, Prepared, import_warning
from publish.model import Contributor, Series
from publish.runtime.text import read_text
from publish.runtime.yaml_fields import Field, divide, read_fields

MAX_TOML = 100_000
"""The longest front matter in TOML, in characters."""
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-")
_NAMES = {
    "title": "title headline",
    "subtitle": "subtitle sub_title subheading deck",
    "standfirst": "standfirst lead lede intro excerpt dek",
    "description": "description summary meta_description abstract excerpt",
    "language": "language lang locale",
    "published": "date published publishdate date_published pubdate",
    "modified": "modified updated lastmod last_modified_at date_modified",
    "publisher": "publisher source site",
    "dateline": "dateline location place",
    "rights": "rights copyright",
    "licence": "licence license",
    "identifier": "identifier isbn doi",
}
"""The fields of posts for each field of a source, in order of preference."""
_IMAGES = "cover image featured_image feature_image hero_image header_image thumbnail images"
_PEOPLE = "authors author byline writer"
_COLLECTIONS = frozenset({"posts", "post", "blog", "all", "articles", "uncategorized"})
"""Tags that only gather pages (11ty)."""
_SUBJECTS = "tags categories category keywords topics subjects tag"
_SILENT = frozenset(
    [
        "layout",
        "permalink",
        "slug",
        "url",
        "draft",
        "type",
        "weight",
        "aliases",
        "redirect_from",
        "comments",
        "toc",
        "featured",
        "published",
        "pin",
        "math",
        "mermaid",
        "sitemap",
        "nav_order",
        "menu",
        "eleventynavigation",
        "pagination",
        "id",
        "guid",
        "showtoc",
        "hidetoc",
        "disablecomments",
        "sharing",
        "share",
        "header-img",
        "teaser",
        "classes",
        "seo",
        "og_image",
        "image_alt",
        "imagealt",
        "alt",
        "featured_image_alt",
        "cover_alt",
        "templateengineoverride",
        "format",
    ]
)
"""Fields that are ignored: they only configure the site generator."""

Value = str | tuple["Value", ...] | dict[str, "Value"]


def front_of(file: Path, text: str) -> tuple[Front, str, list[PlacedDiagnostic]]:
    """Return the front matter, the body, and warnings about fields that a source doesn't have.

    Raises:
        SourceError: The front matter can't be read.
    """
    if text.startswith("+++"):
        values, body = _toml(file, text)
    else:
        values, body = _yaml(file, text)
    known = {name.lower(): value for name, value in values.items()}
    used: set[str] = set()

    def first(names: str) -> Value:
        for name in names.split():
            if known.get(name) not in (None, "", (), {}):
                used.add(name)
                return known[name]
        return ""

    texts = {field: _text(first(names)) for field, names in _NAMES.items()}
    if texts["published"].lower() in ("true", "false"):  # Jekyll: whether the post is shown
        texts["published"] = _text(known.get("date", ""))
    if not texts["published"] and (dated := _DATED.match(file.name)):
        texts["published"] = dated[1]
    if texts["standfirst"] == texts["description"]:
        texts["standfirst"] = ""
    series = _text(first("series"))
    front = Front(
        **texts,  # type: ignore[arg-type]
        authors=tuple(_people(first(_PEOPLE))),
        subjects=tuple(
            dict.fromkeys(s for s in _subjects(known, used) if s.lower() not in _COLLECTIONS)
        ),
        cover=_cover(first(_IMAGES), known),
        series=Series(series) if series else None,
    )
    rest = sorted(set(known) - used - _SILENT)
    warnings = []
    if rest:
        message = f"The post has fields that a source doesn't have: {', '.join(rest)[:300]}."
        fix = "Put what readers need into the text."
        warnings.append(import_warning("title", "import-fields", message, fix, Severity.INFO))
    return front, body, warnings


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
        values = tomllib.loads(match[1])
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        message = f"The front matter isn't TOML: {error}."
        raise SourceError.at(file, 1, "toml", message, "Correct it.") from error
    return {name: _of_toml(value) for name, value in values.items()}, text[match.end() :]


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


def _text(value: Value) -> str:
    """Return a value as text; of a list, the first item."""
    if isinstance(value, tuple):
        return _text(value[0]) if value else ""
    if isinstance(value, dict):
        return next((_text(value[name]) for name in ("name", "title", "text") if name in value), "")
    return " ".join(value.split())


def _people(value: Value) -> Iterator[Contributor]:
    if isinstance(value, tuple):
        for one in value:
            yield from _people(one)
        return
    for name in re.split(r"\s*(?:,|;|\band\b|&)\s*", _text(value)):
        if name:
            yield Contributor(name)


def _subjects(known: Mapping[str, Value], used: set[str]) -> Iterator[str]:
    for name in _SUBJECTS.split():
        value = known.get(name)
        if not value:
            continue
        used.add(name)
        if isinstance(value, tuple):
            yield from (_text(one) for one in value if _text(one))
        elif isinstance(value, str):
            # Jekyll splits a string of tags at spaces; authors often use commas.
            yield from (one.strip() for one in value.split("," if "," in value else " ") if one)


def _cover(value: Value, known: Mapping[str, Value]) -> tuple[str, str]:
    """Return the picture of a post and its alt text, which may be in a separate field."""
    alts = ("image_alt", "imagealt", "featured_image_alt", "cover_alt", "alt")
    alt = next((_text(known[name]) for name in alts if known.get(name)), "")
    if isinstance(value, dict):
        names = ("src", "path", "url", "image", "feature", "file", "relative")
        path = next((_text(value[name]) for name in names if value.get(name)), "")
        return path, _text(value.get("alt", "")) or alt
    path = _text(value)
    return (path, alt) if path and "://" not in path else ("", "")


SUFFIXES = (".md", ".markdown")
_SITES = (
    "_config.yml", "_config.yaml", "hugo.toml", "hugo.yaml", "config.toml", "config.yaml",
    ".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "package.json",
)  # fmt: skip
"""Files that mark the top folder of a site."""


def prepare(file: Path) -> Prepared:
    """Return the post ``file``, prepared.  Raises :class:`SourceError`."""
    text = read_text(file)
    front, body, warnings = front_of(file, text)
    html = html_of(file, convert_boxes(expand_shortcodes(body)))
    prepared = prepare_text(file, html, front, _site(file))
    return Prepared(
        file=file,
        data=prepared.data,
        kind=prepared.kind,
        front=prepared.front,
        picture=prepared.picture,
        base=prepared.base,
        warnings=(*warnings, *prepared.warnings),
    )


def posts_in(folder: Path) -> list[tuple[Path, Path]]:
    """Return each post below ``folder`` with the path of its source in the output folder.

    A page bundle (``name/index.md``) becomes ``name.md``.  Symbolic links aren't followed, and
    files and folders whose names begin with a dot or an underscore aren't posts, except in
    ``_posts`` and ``_drafts``.
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


def _site(file: Path) -> Path:
    """Return the top folder of the site that a post belongs to, or the post's own folder."""
    folders = list(file.absolute().parents)[:6]
    for folder in folders:
        if any((folder / name).is_file() for name in _SITES):
            return folder
    for folder in folders:
        if folder.name in ("_posts", "_drafts", "content", "posts", "src"):
            return folder.parent
    return file.absolute().parent
