"""Rules for what a page loads and runs: its policy (CSP) fits it, and other hosts are named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from publish.errors import Diagnostic
from publish.readers.document import XHTML, line_of
from publish.readers.web import Page
from publish.verify.epub.remote import is_remote, references_in
from publish.verify.web.pages import PageRule
from publish.verify.web.requirements import fault_in

_HANDLER = re.compile(r"on[a-z]+")
_TRUSTED = ("'nonce-", "'sha256-", "'sha384-", "'sha512-")

#: The types of scripts that run (HTML, 4.12.1.1); others are data.
_SCRIPTS = frozenset({"", "module", "text/javascript", "application/javascript", "importmap"})


def policy(page: Page) -> Iterator[Diagnostic]:
    """What the page runs and how it looks isn't forbidden by its own policy."""
    meta = next(
        (
            one
            for one in page.root.iter(f"{XHTML}meta")
            if (one.get("http-equiv") or "").lower() == "content-security-policy"
        ),
        None,
    )
    if meta is None:
        return
    rules = _directives(meta.get("content") or "")
    scripts = rules.get("script-src", rules.get("default-src"))
    sheets = rules.get("style-src", rules.get("default-src"))
    before = True
    for element in page.root.iter(etree.Element):
        if element is meta:
            before = False
        for what, allowed, fix in _inline(element, scripts, sheets):
            if not allowed:
                message = f"{what} is there, and the policy of the page forbids it."
                yield fault_in(page, "policy-contradiction", line_of(element), message, fix)
        if before and element.tag == f"{XHTML}script" and _runs(element):
            message = "A script stands before the policy, which doesn't hold for it."
            fix = "Move the meta element with the policy to the start of the head."
            yield fault_in(page, "policy-late", line_of(element), message, fix)


def _inline(
    element: etree._Element, scripts: list[str] | None, sheets: list[str] | None
) -> Iterator[tuple[str, bool, str]]:
    """Yield what ``element`` runs or sets by itself, whether that is allowed, and what to do."""
    if any(_HANDLER.fullmatch(str(name)) for name in element.attrib):
        allowed = scripts is None or "'unsafe-inline'" in scripts
        yield "A handler (onclick and the like)", allowed, "Add it in a script file."
    if element.get("style") is not None:
        allowed = sheets is None or "'unsafe-inline'" in sheets
        yield "A style attribute", allowed, "Move it into a style sheet."
    if element.tag == f"{XHTML}script" and not element.get("src") and _runs(element):
        yield "A script in the page", _is_trusted(scripts), "Move it into a file, or add its hash."
    if element.tag == f"{XHTML}style":
        yield "A style sheet in the page", _is_trusted(sheets), "Move it into a file."


def _runs(script: etree._Element) -> bool:
    return (script.get("type") or "").strip().lower() in _SCRIPTS


def _is_trusted(sources: list[str] | None) -> bool:
    if sources is None:
        return True
    return any(one == "'unsafe-inline'" or one.startswith(_TRUSTED) for one in sources)


def _directives(written: str) -> dict[str, list[str]]:
    """Return the directives of a policy by name; the first of a name holds (CSP 3, 2.2.1)."""
    found: dict[str, list[str]] = {}
    for directive in written.split(";"):
        name, *sources = directive.split() or [""]
        if name:
            found.setdefault(name.lower(), sources)
    return found


def remote(page: Page) -> Iterator[Diagnostic]:
    """What a page loads from other hosts is named: they learn who reads it."""
    for one in references_in(page.root):
        if is_remote(one.address):
            message = f"The page loads {one.address[:200]} from another host."
            fix = "Put the file into the folder of the page, if its readers are to be alone."
            yield fault_in(page, "remote-loaded", one.line, message, fix)


RULES: tuple[PageRule, ...] = (policy, remote)
