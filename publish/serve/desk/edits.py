"""Write one change of the desk into the source, and only that.

A change names what its page showed.  If the source says something else now, another program or
page changed it: nothing is written, and both versions are shown.
"""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from publish.errors import PublishError, SourceError, UsageError
from publish.model import Article
from publish.runtime.atomic import atomic
from publish.runtime.text import FORBIDDEN, MAX_FILE, read_bytes, read_text
from publish.runtime.yaml_fields import divide, read_fields
from publish.serve.desk import yaml_edits
from publish.serve.desk.comparison import (
    Picture,
    check_fields,
    check_picture,
    check_title,
    new_errors,
    pictures_of,
)
from publish.serve.desk.figures import PictureFields, SourceText, changed, fields_of
from publish.serve.desk.image_syntax import escaped
from publish.serve.desk.reading import (
    HEADING,
    chapters_of,
    field_value,
    fields_in,
    heading,
    read_file,
)
from publish.source.article import BookContext, read_markdown

Place = Literal["field", "picture", "cover", "pronunciation"]


class Change(Struct, frozen=True, kw_only=True):
    """One change: ``before`` is the value that the page showed, ``value`` the new one.

    ``place`` says what changes: a ``field`` of the front matter (``title``, ``language``,
    ``authors``, ``published``), the ``field`` of the picture ``number`` (from 0, in the file
    ``file``; empty: the source) with the path ``picture``, the alt text of the cover, or how the
    word ``field`` is said.  Names of authors have a line each.
    """

    place: Place
    field: str
    before: str
    value: str
    file: str = ""
    number: int = 0
    picture: str = ""


class ConflictError(PublishError):
    """The source changed meanwhile; ``current`` is what it says now, ``yours`` what was meant."""

    exit_code = 7

    def __init__(self, current: str, yours: str) -> None:
        super().__init__(current, yours)
        self.current, self.yours = current, yours

    def __str__(self) -> str:
        return "The source was changed meanwhile, by another page or program."


_lock = threading.Lock()
"""Changes are written one after the other."""


def apply(source: Path, change: Change) -> None:
    """Write ``change`` into ``source`` (an article or a ``publication.yaml``), or its chapter.

    Raises:
        ConflictError: The source says neither what the page showed nor the new value.
        UsageError: The change can't be written as a small change.
        SourceError: The new value is refused by the reader of sources.
        OutputError: The file can't be written.
    """
    if FORBIDDEN.search(change.value):
        raise UsageError("The words hold a control character. Delete it.")
    if len(change.value) > _LONGEST:
        raise UsageError(f"The words are longer than {_LONGEST} characters. Shorten them.")
    if change.field not in ("authors", "caption", "description"):
        change = replace(change, value=_line(change.value))
    with _lock:
        for _ in range(_ATTEMPTS):
            file = _file(source, change)
            data = read_bytes(file, MAX_FILE)
            text = read_text(file)
            current = _current_value(source, file, text, change)
            if _same(current, change.value):
                return
            if not _same(current, change.before):
                raise ConflictError(current, change.value)
            new = _changed(source, file, text, change)
            if replaced(file, data, text, new):
                return
    raise ConflictError(current, change.value)


_LONGEST = 15_000
_ATTEMPTS = 3


def _same(one: str, other: str) -> bool:
    return [" ".join(line.split()) for line in one.splitlines() if line.strip()] == [
        " ".join(line.split()) for line in other.splitlines() if line.strip()
    ]


def _file(source: Path, change: Change) -> Path:
    """Return the file to change, which is ``source`` or one of its chapters."""
    if change.place != "picture" or not change.file or change.file == source.name:
        return source.resolve()
    file = (source.parent / change.file).resolve()
    if file not in chapters_of(source):
        raise UsageError(f"{change.file} isn't a chapter of this book. Load the page again.")
    return file


