"""Corrections of a source that a machine can make: one line is replaced, deleted or added.

A diagnostic has one only if its advice leaves no choice.  What the words say stays the author's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from publish.errors import Diagnostic
from publish.runtime.text import MAX_FILE, read_bytes, read_text
from publish.serve.desk.edits import replaced
from publish.serve.files import ChangedError


class Fix(Struct, frozen=True):
    """Put ``new`` in place of the line ``line`` (from 0), which is ``old``.

    Without ``new`` the line is deleted; without ``old`` it is inserted before ``line``.
    """

    line: int
    old: str | None
    new: str | None

    def apply(self, lines: Sequence[str]) -> list[str]:
        """Return ``lines`` with the correction."""
        after = self.line if self.old is None else self.line + 1
        if self.new is None and 0 < self.line < len(lines) - 1:  # an empty line goes with it
            after += not lines[self.line - 1].strip() and not lines[self.line + 1].strip()
        return [*lines[: self.line], *([] if self.new is None else [self.new]), *lines[after:]]


def fix_of(diagnostic: Diagnostic, lines: Sequence[str]) -> Fix | None:
    """Return the correction of ``diagnostic`` in the ``lines`` of its file, if there is one."""
    if diagnostic.code == "published-missing":
        return _published(lines)
    if not 0 < diagnostic.line <= len(lines):
        return None
    find = _meant if _MEANT.search(diagnostic.fix) else _FIXES.get(diagnostic.code)
    if find is None:
        return None
    for number in range(diagnostic.line - 1, len(lines)):  # a block has several lines
        line = lines[number]
        new = find(line, diagnostic)
        if new != line:
            return Fix(number, line, new)
        if not line.strip() or find is _quoted_value or _FRONT.match(diagnostic.message):
            return None
    return None


def key_of(file: Path, diagnostic: Diagnostic, fix: Fix) -> str:
    """Return what names ``fix`` as long as ``file`` has the same bytes."""
    parts = (read_bytes(file, MAX_FILE), str((diagnostic.code, diagnostic.line, fix)).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def write_fix(file: Path, fix: Fix) -> None:
    """Write ``fix`` into ``file``, whose other bytes stay.

    Raises:
        ChangedError: Another program changed the file.
        SourceError, OutputError: It can't be read or written.
    """
    before, text = read_bytes(file, MAX_FILE), read_text(file)
    lines = text.split("\n")
    same = fix.old is None or (fix.line < len(lines) and lines[fix.line] == fix.old)
    if not same or not replaced(file, before, text, "\n".join(fix.apply(lines))):
        raise ChangedError(f"{file.name} was changed meanwhile. Look at it, and try again.")


# ------------------------------------------------------------------ what is corrected

#: The advice that names the right word.
_MEANT = re.compile(r"^Did you mean (?:“([^”]+)”|#(\S+))\?$")

#: The beginning of a message about a field of the front matter: its path.
_FRONT = re.compile(r"^([\w-]+(?:\[\d+\])?(?:\.[\w-]+(?:\[\d+\])?)*): ")

_QUOTED = re.compile("“([^“”]++)”")

#: A name in a message: quoted, or that of a block.
_NAMED = re.compile(r"“#?([^“”]++)”|#([^\s,]+)")
_WORD = re.compile(r"[\w-]")
_ITEM = re.compile(r"^(\s*+-\s++)(\S.*)$")
_CURLY = str.maketrans("“”„«»‘’‚", '""""""""')

#: A field with text that isn't quoted, and in which YAML finds another field.
_COLON = re.compile(r"""^(\s*(?:- )?[\w-]+:\s+)([^"'\[{|>&*!%@`#\s].*:(?:\s.*|))$""")

_HEADING = re.compile(r"^( {0,3})(#{1,6})(?=\s|$)(.*)$")


def _meant(line: str, one: Diagnostic) -> str:
    """Return ``line`` with the word that was meant, if it has the wrong one once."""
    advice, path = _MEANT.search(one.fix), _FRONT.match(one.message)
    if advice is None:
        return line
    right = advice[1] or advice[2]
    quoted = [name[1] or name[2] for name in _NAMED.finditer(one.message)]
    names = [path[1].rpartition(".")[2]] if path and one.code == "field-unknown" else quoted
    for wrong in names:
        found = list(_places(line, wrong))
        if len(found) == 1 and wrong != right:
            return f"{line[: found[0]]}{right}{line[found[0] + len(wrong) :]}"
    return line


def _places(line: str, word: str) -> Iterator[int]:
    """Yield the offsets of ``word`` in ``line`` where it isn't a part of a longer word."""
    start = line.find(word)
    while start >= 0:
        end = start + len(word)
        around = line[max(0, start - 1) : start] + line[end : end + 1]
        if not _WORD.search(around):
            yield start
        start = line.find(word, end)


def _with_level(line: str, one: Diagnostic) -> str:
    """Return a heading with as many signs as the advice has."""
    signs, heading = re.search("#+", one.fix), _HEADING.match(line)
    if signs is None or heading is None:
        return line
    return f"{heading[1]}{signs[0]}{heading[3]}"


def _without_heading(line: str, one: Diagnostic) -> str | None:
    """Delete a heading; an empty one only if the line has no more than signs."""
    heading = _HEADING.match(line)
    empty = heading is not None and not heading[3].strip(" #")
    return None if heading and (empty or one.code != "heading-empty") else line


def _straight_quotes(line: str, _one: Diagnostic) -> str:
    return re.sub(r"\{[^{}]*\}", lambda found: found[0].translate(_CURLY), line)


def _bracketed_address(line: str, one: Diagnostic) -> str:
    """Put the address of a link, which has a space, between angle brackets."""
    advice = re.search("<([^<>]+)>", one.fix)
    if advice is None or line.count(f"({advice[1]})") != 1:
        return line
    return line.replace(f"({advice[1]})", f"(<{advice[1]}>)")


def _field_value(line: str, one: Diagnostic) -> str:
    """Return a line “field: value” with the value that the advice has."""
    advice = re.search(r"^Write (?:“[\w-]+: ([\w-]+)”|(\[[^\[\]]+\]))\.$", one.fix)
    field = re.match(r"^(\s*)([\w-]+):\s+(?![|>&*!])(\S.*)$", line)
    path = _FRONT.match(one.message)
    if advice is None or field is None or path is None or field[2] != path[1].partition("[")[0]:
        return line
    inner = field[3].strip("[]'\" ")
    if advice[2] and ("[" in inner or "{" in inner):
        return line
    return f"{field[1]}{field[2]}: {advice[1] or advice[2]}"


def _name_in_order(line: str, one: Diagnostic) -> str:
    """Return a line with a name as it is spoken, and its form for sorting."""
    advice, name = re.search(r"^Write (\{.*\})\.$", one.fix), _QUOTED.search(one.message)
    if advice is None or name is None or "name:" in line:
        return line
    for written in (f'"{name[1]}"', f"'{name[1]}'"):
        if line.count(written) == 1:
            new = line.replace(written, advice[1])
            return re.sub(r"^(\s*(?:authors|contributors):\s+)(\{.*\})\s*$", r"\1[\2]", new)
    item = _ITEM.match(line)
    return f"{item[1]}{advice[1]}" if item and item[2].rstrip() == name[1] else line


def _quoted_value(line: str, one: Diagnostic) -> str:
    found = _COLON.match(line) if one.fix.startswith("Put a value that holds a colon") else None
    if found is None or '"' in found[2] or "\\" in found[2]:
        return line
    return f'{found[1]}"{found[2].rstrip()}"'


def _published(lines: Sequence[str]) -> Fix | None:
    """Add today as the date of publication, at the end of the front matter."""
    if not lines or lines[0].rstrip() != "---":
        return None
    ends = (number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "..."))
    end = next(ends, None)
    return Fix(end, None, f"published: {date.today()}") if end else None


_FIXES: dict[str, Callable[[str, Diagnostic], str | None]] = {
    "heading-jump": _with_level,
    "heading-as-title": _with_level,
    "heading-empty": _without_heading,
    "heading-repeats-title": _without_heading,
    "attributes-quoted": _straight_quotes,
    "link-shown": _bracketed_address,
    "picture-shown": _bracketed_address,
    "language-wrong": _field_value,
    "people-joined": _field_value,
    "subjects-joined": _field_value,
    "name-inverted": _name_in_order,
    "yaml": _quoted_value,
}
"""The corrections by the codes of diagnostics; each returns the line as it is if it doesn't fit."""
