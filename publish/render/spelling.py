"""What differs between the editions in the XHTML of one article."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from publish.article import Image


def same_file(identifier: str) -> str:
    """The address of an element that stands in the same document."""
    return f"#{identifier}"


class Spelling(Struct, frozen=True, kw_only=True):
    """How one edition spells the shared XHTML.

    ``epub``: ``epub:type`` and ``xml:lang`` are written.  ``notes``: in a section after the text,
    or as ``span.footnote`` beside the first call (CSS footnotes).  ``descriptions``: extended
    descriptions as ``details`` inside the figure, or in a section at the end.  ``math``: MathML,
    or a drawing for layout engines that flatten MathML.  ``tasks``: a check box, or its sign.
    ``href`` gives the address of a picture, ``target`` that of an element by its id.
    """

    epub: bool
    notes: Literal["end", "inline"]
    descriptions: Literal["inside", "end"]
    math: Literal["mathml", "svg"]
    tasks: Literal["input", "sign"]
    href: Callable[[Image], str]
    target: Callable[[str], str] = same_file


def epub(href: Callable[[Image], str], target: Callable[[str], str] = same_file) -> Spelling:
    """The spelling of EPUB content documents."""
    return Spelling(
        epub=True,
        notes="end",
        descriptions="inside",
        math="mathml",
        tasks="input",
        href=href,
        target=target,
    )


def pdf(href: Callable[[Image], str]) -> Spelling:
    """The spelling of the document that the PDF is laid out from."""
    return Spelling(
        epub=False,
        notes="inline",
        descriptions="end",
        math="svg",
        tasks="sign",
        href=href,
    )
