"""Write a style sheet that old engines understand too.

Adobe's old engine (RMSDK), with which Kobo, PocketBook and Nook open EPUBs that were not bought in
their shops, drops a whole style sheet, or refuses the book, where it meets ``var()``, ``calc()`` or
``min()``.  It passes over ``@supports``, which it doesn't know.  So the sheet is written twice: in
plain CSS 2.1, with physical sides for the direction of the publication and with the values of
variables, and after that as it is, inside ``@supports``.

Sources: Jiminy Panoz, "Five interesting facts about Adobe legacy eBook RMSDK" (2016), and
github.com/dvschultz/99problems/issues/53; CSS Conditional Rules Module Level 3, 6; CSS Logical
Properties and Values Level 1; CSS Custom Properties Level 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from msgspec import Struct

from publish.runtime.kept import kept

Direction = Literal["ltr", "rtl"]

#: The sides of the block axis, and of the inline axis from left to right; pages are horizontal.
_BLOCK = {"start": "top", "end": "bottom"}
_INLINE = {
    "ltr": {"start": "left", "end": "right"},
    "rtl": {"start": "right", "end": "left"},
}

#: Shorthands with a value for each side, and the value of a side that has none.
_BOXES = {"margin": "0", "padding": "0", "inset": "auto"}

#: Values that name a side, by property.
_SIDED_VALUES = {
    "text-align": {"start": "start", "end": "end"},
    "float": {"inline-start": "start", "inline-end": "end"},
    "clear": {"inline-start": "start", "inline-end": "end"},
}

#: The most variables that may refer to each other.
_DEEPEST = 10

#: What the plain sheet may have of values, selectors and properties: RMSDK fails on others, or they
#: need each other.
_FUNCTIONS = frozenset({"rgb", "url", "attr", "counter", "counters", "local", "format"})
_UNITS = frozenset({"em", "ex", "px", "pt", "pc", "in", "cm", "mm"})
_SELECTORS = (":is(", ":has(", ":where(", ":not(", ":lang(", ":focus-visible", "::marker", "[style")
_PROPERTIES = frozenset({"position", "color-scheme", "container-type", "transform", "animation"})

#: A condition that every engine fulfils that knows ``@supports`` and functions in values.
_MODERN = "@supports (width: calc(1px + 1px))"


class Declaration(Struct, frozen=True):
    """A declaration; ``value`` are the tokens of tinycss2, ``important`` adds ``!important``."""

    name: str
    value: Sequence[Any]
    important: bool = False

    @property
    def text(self) -> str:
        """The value as CSS."""
        import tinycss2

        return str(tinycss2.serialize(self.value)).strip()


@lru_cache(maxsize=16)
@kept
def with_fallbacks(sheet: str, direction: Direction, *, plain: bool = False) -> str:
    """Return the style sheet ``sheet`` for a publication in ``direction``: plain, then as it is.

    If it has to be ``plain``, the second part is left out.
    """
    import tinycss2

    nodes = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    basic = "".join(_PlainWriter(direction, _variables(nodes)).rules(nodes))
    modern = "" if plain else "".join(_modern(nodes, "  "))
    return f"{basic}{_MODERN} {{\n{modern}}}\n" if modern else basic


def _variables(nodes: Iterable[Any]) -> Mapping[str, Sequence[Any]]:
    """Return the variables that ``:root`` sets whatever the medium."""
    import tinycss2

    return {
        each.name: each.value
        for node in nodes
        if node.type == "qualified-rule" and tinycss2.serialize(node.prelude).strip() == ":root"
        for each in _declarations(node.content)
        if each.name.startswith("--")
    }


def _declarations(content: Iterable[Any]) -> Iterator[Declaration]:
    import tinycss2

    for one in tinycss2.parse_blocks_contents(content, True, True):
        if one.type == "declaration":
            yield Declaration(one.name, one.value, one.important)


def _modern(nodes: Iterable[Any], indent: str) -> Iterator[str]:
    """Yield the rules of a sheet as they are, with the sides that fallbacks set reset."""
    import tinycss2

    for node in nodes:
        if node.type == "qualified-rule":
            given = list(_declarations(node.content))
            written = [line for one in given for line in _with_reset(one, given)]
            yield _block(_selector(node), written, indent)
        elif node.type == "at-rule" and node.content is not None:
            head = f"@{node.at_keyword} {tinycss2.serialize(node.prelude).strip()}".strip()
            if node.lower_at_keyword in ("media", "supports", "container"):
                inner = tinycss2.parse_rule_list(node.content, True, True)
                body = "".join(_modern(inner, f"{indent}  "))
                yield f"{indent}{head} {{\n{body}{indent}}}\n"
            elif node.lower_at_keyword != "font-face":
                yield f"{indent}{head} {{{tinycss2.serialize(node.content)}}}\n"


def _selector(node: Any) -> str:
    import tinycss2

    return " ".join(tinycss2.serialize(node.prelude).split())


def _block(head: str, lines: Iterable[str], indent: str) -> str:
    body = "".join(f"{indent}  {line};\n" for line in lines)
    return f"{indent}{head} {{\n{body}{indent}}}\n"


def _with_reset(one: Declaration, rule: Sequence[Declaration]) -> Iterator[str]:
    """Yield ``one``, and a reset of the opposite side; ``rule`` are all declarations of its rule.

    In a passage of the other direction, the physical side of the plain sheet is the wrong one.
    """
    mark = " !important" if one.important else ""
    yield f"{one.name}: {one.text}{mark}"
    if rest := _other_side(one.name, rule):
        yield f"{rest}{mark}"


class _PlainWriter(Struct, frozen=True):
    direction: Direction
    variables: Mapping[str, Sequence[Any]]

    def rules(self, nodes: Iterable[Any]) -> Iterator[str]:
        """Yield the rules that need nothing but CSS 2.1, and the fonts."""
        import tinycss2

        for node in nodes:
            if node.type == "qualified-rule":
                selector = _selector(node)
                written = self.declarations(node.content)
                if written and not any(one in selector for one in _SELECTORS):
                    yield _block(selector, written, "")
            elif node.type == "at-rule":
                prelude = tinycss2.serialize(node.prelude).strip()
                head = f"@{node.at_keyword} {prelude}".strip()
                if node.content is None:
                    yield f"{head};\n"
                elif node.lower_at_keyword == "media" and "(" not in prelude:
                    inner = tinycss2.parse_rule_list(node.content, True, True)
                    if body := "".join(self.rules(inner)):
                        yield f"{head} {{\n{body}}}\n"
                elif node.lower_at_keyword == "font-face":
                    given = _declarations(node.content)
                    yield _block(head, (f"{one.name}: {one.text}" for one in given), "")

    def declarations(self, content: Iterable[Any]) -> list[str]:
        """Return the declarations of a rule with physical sides and without variables."""
        return [
            f"{name}: {value}{' !important' if one.important else ''}"
            for one in _declarations(content)
            if not one.name.startswith("--") and one.name not in _PROPERTIES
            if (literal := self.literal(one.value)) and _is_plain(one.name, literal)
            for name, value in self.physical(one.name, literal) or [(one.name, literal)]
        ]

    def literal(self, value: Sequence[Any], depth: int = 0) -> str:
        """Return ``value`` as CSS, with the values of variables in place of their names.

        It is empty if ``:root`` doesn't set one of them.
        """
        import tinycss2

        out: list[str] = []
        for token in value:
            written = token.serialize()
            if token.type == "function" and token.lower_name == "var":
                name, _, written = tinycss2.serialize(token.arguments).partition(",")
                if depth < _DEEPEST and (found := self.variables.get(name.strip())):
                    written = self.literal(found, depth + 1)
            elif token.type == "function" and token.arguments:
                inner = self.literal(token.arguments, depth)
                written = f"{token.name}({inner})" if inner else ""
            if not written:
                return ""
            out.append(written)
        return "".join(out).strip()

    def physical(self, name: str, value: str) -> list[tuple[str, str]]:
        """Return the physical declarations for a logical one; none for others."""
        sides = _INLINE[self.direction]
        if name in _SIDED_VALUES:
            side = _SIDED_VALUES[name].get(value)
            return [(name, sides[side])] if side else []
        box, _, rest = name.partition("-")
        axis, _, rest = rest.partition("-")
        if axis not in ("block", "inline"):
            return []
        sides = _BLOCK if axis == "block" else sides
        side, _, part = rest.partition("-")
        prefix = "" if box == "inset" else f"{box}-"
        if side in sides:
            return [(f"{prefix}{sides[side]}{f'-{part}' if part else ''}", value)]
        values = value.split() if box in _BOXES else [value]  # border-inline: one for both
        pairs = zip(sides.values(), (values[0], values[-1]), strict=True)
        return [(f"{prefix}{each}{f'-{rest}' if rest else ''}", one) for each, one in pairs]


def _other_side(name: str, rule: Sequence[Declaration]) -> str:
    """Return the declaration of the side opposite to that of ``name``, if ``rule`` has none."""
    box, _, side = name.partition("-inline-")
    if side not in ("start", "end") or (box not in _BOXES and box != "border"):
        return ""
    other = f"{box}-inline-{'end' if side == 'start' else 'start'}"
    if any(one.name in (other, f"{box}-inline") for one in rule):
        return ""
    if box == "border":
        return "" if any(one.name == "border" for one in rule) else f"{other}: 0 none"
    values = next((one.text.split() for one in rule if one.name == box), [])
    return f"{other}: {values[min(len(values), 2) - 1] if values else _BOXES[box]}"


def _is_plain(name: str, value: str) -> bool:
    """Return whether old engines understand ``value``."""
    import tinycss2

    return not any(
        (one.type == "function" and one.lower_name not in _FUNCTIONS)
        or (one.type == "dimension" and one.lower_unit not in _UNITS)
        or (name == "content" and one == "/")
        for one in tinycss2.parse_component_value_list(value)
    )
