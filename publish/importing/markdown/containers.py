"""Convert boxes and directives of Markdown dialects to HTML around their Markdown.

MyST (```` ```{note} ````, ``:::{note}``), Docusaurus and VuePress (``:::note[Title]``), MkDocs
(``!!! note "Title"``), alerts of GitHub and callouts of Obsidian (``> [!NOTE]``).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from msgspec import Struct

from publish.importing.markdown.commonmark import inline_html, left_out
from publish.importing.markers import kinds_of


class Directive(Struct, frozen=True):
    """A directive: its name, argument, options, body, and the white space before it."""

    name: str
    argument: str
    options: dict[str, str]
    body: tuple[str, ...]
    indent: str


Handler = Callable[[Directive], list[str] | None]
"""Returns the lines for a directive; ``None`` if it is a box, or unknown."""

_FENCE = re.compile(
    r"(?P<indent>[ \t>]*+)(?P<fence>`{3,}+|~{3,}+|:{3,}+)[ \t]*+(?P<info>(?:.*[^ \t\n])?)[ \t]*+"
)
_NAMED = re.compile(r"\{(?P<name>[\w:+.-]++)\}[ \t]*+(?P<argument>.*)")
_CONTAINER = re.compile(
    r"(?P<name>[A-Za-z][\w-]*+)[ \t]*+(?:\[(?P<title>[^\]]*+)\])?(?:\{[^{}]*+\})?"
    r"[ \t]*+(?P<rest>.*)"
)
_CLASSES = re.compile(r"\{(?P<classes>[^{}]*)\}")
_MKDOCS = re.compile(
    r"(?P<indent>[ \t]*+)(?:!!!|\?\?\?\+?)[ \t]++(?P<kind>[\w-]++)(?:[ \t][\w \t-]*+)?"
    r"(?:(?<=[ \t])\"(?P<title>.*)\")?[ \t]*+"
)
_ALERT = re.compile(
    r"(?P<quote>[ \t]*(?:>[ \t]?)+)\[!(?P<kind>[\w-]+)(?:\|[^\]]*)?\][+-]?(?P<title>.*)"
)
_OPTION = re.compile(r"[ \t]*+:([\w-]++):[ \t]*+(.*)")
_KINDS = {
    "seealso": "note", "todo": "note", "abstract": "note", "summary": "note", "tldr": "note",
    "question": "note", "faq": "note", "help": "note", "example": "note", "bug": "warning",
    "failure": "warning", "fail": "warning", "missing": "warning", "check": "tip", "done": "tip",
    "versionadded": "note", "versionchanged": "note", "deprecated": "warning", "margin": "sidebar",
    "dropdown": "sidebar", "details": "sidebar", "topic": "sidebar", "spoiler": "sidebar",
}  # fmt: skip
_TITLED = frozenset({"admonition", "sidebar", "topic", "dropdown", "margin", "details", "abstract"})
_QUOTED = frozenset({"epigraph", "highlights", "blockquote", "quote", "cite"})


MAX_NESTED = 20
"""How deep boxes and directives are nested at most; deeper ones stay as they are written."""
_FENCES = (":::", "```", "~~~")
_OPENINGS = (":::", "```", "~~~", "!!!", "???", "[!")
MAX_FENCES = 3_000
"""The most fences of one document; more would take long, and no author writes them."""


def convert_containers(text: str, handle: Handler) -> str:
    """Return ``text`` with its directives and boxes as HTML; ``handle`` knows more directives."""
    lines = text.split("\n")
    if sum(line.lstrip(" \t>").startswith(_OPENINGS) for line in lines) > MAX_FENCES:
        return text
    return "\n".join(_lines(lines, handle, 0))


def _lines(lines: Sequence[str], handle: Handler, depth: int) -> list[str]:
    if depth > MAX_NESTED:
        return list(lines)
    found: list[str] = []
    fences = {
        number: fence
        for number, line in enumerate(lines)
        if line.lstrip(" \t>").startswith(_FENCES) and (fence := _FENCE.fullmatch(line))
    }
    number = 0
    while number < len(lines):
        line = lines[number]
        fence = fences.get(number)
        if fence and fence["info"] and _opens(fence):
            end = _end(lines, number, fences)
            found += _directive(fence, lines[number + 1 : end], handle, depth)
            number = end + 1
        elif fence and fence["fence"][0] != ":":
            end = _end(lines, number, fences)
            found += lines[number : end + 1]
            number = end + 1
        elif "[!" in line and (alert := _ALERT.fullmatch(line)) and _kind(alert["kind"]):
            end = number + 1
            prefix = alert["quote"].rstrip()
            while end < len(lines) and lines[end].startswith(prefix):
                end += 1
            body = [re.sub(r"^[ \t]*>[ \t]?", "", one) for one in lines[number + 1 : end]]
            inside = _lines(body, handle, depth + 1)
            found += _box(_kind(alert["kind"]), alert["title"].strip(), inside, "")
            number = end
        elif (
            ("!!!" in line or "???" in line)
            and (box := _MKDOCS.fullmatch(line))
            and _is_indented(lines, number, box["indent"])
        ):
            inner = box["indent"] + "    "
            end = number + 1
            while end < len(lines) and (not lines[end].strip() or lines[end].startswith(inner)):
                end += 1
            body = [box["indent"] + one.removeprefix(inner) for one in lines[number + 1 : end]]
            kind = _kind(box["kind"]) or "note"
            inside = _lines(body, handle, depth + 1)
            found += _box(kind, box["title"] or "", inside, box["indent"])
            number = end
        else:
            found.append(line)
            number += 1
    return found


def _opens(fence: re.Match[str]) -> bool:
    """Return whether a fence opens a directive, not code."""
    return fence["fence"][0] == ":" or _NAMED.fullmatch(fence["info"]) is not None


def _end(lines: Sequence[str], start: int, fences: Mapping[int, re.Match[str]]) -> int:
    """Return the line of the closing fence, or the last one if it is missing.

    ``fences`` are those of ``lines``, in their order.
    """
    mark, length = fences[start]["fence"][0], len(fences[start]["fence"])
    depth = 1
    for number, other in fences.items():
        if number <= start or other["fence"][0] != mark:
            continue
        if not other["info"] and len(other["fence"]) >= length:
            depth -= 1
        elif mark == ":" and other["info"] and len(other["fence"]) == length:
            depth += 1  # Docusaurus and Quarto nest fences of one length
        if not depth:
            return number
    return len(lines) - 1 if mark != ":" else _paragraph_end(lines, start)


def _paragraph_end(lines: Sequence[str], start: int) -> int:
    """Return the line before which a box ends that isn't closed."""
    return next((n for n in range(start + 1, len(lines)) if not lines[n].strip()), len(lines) - 1)


