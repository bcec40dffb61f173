"""Find the picture that a page really shows, its caption and its extended description."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publish.importing.pictures import suffix_of_type
from publish.importing.preparing.encodings import decoded
from publish.importing.preparing.page import Page, shown
from publish.importing.preparing.xml import html_tree, local, remove, replaced, words
from publish.runtime.confined import LimitError
from publish.runtime.pictures import pixels_of

if TYPE_CHECKING:
    from lxml import etree

_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-url", "data-full-src")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
_CANDIDATE = re.compile(r"[^\s,]\S*+")
_SIZE = re.compile(r"(\d{1,9}(?:\.\d{0,9})?)[wxh]")
_BLANK = re.compile(r"blank|placeholder|spacer|transparent|loading|lazy|1x1|pixel", re.I)
"""Names of pictures that stand for others."""
_PLACEHOLDER = 64
"""The largest area of a placeholder in pixels."""
_OTHER_MEDIA = re.compile(r"\bmax-|\bdark\b|\bprint\b|\bportrait\b|\breduce\b")
"""Media queries of pictures that are cropped for small screens, or for other grounds than paper."""
_DRAWN = ("{*}img", "{*}object", "{*}div", "{*}span", "{*}i")
_PICTURES = frozenset(["img", "svg", "picture", "object"])
_CAPTIONS = frozenset((
    "caption", "wp-caption-text", "figcaption", "thumbcaption", "image-caption", "img-caption",
    "caption-text", "gallery-caption", "photo-caption", "figure-caption", "image__caption",
))  # fmt: skip
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_FIGURES = frozenset(["wp-caption", "thumb", "thumbinner", "captioned-image", "captioned"])


def take_pictures(page: Page) -> None:
    """Choose the file of each picture, and make figures of pictures with captions."""
    for element in list(page.body.iter(*_DRAWN)):
        match local(element):
            case "img":
                choose_source(page, element)
            case "object":
                _object(element)
            case "div" | "span" | "i" if element.get("role") == "img":
                _background(page, element)
    for element in list(page.body.iter("{*}p", "{*}div", "{*}span", "{*}dd")):
        if _is_caption_class(element):
            _make_figure(page, element)


def candidates(written: str) -> list[str]:
    """Return the addresses of a ``srcset``, the largest first (HTML, 4.8.4.2.1).

    >>> candidates("a.png 400w, b.png 800w, data:image/png;base64,AA== 1w")
    ['b.png', 'a.png', 'data:image/png;base64,AA==']
    """
    found, place = [], 0
    while match := _CANDIDATE.search(written, place):
        address, place = match[0].rstrip(","), match.end()
        said = written[place : place + 40].lstrip() if address == match[0] else ""
        size = _SIZE.match(said)
        found.append((address, float(size[1]) if size else 1.0))
        end = written.find(",", place) if address == match[0] else place
        place = end if end >= 0 else len(written)
    return [address for address, _ in sorted(found, key=lambda one: -one[1])]


def choose_source(page: Page, image: etree._Element) -> None:
    """Set ``src`` to the picture that a reader sees once the page's program has run."""
    source = (image.get("src") or "").strip()
    lazy = [value for name in _LAZY if (value := (image.get(name) or "").strip())]
    for name in _LAZY_SETS:
        lazy += candidates(image.get(name) or "")
    sets = candidates(image.get("srcset") or "")
    parent = image.getparent()
    if parent is not None and local(parent) == "picture":
        for one in parent:
            if local(one) == "source" and not _OTHER_MEDIA.search(one.get("media") or ""):
                sets += candidates(one.get("srcset") or "")
                lazy += candidates(one.get("data-srcset") or "")
    others = [*lazy, *sets]
    if not others:
        return
    real = [source] if source and not source.startswith("data:") else []
    order = [*lazy, *real, *sets] if lazy else [*real, *sets]
    there = next((one for one in order if page.read(one) is not None), "")
    if there and not lazy:
        there = max(order, key=lambda one: _pixels(page, one))
    if not there and source.startswith("data:") and not _is_tiny(page, source):
        return
    if there == source and lazy and (_BLANK.search(source) or _is_tiny(page, source)):
        there = ""  # the picture itself isn't in the folder
    image.set("src", there or (lazy or real or sets)[0])