def replaced(file: Path, before: bytes, text: str, new: str) -> bool:
    """Replace ``file`` unless its bytes aren't ``before`` any more; return whether it was."""
    data = with_endings(before, text, new)
    try:
        with atomic(file) as temporary:
            temporary.write_bytes(data)
            if read_bytes(file, MAX_FILE) != before:
                raise _ChangedError
    except _ChangedError:
        return False
    return True


class _ChangedError(Exception):
    """Another program wrote the file."""


def with_endings(before: bytes, text: str, new: str) -> bytes:
    """Return ``new`` as bytes, with the byte order mark and the line ends of the file ``before``.

    ``text`` is what ``before`` reads as: only line feeds, no mark.
    """
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    ends = re.findall("\r\n|\r|\n", before.decode("utf-8-sig"))
    if all(one == "\n" for one in ends):
        return mark + new.encode()
    usual = max(set(ends), key=ends.count)
    old_lines, new_lines = text.split("\n"), new.split("\n")
    ends.append("")
    out: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(
        None, old_lines, new_lines, autojunk=False
    ).get_opcodes():
        same = kind == "equal" or b - a == d - c
        for place in range(c, d):
            end = ends[a + place - c] if same else usual
            out += [new_lines[place], end or usual]
    out.pop()
    return mark + "".join(out).encode()


def _current_value(source: Path, file: Path, text: str, change: Change) -> str:
    """Return what the source says now in the place of ``change``.  Raises as :func:`apply` does."""
    match change.place:
        case "field":
            return field_value(file, text, change.field)
        case "cover":
            return field_value(file, text, "cover.alt")
        case "pronunciation":
            return field_value(file, text, "narration.pronunciations", change.field)
        case "picture":
            article = read_file(source, file, text)
            fields = fields_of(SourceText.of(file, text), _picture(article, change)[:2])
            value = getattr(fields, change.field)
            return ("true" if value else "") if isinstance(value, bool) else value


def _picture(article: Article, change: Change) -> Picture:
    pictures = pictures_of(article)
    if change.number < len(pictures):
        found = pictures[change.number]
        if found[0].image.source == change.picture:
            return found
    same = [one for one in pictures if one[0].image.source == change.picture]
    if len(same) == 1:
        return same[0]
    raise ConflictError("", change.value)


# ------------------------------------------------------------------ changes


def _changed(source: Path, file: Path, text: str, change: Change) -> str:
    """Return ``text`` with the change, which was checked by reading it.  Raises as `apply` does."""
    match change.place:
        case "picture":
            return _with_picture(source, file, text, change)
        case "field" if change.field == "title" and not _has_title(file, text):
            return _with_heading(file, text, change.value)
        case "field":
            names = [one.strip() for one in change.value.splitlines() if one.strip()]
            value: str | list[str] = names if change.field == "authors" else _line(change.value)
            if change.field in ("title", "language") and not value:
                raise UsageError(f"The {change.field} can't be empty. Write it.")
            new = _with_field(file, text, (change.field,), value)
        case "cover":
            new = _with_field(file, text, ("cover", "alt"), _line(change.value))
        case "pronunciation":
            path = ("narration", "pronunciations", change.field)
            new = _with_field(file, text, path, _line(change.value))
    _check_reading(source, file, text, new)
    return new


def _line(text: str) -> str:
    return " ".join(text.split())


def _has_title(file: Path, text: str) -> bool:
    given = dict(fields_in(file, text).pairs()).get("title")
    return (given is not None and not given.empty) or heading(text)[0] < 0


def _with_field(file: Path, text: str, path: tuple[str, ...], value: str | list[str]) -> str:
    is_yaml = file.suffix.lower() in (".yaml", ".yml")
    parts = None if is_yaml else divide(file, text)
    yaml = text if parts is None else parts.yaml
    if isinstance(value, list):
        written = yaml_edits.set_names(yaml, path[0], value)
    else:
        written = yaml_edits.set_value(yaml, path, value)
    if parts is None:
        new = written
    elif parts.body_line == 1:
        new = "\n".join(["---", written.rstrip("\n"), "---", "", text])
    else:
        lines = text.split("\n")
        new = "\n".join([lines[0], *([written] if written else []), *lines[parts.body_line - 2 :]])
    check_fields(file, text, new, path, value)
    return new


