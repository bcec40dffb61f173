"""Read the front matter as :class:`Metadata`; errors name the line and the path of the field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from typing import TypeVar

from msgspec.structs import asdict, replace

from publish.errors import Diagnostics, nearest, shortened, suggestion
from publish.language.announcements import ANNOUNCED, announcements
from publish.language.tags import UnknownLanguageError, language_tag, primary
from publish.language.words import Words, words_for
from publish.model import (
    CHAPTER_NUMBERS,
    THEMES,
    Accessibility,
    AltStatus,
    Contributor,
    Correction,
    Image,
    Licence,
    Metadata,
    NarrationSettings,
    Series,
    WebSettings,
)
from publish.model.metadata_values import (
    UnknownLicenceError,
    WrongIdentifierError,
    generated_identifier,
    identifier,
    licence,
    relators,
)
from publish.runtime.folder import FileRefusedError
from publish.runtime.pictures import Pictures
from publish.runtime.yaml_fields import Field
from publish.source.fields import (
    CORRECTION,
    COVER,
    ISBNS,
    METADATA,
    PERSON,
    POSITION,
    SERIES,
    WEB,
    WEB_ADDRESS,
)
from publish.source.narration import folder_url, narration, words
from publish.source.settings_file import rule_settings
from publish.source.statements import accessibility, date_and_time, day, evaluation
from publish.source.typography import typeset


def role(field: Field) -> str:
    """Return the MARC relator code of a term or code.  Raises :class:`SourceError`."""
    written = field.text().lower()
    codes = relators()
    if written in codes:
        return codes[written]
    if written in codes.values():
        return written
    meant = nearest(written, codes)
    fix = f"Did you mean “{meant}”?" if meant else "Write a MARC relator term such as “editor”."
    raise field.error(f"“{field.text()}” isn't a known role.", fix, "role-unknown")


def people(field: Field, default: str) -> tuple[Contributor, ...]:
    """Return the people in a list of names and mappings; ``default`` is the role of names."""
    return tuple(_person(item, default) for item in field.items() if not item.empty)


def _person(field: Field, default: str) -> Contributor:
    if field.kind == "text":
        return Contributor(field.text(), default)
    fields = field.mapping(PERSON.keys())
    if "name" not in fields:
        raise field.error("The field “name” is missing.", "Add “name: ...”.", "field-missing")
    return Contributor(
        fields["name"].text(),
        role(fields["role"]) if "role" in fields else default,
        fields["file-as"].text() if "file-as" in fields else "",
    )


def _words(field: Field, language: str) -> tuple[tuple[str, str], ...]:
    """Return labels in the language of the text; all of them if ``language`` has none of ours.

    Raises :class:`SourceError`.
    """
    if field.kind != "mapping":
        raise field.error("The field must be a mapping.", "Write words: {figure: ...}.")
    english = {**asdict(announcements("en")), **asdict(words_for("en"))}
    known = label_names()
    given = {known[name]: one for name, one in field.mapping(known.keys()).items()}
    needed = [name for name in _SHOWN if name not in given and name != "date"]
    missing = [key for key, name in known.items() if name in needed]
    if missing and words_for(language).language != primary(language):
        message = f"{language} has no words of ours, and these are missing: {', '.join(missing)}."
        raise field.error(message, "Give all of them; docs/source.md says where they are.")
    for name, one in given.items():
        places = set(_PLACES.findall(english[name] or "{day}{month}{year}"))
        if places != set(_PLACES.findall(one.text())):
            fix = f"Write {' and '.join(sorted(places)) or 'none'} in it."
            raise one.error("The places to fill in aren't those of the English words.", fix)
    return tuple((name, one.text()) for name, one in given.items())


_PLACES = re.compile(r"\{\w*\}")
_SHOWN = tuple(name for name in Words.__struct_fields__ if name != "language")


def label_names() -> dict[str, str]:
    """Return the fields of ``words``, each with the name of the label in our tables."""
    return {name.rstrip("_").replace("_", "-"): name for name in (*_SHOWN, *ANNOUNCED)}


T = TypeVar("T")


def read_metadata(
    root: Field,
    heading: str,
    pictures: Pictures,
    language: str = "",
    others: AbstractSet[str] = frozenset(),
) -> Metadata:
    """Return the metadata of the front matter ``root``, which may have ``others`` as fields too.

    ``heading`` is the title and ``language`` the language if no field gives one; either may be
    empty.

    Raises:
        SourceError: Fields have errors; it carries all of them.
    """
    diagnostics = Diagnostics()
    with diagnostics.collect():
        root.mapping(METADATA.keys() | others)
    fields = {name: field for name, field in root.pairs() if not field.empty}

    def take(name: str, read: Callable[[Field], T], default: T) -> T:
        """Return a field as ``read`` converts it, or ``default``; errors are collected."""
        with diagnostics.collect():
            return read(fields[name]) if name in fields else default
        return default

    title = take("title", Field.text, "") or heading
    if not title and "title" not in fields:
        with diagnostics.collect():
            raise _missing(root, "title", "title: The headline")
    if not language and "language" not in fields:
        with diagnostics.collect():
            raise _missing(root, "language", "language: en-GB")
    language = take("language", known_language, language)
    nobody: tuple[Contributor, ...] = ()
    authors = take("authors", lambda field: people(field, "aut"), nobody)
    generated = generated_identifier(language, title, authors[0].name if authors else "")
    metadata = Metadata(
        title=title,
        language=language,
        identifier=take("identifier", _identifier, generated),
        subtitle=take("subtitle", Field.text, ""),
        standfirst=take("standfirst", Field.text, ""),
        authors=authors,
        contributors=take("contributors", lambda field: people(field, "ctb"), nobody),
        publisher=take("publisher", Field.text, ""),
        published=take("published", date_and_time, None),
        modified=take("modified", date_and_time, None),
        dateline=take("dateline", Field.text, ""),
        description=take("description", Field.text, ""),
        subjects=take("subjects", _texts, ()),
        rights=take("rights", Field.text, ""),
        licence=take("licence", _licence, None),
        cover=take("cover", lambda field: cover(field, pictures), None),
        isbns=take("isbns", _isbns, ()),
        series=take("series", _series, None),
        corrections=take("corrections", _corrections, ()),
        abbreviations=take("abbreviations", words, ()),
        narration=take(
            "narration", lambda field: narration(field, pictures.folder), NarrationSettings()
        ),
        web=take("web", _web, WebSettings()),
        check=take("check", rule_settings, ()),
        evaluation=take("evaluation", evaluation, None),
        accessibility=take("accessibility", accessibility, Accessibility()),
        words=take("words", lambda field: _words(field, language), ()),
        theme=take("theme", lambda field: _one_of(THEMES, field, "theme"), ""),
        embed_fonts=take("embed-fonts", boolean, False),
        contents=take("table-of-contents", boolean, None),
        chapter_numbers=take("chapter-numbers", _chapter_numbers, CHAPTER_NUMBERS[0]),
        illustrations=take("list-of-illustrations", boolean, False),
    )
    diagnostics.raise_all()
    return metadata


def is_smart(root: Field, otherwise: bool) -> bool:
    """Return the field ``smart-typography``: whether straight quotation marks become typographic.

    Raises :class:`SourceError`.
    """
    fields = dict(root.pairs())
    name = "smart-typography"
    return boolean(fields[name]) if name in fields and not fields[name].empty else otherwise


def typeset_fields(metadata: Metadata) -> Metadata:
    """Return ``metadata`` with typographic marks in what readers see of it."""

    def of(text: str) -> str:
        return typeset(text, metadata.language)

    return replace(
        metadata,
        title=of(metadata.title),
        subtitle=of(metadata.subtitle),
        standfirst=of(metadata.standfirst),
        dateline=of(metadata.dateline),
        authors=tuple(replace(one, name=of(one.name)) for one in metadata.authors),
        contributors=tuple(replace(one, name=of(one.name)) for one in metadata.contributors),
        publisher=of(metadata.publisher),
        rights=of(metadata.rights),
        corrections=tuple(replace(one, text=of(one.text)) for one in metadata.corrections),
        abbreviations=tuple((of(name), of(words)) for name, words in metadata.abbreviations),
    )


def lines_of(root: Field) -> tuple[tuple[str, int], ...]:
    """Return the path of every field with its line, for the checker's messages."""
    return tuple((field.path, field.line) for field in _walk(root))


