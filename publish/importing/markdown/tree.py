"""Build and rewrite nodes of pandoc's tree (``publish.runtime.pandoc``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from publish.importing.markdown.commonmark import LEFT_OUT

Node = tuple[str, Any]
Change = Callable[[Node], Iterable[Node]]
"""Returns the nodes that replace one; those in it were replaced before."""
MAX_SHOWN = 300
"""The most characters that a message repeats of what was left out."""


def rewritten(value: Any, change: Change) -> Any:
    """Return ``value`` with ``change`` applied to every node in its lists."""
    if not isinstance(value, list):
        return value
    found: list[Any] = []
    for one in value:
        if isinstance(one, tuple):
            found.extend(change((one[0], rewritten(one[1], change))))
        else:
            found.append(rewritten(one, change))
    return found


def nodes_in(value: Any) -> Iterator[Node]:
    """Yield every node at any depth, in the order of the document."""
    stack = [value]
    while stack:
        here = stack.pop()
        if isinstance(here, tuple):
            yield here
            stack.append(here[1])
        elif isinstance(here, list):
            stack.extend(reversed(here))


def attributes_of(node: Node) -> list[Any] | None:
    """Return the attributes of a node: ``[id, classes, pairs]``; ``None`` if it can't have any."""
    kind, content = node
    match kind:
        case "Div" | "Span" | "Code" | "CodeBlock" | "Figure" | "Table" | "Link" | "Image":
            return list(content[0])
        case "Header":
            return list(content[1])
    return None


def value_of(attributes: list[Any], *names: str) -> str:
    """Return the value of the first of ``names`` that is in ``attributes``; else empty."""
    pairs = dict(map(tuple, attributes[2]))
    return next((str(pairs[name]) for name in names if pairs.get(name)), "")


def without(attributes: list[Any], *names: str) -> list[Any]:
    """Return ``attributes`` without the values of ``names``."""
    return [*attributes[:2], [pair for pair in attributes[2] if pair[0] not in names]]


def given(
    identity: str = "", classes: Iterable[str] = (), values: Mapping[str, str] | None = None
) -> list[Any]:
    """Return attributes as pandoc has them."""
    return [identity, list(classes), [[name, value] for name, value in (values or {}).items()]]


def text(words: str) -> list[Node]:
    """Return ``words`` as inlines."""
    found: list[Node] = []
    for word in words.split():
        found += [("Space", None), ("Str", word)] if found else [("Str", word)]
    return found


def paragraph(inlines: Iterable[Node]) -> Node:
    return ("Para", list(inlines))


def left_out(what: str) -> Node:
    """Return the empty span that reports ``what`` as left out, where it stood."""
    words = " ".join(what.split())
    shown = words if len(words) <= MAX_SHOWN else f"{words[:MAX_SHOWN]} …"
    return ("Span", [given(classes=[LEFT_OUT], values={"title": shown}), []])


def boxed(kind: str, title: list[Node], blocks: list[Node], identity: str = "") -> Node:
    """Return an aside of a ``kind``, with a title if it isn't empty."""
    head = [("Div", [given(classes=["aside-title"]), [("Plain", title)]])] if title else []
    return ("Div", [given(identity, ["aside", kind]), [*head, *blocks]])


def only_words(nodes: Iterable[Node]) -> list[Node]:
    """Return a run of inlines without spaces at its ends."""
    run = list(nodes)
    while run and run[0][0] in ("Space", "SoftBreak"):
        del run[0]
    while run and run[-1][0] in ("Space", "SoftBreak"):
        run.pop()
    return run
