"""Parse inlines with markdown-it, but try only the rules that can match at a character."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline

_STARTS = {
    "newline": "\n", "escape": "\\", "backticks": "`", "strikethrough": "~", "emphasis": "*_",
    "link": "[", "image": "!", "autolink": "<", "html_inline": "<", "entity": "&",
}  # fmt: skip
"""The characters at which each rule of markdown-it can match."""


_SIGNS = re.compile(r"[\n!$%&*<=@\[\\\]^_`{~]")
"""All characters at which a rule can match, and the bracket that ends a label."""


def sort_rules(md: MarkdownIt, starts: Mapping[str, str]) -> None:
    """Let ``md`` try each rule for inlines only where it can match; no rule may be added later.

    ``starts`` has the characters for the rules of plugins by name.  A rule in neither is an error.
    """
    starts = {**_STARTS, **starts}
    rules = zip(md.inline.ruler.get_active_rules(), md.inline.ruler.getRules(), strict=True)
    known = [(starts[name], rule) for name, rule in rules if name != "text"]
    signs = set("".join(at for at, _ in known))
    inline = _Inline()
    inline.ruler, inline.ruler2 = md.inline.ruler, md.inline.ruler2
    inline.rules = {sign: tuple(rule for at, rule in known if sign in at) for sign in signs}
    inline.terminator_re = _SIGNS
    md.inline = inline


class _Inline(ParserInline):
    """A parser with the methods of markdown-it, but for the choice of rules.

    ``rules`` has those for each character at which one can match, in their order.
    """

    rules: Mapping[str, tuple[Callable[[StateInline, bool], bool], ...]]

    def skipToken(self, state: StateInline) -> None:
        """Set ``state.pos`` to the end of the token there."""
        pos = state.pos
        known = state.cache.get(pos)
        if known is not None:
            state.pos = known
            return
        if state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax + 1
        elif not self._to_terminator(state):
            state.level += 1
            matched = self._match(state, True)
            state.level -= 1
            if not matched:
                state.pos = pos + 1
        state.cache[pos] = state.pos

    def tokenize(self, state: StateInline) -> None:
        """Add the tokens from ``state.pos`` to ``state.posMax``."""
        end = state.posMax
        if state.level >= state.md.options["maxNesting"]:
            state.append_pending(state.src[state.pos : end])
            state.pos = max(state.pos, end)
        while state.pos < end:
            pos = state.pos
            if self._to_terminator(state):
                state.append_pending(state.src[pos : state.pos])
            elif not self._match(state, False):
                state.append_pending(state.src[state.pos])
                state.pos += 1
        if state.pending:
            state.pushPending()

    def _match(self, state: StateInline, silent: bool) -> bool:
        for rule in self.rules.get(state.src[state.pos], ()):  # noqa: SIM110 -- half the time
            if rule(state, silent):
                return True
        return False

    def _to_terminator(self, state: StateInline) -> bool:
        """Go on to the next character at which a rule can match; return whether there was text."""
        pos = state.pos
        found = self.terminator_re.search(state.src, pos, state.posMax)
        state.pos = found.start() if found else state.posMax
        return state.pos > pos
