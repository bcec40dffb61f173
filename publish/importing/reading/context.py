"""The state of reading one document: its pictures, notes, names and warnings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from publish.errors import Diagnostic, Severity
from publish.importing.markers import ALT, OPEN, PLACE
from publish.importing.pictures import Gallery
from publish.importing.reading.nodes import Attributes, Node
from publish.importing.records import Comment, PlacedDiagnostic, import_warning
from publish.language.tags import UnknownLanguageError, language_tag
from publish.model import LINK_SCHEMES, Block, Image, Note

_NO_ALT = "image"
"""What pandoc writes for a picture of LaTeX or RTF without an alt text."""
MAX_DEPTH = 12
"""The most nested blocks: a source may nest 40 tokens, and a list with items and text takes 3."""


class Context(Struct):
    """The state of reading one document.

    ``read_inside`` is :func:`publish.importing.reading.blocks.blocks_of`, which can't be imported
    here.  ``names`` are the names of blocks by the ids that links refer to.  ``language`` is the
    document's; ``base`` the address for relative links, if any.  ``spans`` are the languages of
    marked passages by number, ``roles`` the roles of marked paragraphs, and ``styles`` those of
    paragraphs by serial number.
    ``remarks`` and ``comments`` are about marked places; ``commented`` are the comments that were
    reached, each with the serial number of its block, and ``keep_comments`` makes asides of them.
    ``places`` are the serial numbers of blocks where something was left out, and ``alts`` the alt
    texts of pictures by their addresses, where pandoc has none.
    """

    gallery: Gallery
    names: dict[str, str]
    read_inside: Callable[[Context, Sequence[Node]], tuple[Block, ...]]
    language: str = ""
    base: str = ""
    spans: dict[int, str] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    alts: dict[str, str] = field(default_factory=dict)
    styles: dict[int, str] = field(default_factory=dict)
    remarks: dict[int, Diagnostic] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    commented: list[tuple[int, Comment]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    note_names: dict[str, str] = field(default_factory=dict)
    warnings: list[PlacedDiagnostic] = field(default_factory=list)
    keep_comments: bool = False
    here: int = 0
    depth: int = 0
    _last: int = 0

    def next(self) -> int:
        """Return the serial number of the next block, to which warnings belong from now on."""
        self._last += 1
        self.here = self._last
        return self.here

    def warn(
        self, code: str, message: str, fix: str, severity: Severity = Severity.WARNING
    ) -> None:
        """Add a warning about the block that is being read."""
        self.warnings.append(import_warning(self.here, code, message, fix, severity))

    def move_warnings(self, line: int, to: int) -> None:
        """Move the warnings about one block to another, which takes its place."""
        self.warnings = [
            replace(one, place=to) if one.place == line else one for one in self.warnings
        ]

    def pass_mark(self, number: int) -> bool:
        """Return whether a mark is that of a remark or comment, now one about this block."""
        if number in self.remarks:
            self.warnings.append(PlacedDiagnostic(self.here, self.remarks[number]))
        elif number in self.comments:
            self.commented.append((self.here, self.comments[number]))
        return number in self.remarks or number in self.comments

    def without_remarks(self, nodes: Sequence[Node]) -> list[Node]:
        """Return the inlines of a block without those that are only marks of places."""
        if not any(kind == "Str" and OPEN in content for kind, content in nodes):
            return list(nodes)
        rest: list[Node] = []
        for kind, content in nodes:
            if kind == "Str" and PLACE.search(content):
                content = PLACE.sub(lambda m: "" if self.pass_mark(int(m[1])) else m[0], content)
                if not content:
                    continue
            rest.append((kind, content))
        return rest

    def warn_once(
        self, code: str, message: str, fix: str, severity: Severity = Severity.WARNING
    ) -> None:
        """Add a warning about the block that is being read, unless ``code`` was used before."""
        if not any(one.diagnostic.code == code for one in self.warnings):
            self.warn(code, message, fix, severity)

    def blocks(self, nodes: Sequence[Node]) -> tuple[Block, ...]:
        """Return the blocks of ``nodes``, which are inside another block."""
        return self.read_inside(self, nodes)

    def name(self, ids: list[str]) -> str:
        """Return the name of a block with these ids; empty if no link refers to it."""
        return next((self.names[one] for one in ids if one in self.names), "")

    def tag(self, written: str) -> str:
        """Return a language tag; empty if it isn't one, or is that of the document."""
        if not written:
            return ""
        try:
            tag = language_tag(written.replace("_", "-"))
        except UnknownLanguageError as error:
            self.warn("import-language-tag", error.message, error.fix)
            return ""
        return "" if tag == self.language else tag

    def language_of(self, given: Attributes) -> str | None:
        return self.tag(given.language) or None

    def target(self, written: str) -> str:
        """Return the target of a link: an absolute address, ``#name``, or empty if invalid."""
        if written.startswith("#"):
            name = self.names.get(written[1:], "") or self.names.get(unquote(written[1:]), "")
            return f"#{name}" if name else ""
        try:
            whole = urljoin(self.base, written) if self.base else written
            parts = urlsplit(whole)
            host = bool(parts.hostname) if parts.scheme in ("http", "https") else bool(parts.path)
            known = parts.scheme in LINK_SCHEMES and host and parts.port != -1
        except ValueError:
            return ""
        return whole.replace(" ", "%20") if known else ""

    def alt_of(self, title: str) -> str:
        """Return the alt text whose placeholder is the title of a picture, if it is one."""
        number = title.removeprefix(ALT)
        return self.roles.get(int(number), "") if title != number and number.isdecimal() else ""

    def image(self, address: str, alt: str, *, decorative: bool = False) -> Image:
        """Return the picture at ``address``; warn if it can't be used."""
        path, refused = self.gallery.path(address)
        if refused:
            self.warn(refused.code, refused.message, refused.fix)
        said = self.alts.get(address, "") or ("" if alt == _NO_ALT else alt)
        return Image(path, Path(), "", 0, 0, "", said or None, decorative)
