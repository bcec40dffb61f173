"""Markers for properties that pandoc would drop, and the classes of asides.

Before pandoc reads a document, two markers are put around each passage whose language (or another
property) it doesn't keep.  pandoc keeps them as text, and ``reading`` evaluates and removes them.
They are private-use characters, which are first deleted from the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct, field

from publish.errors import Diagnostic, Severity
from publish.importing.records import Comment, import_warning
from publish.model import AsideKind

OPEN, END, CLOSE = "\U000fdea0", "\U000fdea1", "\U000fdea2"
NUMBERED = "\U000fdea3"
"""Before the number of a figure or table in a reference: editions may number it otherwise."""
NAMED = "\U000fdea4"
"""Around the label of a block whose name in editions stands there: “Table 1”, or a title."""
ALT = "publishalt"
"""The prefix of the number of an alt text, where pandoc drops private-use characters."""
HEADER_ROWS = "header-rows-"
"""The prefix of the role of a table's first cell, before the number of its header rows."""
DECORATIVE = f"{OPEN}0{END}"
"""The alt text of a picture that is marked as decorative."""
ANY = re.compile(f"[{OPEN}{END}{CLOSE}]")
TOKEN = re.compile(f"({OPEN}\\d{{1,6}}{END}|{CLOSE})")
PLACE = re.compile(f"{OPEN}(\\d{{1,6}}){END}{CLOSE}")
"""The mark of a single place."""
_NUMBER = re.compile(r"\d+")


def opening(number: int) -> str:
    """Return the mark before passage ``number``."""
    return f"{OPEN}{number}{END}"


def number_of(token: str) -> int | None:
    """Return the number of an opening mark; ``None`` for a closing one."""
    found = _NUMBER.search(token) if token.startswith(OPEN) else None
    return int(found[0]) if found else None


def unmarked(words: str) -> str:
    """Return ``words`` without marks."""
    return ANY.sub("", TOKEN.sub("", words))


class Marks(Struct):
    """The marks that were put into one document."""

    spans: dict[int, str] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    remarks: dict[int, Diagnostic] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    parts: dict[int, tuple[bytes, str]] = field(default_factory=dict)
    _last: int = 0

    def language(self, tag: str) -> tuple[str, str]:
        """Return the marks before and after a passage in the language ``tag``."""
        self._last += 1
        self.spans[self._last] = tag
        return opening(self._last), CLOSE

    def role(self, name: str) -> str:
        """Return the mark at the start of a paragraph with a role, such as a caption."""
        self._last += 1
        self.roles[self._last] = name
        return opening(self._last) + CLOSE

    def remark(
        self, code: str, message: str, fix: str, severity: Severity = Severity.WARNING
    ) -> str:
        """Return the mark of a place about which the editor is warned."""
        self._last += 1
        self.remarks[self._last] = import_warning(0, code, message, fix, severity).diagnostic
        return opening(self._last) + CLOSE

    def comment(self, author: str, text: str) -> str:
        """Return the mark of the place of a comment."""
        self._last += 1
        self.comments[self._last] = Comment(author, text)
        return opening(self._last) + CLOSE

    def part(self, data: bytes, kind: str) -> str:
        """Return the mark, alone in a paragraph, of a document in this one."""
        self._last += 1
        self.parts[self._last] = (data, kind)
        return opening(self._last) + CLOSE

    def alt(self, words: str) -> str:
        """Return a placeholder for an alt text, of letters and digits only."""
        self._last += 1
        self.roles[self._last] = words
        return f"{ALT}{self._last}"


#: The kind of aside by class.  The last of several entries counts: ``alert warning`` is a warning.
KINDS = {
    **dict.fromkeys(["notice", "alert", "callout", "prompt", "message"], AsideKind.NOTE),
    **dict.fromkeys(["aside", "box", "infobox", "topic"], AsideKind.SIDEBAR),
    **dict.fromkeys(["info"], AsideKind.NOTE),
    **dict.fromkeys(["hint", "success"], AsideKind.TIP),
    **dict.fromkeys(["danger", "error"], AsideKind.WARNING),
    **dict.fromkeys(["attention"], AsideKind.CAUTION),
    **{str(kind): kind for kind in AsideKind},
}

#: Prefixes of classes with the kind after a dash: ``notice--warning`` (Minimal Mistakes),
#: ``alert-danger`` (Bootstrap), ``prompt-tip`` (Chirpy), ``callout-note`` (Quarto).
_BASES = frozenset(["notice", "alert", "callout", "prompt", "message", "admonition"])


def kinds_of(classes: Iterable[str]) -> list[AsideKind]:
    """Return the kinds of aside for ``classes``, in the order of :data:`KINDS`."""
    names = set(classes)
    for name in tuple(names):
        base, _, kind = name.partition("-")
        if kind and base in _BASES:
            names |= {base, kind.strip("-")}
    return [kind for name, kind in KINDS.items() if name in names]