def _is_tiny(page: Page, address: str) -> bool:
    """Return whether a picture is a placeholder of a few pixels, or can't be read."""
    data = page.read(address) or b""
    if b"<svg" in data[:500]:
        return address.startswith("data:")
    return _pixels(page, address) <= _PLACEHOLDER


def _pixels(page: Page, address: str) -> float:
    """Return the area of a picture; that of a drawing has no limit, and 0 is no usable picture."""
    data = page.read(address) or b""
    if b"<svg" in data[:500]:
        return math.inf
    if not suffix_of_type(data):
        return 0
    try:
        return pixels_of(data)
    except LimitError:
        return 0


def _object(element: etree._Element) -> None:
    """Turn an ``<object>`` that shows a picture into ``<img>``, with its content as alt text."""
    address = element.get("data") or ""
    image = (element.get("type") or "").startswith("image/") or re.search(
        r"\.(png|jpe?g|gif|svg|webp)([?#]|$)", address, re.I
    )
    if not (address and image):
        return
    inner = next((one for one in element.iter() if local(one) == "img"), None)
    alt = element.get("aria-label") or words(element)
    if inner is not None:
        alt = alt or inner.get("alt") or ""
    alt = alt or element.get("title") or ""
    given = {"src": address, **({"alt": alt} if alt else {})}
    replaced(element, element.makeelement("img", given))


def _background(page: Page, element: etree._Element) -> None:
    """Turn an empty element with a picture as its background into ``<img>``, or report it."""
    alt = element.get("aria-label") or element.get("title") or ""
    if not alt or words(element) or next(element.iter("img"), None) is not None:
        return
    found = _background_address(element.get("style") or "")
    if found:
        replaced(element, element.makeelement("img", {"src": found, "alt": alt}))
    else:
        message = f"A picture of the style sheet was left out: {shown(alt)}."
        page.leave_out(element, "import-picture", message, "Add it as a figure.")


_URL = re.compile(r"url\(\s*+['\"]?([^'\")]++)")


def _background_address(style: str) -> str:
    """Return the address of the picture in a declaration of a background, or an empty string."""
    place = style.find("background")
    while place >= 0:
        end = style.find(";", place)
        end = len(style) if end < 0 else end
        found = _URL.match(style, max(style.rfind("url(", place, end), 0))
        if found:
            return found[1]
        place = style.find("background", end)
    return ""


def _is_caption_class(element: etree._Element) -> bool:
    return bool(set((element.get("class") or "").split()) & _CAPTIONS)


def _make_figure(page: Page, caption: etree._Element) -> None:
    """Turn the division of a picture and its caption into ``<figure>``."""
    division = caption.getparent()
    while division is not None and local(division) in ("div", "span", "p", "center", "dl"):
        if division is page.body:
            return
        if any(local(one) in _PICTURES for one in division.iter()):
            break
        division = division.getparent()
    if division is None or local(division) not in ("div", "center", "dl"):
        return
    captions = [one for one in division.iter() if _is_caption_class(one) and one is not division]
    pictures = [one for one in division.iter() if local(one) in ("img", "svg", "object")]
    if len(captions) != 1 or not pictures or any(p in caption.iter() for p in pictures):
        return
    named = set((division.get("class") or "").split()) & _FIGURES
    if not named and words(division) != words(caption):
        return  # it holds other text
    if any(local(one) in ("figure", "table") for one in division.iter()):
        return
    for term in [one for one in division if local(one) == "dt"]:  # a gallery of WordPress
        term.tag = "div"
    division.tag = "figure"
    division.attrib.pop("class", "")
    caption.tag = "figcaption"
    remove(caption)
    division.append(caption)


def describe(page: Page) -> None:
    """Move extended descriptions (``aria-details``, WAI-ARIA 1.3; ``longdesc``) into figures.

    A picture may also refer to a link that leads to its description.
    """
    by_id = {one.get("id"): one for one in page.body.iter() if one.get("id")}
    for image in list(page.body.iter("{*}img")):
        address = image.get("longdesc") or ""
        names = (image.get("aria-details") or image.get("aria-describedby") or "").split()
        names = names or ([address[1:]] if address.startswith("#") else [])
        named = [_followed(by_id[name], by_id) for name in names if name in by_id]
        for found in [one for one in named if _can_move(page, image, one)]:
            _remove_links(image, found)
            division = _emptied(image, found)
            _remove_description(found)
            _put_into_figure(image, division)
        if not named and address and not address.startswith("#"):
            _read_description(page, image, address)


