"""Convert MyST directives to blocks; ``DIRECTIVES`` lists them all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.errors import SourceError, shortened, suggestion
from publish.model import (
    AltStatus,
    Aside,
    AsideKind,
    Block,
    CodeBlock,
    Figure,
    MathBlock,
    Paragraph,
    Place,
    Quotation,
    Speech,
)
from publish.model.rewrite import split_attribution
from publish.runtime.folder import FileRefusedError
from publish.source.dialects.admonitions import KINDS, box
from publish.source.dialects.attributes import is_presentation
from publish.source.inlines import line_of_text
from publish.source.narration import recording
from publish.source.parser import Node
from publish.source.reader import Reader
from publish.source.syntax import RAW
from publish.source.tables import list_table, pipe_table


class Directive(Struct, frozen=True):
    """One directive as written; ``options`` maps a name to its value and its line."""

    reader: Reader
    node: Node
    options: dict[str, tuple[str, int]]

    def option(self, name: str) -> str:
        """Return the value of an option, or an empty string."""
        return self.options[name][0] if name in self.options else ""

    def line(self, name: str) -> int:
        """Return the line of an option, or that of the directive."""
        return self.options[name][1] if name in self.options else self.node.line

    def error(self, code: str, message: str, fix: str, option: str = "") -> SourceError:
        """Return the error to raise about the directive, or about one of its options."""
        line = self.line(option)
        return self.reader.error(replace(self.node, line=line, end=line + 1), code, message, fix)

    def number(self, name: str, default: int) -> int:
        """Return the value of an option that is a number."""
        written = self.option(name)
        if name not in self.options:
            return default
        if not (written.isascii() and written.isdigit() and len(written) <= 3):
            message = f"The option {name} is “{shortened(written)}”, not a number."
            raise self.error("option", message, "Write a number such as 1.", name)
        return int(written)


class _Kind(Struct, frozen=True):
    """The syntax of a directive; ``argument`` names its argument (empty: none is allowed)."""

    read: Callable[[Directive, Place], Block]
    options: frozenset[str] = frozenset()
    argument: str = ""
    required: bool = False


def read_directive(reader: Reader, node: Node, place: Place) -> Block:
    """Return the block of a directive.

    Raises:
        SourceError: The directive isn't known, or isn't written correctly.
    """
    if not node.name:
        opening = reader.parser.source_line(node.line).strip(" >\t")
        if opening.strip(":"):
            message = f"“{shortened(opening)}” isn't a directive."
            raise reader.error(node, "directive", message, "Write :::{name}.")
        if reader.diagnostics.found:  # the fence that it closes may have the error
            return Paragraph(content=(), **place)
        message = "This fence closes no directive."
        fix = "Delete it, or give the fence around a directive more colons than the one inside."
        raise reader.error(node, "directive", message, fix)
    if node.name not in DIRECTIVES and node.name in KINDS:
        meant = box(node.name, node.argument)
        node = replace(node, name=meant["name"], argument=meant["argument"], titled=True)
    kind = DIRECTIVES.get(node.name)
    if kind is None and node.name == "division" and not node.closed:
        kind = _ASIDE
    if kind is None:
        message = f"The directive {{{shortened(node.name)}}} isn't known."
        raise reader.error(node, "directive-unknown", message, suggestion(node.name, DIRECTIVES))
    if not node.closed:
        message = f"The directive {{{node.name}}} doesn't end."
        fix = f"Write {node.markup} after its last line; a fence around others has more colons."
        raise reader.error(node, "directive-open", message, fix)
    _check_argument(reader, node, kind)
    directive = Directive(reader, node, _options(reader, node, kind))
    if "name" in directive.options:
        place["id"] = reader.name(node, directive.option("name"), directive.line("name"))
    return kind.read(directive, place)


def _check_argument(reader: Reader, node: Node, kind: _Kind) -> None:
    if node.argument and not kind.argument and not node.titled:
        message = f"{{{node.name}}} takes nothing after its name."
        fix = "Write the words on a line of their own, or use {admonition} with a title."
        raise reader.error(node, "directive-argument", message, fix)
    if kind.required and not node.argument and not node.titled:
        message = f"{{{node.name}}} lacks {kind.argument}."
        fix = f"Write it on the same line: :::{{{node.name}}} ..."
        raise reader.error(node, "directive-argument", message, fix)


#: Options of other tools, with the fix for each.
_FOREIGN_OPTIONS = {
    "caption": "Write the caption as text, after an empty line below the options.",
}
_IGNORED = frozenset(
    ["figclass", "figwidth", "label", "open", "icon", "color", "nonumber", "linenos", "widths",
     "tags", "text-align", "lineno-start", "emphasize-lines"]
)  # fmt: skip
"""Options of other tools that only change the look."""


def _options(reader: Reader, node: Node, kind: _Kind) -> dict[str, tuple[str, int]]:
    options: dict[str, tuple[str, int]] = {}
    for name, value, line in node.options:
        at = replace(node, line=line, end=line + 1)
        if name == "label" and not any(other == "name" for other, _, _ in node.options):
            name = "name"
        if name not in kind.options and (name in _IGNORED or is_presentation(name)):
            continue
        if name not in kind.options | {"name"}:
            message = f"{{{node.name}}} has no option {shortened(name)}."
            fix = _FOREIGN_OPTIONS.get(name) or suggestion(name, kind.options | {"name"})
            raise reader.error(at, "option-unknown", message, fix)
        if name in options:
            message = f"The option {name} is given twice."
            raise reader.error(at, "option", message, "Keep one of them.")
        options[name] = (" ".join(value.split()), line)
    return options


def _aside(directive: Directive, place: Place) -> Aside:
    node = directive.node
    title = line_of_text(directive.reader, node.argument, node.line) if node.argument else ()
    blocks = directive.reader.blocks(node.children)
    if not blocks:
        raise directive.error("directive-empty", f"{{{node.name}}} is empty.", "Fill or delete it.")
    return Aside(kind=AsideKind(node.name), title=title, blocks=blocks, **place)


def _speech(directive: Directive, place: Place) -> Speech:
    node = directive.node
    speaker = line_of_text(directive.reader, node.argument, node.line)
    blocks = directive.reader.blocks(node.children)
    if not blocks:
        raise directive.error("directive-empty", "{speech} is empty.", "Fill or delete it.")
    return Speech(speaker=speaker, blocks=blocks, **place)


def _pull_quote(directive: Directive, place: Place) -> Quotation:
    blocks, attribution = split_attribution(directive.reader.blocks(directive.node.children))
    if not blocks:
        raise directive.error("directive-empty", "{pull-quote} is empty.", "Fill or delete it.")
    return Quotation(blocks=blocks, attribution=attribution, pull=True, **place)


def _math(directive: Directive, place: Place) -> MathBlock:
    tex = directive.node.text.strip()
    if not tex:
        raise directive.error("directive-empty", "{math} is empty.", "Write its formula in TeX.")
    return MathBlock(tex=tex, alt=directive.option("alt"), **place)


def _table(directive: Directive, place: Place) -> Block:
    reader, node = directive.reader, directive.node
    if len(node.children) != 1 or node.children[0].kind != "table":
        fix = "Write one table of pipes in it, with blank lines around the table."
        raise directive.error("table", "{table} must hold one table and nothing else.", fix)
    caption = line_of_text(reader, node.argument, node.line) if node.argument else ()
    return pipe_table(reader, node.children[0], place, caption, directive.number("stub-columns", 0))


def _list_table(directive: Directive, place: Place) -> Block:
    reader, node = directive.reader, directive.node
    caption = line_of_text(reader, node.argument, node.line) if node.argument else ()
    rows = directive.number("header-rows", 0)
    return list_table(reader, node, place, caption, rows, directive.number("stub-columns", 0))


def _code(directive: Directive, place: Place) -> CodeBlock:
    text = directive.node.text.removesuffix("\n")
    return CodeBlock(text=text, syntax=directive.node.argument, **place)


def _epigraph(directive: Directive, place: Place) -> Quotation:
    """Return the quotation before a text; MyST, "Epigraphs"."""
    return replace(_quotation(directive, place), epigraph=True)


def _quotation(directive: Directive, place: Place) -> Quotation:
    """Return a quotation that isn't pulled from the text; a title is its attribution."""
    reader, node = directive.reader, directive.node
    blocks, attribution = split_attribution(reader.blocks(node.children))
    if node.argument:
        title = Paragraph(content=line_of_text(reader, node.argument, node.line), line=node.line)
        blocks = (title, *blocks)
    if not blocks:
        message = "The quotation is empty."
        raise directive.error("directive-empty", message, "Fill or delete it.")
    return Quotation(blocks=blocks, attribution=attribution, **place)


