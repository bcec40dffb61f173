"""An article as lines that a person can read and a diff can show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from publish.model import Article, Text


def dump(article: Article) -> str:
    """Each piece of the model on a line; what has its default value is left out."""
    return "\n".join(_lines("", article, article.file.parent.resolve(), 0)) + "\n"


def _lines(name: str, value: object, folder: Path, depth: int) -> Iterator[str]:
    indent = "  " * depth + (f"{name}: " if name else "")
    if isinstance(value, Text):
        yield f"{indent}{value.text!r}"
    elif isinstance(value, Struct):
        simple, inner = [], []
        for field in fields(value):
            part = getattr(value, field.name)
            default = field.default
            if default is NODEFAULT and field.default_factory is not NODEFAULT:
                default = field.default_factory()
            if field.name in ("file", "digest") or part == default:
                continue
            if isinstance(part, Struct) or (isinstance(part, tuple) and part):
                inner.append((field.name, part))
            elif field.name == "line":
                simple.insert(0, f"@{part}")
            else:
                simple.append(f"{field.name}={_plain(part, folder)}")
        yield f"{indent}{type(value).__name__} {' '.join(simple)}".rstrip()
        for inner_name, part in inner:
            yield from _lines(inner_name, part, folder, depth + 1)
    elif isinstance(value, tuple):
        if all(not isinstance(item, Struct) and not isinstance(item, tuple) for item in value):
            yield f"{indent}{value!r}"
        elif name == "lines" or all(
            isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str)
            for item in value
        ):
            yield f"{indent}{' '.join(f'{key}={item!r}' for key, item in value)}"
        else:
            yield f"{'  ' * depth}{name}:"
            for item in value:
                yield from _lines("", item, folder, depth + 1)
    else:
        yield f"{indent}{_plain(value, folder)}"


def _plain(value: object, folder: Path) -> str:
    if isinstance(value, Path):
        return repr(value.relative_to(folder).as_posix())
    return str(value) if isinstance(value, int) else repr(str(value)) if value is not None else "-"
