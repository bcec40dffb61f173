"""The fields of the front matter and of ``publication.yaml``, each as a JSON Schema (2020-12).

The readers take the names that they accept from these tables, and :mod:`publish.source.schema`
makes of them what editors complete and explain.  What depends on other tables is a reference to a
definition of that module, such as ``#/$defs/role``.  In YAML every scalar can be text (``title:
1984``), and a field without a value counts as absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from publish.model import (
    CHAPTER_NUMBERS,
    EPUB_BIT_RATES,
    EPUB_CODECS,
    EXEMPTIONS,
    HIGHLIGHTS,
    ISBN_PRODUCTS,
    MASTERING,
    THEMES,
    AltStatus,
    NotesPlace,
)
from publish.model.metadata_values import LICENCES
from publish.narration.script import ROLES, Detail, NotesAt, Role

Schema: TypeAlias = dict[str, object]

EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
WEB_ADDRESS = r"https?://[^\s/?#]+(/\S*)?"
FOLDER_URL = r"https?://[^\s/?#]+(/[^\s?#]*)?"
PAUSE = r"[0-9](\.[0-9]+)?|10(\.0+)?"
POSITION = r"\d+(\.\d+)*"  # EPUB 3.3, D.3.4 group-position
RATES = range(80, 451)
"""Words a minute that the voice can speak (espeak-ng, ``espeakRATE``)."""

LEVELS = ("A", "AA")
SEVERITIES = ("off", "information", "warning", "error")

_DATE = r"[1-9]\d{3}-?(W?\d{2}).*"
_IDENTIFIER = r"(urn|URN|doi|DOI|isbn|ISBN|https?:/|10\.\d).*|[\dxX -]{10,17}"
_LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"
_WEB = r"https?://.*"


def text(about: str, *examples: object, pattern: str = "", needed: bool = False) -> Schema:
    """Return the schema of a text; one that is ``needed`` has a value, if it is there."""
    schema: Schema = {
        "description": about,
        "not": {"type": ["array", "object", *(["null"] if needed else [])]},
    }
    if pattern:
        schema["pattern"] = f"^\\s*({pattern})\\s*$"
    if examples:
        schema["examples"] = list(examples)
    return schema


def flag(about: str) -> Schema:
    """Return the schema of ``true`` or ``false``."""
    written = {"type": "string", "pattern": "^([Tt]rue|TRUE|[Ff]alse|FALSE)$"}
    return {"description": about, "anyOf": [{"type": ["boolean", "null"]}, written]}


def choice(about: str, names: Iterable[object], *, needed: bool = False) -> Schema:
    """Return the schema of one of ``names``."""
    return {"description": about, "enum": [*names, *(() if needed else (None,))]}


def long_choice(about: str, names: Iterable[object], message: str) -> Schema:
    """Return the schema of one of many ``names``; editors say ``message`` and not all of them."""
    return {**choice(about, names), "errorMessage": message}


def list_of(about: str, item: Schema) -> Schema:
    """Return the schema of a list, whose only item can stand without it."""
    return {"description": about, "anyOf": [{"type": "array", "items": item}, item]}


def mapping(
    about: str, fields: Mapping[str, Schema], *required: str, can_be_empty: bool = True
) -> Schema:
    """Return the schema of a mapping with these ``fields``."""
    return {
        "description": about,
        "type": ["object", "null"] if can_be_empty else "object",
        "properties": dict(fields),
        "required": list(required),
        "additionalProperties": False,
    }


def names_of(about: str, value: Schema, names: Schema | None = None) -> Schema:
    """Return the schema of a mapping whose names are free, or follow ``names``."""
    schema: Schema = {
        "description": about,
        "type": ["object", "null"],
        "additionalProperties": value,
    }
    return {**schema, "propertyNames": names} if names else schema


def _definition(about: str, name: str) -> Schema:
    return {"description": about, "$ref": f"#/$defs/{name}"}


PERSON = {
    "name": text("The name, as it is printed.", needed=True),
    "role": _definition("The role: a MARC relator term or code, such as illustrator.", "role"),
    "file-as": text("The name as it is sorted, such as “Hryn, Maksim”."),
}
_PERSON: Schema = {
    "anyOf": [text("The name, as it is printed."), mapping("A person.", PERSON, "name")]
}
ISBNS = {
    name: text(f"The ISBN of the product {name}.", "978-3-16-148410-0", pattern=".*[0-9xX]")
    for name in ISBN_PRODUCTS
}
COVER = {
    "src": text("The path of the picture, below the folder of the source.", needed=True),
    "alt": text("What the cover shows, for readers who don't see it."),
    "alt-status": choice(
        "Whether a person has reviewed the alt text, or a machine drafted it.", map(str, AltStatus)
    ),
}
SERIES = {
    "name": text("The name of the series.", needed=True),
    "position": text("The number in the series, such as 2 or 2.1.", 2, pattern=POSITION),
}
CORRECTION = {
    "date": text("The day of the correction.", "2026-03-04", pattern=_DATE, needed=True),
    "text": text("What was wrong, and what is right.", needed=True),
}
EVALUATION = {
    "evaluator": text("The name of who evaluated the publication.", needed=True),
    "date": text("The day of the evaluation.", "2026-03-05", pattern=_DATE, needed=True),
    "criteria": list_of(
        "“all”, or the numbers of the criteria that were evaluated.",
        _definition("A criterion that people evaluate, or all.", "criterion"),
    ),
    "level": choice("The level of WCAG.", LEVELS),
    "organisation": text("The organisation that is responsible, if not the evaluator."),
    "credential": text("A credential of the evaluator."),
    "report": text("The address of the report.", "https://example.org/report", pattern=_WEB),
}
ACCESSIBILITY = {
    "contact": text(
        "The e-mail address for questions about the accessibility.",
        "access@example.org",
        pattern=EMAIL,
    ),
    "summary": text("What readers should know besides the facts."),
    "exemption": list_of(
        "Exemptions that the European Accessibility Act grants.",
        choice(
            "An exemption.",
            [name for long in EXEMPTIONS for name in (long.removeprefix("eaa-"), long)],
        ),
    ),
}
SETTING = {
    "severity": choice(
        "What the rule is here.",
        (*SEVERITIES, False),  # YAML 1.1 reads off as false
        needed=True,
    ),
    "reason": text("Why that is so here.", needed=True),
}

_RATE: Schema = {
    **text(
        f"Words a minute, from {RATES[0]} to {RATES[-1]}, or a factor such as 0.9x.",
        165,
        "0.9x",
        pattern=r"[0-9]{2,3}|[0-9](\.[0-9]+)?x",
    ),
    "minimum": RATES[0],
    "maximum": RATES[-1],
}
_VOICE = text(
    "The id of a voice (publish voices lists them), or the path of a model (.onnx).",
    "heart",
    "en-us",
)
VOICE = {"voice": _VOICE, "rate": _RATE}
PROFILE = {
    "skip": list_of("What isn't read aloud.", choice("A role.", map(str, ROLES))),
    "notes": choice("Where the notes are read.", map(str, NotesAt)),
    "detail": choice("How much is announced.", map(str, Detail)),
}


def _sound(about: str) -> Schema:
    return text(f"The sound file {about}, below the folder of the source.", "clips/intro.mp3")


NARRATION = {
    "voice": _VOICE,
    "rate": _RATE,
    "lexicon": text("The path of a W3C pronunciation lexicon (PLS).", "lexicon.pls"),
    "pronunciations": names_of(
        "How words are said: a respelling (dro-HO-bitch), or IPA between slashes.",
        text("How the word is said."),
    ),
    "roles": names_of(
        "Voice and rate of parts of the text.",
        mapping("Voice and rate of this role.", VOICE, can_be_empty=False),
        {"enum": list(map(str, Role))},
    ),
    "recordings": names_of(
        "Sound files that are played instead of the voice, by the id of their section.",
        text("The path of the sound file."),
    ),
    "intro": _sound("before the title"),
    "outro": _sound("after the last words"),
    "earcon": _sound("where the chapter of a picture begins"),
    "mastering": choice("The loudness of the sound files.", MASTERING),
    "url": text(
        "The folder on the web where the sound files will be.",
        "https://example.org/sound/",
        pattern=FOLDER_URL,
    ),
    "profile": text("What is read aloud: a profile of publish, or one of “profiles”.", "terse"),
    "profiles": names_of(
        "Listening profiles of your own, by name.",
        mapping("What is read aloud.", PROFILE, can_be_empty=False),
    ),
    "overview": flag("Whether the narration begins with its length and contents."),
    "chapter-pause": {
        **text("Seconds before each chapter, from 0 to 10 (2).", 1.5, pattern=PAUSE),
        "minimum": 0,
        "maximum": 10,
    },
    "highlight": choice("What is highlighted while it is read.", HIGHLIGHTS),
    "epub-codec": choice("The sound of the narrated EPUB.", EPUB_CODECS),
    "epub-bit-rate": choice(
        "Its bit rate in kbit/s.", (*EPUB_BIT_RATES, *map(str, EPUB_BIT_RATES))
    ),
    "speakers": names_of(
        "Voice and rate of each speaker of a dialogue, by name.",
        mapping("Voice and rate of this speaker.", VOICE, can_be_empty=False),
    ),
    "languages": names_of(
        "The voice of passages in a language, by its tag (BCP 47).",
        _VOICE,
        {"pattern": f"^({_LANGUAGE})$"},
    ),
}

WEB = {
    "url": text(
        "The folder on the web where the web edition will be.",
        "https://example.org/articles/trams/",
        pattern=FOLDER_URL,
    ),
    "feed": text(
        "The address of a feed that lists the text.",
        "https://example.org/feed.xml",
        pattern=WEB_ADDRESS,
    ),
}

METADATA: Mapping[str, Schema] = {
    "title": text("The title. An article without this field takes its first heading."),
    "language": text(
        "The language of the text, as a BCP 47 tag.", "en-GB", "de", "be", pattern=_LANGUAGE
    ),
    "subtitle": text("The line below the title."),
    "standfirst": text("The paragraph between the headline and the text."),
    "authors": list_of("Who wrote the text.", _PERSON),
    "contributors": list_of("Who else made it, each with a role.", _PERSON),
    "publisher": text("The publisher."),
    "published": text(
        "The date of publication, with a time if that matters.",
        "2026-03-01",
        "2026-03-01T09:30:00+01:00",
        pattern=_DATE,
    ),
    "modified": text("The date of the last change.", "2026-03-04", pattern=_DATE),
    "dateline": text("The place that the text reports from.", "Lviv"),
    "identifier": text(
        "An ISBN, DOI, URN or URL. Without it a URN is made that stays the same.",
        "urn:isbn:9783161484100",
        pattern=_IDENTIFIER,
    ),
    "isbns": mapping("The ISBN of each product.", ISBNS),
    "description": text("One sentence for catalogues."),
    "subjects": list_of("What the text is about.", text("A subject.")),
    "rights": text("The copyright notice.", "© 2026 Example Press"),
    "licence": {
        "description": "The licence: a name of SPDX, or a URL.",
        "anyOf": [
            {"enum": [*LICENCES, None]},
            {"type": "string", "pattern": r"^\s*([Hh][Tt][Tt][Pp][Ss]?:|CC-BY)"},
        ],
    },
    "cover": mapping("The picture of the cover.", COVER, "src"),
    "series": mapping("The series that the text belongs to.", SERIES, "name"),
    "corrections": list_of(
        "What was corrected after publication.",
        mapping("A correction.", CORRECTION, *CORRECTION, can_be_empty=False),
    ),
    "abbreviations": names_of(
        "Abbreviations with their expansions.", text("What the abbreviation stands for.")
    ),
    "narration": mapping("How the text is read aloud.", NARRATION),
    "web": mapping("Where the web edition will be.", WEB),
    "check": _definition("Settings of rules of publish check, each with a reason.", "check"),
    "evaluation": mapping(
        "Who evaluated the accessibility, when, and against which criteria.",
        EVALUATION,
        "evaluator",
        "date",
        "criteria",
    ),
    "accessibility": mapping("What the publisher says of the accessibility.", ACCESSIBILITY),
    "theme": choice("The look of the editions.", THEMES),
    "table-of-contents": flag("Whether the PDF has a table of contents with page numbers."),
    "list-of-illustrations": flag("Whether the PDF lists the figures with page numbers."),
    "chapter-numbers": {
        "description": "How chapters of a book are numbered.",
        "enum": [*CHAPTER_NUMBERS, True, False, None],
    },
    "smart-typography": flag("Whether straight quotation marks and hyphens become typographic."),
    "embed-fonts": flag("Whether the EPUB holds the fonts of the theme."),
    "words": _definition("Labels of your own, such as {figure: Fig.}.", "words"),
}

PART = {
    "part": text("The title of the part.", needed=True),
    "contents": _definition("The sources in this part, in order.", "entries"),
}
ENTRY = {
    "file": _definition("The path of the source.", "path"),
    "kind": _definition("What the source is (chapter).", "kind"),
}
BOOK: Mapping[str, Schema] = {
    "contents": _definition("The sources of the book, in order.", "contents"),
    "notes": choice("Where the notes stand: after each chapter, or at the end.", NotesPlace),
}
