"""Change the lines of a directive ``figure``: options, caption and extended description."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from typing import Literal

from publish.source.parser import Node

Field = Literal["alt", "caption", "credit", "description", "decorative", "status"]


class FigureDirective:
    """The lines of a directive ``figure``; all numbers are indices of ``lines``."""

    def __init__(self, lines: list[str], node: Node) -> None:
        self.lines, self.node = lines, node
        self.start, self.end = node.line - 1, node.end - 1
        opening = lines[self.start]
        self.prefix = opening[: opening.index(node.markup)]
        self.inner = re.sub(r"[^>\s]", " ", self.prefix)
        self.close = self.end - 1
        while self.close > self.start and not self.stripped(self.close).strip().startswith(
            node.markup
        ):
            self.close -= 1  # blank lines at the end of a list item
        self.options = {name: at - 1 for name, _, at in node.options}
        self.dashes = bool(
            self.start + 1 < self.close and self.stripped(self.start + 1).strip() == "---"
        )
        inside = [one for one in node.children if one.kind != "inline"]
        described = [one for one in inside if one.kind == "directive" and one.name == "description"]
        self.description = (described[0].line - 1, described[0].end - 1) if described else None
        self.fence = described[0].markup if described else ":::"
        rest = [one for one in inside if one not in described]
        self.only_paragraphs = all(
            one.kind == "paragraph" for each in described for one in each.children
        )
        self.caption = (rest[0].line - 1, max(one.end for one in rest) - 1) if rest else None

    def option(self, name: str) -> str:
        return next((value for one, value, _ in self.node.options if one == name), "")

    def stripped(self, number: int) -> str:
        """Return a line without the marks of the blocks around the directive."""
        line = self.lines[number]
        if line.startswith(self.inner):
            return line[len(self.inner) :]
        return line.lstrip("> \t") if ">" in self.inner else line.lstrip()

    def content(self, span: tuple[int, int] | None) -> list[str]:
        lines = [self.stripped(number) for number in range(*span)] if span else []
        while lines and not lines[-1].strip():
            lines.pop()
        return lines

    def option_end(self, name: str) -> int:
        """Return the index after the last line of an option: indented lines continue it."""
        end = self.options[name] + 1
        while (
            not self.dashes
            and end < self.close
            and end not in self.options.values()
            and self.stripped(end).strip()
            and self.stripped(end)[:1] in (" ", "\t")
        ):
            end += 1
        return end

    def options_end(self) -> int:
        """Return the index after all options."""
        if self.dashes:
            end = self.start + 2
            while end < self.close and self.stripped(end).strip() != "---":
                end += 1
            return end
        ends = [self.option_end(name) for name in self.options]
        return max([self.start + 1, *ends])


_OPTIONS = ("name", "alt", "alt-status", "credit", "decorative", "audio", "smallest-words")
"""The order of options, that of docs/source.md."""


def changed_directive(lines: list[str], node: Node, field: Field, value: str) -> list[str]:
    """Return ``lines`` in which ``field`` of the figure ``node`` is ``value``."""
    written = FigureDirective(lines, node)
    match field:
        case "alt" | "credit":
            return _with_option(written, field, " ".join(value.split()))
        case "decorative":
            return _with_option(written, field, value)
        case "status":
            return _with_option(written, "alt-status", "" if value == "reviewed" else value)
        case "caption":
            return _with_caption(written, value)
        case "description":
            return _with_description(written, value)


def _with_option(written: FigureDirective, name: str, value: str) -> list[str]:
    lines = list(written.lines)
    new = (
        f"{written.inner}{name}: {value}" if written.dashes else f"{written.inner}:{name}: {value}"
    )
    if name in written.options:
        end = written.option_end(name)
        lines[written.options[name] : end] = [new] if value else []
        return lines
    if not value:
        return lines
    earlier = _OPTIONS[: _OPTIONS.index(name)]
    before = [written.option_end(one) for one in written.options if one in earlier]
    at = max(before) if before else written.start + (2 if written.dashes else 1)
    lines.insert(at, new)
    return lines


def _with_caption(written: FigureDirective, value: str) -> list[str]:
    lines = list(written.lines)
    new = written_paragraphs(written.content(written.caption), value)
    indented = [(written.inner + line).rstrip() for line in new]
    if written.caption:
        start = written.caption[0]
        end = start + len(written.content(written.caption))
        if not new and start > written.start + 1 and not written.stripped(start - 1).strip():
            start -= 1
        lines[start:end] = indented
        return lines
    if not new:
        return lines
    at = written.options_end()
    blank = written.inner.rstrip()
    if at > written.start + 1:
        indented.insert(0, blank)
    if written.description:
        indented.append(blank)
        if not written.stripped(at).strip():  # the blank line before the description
            indented.pop()
    lines[at:at] = indented
    return lines


def description_of(written: FigureDirective) -> str:
    """Return the extended description of a figure, as Markdown."""
    if not written.description:
        return ""
    inside = written.content((written.description[0] + 1, _content_end(written)))
    return joined(inside) if written.only_paragraphs else "\n".join(inside).strip("\n")


def _content_end(written: FigureDirective) -> int:
    """Return the index of the line that closes the description."""
    start, end = written.description or (0, 0)
    while end > start and not written.stripped(end - 1).strip().startswith(":::"):
        end -= 1
    return end - 1


def _with_description(written: FigureDirective, value: str) -> list[str]:
    lines = list(written.lines)
    if written.description:
        start, _ = written.description
        close = _content_end(written)
        if not value.strip():
            if not written.stripped(start - 1).strip():
                start -= 1
            del lines[start : close + 1]
            return lines
        old = written.content((start + 1, close))
        new = written_paragraphs(old, value) if written.only_paragraphs else value.split("\n")
        lines[start + 1 : close] = [(written.inner + line).rstrip() for line in new]
        return lines
    if not value.strip():
        return lines
    new = ["", f"{written.fence}{{description}}", *written_paragraphs([], value), written.fence]
    if not written.stripped(written.close - 1).strip():
        del new[0]
    lines[written.close : written.close] = [(written.inner + line).rstrip() for line in new]
    markup = written.node.markup
    if set(markup) == {":"} and len(markup) <= len(written.fence):
        close = written.close + len(new)
        for number in (written.start, close):  # MyST: the outer fence is longer
            lines[number] = lines[number].replace(markup, ":" * (len(written.fence) + 1), 1)
    return lines


def joined(lines: Iterable[str]) -> str:
    """Return paragraphs with a line each, and an empty line between them."""
    return "\n\n".join(" ".join(one) for one in _paragraphs(lines))


def _paragraphs(lines: Iterable[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [one for one in found if one]


def written_paragraphs(old: list[str], value: str) -> list[str]:
    """Return ``value`` as lines; paragraphs that stay, and their unchanged lines, stay."""
    before = _paragraphs(old)
    known = {" ".join(one): one for one in before}
    out: list[str] = []
    for place, new in enumerate(_paragraphs(value.split("\n"))):
        text = " ".join(" ".join(new).split())
        same = before[place] if place < len(before) else []
        out += ["", *(known.get(text) or _rewrapped(same, text))]
    return out[1:]


def _rewrapped(old: list[str], text: str) -> list[str]:
    """Return ``text`` in lines; lines of ``old`` before and after the changed words are kept."""
    if len(old) < 2:
        return [text]
    head, tail, rest = 0, len(old), text
    while head < tail and rest.startswith(f"{old[head]} "):
        rest = rest[len(old[head]) + 1 :]
        head += 1
    while tail > head and rest.endswith(f" {old[tail - 1]}"):
        rest = rest[: -len(old[tail - 1]) - 1]
        tail -= 1
    width = max(map(len, old))
    middle = textwrap.wrap(rest, width, break_long_words=False, break_on_hyphens=False)
    return [*old[:head], *middle, *old[tail:]]