def _is_indented(lines: Sequence[str], number: int, indent: str) -> bool:
    later = islice(lines, number + 1, None)
    following = next((one for one in later if one.strip()), "")
    return following.startswith((f"{indent}    ", f"{indent}\t"))


def _kind(name: str) -> str:
    """Return the class of a box, or an empty string."""
    name = name.lower().removeprefix("callout-")
    name = _KINDS.get(name, name)
    return name if kinds_of([name]) else ""


def _directive(
    fence: re.Match[str], inside: Sequence[str], handle: Handler, depth: int
) -> list[str]:
    indent, info = fence["indent"], fence["info"]
    inside = [one.removeprefix(indent) for one in inside]
    named = _NAMED.fullmatch(info)
    if named is None:
        return _container(info, _lines(inside, handle, depth + 1), indent)
    options, body = _options(inside)
    one = Directive(named["name"].lower(), named["argument"].strip(), options, tuple(body), indent)
    found = handle(one)
    if found is None:
        name = one.name.rpartition(":")[2]
        title = one.argument if name in _TITLED else ""
        if one.argument and not title:
            body = [one.argument, "", *body] if name not in _QUOTED else [*body, "", one.argument]
        if name in _QUOTED:
            found = ["", "<blockquote>", "", *body, "", "</blockquote>", ""]
        elif name == "pull-quote":
            found = ["", '<div class="pull-quote">', "", *body, "", "</div>", ""]
        elif kind := _kind(name):
            found = _box(kind, title, body, "")
        else:
            found = [
                "",
                *body,
                "",
                left_out(one.name, " ".join(map(" ".join, options.items())), kept=bool(body)),
                "",
            ]
    return [indent + line if line else line for line in _lines(found, handle, depth + 1)]


def _options(inside: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return the options of a directive (``:alt: words``, or YAML between dashes), and its body."""
    options: dict[str, str] = {}
    lines = list(inside)
    if lines and lines[0].strip() == "---" and "---" in (one.strip() for one in lines[1:]):
        end = next(n for n in range(1, len(lines)) if lines[n].strip() == "---")
        for line in lines[1:end]:
            name, colon, value = line.partition(":")
            if colon:
                options[name.strip()] = value.strip().strip("\"'")
        return options, lines[end + 1 :]
    words: dict[str, list[str]] = {}
    last = ""
    number = 0
    while number < len(lines):
        line = lines[number]
        if option := _OPTION.fullmatch(line):
            last = option[1]
            words[last] = [option[2].strip()]
        elif last and line[:1] in (" ", "\t") and line.strip():
            words[last].append(line.strip())
        else:
            break
        number += 1
    return {name: " ".join(one).strip() for name, one in words.items()}, lines[number:]


def _container(info: str, body: list[str], indent: str) -> list[str]:
    """Return a box ``:::note[Title]``, ``::: tip Title`` or ``::: {.tip}``; others are content."""
    named = _CONTAINER.fullmatch(info)
    classes = _CLASSES.match(info)
    names = re.findall(r"\.([\w-]+)", classes["classes"]) if classes else []
    title = ""
    if named:
        names = [named["name"]]
        title = named["title"] or named["rest"]
    kind = next((found for one in names if (found := _kind(one))), "")
    if not kind:
        head = [title, ""] if title else []
        return ["", *head, *body, ""]
    return _box(kind, title, body, indent)


def _box(kind: str, title: str, body: Sequence[str], indent: str) -> list[str]:
    """Return an aside with Markdown inside; the empty lines let CommonMark read it (4.6)."""
    head = [f'<p class="aside-title"><span>{inline_html(title)}</span></p>', ""] if title else []
    opening = f'{indent}<div class="aside {html.escape(kind)}">'
    return ["", opening, "", *head, *body, "", f"{indent}</div>", ""]
