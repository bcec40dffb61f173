"""Change single values in YAML as a person would: all other lines stay byte for byte.

PyYAML says where each value stands; nothing is serialised again, so comments, order and quotation
marks stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

import yaml

from publish.errors import UsageError

Path = tuple[str, ...]

#: The order in which new fields of the top level are inserted, that of docs/source.md.
_ORDER = (
    *("title", "language", "subtitle", "standfirst", "authors", "contributors", "publisher"),
    *("published", "modified", "dateline", "isbns", "identifier", "description", "subjects"),
    *("rights", "licence", "cover", "series", "theme", "narration"),
)


def set_value(text: str, path: Path, value: str) -> str:
    """Return the YAML ``text`` with ``value`` at ``path``; an empty value removes the field.

    Missing mappings on the way are added, and mappings that become empty are removed.

    Raises:
        UsageError: Something else than text stands there.
    """
    text, ended = _with_end(text)
    root = _composed(text)
    if not value:
        return _removed(text, root, path).removesuffix(ended)
    node: yaml.Node | None = root
    for depth, name in enumerate(path):
        found = _find(node, name) if isinstance(node, yaml.MappingNode) else None
        if found is None:
            return _inserted(text, node, path[depth:], value).removesuffix(ended)
        key, node = found
        if _is_empty(node):
            return _filled(text, key, path[depth + 1 :], value).removesuffix(ended)
    if not isinstance(node, yaml.ScalarNode):
        raise UsageError(f"The field {'.'.join(path)} isn't text. Change it in the source.")
    return _with_scalar(text, node, value, root).removesuffix(ended)


def set_names(text: str, name: str, names: Sequence[str]) -> str:
    """Return ``text`` with the list of people ``names`` in the field ``name`` of the top level.

    People who stay keep what else is written of them (``role``, ``file-as``).

    Raises:
        UsageError: The list is written in a way that only a person can change.
    """
    text, ended = _with_end(text)
    root = _composed(text)
    found = _find(root, name)
    if not names:
        return _removed(text, root, (name,)).removesuffix(ended)
    if found is None or _is_empty(found[1]):
        lines = "".join(f"  - {_scalar(one)}\n" for one in names)
        if found is None:
            return _insert_lines(text, root, name, f"{name}:\n{lines}").removesuffix(ended)
        at = _line_end(text, found[0].end_mark.line)
        return (text[:at] + lines + text[at:]).removesuffix(ended)
    node = found[1]
    if isinstance(node, yaml.SequenceNode):
        if node.flow_style:
            return _flow_names(text, node, names).removesuffix(ended)
        return _block_names(text, node, names).removesuffix(ended)
    if len(names) == 1:
        return _with_name(text, node, names[0]).removesuffix(ended)
    first = _text_of(text, node)
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        raise UsageError(f"Write the field {name} as a list, a line for each name, in the source.")
    written = [first if one == _name_of(node) else _scalar(one, flow=True) for one in names]
    return _spliced(text, node, f"[{', '.join(written)}]").removesuffix(ended)


# ------------------------------------------------------------------ finding


def _with_end(text: str) -> tuple[str, str]:
    """Return ``text`` with a final line feed, and the line feed that was added."""
    return (text, "") if text.endswith("\n") or not text else (text + "\n", "\n")


def _composed(text: str) -> yaml.MappingNode | None:
    """Return the top mapping; ``None`` if there is none.  Raises :class:`UsageError`."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise UsageError("The front matter isn't YAML. Correct it in the source.") from error
    if node is not None and not isinstance(node, yaml.MappingNode):
        raise UsageError("The front matter has no fields. Correct it in the source.")
    return node


def _find(node: yaml.MappingNode | None, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    pairs = node.value if node is not None else ()
    return next(((key, value) for key, value in pairs if key.value == name), None)


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value == "" and not node.style


def _last_line(node: yaml.Node, fallback: int) -> int:
    """Return the last line (from 0) that belongs to a node; ``fallback`` if it is empty."""
    if isinstance(node, yaml.ScalarNode):
        if _is_empty(node):
            return fallback
        if node.style in ("|", ">"):
            lines = (node.start_mark.buffer or "").split("\n")
            last = node.end_mark.line - 1
            while last > node.start_mark.line and not lines[last].strip():
                last -= 1
            return last
        return int(node.end_mark.line)
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.line)
    last = node.value[-1]
    if isinstance(node, yaml.MappingNode):
        return _last_line(last[1], last[0].end_mark.line)
    return _last_line(last, fallback)


def _line_start(text: str, line: int) -> int:
    place = 0
    for _ in range(line):
        place = text.index("\n", place) + 1
    return place


def _line_end(text: str, line: int) -> int:
    """Return the index after the line feed of ``line``."""
    return text.index("\n", _line_start(text, line)) + 1


def _text_of(text: str, node: yaml.Node) -> str:
    return text[node.start_mark.index : node.end_mark.index]


