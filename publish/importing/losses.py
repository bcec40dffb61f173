"""Report what an original has and its source doesn't, for people and as records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from publish.errors import Diagnostic, Severity, shortened
from publish.importing.completeness import Loss, Losses, compare, letters
from publish.importing.original.record import Kind, Original, Place
from publish.importing.written import Written

_CODES = {
    Kind.HEADING: "import-lost-words", Kind.PARAGRAPH: "import-lost-words",
    Kind.CELL: "import-lost-cell", Kind.NOTE: "import-lost-note", Kind.BOX: "import-lost-box",
    Kind.ALT: "import-lost-alt", Kind.CHART: "import-lost-chart",
    Kind.DIAGRAM: "import-lost-chart", Kind.EMBEDDED: "import-lost-embedded",
    Kind.FORM: "import-lost-form", Kind.COMMENT: "import-comments",
    Kind.DELETED: "import-changes", Kind.HIDDEN: "import-hidden", Kind.PAGE: "import-page",
}  # fmt: skip
_TOLD = {
    "import-lost-chart": ("import-chart", "import-diagram"),
    "import-lost-picture": ("import-picture", "import-drawing"),
    "import-lost-link": ("import-link",),
    "import-lost-embedded": ("import-media", "import-embedded"),
    "import-comments": ("import-comments",),
    "import-changes": ("import-changes",),
    "import-hidden": ("import-hidden",),
    "import-page": ("import-outside", "import-headers", "import-contents"),
}
"""Codes of other warnings of the import that say the same."""
_TOGETHER = frozenset(
    ["import-comments", "import-changes", "import-hidden", "import-page", "import-lost-form"]
)
"""Codes of which all losses are one diagnostic."""
MAX_LISTED = 25
"""The most losses of one kind that are listed one by one."""
_FEWEST, _START = 6, 16
"""How many letters of a passage are enough to recognise it in a message: so many at least."""


class ImportLoss(Struct, frozen=True):
    """A passage, picture or link that the source lacks.

    ``text`` are its words, or the address of a picture or link; ``code`` is that of its diagnostic.
    ``number`` is that of the paragraph or line (``unit``) in the file ``part`` of the original, and
    ``heading`` the one above.
    """

    code: str
    kind: str
    text: str
    part: str
    unit: str
    number: int
    heading: str


class Comparison(Struct, frozen=True):
    """What is lost, and diagnostics of it without what other warnings say."""

    losses: tuple[ImportLoss, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def compared(original: Original, written: Written, told: Sequence[Diagnostic]) -> Comparison:
    """Return what ``original`` has and ``written`` doesn't; ``told`` are the other warnings."""
    found = compare(original, written)
    return Comparison(tuple(_records(found)), tuple(_Listing(found, told).listed(original)))


def _records(found: Losses) -> Iterator[ImportLoss]:
    for loss in found.passages:
        for one in loss.passages:
            yield _record(_CODES[one.kind], one.kind.value, loss.words or one.text, one.place)
    for picture in found.pictures:
        yield _record("import-lost-picture", "picture", picture.address, picture.place)
    for link in found.links:
        yield _record("import-lost-link", "link", link.target, link.place)


def _record(code: str, kind: str, text: str, at: Place) -> ImportLoss:
    return ImportLoss(code, kind, text, at.part, at.unit, at.number, at.heading)


def _where(at: Place) -> str:
    below = f", below “{shortened(at.heading, 40)}”" if at.heading else ""
    return f"{at.unit} {at.number} of {at.part}{below}"


class _Listing:
    """The diagnostics of one import; what ``told`` says isn't repeated."""

    def __init__(self, found: Losses, told: Sequence[Diagnostic]) -> None:
        self.found = found
        self.messages = "\n".join(one.message for one in told)
        self.said = "\n".join(letters(one.message) for one in told)
        self.counts = Counter(one.code for one in told)

    def listed(self, original: Original) -> Iterator[Diagnostic]:
        grouped: dict[str, list[Loss]] = {}
        for loss in self.found.passages:
            grouped.setdefault(_CODES[loss.passages[0].kind], []).append(loss)
        for code, losses in grouped.items():
            untold = [one for one in losses if not self._is_told(one.passages[0].text)]
            if code in _TOGETHER:
                if untold and not self._said(code):
                    yield _left_out(code, untold, original)
            else:
                yield from _capped(code, list(map(_lost, untold[self._said(code) :])))
        if "import-changes" not in grouped and original.insertions:
            yield _left_out("import-changes", [], original)
        if shown := [one for one in self.found.found if one.kind is Kind.HIDDEN]:
            yield _published(shown[0].text, shown[0].place)
        pictures = self.found.pictures[self._said("import-lost-picture") :]
        yield from _capped("import-lost-picture", [
            _warning(
                "import-lost-picture",
                f"The picture “{shortened(one.address, 60)}” was lost ({_where(one.place)}).",
                "Save it from the original, and add it as a figure.",
                self.found.line_of(one.place),
            )
            for one in pictures
        ])  # fmt: skip
        yield from self._links()

    def _said(self, code: str) -> int:
        """Return how many other warnings say the same as ``code``."""
        return sum(self.counts[one] for one in _TOLD.get(code, ()))

    def _is_told(self, text: str) -> bool:
        start = letters(text)[:_START]
        quoted = f"“{text}”" in self.messages
        return quoted or (len(start) >= _FEWEST and start in self.said)

    def _links(self) -> Iterator[Diagnostic]:
        lost = [one for one in self.found.links if not self._is_told(one.target)]
        if not lost:
            return
        shown = ", ".join(dict.fromkeys(shortened(one.target, 60) for one in lost[:5]))
        more = f" and {len(lost) - 5} more" if len(lost) > 5 else ""
        message = f"{_many(len(lost), 'link')} lost: {shown}{more}; first: {_where(lost[0].place)}."
        line = self.found.line_of(lost[0].place)
        yield _warning("import-lost-link", message, "Link the words that need it.", line)