def _walk(field: Field) -> Iterator[Field]:
    if field.path:
        yield field
    if field.kind == "mapping":
        for _, inner in field.pairs():
            yield from _walk(inner)
    elif field.kind == "list":
        for inner in field.items():
            yield from _walk(inner)


def _missing(root: Field, name: str, example: str) -> Exception:
    given = [field.line for field_name, field in root.pairs() if field_name == name]
    field = replace(root, path=name, line=given[0] if given else 1)
    if given:
        return field.error("The field is empty.", f"Write “{example}”.", "field-missing")
    where = "" if root.line == 1 else ", between two lines of ---"
    fix = f"Add “{example}” at the top of the file{where}."
    return field.error("The field is required, but missing.", fix, "field-missing")


def known_language(field: Field) -> str:
    """Return a language tag in its usual case.  Raises :class:`SourceError`."""
    try:
        return language_tag(field.text())
    except UnknownLanguageError as error:
        raise field.error(error.message, error.fix, "language-unknown") from error


def _identifier(field: Field) -> str:
    try:
        return identifier(field.text())
    except WrongIdentifierError as error:
        raise field.error(error.message, error.fix, "identifier") from error


def _isbns(field: Field) -> tuple[tuple[str, str], ...]:
    """Return the products that have an ISBN, each with its ``urn:isbn:``."""
    fields = field.mapping(ISBNS.keys())
    found = {name: _identifier(inner) for name, inner in fields.items() if not inner.empty}
    for name, given in found.items():
        if not given.startswith("urn:isbn:"):
            fix = "Write its 13 digits, such as 978-3-16-148410-0."
            raise fields[name].error(f"“{fields[name].text()}” isn't an ISBN.", fix, "identifier")
    return tuple(found.items())


