"""Compare a source before and after a change: nothing may differ but what was meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.errors import Diagnostic, SourceError, UsageError
from publish.model import Article, Figure, InlineImage, Section
from publish.model.blocks import Placed
from publish.runtime.yaml_fields import Field as YamlField
from publish.runtime.yaml_fields import divide, read_fields
from publish.serve.desk.figures import PictureFields

Picture = tuple[Figure | InlineImage, int, Path | None]
"""A picture, the line of its block, and the file of its chapter (``None``: that of the article)."""

#: What a change of each field of a picture changes in the model.
_CHANGED = {
    "alt": ("alt", "alt_status"),
    "caption": ("caption",),
    "credit": ("credit",),
    "description": ("description", "alt_status"),
    "decorative": ("alt", "decorative"),
    "status": ("alt_status",),
}


def pictures_of(article: Article) -> list[Picture]:
    """Return all pictures of ``article`` but the cover, in the order of the text."""
    return list(_pictures((article.blocks, article.notes), 0, None))


def _pictures(value: object, line: int, file: Path | None) -> Iterator[Picture]:
    if isinstance(value, tuple):
        for one in value:
            yield from _pictures(one, line, file)
    elif isinstance(value, Struct):
        if isinstance(value, Placed):
            line = value.line or line
        if isinstance(value, Section) and value.file:
            file = value.file
        if isinstance(value, Figure | InlineImage):
            yield value, line, file
        for name in value.__struct_fields__:
            if name != "image":
                yield from _pictures(getattr(value, name), line, file)


def check_picture(
    before: Article, after: Article, number: int, field: str, shown: tuple[PictureFields, str]
) -> None:
    """Check that only ``field`` of the picture ``number`` changed, as intended.

    ``shown`` are the fields of the picture after the change, and the value that was meant.

    Raises:
        UsageError: Something else would change.
    """
    changed = frozenset(_CHANGED[field])
    same = _content(before, number, changed) == _content(after, number, changed)
    fields, value = shown
    read = getattr(fields, field)
    meant = value == "true" if field == "decorative" else _spaced(value)
    if not same or (read if field == "decorative" else _spaced(str(read))) != meant:
        raise UsageError(
            "These words can't be written there without changing something else. Leave out signs "
            "that are markup (such as :::, #, |, <), or change the source itself."
        )


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _content(article: Article, number: int, changed: frozenset[str]) -> object:
    """Return all content without lines, and without what ``changed`` in the picture ``number``."""
    count = -1

    def of(value: object, hidden: frozenset[str]) -> object:
        nonlocal count
        if isinstance(value, tuple):
            return tuple(of(one, hidden) for one in value)
        if not isinstance(value, Struct):
            return value
        hidden = hidden if type(value).__name__ == "Image" else frozenset()
        if isinstance(value, Figure | InlineImage):
            count += 1
            hidden = changed if count == number else frozenset()
        names = (one for one in value.__struct_fields__ if one not in ("line", "lines"))
        return type(value).__name__, *(
            of(getattr(value, n), hidden) for n in names if n not in hidden
        )

    return of((article.metadata, article.blocks, article.notes), frozenset())


def check_title(before: Article, after: Article, title: str) -> None:
    """Check that only the title changed, which is a heading of the text.

    Raises :class:`UsageError`.
    """

    same = [
        _content(replace(one, metadata=replace(one.metadata, title="", identifier="")), -1, _NONE)
        for one in (before, after)
    ]
    if after.metadata.title != title or same[0] != same[1]:
        raise UsageError("The title can't be written there. Change it in the source.")


_NONE: frozenset[str] = frozenset()


def check_fields(
    file: Path, before: str, after: str, path: tuple[str, ...], value: str | list[str]
) -> None:
    """Check that of the front matter only the field at ``path`` changed, and nothing of the text.

    Raises:
        UsageError: Something else would change.
    """
    (old, old_body), (new, new_body) = _fields(file, before), _fields(file, after)
    target = ".".join(path)
    same = _others(old, target) == _others(new, target) and old_body.strip() == new_body.strip()
    found: object = _names(new, target) if isinstance(value, list) else _text(new, target)
    meant = value if isinstance(value, list) else _spaced(value)
    if not same or found != meant:
        raise UsageError(f"The field {target} can't be changed here. Change it in the source.")


def _fields(file: Path, text: str) -> tuple[dict[str, YamlField], str]:
    if file.suffix.lower() in (".yaml", ".yml"):
        root, body = read_fields(file, text, 1), ""
    else:
        parts = divide(file, text)
        root, body = read_fields(file, parts.yaml), parts.body
    found: dict[str, YamlField] = {}
    stack = [root]
    while stack:
        one = stack.pop()
        found[one.path] = one
        if one.kind == "mapping":
            stack.extend(inner for _, inner in one.pairs())
        elif one.kind == "list":
            stack.extend(one.items())
    return found, body


def _others(fields: dict[str, YamlField], target: str) -> dict[str, object]:
    return {
        path: one.value
        for path, one in fields.items()
        if one.kind == "text" and not one.empty and not path.startswith(target)
    }


def _text(fields: dict[str, YamlField], target: str) -> str:
    return fields[target].text() if target in fields else ""


def _names(fields: dict[str, YamlField], target: str) -> list[str]:
    if target not in fields or fields[target].empty:
        return []
    people = fields[target].items()
    return [
        dict(one.pairs())["name"].text() if one.kind == "mapping" else one.text() for one in people
    ]


def new_errors(before: SourceError | None, after: SourceError) -> tuple[Diagnostic, ...]:
    """Return the errors of ``after`` that ``before`` hasn't, wherever they stand."""
    known = {(one.code, one.message) for one in before.diagnostics} if before else set()
    return tuple(one for one in after.diagnostics if (one.code, one.message) not in known)
