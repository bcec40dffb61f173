"""The pages: everything on them is content or artifact, and is where the tree says."""

from __future__ import annotations

from collections.abc import Iterator

from publish.verify.pdf.finding import Finding, Rule
from publish.verify.pdf.model import Content, Edition, Element, Object


def marked(edition: Edition) -> Iterator[Finding]:
    for page in edition.pages:
        if page.unmarked:
            message = f"{page.unmarked} times what is drawn is neither tagged nor artifact."
            fix = "Tag it, or mark it as an artifact."
            yield Finding("unmarked", "7.1", "01-005", page.number, message, fix)
        if page.artifact_in_content:
            message, fix = "An artifact stands inside tagged content.", "Take it out of it."
            yield Finding("artifact-inside", "7.1", "01-003", page.number, message, fix)
        if page.content_in_artifact:
            message, fix = "Tagged content stands inside an artifact.", "Take it out of it."
            yield Finding("content-inside", "7.1", "01-004", page.number, message, fix)


def owned(edition: Edition) -> Iterator[Finding]:
    """Each sequence is in one element, and the parent tree leads back to it (14.7.4.4)."""
    clause = "ISO 32000-1 14.7.4.4"
    holders: dict[Content, Element] = {
        kid: element
        for element in edition.elements()
        for kid in element.kids
        if isinstance(kid, Content)
    }
    for page in edition.pages:
        if not edition.has_tree:
            continue
        if page.sequences and page.owners is None:
            message, fix = "The page is not in the parent tree.", "Give it StructParents."
            yield Finding("parents-missing", clause, "", page.number, message, fix)
            continue
        for number in sorted(page.sequences):
            holder = holders.get(Content(page.number, number))
            if holder is None:
                message = f"The content {number} is marked and in no element: nobody hears it."
                fix = "Put it into the tree, or mark it as an artifact."
                yield Finding("content-lost", "7.1", "01-005", page.number, message, fix)
            elif page.owners is not None and (
                number >= len(page.owners) or page.owners[number] != holder.number
            ):
                message = f"The parent tree leads from the content {number} to another element."
                fix = "Write the parent tree anew."
                yield Finding("parents-wrong", clause, "", page.number, message, fix)
    there = {Content(page.number, number) for page in edition.pages for number in page.sequences}
    for kid, element in holders.items():
        if kid not in there:
            message = f"{element.role} holds the content {kid.number}, which the page has not."
            yield Finding("content-absent", clause, "", kid.page, message, "Take it out.")


def tabs(edition: Edition) -> Iterator[Finding]:
    for page in edition.pages:
        if page.annotations and page.tabs != "S":
            message = "The tab key does not go through the page in the order of its structure."
            checkpoint = "28-009" if page.tabs else "28-008"
            fix = "Set Tabs to S."
            yield Finding("tabs", "7.18.3", checkpoint, page.number, message, fix)


def named(edition: Edition) -> Iterator[Finding]:
    """Links and other annotations are in the tree and have a name."""
    owners: dict[int, Element] = {
        kid.number: element
        for element in edition.elements()
        for kid in element.kids
        if isinstance(kid, Object)
    }
    kinds = {"Link": ("Link", "7.18.5", "28-011"), "Widget": ("Form", "7.18.4", "28-010")}
    for page in edition.pages:
        for note in page.annotations:
            if note.hidden or note.subtype == "Popup":
                continue
            wanted, clause, checkpoint = kinds.get(note.subtype, ("Annot", "7.18.1", "28-002"))
            owner = owners.get(note.number)
            inside = owner is not None and (
                owner.role == wanted or any(e.role == wanted for e in owner.around())
            )
            if not inside:
                message = f"A {note.subtype} annotation is in no {wanted} element."
                fix = "Put it into one, as an object reference beside its words."
                yield Finding("annotation-loose", clause, checkpoint, page.number, message, fix)
            elif owner is not None and (not note.has_key or note.owner != owner.number):
                message = f"The parent tree does not lead from a {note.subtype} to its element."
                fix = "Give it the StructParent of its element."
                clause = "ISO 32000-1 14.7.4.4"
                yield Finding("annotation-parent", clause, "", page.number, message, fix)
            if not note.contents and not (owner and owner.entries.get("Alt")):
                link = note.subtype == "Link"
                message = f"A {note.subtype} annotation has no name."
                fix = "Say in Contents where it leads." if link else "Describe it in Contents."
                clause, checkpoint = ("7.18.5", "28-012") if link else ("7.18.1", "28-004")
                yield Finding("annotation-unnamed", clause, checkpoint, page.number, message, fix)


RULES: tuple[Rule, ...] = (marked, owned, tabs, named)
