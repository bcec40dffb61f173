"""Index what is marked in an element of a PDF, such as the links of a paragraph, by its letters.

A paragraph can hold thousands of links: to look at all of them for each takes the square of the
time.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

from publish.audit.addresses import normal_address
from publish.audit.items import letters
from publish.audit.pdf.tree import Node


class Marks:
    """What is marked in ``home``; each index is made when it is first used, of the first nodes."""

    def __init__(self, home: Node) -> None:
        self._home = home
        self._words: dict[str, Mapping[str, Node]] = {}  # by language

    @cached_property
    def links(self) -> Mapping[tuple[str, str], Node]:
        """The links by their letters and their target: ``#`` and a name, or a normal address."""
        found: dict[tuple[str, str], Node] = {}
        for node in self._home.nodes():
            for link in node.links if node.type == "Link" else ():
                found.setdefault((node.all, f"#{link.destination}"), node)
                found.setdefault((node.all, normal_address(link.address)), node)
        return found

    @cached_property
    def formulas(self) -> Mapping[str, Node]:
        """The formulas by the letters of their words."""
        found: dict[str, Node] = {}
        for node in self._home.nodes():
            if node.type == "Formula":
                found.setdefault(letters(node.alt or ""), node)
        return found

    def in_language(self, language: str, words: str, *, parts: bool) -> Node | None:
        """Return an element in ``language`` (small letters) with the letters ``words``.

        With ``parts``, an element is enough whose own letters are a part of ``words``.
        """
        nodes = self._languages.get(language, [])
        if words and (node := self._worded(language, nodes).get(words)):
            return node
        return next(
            (
                node
                for node in nodes
                if words in node.all or (parts and node.own and node.own in words)
            ),
            None,
        )

    @cached_property
    def _languages(self) -> Mapping[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self._home.nodes():
            found.setdefault(node.language.lower(), []).append(node)
        return found

    def _worded(self, language: str, nodes: list[Node]) -> Mapping[str, Node]:
        """Return ``nodes``, which are in ``language``, by their letters."""
        if language not in self._words:
            self._words[language] = {node.all: node for node in reversed(nodes)}
        return self._words[language]


@lru_cache(maxsize=2)  # callers ask for what is in an element one after the other
def marks_in(home: Node) -> Marks:
    """Return the index of ``home``."""
    return Marks(home)
