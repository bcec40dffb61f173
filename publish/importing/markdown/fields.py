"""Translate the fields of other Markdown programs to those of a source.

Site generators, pandoc and Quarto name the same things differently; a field that only configures a
program is dropped, and a field that a source doesn't have is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from publish.errors import Severity
from publish.importing.records import Front, PlacedDiagnostic, import_warning
from publish.model import Contributor, Series

Value = str | tuple["Value", ...] | dict[str, "Value"]
"""The value of a field: text, a list, or a mapping."""

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-")
_NAMES = {
    "title": "title headline",
    "subtitle": "subtitle sub_title subheading deck",
    "standfirst": "standfirst lead lede intro excerpt dek",
    "description": "description summary meta_description abstract excerpt",
    "language": "language lang locale",
    "published": "date published publishdate date_published pubdate",
    "modified": "modified updated lastmod last_modified_at date_modified date-modified",
    "publisher": "publisher source site",
    "dateline": "dateline location place",
    "rights": "rights copyright",
    "licence": "licence license",
    "identifier": "identifier isbn doi",
}
"""The fields of other programs for each field of a source, in order of preference."""
_IMAGES = (
    "cover cover-image image featured_image feature_image hero_image header_image thumbnail images"
)
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,2}|_{1,2})(?=\S)([^*_\n]{1,300}?)(?<=\S)\1(?!\w)")
_PEOPLE = "authors author byline writer creator"
_COLLECTIONS = frozenset({"posts", "post", "blog", "all", "articles", "uncategorized"})
"""Tags that only gather pages (11ty)."""
_SUBJECTS = "tags categories category keywords topics subjects subject tag"
_CONFIGURATION = """
layout permalink slug url draft type weight aliases redirect_from comments toc featured published
pin math mermaid sitemap nav_order menu eleventynavigation pagination id guid showtoc hidetoc
disablecomments sharing share header-img teaser classes seo og_image image_alt imagealt image-alt
alt featured_image_alt cover_alt cover-image-alt templateengineoverride format title-block-style
toc-depth toc-title toc-location toc-expand number-sections number-depth lot lof execute engine
jupyter knitr kernelspec jupytext filters header-includes include-before include-after
include-in-header include-before-body include-after-body geometry fontsize mainfont sansfont
monofont mathfont documentclass classoption papersize colorlinks linkcolor urlcolor citecolor
link-citations csl css stylesheet highlight-style pdf-engine output-file freeze page-layout sidebar
listing editor crossref theme code-fold code-tools code-line-numbers code-overflow code-copy
fig-width fig-height fig-align fig-format date-format anchor-sections reference-location
citation-location citations-hover html-math-method margin-left margin-right margin-top
margin-bottom linestretch indent search website project resources resource_path bread-crumbs
repo-actions body-classes pagetitle nocite hyphenate secnumdepth linkreferences chapters
autosectionlabels figprefix tblprefix eqnprefix lstprefix secprefix figuretitle tabletitle
listingtitle bibliography myst file_format orphan
"""
_SILENT = frozenset(_CONFIGURATION.split())
"""Fields that are ignored: they only configure the program."""


def front_from(
    file: Path, values: Mapping[str, Value], *, abstract: bool = False
) -> tuple[Front, list[PlacedDiagnostic]]:
    """Return the front matter of ``values``, and warnings about fields that a source doesn't have.

    With ``abstract``, that field is the standfirst, not the description.
    """
    known = {name.lower(): value for name, value in values.items()}
    used: set[str] = set()
    if abstract and not known.get("standfirst") and "abstract" in known:
        known["standfirst"] = known.pop("abstract")

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
    for field in ("standfirst", "description"):  # some are Markdown
        texts[field] = _EMPHASIS.sub(r"\2", texts[field])
    if texts["standfirst"] == texts["description"]:
        texts["standfirst"] = ""
    series = _text(first("series"))
    people = first(_PEOPLE)
    cover = first(_IMAGES)
    front = Front(
        **texts,  # type: ignore[arg-type]
        authors=tuple(_people(people)),
        subjects=tuple(
            dict.fromkeys(s for s in _subjects(known, used) if s.lower() not in _COLLECTIONS)
        ),
        cover=_cover(cover, known),
        series=Series(series) if series else None,
    )
    rest = sorted(name for name in set(known) - used - _SILENT if _shortened(known[name]))
    warnings = [*_beside_names(people), *_beside_cover(cover)]
    if rest:
        listed = "; ".join(f"{name}: {_shortened(known[name])}" for name in rest)
        message = f"The file has fields that a source doesn't have: {listed}."
        fix = "Put what readers need into the text."
        warnings.append(import_warning("title", "import-fields", message, fix, Severity.INFO))
    return front, warnings


def _text(value: Value) -> str:
    """Return a value as text; of a list, the first item."""
    if isinstance(value, tuple):
        return _text(value[0]) if value else ""
    if isinstance(value, dict):
        names = ("name", "literal", "title", "text", "statement", "holder")
        return next((_text(value[name]) for name in names if name in value), "")
    return " ".join(value.split())


def _all_text(value: Value) -> str:
    """Return all the words of a value."""
    if isinstance(value, tuple):
        return ", ".join(filter(None, map(_all_text, value)))
    if isinstance(value, dict):
        return ", ".join(filter(None, map(_all_text, value.values())))
    return " ".join(value.split())


def _shortened(value: Value) -> str:
    return _all_text(value)[:200]


_AND = re.compile(r"[;&]|\b(?:and|und|et|i|y|і|и|та)\b")
_DEGREES = re.compile(r",\s*(?=(?:Jr|Sr|II|III|IV|MD|M\.D|PhD|Ph\.D|MA|MSc|BA|Esq|DDS)\b\.?)")


def _people(value: Value) -> Iterator[Contributor]:
    if isinstance(value, tuple):
        for one in value:
            yield from _people(one) if isinstance(one, tuple) else _person(one)
        return
    if isinstance(value, dict):
        yield from _person(value)
        return
    written = _DEGREES.sub("\0", _text(value))
    parts = [part.strip() for part in _AND.split(written) if part.strip()]
    for part in parts:
        names = [name.strip() for name in part.split(",") if name.strip()]
        alone = len(names) == 2 and " " not in names[0] and len(names[1].split()) <= 2
        inverted = alone and (len(names[1].split()) == 1 or len(parts) > 1)
        for name in [part] if inverted else names:
            yield from _person(name)


def _person(value: Value) -> Iterator[Contributor]:
    """Yield a person: a name, “Family, Given”, or a mapping with the parts of a name."""
    if isinstance(value, dict):
        inner = value.get("name", "")
        parts = inner if isinstance(inner, dict) else value
        given, family = _text(parts.get("given", "")), _text(parts.get("family", ""))
        name = f"{given} {family}".strip() or _text(value)
        if not name and len(value) == 1:  # “- Ada Kowalska: {affiliation: ...}”
            name = next(iter(value))
    else:
        name = _text(value)
    family, comma, given = name.replace("\0", "").partition(", ")
    if comma and given and "," not in given and len(family.split()) <= 3 and "\0" not in name:
        yield Contributor(f"{given} {family}", file_as=f"{family}, {given}")
    elif name:
        yield Contributor(name.replace("\0", ", "))


_NAMED = frozenset({"name", "literal", "given", "family", "text", "role"})


def _beside_names(value: Value) -> Iterator[PlacedDiagnostic]:
    """Yield a warning for each author with more than a name, such as affiliations."""
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, dict):
            rest = _all_text(tuple(inner for name, inner in one.items() if name not in _NAMED))
            if rest:
                (name, *_) = [person.name for person in _person(one)] or [""]
                message = f"The source has no field for what is said about {name}: {rest}."
                fix = "Write it into the text, such as in a note about the authors."
                yield import_warning("authors", "import-affiliation", message, fix)


def _beside_cover(value: Value) -> Iterator[PlacedDiagnostic]:
    if isinstance(value, dict) and (words := _text(value.get("caption", ""))):
        message = f"A cover has no caption in a source: “{words}”."
        fix = "Make the picture a figure too, or write the words into the text."
        yield import_warning("cover.src", "import-caption", message, fix)


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
    alts: Iterable[str] = (
        "image_alt", "imagealt", "image-alt", "featured_image_alt", "cover_alt", "cover-image-alt",
        "alt",
    )  # fmt: skip
    alt = next((_text(known[name]) for name in alts if known.get(name)), "")
    if isinstance(value, dict):
        names = ("src", "path", "url", "image", "feature", "file", "relative")
        path = next((_text(value[name]) for name in names if value.get(name)), "")
        return path, _text(value.get("alt", "")) or alt
    path = _text(value)
    return (path, alt) if path and "://" not in path else ("", "")
