"""Nothing that stands in a source can break out of the markup."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publish.xhtml.escape import SCHEMES, clean, link_address, text
from publish.xhtml.tree import element, serialise


@given(st.text(), st.text())
def test_any_text_comes_back_as_it_went_in(content: str, value: str) -> None:
    tree = ElementTree.fromstring(serialise(element("p", content, {"title": value})))
    # XML reads a carriage return as a line feed (2.11); attributes are on one line.
    assert tree.text == (clean(content).replace("\r\n", "\n").replace("\r", "\n") or None)
    assert tree.get("title") == " ".join(clean(value).split())
    assert len(tree) == 0


def test_what_xml_forbids_is_left_out() -> None:
    assert text("a\x00b\x0bc\ud800d\ufffee") == "abcde"


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://example.org/a b/Łódź", "https://example.org/a%20b/%C5%81%C3%B3d%C5%BA"),
        ("https://example.org/100%25", "https://example.org/100%25"),
        ("https://пример.example/x", "https://xn--e1afmkfd.example/x"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
        ("tel:+375-17", "tel:+375-17"),
        ("doi:10.1000/182", "https://doi.org/10.1000/182"),
    ],
)
def test_addresses_that_are_safe(target: str, address: str) -> None:
    assert link_address(target) == address


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "vbscript:x",
        "//example.org/x",
        "other.html",
        "",
        "https://",
        "https://[::1",
        "https://example.org:port/",
    ],
)
def test_addresses_that_are_not(target: str) -> None:
    assert link_address(target) is None


STARTS = ("https://", "HTTP://example.org/", "https://пример.example/?", "mailto:", "tel:", "doi:")
ADDRESSES = st.builds("{}{}".format, st.sampled_from(STARTS), st.text())


@given(st.text() | ADDRESSES)
@example('https://example.org/a b\n<c>"')
def test_no_address_has_another_scheme_or_a_space(target: str) -> None:
    address = link_address(target)
    if address is not None:
        assert address.split(":")[0].lower() in SCHEMES
        assert address.isascii()
        assert not set(address) & set(' "<>\n\t')