def _spliced(text: str, node: yaml.Node, new: str) -> str:
    return text[: node.start_mark.index] + new + text[node.end_mark.index :]


# ------------------------------------------------------------------ scalars


def _scalar(value: str, style: str | None = None, *, flow: bool = False) -> str:
    """Return ``value`` as a scalar on one line, with the quotation marks that it had or needs."""
    if not style and _is_plain(value, flow=flow):
        return value
    if style == "'" or (style != '"' and '"' in value and "'" not in value):
        return "'" + value.replace("'", "''") + "'"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_plain(value: str, *, flow: bool) -> bool:
    """Return whether YAML reads ``value`` without quotation marks as it is."""
    written = f"- [{value}, {{{value}: {value}}}]" if flow else f"- {value}\n- {value}: {value}"
    try:
        node = yaml.compose(written, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return False
    if not isinstance(node, yaml.SequenceNode):
        return False
    if flow:
        node = node.value[0]
    if len(node.value) != 2 or not isinstance(node.value[1], yaml.MappingNode):
        return False
    scalars = [node.value[0], *node.value[1].value[0]]
    same = all(isinstance(one, yaml.ScalarNode) and one.value == value for one in scalars)
    # others read these as a truth value or nothing
    return same and value.lower() not in ("true", "false", "yes", "no", "on", "off", "null", "~")


def _with_scalar(
    text: str, node: yaml.ScalarNode, value: str, root: yaml.MappingNode | None
) -> str:
    style = node.style
    if style in ("|", ">"):
        end = _line_end(text, _last_line(node, node.start_mark.line))
        return text[: node.start_mark.index] + _scalar(value) + "\n" + text[end:]
    return _spliced(text, node, _scalar(value, style, flow=_in_flow(root, node)))


def _in_flow(outer: yaml.Node | None, node: yaml.Node) -> bool:
    """Return whether ``node`` stands in brackets or braces."""
    if not isinstance(outer, yaml.CollectionNode):
        return False
    start, end = outer.start_mark.index, outer.end_mark.index
    if outer.flow_style and start < node.start_mark.index < end:
        return True
    inner = [one for part in outer.value for one in (part if isinstance(part, tuple) else (part,))]
    return any(_in_flow(one, node) for one in inner)


# ------------------------------------------------------------------ inserting and removing


def _nested(path: Path, value: str, indent: str) -> str:
    """Return the lines of a field, with a mapping for each name before the last."""
    *outer, last = path
    lines = [f"{indent}{'  ' * depth}{_scalar(name)}:\n" for depth, name in enumerate(outer)]
    return "".join([*lines, f"{indent}{'  ' * len(outer)}{_scalar(last)}: {_scalar(value)}\n"])


def _inserted(text: str, node: yaml.Node | None, path: Path, value: str) -> str:
    """Return ``text`` with a new field in the mapping ``node`` (``None``: at the top)."""
    if node is not None and not isinstance(node, yaml.MappingNode):
        raise UsageError(f"The field above {path[-1]} isn't a mapping. Change it in the source.")
    if node is not None and node.flow_style:
        *outer, last = path
        written = f"{_scalar(last, flow=True)}: {_scalar(value, flow=True)}"
        for name in reversed(outer):
            written = f"{_scalar(name, flow=True)}: {{{written}}}"
        if not node.value:
            return _spliced(text, node, f"{{{written}}}")
        at = node.value[-1][1].end_mark.index
        return f"{text[:at]}, {written}{text[at:]}"
    if node is None or node.start_mark.column == 0:
        return _insert_lines(text, node, path[0], _nested(path, value, ""))
    indent = " " * node.start_mark.column
    at = _line_end(text, _last_line(node, node.start_mark.line))
    return text[:at] + _nested(path, value, indent) + text[at:]


def _insert_lines(text: str, root: yaml.MappingNode | None, name: str, lines: str) -> str:
    """Return ``text`` with ``lines``, the field ``name`` of the top level, in the usual order."""
    if root is None or not root.value:
        return text + lines
    before = _ORDER[: _ORDER.index(name)] if name in _ORDER else _ORDER
    known = {key.value: (key, value) for key, value in root.value}
    previous = next((known[one] for one in reversed(before) if one in known), None)
    if previous is None:
        at = _line_start(text, root.value[0][0].start_mark.line)
    else:
        at = _line_end(text, _last_line(previous[1], previous[0].end_mark.line))
    return text[:at] + lines + text[at:]


def _filled(text: str, key: yaml.Node, path: Path, value: str) -> str:
    """Return ``text`` with the value of the field ``key``, after whose colon nothing stands."""
    if path:
        at = _line_end(text, key.end_mark.line)
        indent = " " * (key.start_mark.column + 2)
        return text[:at] + _nested(path, value, indent) + text[at:]
    at = text.index(":", key.end_mark.index) + 1
    return f"{text[:at]} {_scalar(value)}{text[at:]}"


def _removed(text: str, root: yaml.MappingNode | None, path: Path) -> str:
    trail: list[tuple[yaml.MappingNode, yaml.Node, yaml.Node]] = []
    node: yaml.Node | None = root
    for name in path:
        found = _find(node, name) if isinstance(node, yaml.MappingNode) else None
        if found is None or not isinstance(node, yaml.MappingNode):
            return text
        trail.append((node, *found))
        node = found[1]
    while len(trail) > 1 and len(trail[-1][0].value) == 1:
        trail.pop()
    mapping, key, value = trail[-1]
    if mapping.flow_style:
        place = [one for one, _ in mapping.value].index(key)
        start, end = key.start_mark.index, value.end_mark.index
        if place + 1 < len(mapping.value):
            end = mapping.value[place + 1][0].start_mark.index
        elif place:
            start = mapping.value[place - 1][1].end_mark.index
        return text[:start] + text[end:]
    start = _line_start(text, key.start_mark.line)
    return text[:start] + text[_line_end(text, _last_line(value, key.end_mark.line)) :]


# ------------------------------------------------------------------ people


def _name_of(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        found = _find(node, "name")
        return _name_of(found[1]) if found else ""
    return " ".join(node.value.split()) if isinstance(node, yaml.ScalarNode) else ""


def _with_name(text: str, node: yaml.Node, name: str, *, flow: bool = False) -> str:
    if isinstance(node, yaml.MappingNode):
        found = _find(node, "name")
        if found is None or not isinstance(found[1], yaml.ScalarNode):
            raise UsageError("A person has no name. Change it in the source.")
        return _with_name(text, found[1], name, flow=flow or bool(node.flow_style))
    if not isinstance(node, yaml.ScalarNode):
        raise UsageError("A name is written as a list. Change it in the source.")
    return _spliced(text, node, _scalar(name, node.style, flow=flow))


def _steps(node: yaml.Node, names: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Return how the items become ``names``: ``equal``, ``replace`` (a name), or ``change``."""
    old = [_name_of(item) for item in node.value]
    found = SequenceMatcher(None, old, list(names), autojunk=False).get_opcodes()
    steps: list[tuple[str, int, int, int, int]] = []
    for kind, a, b, c, d in found:
        if kind != "replace":
            steps.append((kind if kind == "equal" else "change", a, b, c, d))
            continue
        for item in range(a, b):
            alike = (n for n in range(c, d) if _are_alike(old[item], names[n]))
            if (name := next(alike, None)) is not None:
                steps += _paired(node, a, item, c, name)
                steps.append(("replace", item, item + 1, name, name + 1))
                a, c = item + 1, name + 1
        steps += _paired(node, a, b, c, d)
    return steps


def _paired(
    node: yaml.Node, a: int, b: int, c: int, d: int
) -> list[tuple[str, int, int, int, int]]:
    """Return how the items ``a`` to ``b``, of other people, become the names ``c`` to ``d``."""
    steps = []
    while a < b and c < d and isinstance(node.value[a], yaml.ScalarNode):
        steps.append(("replace", a, a + 1, c, c + 1))  # what stands after the name stays
        a, c = a + 1, c + 1
    return [*steps, ("change", a, b, c, d)] if a < b or c < d else steps


def _are_alike(one: str, other: str) -> bool:
    """Return whether two names are spellings of one; else they are of two people."""
    return SequenceMatcher(None, one, other).ratio() > 0.6


def _flow_names(text: str, node: yaml.Node, names: Sequence[str]) -> str:
    steps = _steps(node, names)
    if all(kind in ("equal", "replace") for kind, *_ in steps):
        for _kind, a, _b, c, _d in reversed([one for one in steps if one[0] == "replace"]):
            text = _with_name(text, node.value[a], names[c], flow=True)
        return text
    written = []
    for kind, a, b, c, d in steps:
        if kind == "equal":
            written += [_text_of(text, item) for item in node.value[a:b]]
        else:
            written += [_scalar(one, flow=True) for one in names[c:d]]
    return _spliced(text, node, f"[{', '.join(written)}]")


def _block_names(text: str, node: yaml.Node, names: Sequence[str]) -> str:
    lines = text.splitlines(keepends=True)
    starts = [item.start_mark.line for item in node.value]
    if not all(lines[one].lstrip().startswith("-") for one in starts):
        raise UsageError("Write each name on the line of its hyphen, in the source.")
    indent = " " * (len(lines[starts[0]]) - len(lines[starts[0]].lstrip()))
    ends = [_last_line(item, start) for item, start in zip(node.value, starts, strict=True)]
    for kind, a, b, c, d in reversed(_steps(node, names)):
        if kind == "replace":
            text = _with_name(text, node.value[a], names[c])
        elif kind == "change":
            new = "".join(f"{indent}- {_scalar(one)}\n" for one in names[c:d])
            if a < b:
                start = _line_start(text, starts[a])
                text = text[:start] + new + text[_line_end(text, ends[b - 1]) :]
            else:
                at = _line_end(text, ends[a - 1]) if a else _line_start(text, starts[0])
                text = text[:at] + new + text[at:]
    return text
