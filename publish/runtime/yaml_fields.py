"""Read YAML as fields with their path and line.

YAML is read as *nodes*, never as objects, and scalars stay as they are written:
``2026-03-01``, ``on`` and ``007`` are text.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

import yaml
from msgspec import Struct

from publish.errors import Diagnostics, SourceError, suggestion
from publish.runtime.text import FORBIDDEN

FIRST_LINE = 2
"""The line of the file on which the YAML begins, after the opening ``---``."""

MAX_VALUE = 20_000
"""Limit of one value in characters, because metadata is repeated in every edition."""


class Field(Struct, frozen=True):
    """One value of the front matter, of the ``kind`` ``text``, ``list`` or ``mapping``.

    ``path`` has the form ``authors[0].role``.
    """

    file: Path
    path: str
    line: int
    value: str | tuple[Field, ...] | tuple[tuple[str, Field], ...]
    kind: str

    def error(self, message: str, fix: str, code: str = "field") -> SourceError:
        """Return the error to raise about this field."""
        return SourceError.at(self.file, self.line, code, f"{self.path}: {message}", fix)

    @property
    def empty(self) -> bool:
        """Whether nothing stands after the colon."""
        return self.value == ""

    def text(self) -> str:
        """Return the text on one line, with single spaces.

        Raises:
            SourceError: The field is a list or a mapping.
        """
        if not isinstance(self.value, str):
            raise self.error(
                f"The field must be text, not a {self.kind}.", "Put it between quotation marks."
            )
        return " ".join(self.value.split())

    def items(self) -> tuple[Field, ...]:
        """Return the items of a list; a single value counts as a list of one."""
        if self.kind == "list":
            return tuple(item for item in self.value if isinstance(item, Field))
        return (self,)

    def pairs(self) -> Iterator[tuple[str, Field]]:
        """Yield the names and values of a mapping, in the order written.

        Raises:
            SourceError: The field isn't a mapping.
        """
        if self.kind != "mapping":
            raise self.error(
                f"The field must be a mapping, not {'text' if self.kind == 'text' else 'a list'}.",
                "Write its fields on lines of their own, indented: “name: value”.",
            )
        for pair in self.value:
            if isinstance(pair, tuple):
                yield pair

    def mapping(self, known: AbstractSet[str]) -> dict[str, Field]:
        """Return the fields of a mapping that have a value.

        Raises:
            SourceError: A field isn't in ``known``; the fix names the nearest one.
        """
        diagnostics = Diagnostics()
        fixes: dict[str, list[Field]] = {}
        for name, field in self.pairs():
            if name not in known:
                fixes.setdefault(suggestion(name, known), []).append(field)
        for fix, unknown in fixes.items():
            message = "The field isn't known."
            if rest := [field.path for field in unknown[1:]]:
                message = f"The field isn't known, nor {'is' if len(rest) == 1 else 'are'} "
                message += f"{', '.join(rest)}."
            with diagnostics.collect():
                raise unknown[0].error(message, fix, "field-unknown")
        diagnostics.raise_all()
        return {name: field for name, field in self.pairs() if not field.empty}


def read_fields(file: Path, text: str, first: int = FIRST_LINE) -> Field:
    """Return ``text``, which begins on line ``first``, as a mapping with an empty path.

    Raises:
        SourceError: The text isn't YAML, or has anchors, aliases, tags or duplicate names.
    """
    try:
        loader = _Loader(file, text, first)
        try:
            node = loader.get_single_node()
        except ValueError as error:  # “%YAML 1.1” with a version of thousands of digits
            message = f"{_subject(first).capitalize()} has a directive (%) that can't be read."
            fix = "Delete the line with %."
            raise SourceError.at(file, first, "yaml", message, fix) from error
        finally:
            loader.dispose()
        if node is None:
            return Field(file, "", first, (), "mapping")
        root = _field(file, "", node, first, first)
    except yaml.MarkedYAMLError as error:
        raise _broken(file, error, first, text) from error
    except RecursionError as error:
        message = f"{_subject(first).capitalize()} is nested too deeply."
        raise SourceError.at(
            file, 1, "yaml", message, "Write it as docs/source.md shows."
        ) from error
    if root.kind != "mapping":
        message = f"{_subject(first).capitalize()} is a {root.kind}, not fields."
        raise SourceError.at(file, first, "yaml", message, "Write “name: value” on each line.")
    return root


def _subject(first: int) -> str:
    """Return the subject of messages about YAML that begins on line ``first``."""
    return "the front matter" if first == FIRST_LINE else "the file"


def _broken(file: Path, error: yaml.MarkedYAMLError, first: int, text: str) -> SourceError:
    mark = error.problem_mark or error.context_mark
    line = first + (mark.line if mark else 0)
    problem = error.problem or error.context or "it cannot be read"
    fix = "Check the indentation and the quotation marks on this line and the one before."
    if "mapping values are not allowed" in problem:
        fix = "Put a value that holds a colon between straight quotation marks"
        written = text.split("\n")[mark.line] if mark else ""
        name, _, value = written.partition(": ")
        if value and '"' not in value:
            fix += f': {name.strip()}: "{value.strip()}"'
        fix += "."
    elif "'\\t'" in problem:
        fix = "Indent with spaces: YAML allows no tabs."
    elif "found another document" in problem:
        problem = "it ends before this line, where another document begins"
        fix = "Remove the line that begins with %, “---” or “...”."
    elif "cannot start any token" in problem:
        fix = "Put a value that begins with a special character between quotation marks."
    return SourceError.at(
        file, line, "yaml", f"{_subject(first).capitalize()} isn't YAML: {problem}.", fix
    )


class _Loader(yaml.SafeLoader):
    """Refuses aliases, which can expand a small text hugely, and tags, which create objects."""

    def __init__(self, file: Path, text: str, first: int) -> None:
        super().__init__(text)
        self._file, self._first = file, first

    def get_event(self) -> yaml.Event:
        """Return the next event.  Raises :class:`SourceError` for an anchor, alias or tag."""
        event: yaml.Event = super().get_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None):
            message = f"Anchors (&) and aliases (*) aren't allowed in {_subject(self._first)}."
            raise self._refused(event, message, "Write the value out, or quote it.")
        if getattr(event, "tag", None):
            message = f"Tags (!) aren't allowed in {_subject(self._first)}."
            raise self._refused(event, message, "Put the value between quotation marks.")
        return event

    def _refused(self, event: yaml.Event, message: str, fix: str) -> SourceError:
        line = self._first + (event.start_mark.line if event.start_mark else 0)
        return SourceError.at(self._file, line, "yaml", message, fix)


def _field(file: Path, path: str, node: yaml.Node, line: int, first: int) -> Field:
    if isinstance(node, yaml.ScalarNode):
        field = Field(file, path, line, node.value, "text")
        if len(node.value) > MAX_VALUE:
            raise field.error(f"The field is longer than {MAX_VALUE} characters.", "Shorten it.")
        if FORBIDDEN.search(node.value):
            raise field.error(
                "The field holds a control character.", "Delete it.", "control-character"
            )
        return field
    if isinstance(node, yaml.SequenceNode):
        items = tuple(
            _field(file, f"{path}[{index}]", item, first + item.start_mark.line, first)
            for index, item in enumerate(node.value)
        )
        return Field(file, path, line, items, "list")
    return Field(file, path, line, _pairs(file, path, node, first), "mapping")


def _pairs(file: Path, path: str, node: yaml.Node, first: int) -> tuple[tuple[str, Field], ...]:
    pairs: dict[str, Field] = {}
    for key, value in node.value:
        line = first + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            message = f"{path or _subject(first).capitalize()}: The name of a field must be text."
            raise SourceError.at(file, line, "yaml", message, "Write “name: value”.")
        name = str(key.value)
        field = _field(file, f"{path}.{name}" if path else name, value, line, first)
        if FORBIDDEN.search(name):
            raise field.error(
                "The field holds a control character.", "Delete it.", "control-character"
            )
        if name in pairs:
            message = f"The field is given twice, first on line {pairs[name].line}."
            raise field.error(message, "Keep one of them.", "field-twice")
        pairs[name] = field
    return tuple(pairs.items())


MAX_LINES = 2_000
"""Limit of the front matter in lines; if it is longer, its closing ``---`` is missing."""


MAX_CHARACTERS = 200_000
"""Limit of YAML in characters; PyYAML reads some 100,000 a second."""


MAX_OPEN = 100
"""Limit of brackets open at once, for which PyYAML takes quadratic time (5,000: 5 s)."""


class Parts(Struct, frozen=True):
    """A divided source: ``yaml`` begins on line 2, ``body`` on line ``body_line`` of the file."""

    yaml: str
    body: str
    body_line: int


def divide(file: Path, text: str) -> Parts:
    """Divide ``text`` at its two ``---`` lines; without them, all of it is body.

    Raises:
        SourceError: The front matter doesn't end.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return Parts("", text, 1)
    for number in range(1, min(len(lines), MAX_LINES)):
        if lines[number].rstrip() in ("---", "..."):
            yaml = "\n".join(lines[1:number])
            check_size(file, yaml, 2)
            return Parts(yaml, "\n".join(lines[number + 1 :]), number + 2)
    raise SourceError.at(
        file,
        1,
        "front-matter-open",
        "The front matter doesn't end.",
        "Write a line of three hyphens, ---, after its last field.",
    )


def check_size(file: Path, yaml: str, first: int) -> None:
    """Refuse YAML that PyYAML would take long to read.

    ``yaml`` begins on line ``first`` of ``file``.  Brackets in quoted text count too.

    Raises:
        SourceError: ``yaml`` is too long, or too many brackets are open.
    """
    if len(yaml) > MAX_CHARACTERS:
        message = f"The front matter has more than {MAX_CHARACTERS} characters."
        raise SourceError.at(file, 1, "front-matter", message, "Move the text below it.")
    opened = 0
    for number, line in enumerate(yaml.split("\n"), start=first):
        for char in line:
            opened += (char in "[{") - (char in "]}")
            if opened > MAX_OPEN:
                message = f"More than {MAX_OPEN} brackets are open."
                raise SourceError.at(file, number, "front-matter-nesting", message, "Close them.")
