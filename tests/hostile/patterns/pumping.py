"""Make strings on which a regular expression may take long, from its parsed form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from re import _compiler, _parser  # type: ignore[attr-defined]
from re import _constants as sre  # type: ignore[attr-defined]
from typing import Any

from msgspec import Struct

#: A repeat up to this number is bounded: it only makes a pattern slower by a factor.
BOUNDED = 64

_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_SINGLE = (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN)
#: Characters of the classes that patterns name; those of the pattern itself come first.
_ALPHABET = " a0\n\tA.,-_'\"<>/\\:;!(){}[]|*#=%&@~`\u00a0é—\u4e00\u0301\x00"
_MOST_VARIANTS = 5


class Pump(Struct, frozen=True):
    """A string of any length: ``before``, then ``pump`` again and again, then ``after``."""

    before: str
    pump: str
    after: str

    def text(self, length: int) -> str:
        return self.before + self.pump * max(1, length // len(self.pump)) + self.after


def pumps(pattern: str | bytes, flags: int) -> list[Pump]:
    """Return the strings for ``pattern``: each repeat pumped once, and its opening pumped."""
    tree = _parser.parse(pattern, flags)
    maker = _Maker(tree)
    maker.learn(tree)
    found: dict[Pump, None] = {}
    anything = [" ", "a", *maker.alphabet[:4]]
    for before, bodies in maker.repeats(tree, [""]):
        for opening in before[:_MOST_VARIANTS]:
            for body in bodies:
                for after in ("", "\x01", "\n\x01"):
                    found[Pump(opening, body, after)] = None
                if opening:
                    found[Pump("", opening + body, "\x01")] = None
                    found[Pump("", opening + body * 2 + "\n", "")] = None
                else:
                    found[Pump("\x01", body, "\x01")] = None
            if opening:
                found[Pump("", opening, "")] = None
    for whole in islice(maker.examples(tree), _MOST_VARIANTS):
        for body in dict.fromkeys((whole, whole[:-1], whole[: len(whole) // 2])):
            if body:
                found[Pump("", body, "\x01")] = None
    for one in anything:
        found[Pump("", one, "\x01")] = None
    return list(found)


class _Maker:
    """Makes strings that parts of a parsed pattern match."""

    def __init__(self, tree: Any) -> None:
        self.state = tree.state
        self.alphabet: list[str] = []
        self._singles: list[Callable[[str], bool]] = []

    def learn(self, tree: Any) -> None:
        """Take the alphabet, and the single characters that are repeated, from ``tree``."""
        letters: dict[str, None] = {}
        for operation, value in _all(tree):
            if operation in (sre.LITERAL, sre.NOT_LITERAL):
                letters[chr(value)] = None
            elif operation is sre.RANGE:
                letters[chr(value[0])] = None
            elif operation in _REPEATS and value[1] > BOUNDED:
                (*_, body) = value
                if len(body) == 1 and body[0][0] in _SINGLE:
                    self._singles.append(self._matcher(body[0]))
        self.alphabet = list(dict.fromkeys([*_ALPHABET, *islice(letters, 60)]))

    def characters(self, node: Any) -> list[str]:
        """Return characters that ``node`` matches, those that most repeats match too first.

        One of each kind: two characters are of one kind if the same repeats match them.
        """
        matches = self._matcher(node)
        kinds: dict[tuple[bool, ...], str] = {}
        for one in self.alphabet:
            if matches(one):
                kinds.setdefault(tuple(single(one) for single in self._singles), one)
        return [kinds[kind] for kind in sorted(kinds, key=lambda kind: -sum(kind))][:7]

    def _matcher(self, node: Any) -> Callable[[str], bool]:
        compiled = _compiler.compile(_parser.SubPattern(self.state, [node]), self.state.flags)
        return lambda one: compiled.match(one) is not None

    def examples(self, tree: Any) -> Iterator[str]:
        """Yield strings that ``tree`` matches, with each repeat as short as it can be."""
        parts: list[list[str]] = [self._example(node) for node in tree]
        for number in range(_MOST_VARIANTS):
            yield "".join(part[number % len(part)] for part in parts)

    def _example(self, node: Any) -> list[str]:
        operation, value = node
        if operation is sre.LITERAL:
            return [chr(value)]
        if operation in _SINGLE:
            return self.characters(node)[:2] or [""]
        if operation is sre.BRANCH:
            return [next(self.examples(one)) for one in value[1][:12]]
        if operation is sre.SUBPATTERN:
            return _some(self.examples(value[-1]))
        if operation is sre.ATOMIC_GROUP:
            return _some(self.examples(value))
        if operation in _REPEATS:
            least, most, body = value
            once = _some(self.examples(body))
            return [one * least for one in once] if least else [*once[:2], ""] if most else [""]
        return [""]

    def repeats(self, tree: Any, before: list[str]) -> Iterator[tuple[list[str], list[str]]]:
        """Yield what each unbounded repeat of ``tree`` comes after, and what it repeats."""
        for node in tree:
            operation, value = node
            if operation in _REPEATS:
                _least, most, body = value
                if most > BOUNDED:
                    if len(body) == 1 and body[0][0] in _SINGLE:
                        bodies = self.characters(body[0])
                        bodies = [*bodies, "".join(bodies[:3])]
                    else:
                        bodies = _some(self.examples(body))
                        bodies = [
                            one for branch in _branches(body) for one in branch(self)
                        ] or bodies
                    yield before, [one for one in bodies if one]
                yield from self.repeats(body, before)
            elif operation is sre.BRANCH:
                for one in value[1]:
                    yield from self.repeats(one, before)
            elif operation is sre.SUBPATTERN:
                yield from self.repeats(value[-1], before)
            elif operation is sre.ATOMIC_GROUP:
                yield from self.repeats(value, before)
            elif operation in (sre.ASSERT, sre.ASSERT_NOT) and value[0] > 0:
                yield from self.repeats(value[1], before)
            parts = self._example(node)
            before = list(
                dict.fromkeys(
                    one + part
                    for number, part in enumerate(parts[:_MOST_VARIANTS])
                    for one in before[: 2 if number else _MOST_VARIANTS]
                )
            )


def _branches(body: Any) -> list[Callable[[_Maker], list[str]]]:
    """Return functions that make the strings of each alternative of the repeated ``body``."""
    if len(body) != 1:
        return []
    operation, value = body[0]
    if operation is sre.SUBPATTERN:
        return _branches(value[-1])
    if operation is not sre.BRANCH:
        return []
    return [lambda maker, one=one: _some(maker.examples(one)) for one in value[1]]  # type: ignore[misc]


def _some(strings: Iterator[str], most: int = _MOST_VARIANTS) -> list[str]:
    return list(dict.fromkeys(islice(strings, most))) or [""]


def _all(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield all nodes of ``tree``, and the members of its classes."""
    for operation, value in tree:
        yield operation, value
        if operation is sre.IN:
            yield from value
        elif operation is sre.BRANCH:
            for one in value[1]:
                yield from _all(one)
        elif operation in (sre.SUBPATTERN, *_REPEATS, sre.ASSERT, sre.ASSERT_NOT):
            yield from _all(value[-1])
        elif operation is sre.ATOMIC_GROUP:
            yield from _all(value)
