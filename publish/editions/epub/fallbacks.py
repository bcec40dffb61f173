"""Add declarations for old engines, which know neither logical properties nor ``var()``.

Adobe's engine and those of older Kindles skip a declaration that they don't know.  So before each
such declaration stands one that they do know: with the physical side for the direction of the
publication, and with the value of the variable.  Other engines use the later declaration.

Sources: CSS Logical Properties and Values Level 1; CSS Custom Properties Level 1; CSS 2.2, 4.2
(rules for handling parsing errors).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

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


def with_fallbacks(sheet: str, direction: Direction, *, plain: bool = False) -> str:
    """Return the style sheet ``sheet`` with fallbacks for a publication in ``direction``.

    If it has to be ``plain``, the fallbacks replace what they stand for, and what has none is left
    out: rules for engines that support more, animations, values of single elements.
    """
    import tinycss2

    nodes = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    writer = _Writer(direction, _variables(nodes), plain)
    return "".join(writer.rules(nodes, ""))


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


class _Writer(Struct, frozen=True):
    direction: Direction
    variables: Mapping[str, Sequence[Any]]
    plain: bool

    def rules(self, nodes: Iterable[Any], indent: str) -> Iterator[str]:
        import tinycss2

        for node in nodes:
            if node.type == "qualified-rule":
                selector = " ".join(tinycss2.serialize(node.prelude).split())
                yield self.block(selector, node.content, indent)
            elif node.type == "at-rule":
                head = f"@{node.at_keyword} {tinycss2.serialize(node.prelude).strip()}".strip()
                if node.content is None:
                    yield f"{indent}{head};\n"
                elif node.lower_at_keyword == "supports" and self.plain:
                    continue
                elif node.lower_at_keyword in ("media", "supports"):
                    inner = tinycss2.parse_rule_list(node.content, True, True)
                    body = "".join(self.rules(inner, f"{indent}  "))
                    yield f"{indent}{head} {{\n{body}{indent}}}\n"
                elif node.lower_at_keyword == "font-face":
                    yield self.block(head, node.content, indent)
                elif not self.plain:
                    yield f"{indent}{head} {{{tinycss2.serialize(node.content)}}}\n"

    def block(self, head: str, content: Iterable[Any], indent: str) -> str:
        given = list(_declarations(content))
        written = [line for one in given for line in self.declarations(one, given)]
        body = "".join(f"{indent}  {line};\n" for line in written)
        return f"{indent}{head} {{\n{body}{indent}}}\n"

    def declarations(self, one: Declaration, rule: Sequence[Declaration]) -> Iterator[str]:
        """Yield ``one``, after its fallbacks; ``rule`` are all declarations of its rule."""
        mark = " !important" if one.important else ""
        literal = self.literal(one.value)  # empty: a variable is set elsewhere
        own = f"{one.name}: {one.text}{mark}"
        if one.name.startswith("--"):
            if not self.plain:
                yield own
            return
        physical = self.physical(one.name, literal) if literal else ()
        fallbacks = [f"{name}: {value}{mark}" for name, value in physical]
        if not fallbacks and literal not in ("", one.text):
            fallbacks = [f"{one.name}: {literal}{mark}"]
        yield from (each for each in fallbacks if each != own)
        block = _is_block(one.name) and fallbacks
        if block or (self.plain and (fallbacks or "var(" in own)):
            return  # the physical sides say the same in every horizontal page
        yield own
        # In a passage of the other direction the physical side above is the wrong one.
        if rest := self.other_side(one.name, rule):
            yield f"{rest}{mark}"

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

    def other_side(self, name: str, rule: Sequence[Declaration]) -> str:
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


def _is_block(name: str) -> bool:
    return name.startswith(("margin-block", "padding-block", "border-block", "inset-block"))
