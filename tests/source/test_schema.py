"""The JSON Schema knows what the readers know, and refuses what they refuse, as far as it can."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from publish import frontend
from publish.cli import main
from publish.errors import SourceError
from publish.model import EPUB_CODECS, ISBN_PRODUCTS, THEMES
from publish.source import read
from publish.source.metadata import label_names
from tests.source.test_accessibility_fields import HEAD
from tests.source.test_books import MISTAKES
from tests.source.test_mistakes import FRONT

#: What the readers refuse and a schema can't: it knows neither files nor calendars, nor the text.
WIDER = {
    *("field twice", "anchor", "control character", "half a character"),
    *("three letters", "unknown language", "unknown region", "replaced language"),
    *("date that is none", "end of the calendar", "isbn", "isbn, too short"),
    *("cover that is missing", "lexicon outside", "missing chapter", "chapter outside", "twice"),
    "front matter alone",
}


class Core(yaml.SafeLoader):
    """Read YAML as editors do, with the core schema of YAML 1.2: dates are text."""


Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def validator(kind: frontend.SchemaKind | None) -> Draft202012Validator:
    schema = frontend.schema(kind)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def refuses(kind: frontend.SchemaKind, text: str) -> bool:
    """Return whether an editor marks a mistake in the YAML ``text``."""
    try:
        return bool(errors(kind, text))
    except (yaml.YAMLError, RecursionError):
        return True


def errors(kind: frontend.SchemaKind | None, text: str) -> list[str]:
    found = validator(kind).iter_errors(yaml.load(text, Core) or {})
    return [f"{error.json_path}: {error.message}" for error in found]


def sources(root: Path) -> Iterator[tuple[frontend.SchemaKind, Path]]:
    own = [root / "assets", root / "publish" / "starter", root / "tests" / "gallery"]
    for folder in own:
        books = {file.parent for file in folder.rglob("publication.yaml")}
        yield from (("book", book / "publication.yaml") for book in sorted(books))
        for file in sorted(folder.rglob("*.md")):
            if not {"posts", "pages"} & set(file.parts):  # those of other programs
                yield ("chapter" if books & set(file.parents) else "article"), file


def test_every_source_of_ours_is_valid(root: Path) -> None:
    found = 0
    for kind, file in sources(root):
        text = file.read_text(encoding="utf-8")
        if kind != "book":
            text = text.split("---\n")[1] if text.startswith("---\n") else ""
            if kind == "article" and "language:" not in text:
                continue  # one of another program
        found += 1
        assert errors(kind, text) == [], file
        assert errors(None, text) == [], file
    assert found > 10


def test_the_front_matter_of_the_documentation_is_valid(root: Path) -> None:
    text = (root / "docs" / "source.md").read_text(encoding="utf-8")
    assert errors("article", text.split("```yaml\n---\n")[1].split("---\n```")[0]) == []


def names(schema: object) -> Iterator[str]:
    """Yield the names of all properties in a schema, with the tables that they are in."""
    if isinstance(schema, dict):
        properties = schema.get("properties", {})
        assert isinstance(properties, dict)
        yield from properties
        for inner in schema.values():
            yield from names(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from names(inner)


def test_each_field_has_words_for_those_who_point_at_it() -> None:
    schema = frontend.schema()
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert all(field["description"].endswith(".") for field in properties.values())
    assert {*ISBN_PRODUCTS, *label_names(), "link-vague", "evaluator"} <= set(names(schema))
    assert properties["theme"]["enum"][:-1] == list(THEMES)
    narration = properties["narration"]["properties"]
    assert narration["epub-codec"]["enum"][:-1] == list(EPUB_CODECS)


def known(folder: Path, path: str) -> None:
    """Assert that the reader knows the field: it may refuse the value, but never the name."""
    source = folder / "a.md"
    front = f"{path.split('.')[0]}:\n" + "".join(
        f"{'  ' * depth}{name}:\n" for depth, name in enumerate(path.split(".")) if depth
    )
    source.write_text(f"---\n{HEAD}{front.rstrip()} x\n---\n\nText.\n", encoding="utf-8")
    try:
        read(source)
        codes = set[str]()
    except SourceError as error:
        codes = {one.code for one in error.diagnostics}
    assert "field-unknown" not in codes, path


def test_the_reader_knows_each_field(tmp_path: Path) -> None:
    properties = frontend.schema("article")["properties"]
    assert isinstance(properties, dict)
    for name, field in properties.items():
        known(tmp_path, name)
        for inner in field.get("properties", {}):
            known(tmp_path, f"{name}.{inner}")


@pytest.mark.parametrize("name", FRONT)
def test_mistakes_in_front_matter(name: str) -> None:
    front, _ = FRONT[name]
    heading_instead = name in ("no title", "empty title")
    assert refuses("article", front) is not (name in WIDER or heading_instead)


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_in_publications(name: str) -> None:
    publication, _ = MISTAKES[name]
    assert refuses("book", publication) is (name not in WIDER)


@pytest.mark.parametrize(
    "written",
    [
        "title: 1984\nlanguage: en\nsubtitle:\nauthors: Ada",
        "language: en\npublished: 20260301\nseries: {name: S, position: 2.1}",
        "language: en\nchapter-numbers: false\nsmart-typography: True\nnarration: {rate: 0.9x}",
        "language: en\nnarration:\nevaluation:\nsubjects: [A, ]\nisbns: {epub: 9783161484117}",
        "language: en\nlicence: https://example.org/\nauthors: [{name: A, role: illustrator}]",
    ],
)
def test_what_the_reader_takes_is_valid(written: str, tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text(f"---\n{written}\n---\n\n# Title\n\nText.\n", encoding="utf-8")
    read(source)
    assert errors("article", written) == []


def test_the_command_prints_or_writes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schema", "book"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed) == json.loads(json.dumps(frontend.schema("book")))
    file = tmp_path / "publication.schema.json"
    assert main(["schema", "book", "-o", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == printed
