"""Rules for pages: landmarks, zoom, frames, buttons, links, and the data for search engines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from publish.errors import Diagnostic
from publish.readers.container import SCHEME
from publish.readers.document import XHTML, line_of
from publish.readers.web import Page, Site
from publish.verify.epub.names import decorates, has_name, labelled
from publish.verify.web.requirements import fault_in, page_fault

PageRule: TypeAlias = Callable[[Page], Iterator[Diagnostic]]

_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)|<\?xml[^<>]*+>|\xef\xbb\xbf", re.DOTALL)
_CHARSET = re.compile(rb"<meta[^>]{1,200}charset|^\xef\xbb\xbf|<\?xml[^>]{1,99}encoding")
_LARGEST_SCALE = re.compile(r"maximum-scale\s*=\s*([0-9]{1,6}(?:\.[0-9]{0,6})?|\.[0-9]{1,6})")


def frame(page: Page) -> Iterator[Diagnostic]:
    """The page says that it is HTML, and in which encoding."""
    begin = _COMMENT.sub(b"", page.content[:2000]).lstrip()
    if not begin.startswith(b"<!doctype html"):
        message, fix = "The page doesn't begin with a doctype.", "Begin it with <!DOCTYPE html>."
        yield fault_in(page, "doctype-missing", 1, message, fix)
    if not page.content.isascii() and not _CHARSET.search(page.content[:1024]):
        message = "The page doesn't say in which encoding it is."
        fix = 'Add <meta charset="utf-8"> to its head.'
        yield fault_in(page, "charset-missing", 1, message, fix)


def landmarks(page: Page) -> Iterator[Diagnostic]:
    """One element holds the main content, and a link to skip what is before it leads there."""
    mains = [one for one in page.root.iter(f"{XHTML}main") if not decorates(one)]
    roles = page.where("@role = 'main'")
    if len(mains) > 1:
        message, fix = "The page has several main elements.", "Keep one, and hide the others."
        yield fault_in(page, "main-twice", line_of(mains[1]), message, fix)
    elif not mains and not roles and not page.is_player:
        message = "No element is marked as the main content."
        yield fault_in(page, "main-missing", 0, message, "Put the content into a main element.")
    body = page.root.find(f"{XHTML}body")
    first = next(body.iter(f"{XHTML}a"), None) if body is not None else None
    href = (first.get("href") or "") if first is not None else ""
    inside = len(href) > 1 and href[0] == "#" and "=" not in href and href != "#top"
    if first is not None and inside and href[1:] not in page.summary.places:
        message = f"The first link leads to {href}, which isn't there."
        yield fault_in(page, "skip-link-lost", line_of(first), message, "Fix its target.")


def zoom(page: Page) -> Iterator[Diagnostic]:
    """Readers can enlarge the page, and it doesn't reload by itself."""
    for meta in page.root.iter(f"{XHTML}meta"):
        content = (meta.get("content") or "").lower().replace(" ", "")
        if (meta.get("name") or "").lower() == "viewport":
            largest = _LARGEST_SCALE.search(content)
            scale = float(largest[1]) if largest else 9.0
            if "user-scalable=no" in content or "user-scalable=0" in content or scale < 2:
                message = "The page keeps its readers from enlarging it."
                fix = "Write content='width=device-width, initial-scale=1'."
                yield fault_in(page, "zoom-blocked", line_of(meta), message, fix)
        if (meta.get("http-equiv") or "").lower() == "refresh" and content[:1] != "0":
            message, fix = "The page reloads, or leads on, by itself.", "Delete the element."
            yield fault_in(page, "refresh", line_of(meta), message, fix)


def controls(page: Page) -> Iterator[Diagnostic]:
    """Frames and buttons have names."""
    for one in page.root.iter(f"{XHTML}iframe"):
        if not labelled(one) and not decorates(one):
            message, fix = "A frame has no name.", "Say in its title what it shows."
            yield fault_in(page, "frame-unnamed", line_of(one), message, fix)
    for one in page.root.iter(f"{XHTML}button", f"{XHTML}summary"):
        if not has_name(one) and not decorates(one):
            message, fix = "A button has no name.", "Label it."
            yield fault_in(page, "button-unnamed", line_of(one), message, fix)


def structured_data(page: Page) -> Iterator[Diagnostic]:
    """Structured data (JSON-LD) can be read, and has a context."""
    for script in page.scripts("application/ld+json"):
        try:
            found = json.loads(script.text or "")
        except (ValueError, RecursionError) as error:
            message = f"The structured data can't be read: {error}."
            yield fault_in(page, "json-ld-broken", line_of(script), message, "Write valid JSON.")
            continue
        nodes = found if isinstance(found, list) else [found]
        if not all(isinstance(one, dict) and "@context" in one for one in nodes):
            message = "The structured data has no @context."
            fix = 'Add "@context": "https://schema.org".'
            yield fault_in(page, "json-ld-broken", line_of(script), message, fix)


def links(site: Site) -> Iterator[Diagnostic]:
    """Links to pages and files of the folder have an existing target.

    What is outside the folder isn't judged, nor is an address from the root of a host.
    """
    for name, known in site.summaries.items():
        for link in known.links:
            target = site.resolve(name, link.href)[0]
            if SCHEME.match(target) or target.endswith("/") or link.href[:1] == "?":
                continue
            lost = target not in site.container
            if not lost and (link.href == "#top" or site.has_target(name, link.href)):
                continue
            code = "link-lost-file" if lost else "link-lost"
            message, fix = f"The link to {link.href} leads nowhere.", "Fix its target."
            yield page_fault(code, name, link.line, message, fix)


RULES: tuple[PageRule, ...] = (frame, landmarks, zoom, controls, structured_data)