def _warning(
    code: str, message: str, fix: str, line: int = 0, severity: Severity = Severity.WARNING
) -> Diagnostic:
    return Diagnostic(code=code, message=message, fix=fix, line=line, severity=severity)


def _many(count: int, noun: str) -> str:
    return f"1 {noun} was" if count == 1 else f"{count} {noun}s were"


def _capped(code: str, listed: list[Diagnostic]) -> Iterator[Diagnostic]:
    yield from listed[:MAX_LISTED]
    if len(listed) > MAX_LISTED:
        message = f"{len(listed) - MAX_LISTED} more losses of this kind aren't listed here."
        yield _warning(code, message, "See them all with --report FILE.")


def _lost(loss: Loss) -> Diagnostic:
    """Return the diagnostic of one loss."""
    first, last = loss.passages[0], loss.passages[-1]
    kind, code = first.kind, _CODES[first.kind]
    count = sum(len(one.text.split()) for one in loss.passages)
    article = "an" if kind[0] in "ae" else "a"
    if loss.words:
        message = (
            f"Words of {article} {kind} were lost: “{shortened(loss.words, 60)}” in "
            f"“{shortened(first.text, 60)}” ({_where(first.place)})."
        )
    elif len(loss.passages) == 1:
        message = (
            (
                f"A {kind} was lost: “{shortened(first.text, 80)}” "
                f"({count} words; {_where(first.place)})."
            )
            .replace("A embedded", "An embedded")
            .replace("A alt", "An alt")
        )
    else:
        kinds = _plural(kind)
        message = (
            f"{len(loss.passages)} {kinds} were lost, from “{shortened(first.text, 50)}” to "
            f"“{shortened(last.text, 40)}” ({count} words; from {_where(first.place)})."
        )
    fix = "Copy what readers need from the original."
    return _warning(code, message, fix, loss.line)


def _plural(noun: str) -> str:
    return f"{noun}es" if noun.endswith("x") else f"{noun}s"


def _left_out(code: str, losses: Sequence[Loss], original: Original) -> Diagnostic:
    """Return one diagnostic for what an import leaves out on purpose."""
    passages = [one for loss in losses for one in loss.passages]
    shown = "; ".join(f"“{shortened(one.text, 60)}”" for one in passages[:5])
    more = f" and {len(passages) - 5} more" if len(passages) > 5 else ""
    at = f" ({_where(passages[0].place)})" if passages else ""
    count = sum(len(one.text.split()) for one in passages)
    match code:
        case "import-comments":
            message = f"{_many(len(passages), 'comment')} left out: {shown}{more}{at}."
            return _warning(code, message, "Keep them as asides with --comments keep.")
        case "import-changes":
            changes = " and ".join(
                f"{number} {noun}{'s' if number > 1 else ''}"
                for number, noun in (
                    (original.insertions, "insertion"),
                    (len(passages), "deletion"),
                )
                if number
            )
            listed = f": {shown}{more}{at}" if shown else ""
            message = f"Tracked changes were accepted: {changes}{listed}."
            return _warning(code, message, "Check that the original was meant to be published so.")
        case "import-lost-form":
            message = f"Words of forms were left out ({count} words): {shown}{more}{at}."
            return _warning(code, message, "Add what readers need.")
        case "import-hidden":
            message = f"Hidden text was left out: {shown}{more}{at}."
            return _warning(code, message, "Add it if readers need it.")
        case _:
            message = (
                f"Page headers, title pages and the like were left out ({count} words): "
                f"{shown}{more}."
            )
            return _warning(code, message, "Add it if readers need it.", severity=Severity.INFO)


def _published(text: str, at: Place) -> Diagnostic:
    message = (
        f"Hidden text of the original is in the source: “{shortened(text, 60)}” ({_where(at)})."
    )
    return _warning("import-hidden", message, "Delete it if it wasn't meant for readers.")


def is_loss(diagnostic: Diagnostic) -> bool:
    """Return whether a warning of an import says that content of the original is lost."""
    return diagnostic.severity is not Severity.INFO and diagnostic.code in LOSS_CODES


LOSS_CODES = frozenset(_CODES.values()) | frozenset(
    ["import-lost-picture", "import-lost-link", "import-affiliation", "import-chart",
     "import-contents", "import-crop", "import-diagram", "import-drawing", "import-embedded",
     "import-empty", "import-left-out", "import-link", "import-longdesc", "import-media",
     "import-missing", "import-note", "import-picture", "import-raw", "import-shortcode",
     "import-symbol", "import-title-page", "import-unread"]
)  # fmt: skip
"""The codes of warnings that say that something of the original isn't in the source."""


def unread(reason: str) -> Comparison:
    """Return the result for an original that the comparison can't read."""
    message = f"The original couldn't be compared with the source: {shortened(reason, 120)}."
    return Comparison((), (_warning("import-unread", message, "Compare them by eye."),))