def _followed(found: etree._Element, by_id: dict[str | None, etree._Element]) -> etree._Element:
    """Return the element that ``found`` leads to, if it is a link in the page."""
    target = (found.get("href") or "").removeprefix("#")
    return by_id.get(target, found) if local(found) == "a" else found


def _remove_links(image: etree._Element, found: etree._Element) -> None:
    """Remove the links from a figure to its description, and from there back to the figure."""
    figure = _figure_around(image)
    inside = list(figure.iter()) if figure is not None else []
    ids = {one.get("id") for one in inside}
    for link in [one for one in inside if one.get("href") == f"#{found.get('id')}"]:
        remove(link)
    for link in [one for one in found.iter() if (one.get("href") or "")[1:] in ids]:
        parent = link.getparent()
        alone = parent is not None and local(parent) == "p" and words(parent) == words(link)
        remove(parent if alone and parent is not None else link)


def _remove_description(found: etree._Element) -> None:
    """Remove an emptied description, and the section of an EPUB of ours that held only such."""
    section = found.getparent()
    remove(found)
    if section is None or "descriptions" not in (section.get("class") or "").split():
        return
    if all(local(child) in _HEADINGS for child in section if local(child)):
        remove(section)


def _can_move(page: Page, image: etree._Element, found: etree._Element) -> bool:
    """Return whether ``found`` is a description, and not a caption or a part around the picture."""
    if found is page.body or image in found.iter():
        return False
    figure = _figure_around(image)
    caption = any(
        local(one) in ("figcaption", "caption") for one in (found, *found.iterancestors())
    )
    return not caption and not (figure is not None and found in figure.iterancestors())


def _figure_around(image: etree._Element) -> etree._Element | None:
    return next((one for one in image.iterancestors() if local(one) == "figure"), None)


def _emptied(image: etree._Element, found: etree._Element) -> etree._Element:
    """Return a division with the content of ``found``, without the name that editions give it."""
    ours = "description" in (found.get("class") or "").split()
    division = image.makeelement("div", {"class": "description"})
    if (found.text or "").strip():
        division.text = found.text
    for child in list(found):
        if local(child) == "summary" or child.get("role") == "doc-backlink":
            continue
        if not (ours and local(child) in _HEADINGS):
            division.append(child)
    return division


def _read_description(page: Page, image: etree._Element, address: str) -> None:
    """Read the description that ``longdesc`` refers to in another file, or report it."""
    data = page.read(address)
    text = decoded(data[:1_000_000])[0] if data else ""
    fragment = address.partition("#")[2]
    if not text.strip():
        message = f"The extended description of a picture is in another file: {address[:200]}."
        fix = "Put its text into “:::{description}” in the figure."
        page.report(image, "import-longdesc", message, fix)
        return
    root = html_tree(text)
    for one in list(root.iter()):
        if local(one) in ("script", "style", "nav", "title", "link", "meta") or not local(one):
            remove(one)
    whole = next((one for one in root.iter() if local(one) in ("main", "body")), root)
    part = next((one for one in root.iter() if fragment and one.get("id") == fragment), whole)
    _put_into_figure(image, _emptied(image, part))


def _put_into_figure(image: etree._Element, division: etree._Element) -> None:
    """Put a description into the figure around ``image``, or into a new one."""
    figure = _figure_around(image)
    if figure is None:
        figure = image.makeelement("figure", {})
        paragraph = next((p for p in image.iterancestors() if local(p) == "p"), None)
        place = paragraph if paragraph is not None and _only(paragraph, image) else image
        parent = place.getparent()
        if parent is None:
            return
        figure.tail, image.tail = place.tail, None
        place.tail = None
        parent.replace(place, figure)
        figure.append(image)
    figure.append(division)


def _only(paragraph: etree._Element, image: etree._Element) -> bool:
    return not words(paragraph) and list(_images(paragraph)) == [image]


def _images(element: etree._Element) -> Iterator[etree._Element]:
    return (one for one in element.iter() if local(one) == "img")