def _figure(directive: Directive, place: Place) -> Figure:
    reader, node = directive.reader, directive.node
    decorative = _is_true(directive, "decorative")
    description: tuple[Block, ...] = ()
    caption = []
    for child in node.children:
        if child.kind == "directive" and child.name == "description":
            if description:
                at = Directive(reader, child, {})
                raise at.error(
                    "figure", "The figure has a second {description}.", "Put both into one."
                )
            description = _description(reader, child)
        else:
            caption.append(child)
    alt = directive.option("alt")
    image = reader.image(
        node,
        node.argument,
        None if decorative else alt,
        line=node.line,
        decorative=decorative,
        status=_status(directive),
    )
    figure = Figure(
        image=replace(image, words=_smallest_words(directive)),
        caption=reader.blocks(caption),
        credit=line_of_text(reader, directive.option("credit"), directive.line("credit")),
        description=description,
        recording=_recording(directive),
        **place,
    )
    spoken = (alt, figure.caption, figure.credit, description, figure.recording)
    if decorative and any(spoken):
        message = "A decorative picture can't have text or a recording."
        fix = "Delete them, or delete “:decorative: true”."
        raise directive.error("figure-decorative", message, fix, "decorative")
    return figure


def _status(directive: Directive) -> AltStatus:
    """Return the review status of the alt text of a figure."""
    written = directive.option("alt-status").lower()
    if "alt-status" not in directive.options:
        return AltStatus.REVIEWED
    known = frozenset(map(str, AltStatus))
    if written not in known:
        message = f"The option alt-status is “{shortened(written)}”."
        raise directive.error("option", message, suggestion(written, known), "alt-status")
    return AltStatus(written)