def _check_reading(source: Path, file: Path, text: str, new: str) -> None:
    """Raise the errors that the change brings."""

    def error(tried: str) -> SourceError | None:
        try:
            if file.suffix.lower() in (".yaml", ".yml"):
                from publish.runtime.pictures import Pictures
                from publish.source.metadata import read_metadata

                others = frozenset({"contents", "notes"})
                read_metadata(read_fields(file, tried, 1), "", Pictures(file.parent), "", others)
            else:
                read_file(source, file, tried)
        except SourceError as found:
            return found
        return None

    after = error(new)
    if after and (found := new_errors(error(text), after)):
        raise SourceError(*found)


def _with_heading(file: Path, text: str, title: str) -> str:
    """Return ``text`` with another title where a heading is the title."""
    number, _ = heading(text)
    lines = text.split("\n")
    parts = HEADING.fullmatch(lines[number])
    if parts is None or not title.strip():
        raise UsageError("The title can't be empty. Write it.")
    plain = BookContext(smart=False)
    before = read_markdown(file, text, plain)
    failed: PublishError = UsageError("The title can't be written there.")
    for words in (_line(title), escaped(_line(title))):
        lines[number] = f"{parts[1]}{words}{parts[3] or ''}{parts[4] or ''}"
        new = "\n".join(lines)
        try:
            check_title(before, read_markdown(file, new, plain), _line(title))
        except PublishError as error:
            failed = error
        else:
            return new
    raise failed


def _with_picture(source: Path, file: Path, text: str, change: Change) -> str:
    before = read_file(source, file, text)
    picture = _picture(before, change)
    number = next(n for n, one in enumerate(pictures_of(before)) if one[0] is picture[0])
    _check_meaning(fields_of(SourceText.of(file, text), picture[:2]), change)
    failed: PublishError = UsageError("The change can't be made here. Change the source itself.")
    for new, written in _texts(SourceText.of(file, text), picture, change):
        try:
            after = read_file(source, file, new)
            found = pictures_of(after)
            if len(found) != len(pictures_of(before)):
                continue
            shown = fields_of(SourceText.of(file, new), found[number][:2])
            check_picture(before, after, number, change.field, (shown, written))
        except PublishError as error:
            failed = error
        else:
            return new
    raise failed


def _texts(source: SourceText, picture: Picture, change: Change) -> Iterator[tuple[str, str]]:
    """Yield texts with the change, and the value as it is written in each."""
    for value in (change.value, "\n".join(map(_plain_start, change.value.split("\n")))):
        for text in changed(source, picture[:2], change.field, value):  # type: ignore[arg-type]
            yield text, value
        if change.field not in ("caption", "credit", "description") or value != change.value:
            return


def _plain_start(line: str) -> str:
    """Return a line whose first sign begins no list, heading, quotation or fence."""
    return re.sub(r"^(\s*\d*)([#>+*:|~`%.)-])", r"\1\\\2", line, count=1)


def _check_meaning(fields: PictureFields, change: Change) -> None:
    """Refuse words for a decorative picture, and a decorative picture with words."""
    if change.field == "decorative" and change.value:
        named = {"caption": fields.caption, "credit": fields.credit}
        named |= {"alt text": fields.alt, "extended description": fields.description}
        if given := [name for name, text in named.items() if text.strip()]:
            raise UsageError(
                f"A decorative picture has no words, and this one has: {', '.join(given)}. "
                "Empty these fields first, if nobody needs them."
            )
    elif fields.decorative and change.value and change.field not in ("decorative", "status"):
        raise UsageError("The picture is marked as decorative. Take that mark off first.")
