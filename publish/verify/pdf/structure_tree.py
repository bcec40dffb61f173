"""Read the structure tree and the parent tree (ISO 32000-1, 14.7)."""

from __future__ import annotations

from typing import Any

from publish.verify.pdf.model import Content, Edition, Element, Object
from publish.verify.pdf.standard import role_of

#: The most elements, and how deep they may stand in each other.
MOST, DEEPEST = 2_000_000, 500

_TEXTS = ("Alt", "ActualText", "E", "ID", "Lang", "T")


def number_of(thing: Any) -> int:
    """The object number; 0 for what is no object of its own."""
    return int(thing.objgen[0]) if hasattr(thing, "objgen") else 0


def read_tree(edition: Edition, root: Any, pages: dict[Any, int]) -> None:
    """Put the tree below ``root`` (the ``StructTreeRoot``) into ``edition``.

    ``pages`` are the numbers of the pages by object.  Raises ``ValueError`` for a tree without end.
    """
    edition.roles = {
        name.removeprefix("/"): str(value).removeprefix("/")
        for name, value in root.get("/RoleMap", {}).items()
    }
    seen: set[int] = set()
    waiting: list[tuple[Any, Element | None, int]] = []
    waiting += [(kid, None, 1) for kid in reversed(_kids(root))]
    while waiting:
        node, parent, depth = waiting.pop()
        number = number_of(node)
        if depth > DEEPEST or len(seen) > MOST or (number and number in seen):
            raise ValueError("its structure tree has no end")
        seen.add(number or -len(seen) - 1)
        made = _element(node, parent, edition.roles, pages)
        if parent is None:
            edition.roots.append(made)
        else:
            parent.kids.append(made)
        if "Lang" in made.entries:
            edition.languages.add(made.entries["Lang"])
        below: list[tuple[Any, Element | None, int]] = []
        for kid in _kids(node):
            content = _content(kid, made, pages)
            if content is None:
                below.append((kid, made, depth + 1))
            else:
                made.kids.append(content)
        waiting += below[::-1]


def _element(
    node: Any, parent: Element | None, roles: dict[str, str], pages: dict[Any, int]
) -> Element:
    import pikepdf

    type_ = str(node.get("/S", "")).removeprefix("/")
    made = Element(type_, role_of(type_, roles), number_of(node), parent=parent)
    page = node.get("/Pg")
    made.page = pages.get(page.objgen, 0) if page is not None else parent.page if parent else 0
    made.entries = {key: str(node[f"/{key}"]) for key in _TEXTS if f"/{key}" in node}
    owners = node.get("/A", ())
    for owner in owners if _is_array(owners) else (owners,):
        if isinstance(owner, pikepdf.Dictionary):
            made.attributes |= {k[1:]: _plain(owner[k]) for k in owner.keys() if k != "/O"}  # noqa: SIM118
    return made


def _content(kid: Any, element: Element, pages: dict[Any, int]) -> Content | Object | None:
    """What ``kid`` is if it is no element."""
    if isinstance(kid, int):
        return Content(element.page, kid)
    kind = str(kid.get("/Type", ""))
    if kind == "/MCR":
        page = kid.get("/Pg")
        own = pages.get(page.objgen, 0) if page is not None else element.page
        return Content(own, int(kid.get("/MCID", -1)))
    if kind == "/OBJR":
        return Object(number_of(kid.get("/Obj")))
    return None


def read_parents(root: Any) -> dict[int, int | tuple[int, ...]]:
    """The parent tree: for each key the number of an element, or those of a page's sequences."""
    found: dict[int, int | tuple[int, ...]] = {}
    waiting = [root.get("/ParentTree")]
    for _ in range(MOST):
        if not waiting:
            break
        node = waiting.pop()
        if node is None:
            continue
        waiting += list(node.get("/Kids", ()))
        numbers = list(node.get("/Nums", ()))
        for key, value in zip(numbers[::2], numbers[1::2], strict=False):
            owners = tuple(map(number_of, value)) if _is_array(value) else number_of(value)
            found[int(key)] = owners
    return found


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K")
    if kids is None:
        return []
    return list(kids) if _is_array(kids) else [kids]


def _is_array(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Array | tuple | list)


def _plain(value: Any) -> Any:
    import pikepdf

    if isinstance(value, pikepdf.Array):
        return [_plain(item) for item in value]
    if isinstance(value, pikepdf.Name):
        return str(value).removeprefix("/")
    if isinstance(value, pikepdf.String):
        return str(value)
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)