def _licence(field: Field) -> Licence:
    try:
        return licence(field.text())
    except UnknownLicenceError as error:
        raise field.error(error.message, error.fix, "licence-unknown") from error


def _one_of(names: tuple[str, ...], field: Field, what: str) -> str:
    name = field.text().lower()
    if name not in names:
        raise field.error(f"There is no {what} “{name}”.", suggestion(name, frozenset(names)))
    return name


def _chapter_numbers(field: Field) -> str:
    short = {"true": "arabic", "false": "none"}.get(field.text().lower(), "")
    return short or _one_of(CHAPTER_NUMBERS, field, "kind of chapter numbers")


def boolean(field: Field) -> bool:
    """Return ``true`` or ``false`` as a value.  Raises :class:`SourceError`."""
    written = field.text().lower()
    if written not in ("true", "false"):
        raise field.error(f"The value is “{written}”.", "Write true or false.")
    return written == "true"


def _texts(field: Field) -> tuple[str, ...]:
    return tuple(item.text() for item in field.items() if not item.empty)


def cover(field: Field, pictures: Pictures) -> Image:
    """Return the picture of a cover.  Raises :class:`SourceError`."""
    if field.kind == "text":
        fix = (
            f"Write “cover:” alone, and below it, indented, “src: {shortened(field.text())}” and "
            "“alt: What it shows.”, each on a line of its own."
        )
        raise field.error("The field must be a mapping, not text.", fix)
    fields = field.mapping(COVER.keys())
    if "src" not in fields:
        raise field.error(
            "The field “src” is missing.", "Add “src: pictures/cover.png”.", "field-missing"
        )
    alt = fields["alt"].text() if "alt" in fields else None
    status = _status(fields["alt-status"]) if "alt-status" in fields else AltStatus.REVIEWED
    try:
        return pictures.image(fields["src"].text(), alt, status=status)
    except FileRefusedError as error:
        raise fields["src"].error(error.message, error.fix, error.code) from error


def _status(field: Field) -> AltStatus:
    return AltStatus(_one_of(tuple(map(str, AltStatus)), field, "state of an alt text"))


def _series(field: Field) -> Series:
    fields = field.mapping(SERIES.keys())
    if "name" not in fields:
        raise field.error("The field “name” is missing.", "Add “name: ...”.", "field-missing")
    position = fields["position"].text() if "position" in fields else ""
    if position and not re.fullmatch(POSITION, position):
        message = f"“{position}” isn't a position."
        raise fields["position"].error(message, "Write a number such as 2 or 2.1.")
    return Series(fields["name"].text(), position)


def _web(field: Field) -> WebSettings:
    fields = field.mapping(WEB.keys())
    feed = fields["feed"].text() if "feed" in fields else ""
    if feed and not re.fullmatch(WEB_ADDRESS, feed):
        raise fields["feed"].error(f"“{feed}” isn't an address on the web.", "Write https://...")
    return WebSettings(folder_url(fields["url"]) if "url" in fields else "", feed)


def _corrections(field: Field) -> tuple[Correction, ...]:
    corrections = []
    for item in field.items():
        fields = item.mapping(CORRECTION.keys())
        for name in CORRECTION:
            if name not in fields:
                raise item.error(
                    f"The field “{name}” is missing.", f"Add “{name}: ...”.", "field-missing"
                )
        corrections.append(Correction(day(fields["date"]), fields["text"].text()))
    return tuple(corrections)