def _smallest_words(directive: Directive) -> int | None:
    """Return the size of the smallest words in a picture, if it is stated; 0 for ``none``."""
    if directive.option("smallest-words").lower() == "none":
        return 0
    stated = directive.number("smallest-words", -1)
    return None if stated < 0 else stated


def _recording(directive: Directive) -> Path | None:
    """Return the sound file of a figure's option ``audio``, if it has one."""
    if not directive.option("audio"):
        return None
    try:
        pictures = directive.reader.pictures
        return recording(pictures.folder, directive.option("audio"), pictures.top)
    except FileRefusedError as error:
        raise directive.error(error.code, error.message, error.fix, "audio") from error


def _description(reader: Reader, node: Node) -> tuple[Block, ...]:
    kind = _Kind(_misplaced)
    _check_argument(reader, node, kind)
    _options(reader, replace(node, options=node.options), kind)
    if not node.closed:
        raise reader.error(
            node,
            "directive-open",
            "The directive {description} doesn't end.",
            "Give the fence of {figure} more colons than that of {description}.",
        )
    blocks = reader.blocks(node.children)
    if not blocks:
        at = Directive(reader, node, {})
        raise at.error("directive-empty", "{description} is empty.", "Fill or delete it.")
    return blocks


def _misplaced(directive: Directive, place: Place) -> Block:  # noqa: ARG001 -- one signature
    fix = "Write it inside :::{figure}, whose fence has more colons."
    raise directive.error("directive", "{description} stands outside a {figure}.", fix)


def _is_true(directive: Directive, name: str) -> bool:
    written = directive.option(name).lower()
    if name in directive.options and written not in ("true", "false"):
        message = f"The option {name} is “{shortened(written)}”."
        raise directive.error("option", message, "Write true or false.", name)
    return written == "true"


_ASIDE = _Kind(_aside)

DIRECTIVES = {
    "figure": _Kind(
        _figure,
        frozenset({"alt", "alt-status", "audio", "credit", "decorative", "smallest-words"}),
        "the path of its picture",
        True,
    ),
    "image": _Kind(
        _figure,
        frozenset({"alt", "alt-status", "credit", "decorative", "smallest-words"}),
        "the path of its picture",
        True,
    ),
    "description": _Kind(_misplaced),
    "epigraph": _Kind(_epigraph),
    "quotation": _Kind(_quotation),
    **dict.fromkeys(RAW - {"math"}, _Kind(_code, argument="its language")),
    "pull-quote": _Kind(_pull_quote),
    "note": _ASIDE,
    "tip": _ASIDE,
    "important": _ASIDE,
    "warning": _ASIDE,
    "caution": _ASIDE,
    "admonition": _Kind(_aside, argument="its title", required=True),
    "sidebar": _Kind(_aside, argument="its title"),
    "speech": _Kind(_speech, argument="the name of the speaker", required=True),
    "table": _Kind(_table, frozenset({"stub-columns"}), "its caption"),
    "list-table": _Kind(_list_table, frozenset({"header-rows", "stub-columns"}), "its caption"),
    "math": _Kind(_math, frozenset({"alt"})),
}
"""Every directive of docs/source.md."""
