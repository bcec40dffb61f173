"""Make the JSON Schema of front matter and of ``publication.yaml``, for editors.

It is as strict as can be said without reading other files; what it can't tell, such as whether a
picture exists, the readers do.  Values of a list of names must be in lower case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from publish.accessibility.criteria import standards
from publish.model.metadata_values import relators
from publish.source.article import SUFFIXES
from publish.source.contents import KINDS
from publish.source.fields import (
    BOOK,
    ENTRY,
    METADATA,
    PART,
    SETTING,
    Schema,
    choice,
    list_of,
    long_choice,
    mapping,
    text,
)
from publish.source.metadata import label_names

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(kind: Literal["article", "chapter", "book"] | None, rules: Mapping[str, str]) -> Schema:
    """Return the JSON Schema (2020-12) of a ``kind`` of source, or one that fits all of them.

    ``rules`` are those of the checker that can be set: their codes, and what they ask for.
    """
    book = kind in ("book", None)
    fields = {**METADATA, **(BOOK if book else {})}
    made: Schema = {
        "$schema": DIALECT,
        "title": "publication.yaml" if kind == "book" else "Front matter",
        "description": "A source of publish; docs/source.md describes the fields.",
        "type": "object",
        "properties": fields,
        "additionalProperties": False,
        "$defs": _definitions(rules),
    }
    of_book = {"required": ["title", "language", "contents"], "properties": _needed(*_HEAD)}
    if kind == "article":
        made["required"] = ["language"]
        made["properties"] = {**fields, **_needed("language")}
    elif kind == "book":
        made["required"] = of_book["required"]
        made["properties"] = {**fields, **_needed(*_HEAD)}
    elif kind is None:
        made["title"] = "Front matter, or publication.yaml"
        made["if"] = {"anyOf": [{"required": [name]} for name in BOOK]}
        made["then"] = of_book
    return made


_HEAD = ("title", "language")
_NO_VALUE = {"type": ["array", "object", "null"]}


def _needed(*names: str) -> Schema:
    """Return the schemas of the fields ``names``, which must have a value."""
    return {name: {**METADATA[name], "not": _NO_VALUE} for name in names}


def _definitions(rules: Mapping[str, str]) -> Mapping[str, Schema]:
    """Return what the tables of fields refer to: schemas from tables of other modules."""
    codes = relators()
    suffixes = "|".join(suffix.removeprefix(".") for suffix in SUFFIXES)
    path = text("The path of the source.", pattern=rf".*\.({_any_case(suffixes)})")
    entry = (path, mapping("A source.", ENTRY, "file", can_be_empty=False))
    part = mapping("A part, with its sources.", PART, *PART, can_be_empty=False)
    people = [one.number for standard in standards() for one in standard.criteria if one.human]
    checks: dict[str, Schema] = {
        code: {"description": asks, "$ref": "#/$defs/setting"} for code, asks in rules.items()
    }
    setting = mapping("What the rule is here, and why.", SETTING, *SETTING, can_be_empty=False)
    return {
        "role": long_choice(
            "A MARC relator.",
            [*codes, *codes.values()],
            "This isn't a known role. Write a MARC relator term such as editor.",
        ),
        "criterion": long_choice(
            "A criterion.",
            ["all", *dict.fromkeys(people)],
            "Write all, or what publish report --conformance lists.",
        ),
        "setting": setting,
        "check": mapping("Rules.", checks),
        "words": mapping("Labels.", {name: text(f"The label “{name}”.") for name in label_names()}),
        "kind": choice("A kind of source.", KINDS),
        "path": {**path, "not": _NO_VALUE},
        "entries": list_of("Sources.", {"anyOf": [*entry]}),
        "contents": {
            "anyOf": [
                {"type": "array", "items": {"anyOf": [*entry, part]}, "minItems": 1},
                {"$ref": "#/$defs/path"},
                *entry[1:],
                part,
            ]
        },
    }


def _any_case(pattern: str) -> str:
    """Return ``pattern``, letters of which match in both cases; JSON Schema has no flag for it."""
    return "".join(f"[{one}{one.upper()}]" if one.isalpha() else one for one in pattern)
