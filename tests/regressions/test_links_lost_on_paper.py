"""On paper, links lost their addresses, first in the text, then in imprints; code was plain."""

from xml.etree import ElementTree

from publish.editions.pdf.highlighting import highlight
from publish.editions.pdf.print_links import print_links

PAGE = """<html lang="en"><body><p>See <a href="https://example.org/boats/">the boats</a>, again
<a href="https://example.org/boats/">the boats</a>, <a href="https://example.org">example.org</a>,
<a href="#fig-1">Figure 1</a><a role="doc-noteref" href="#note-1">1</a><span class="footnote"
id="note-1"><a role="doc-backlink" href="#c">1</a> <a href="https://example.net/a">A</a>,
1990.</span>.
</p><footer class="colophon"><a href="https://example.org/by">BY</a></footer></body></html>"""


def test_links_have_addresses_and_references_pages() -> None:
    root = ElementTree.fromstring(PAGE)
    print_links(root)
    text = " ".join("".join(root.itertext()).split())
    assert "See the boats (example.org/boats), again the boats, example.org, Figure 1" in text
    assert "A, 1990, example.net/a." in text
    assert "BY (example.org/by)" in text
    assert "Links" not in text
    (reference,) = [one for one in root.iter("a") if one.get("class") == "reference"]
    assert (reference.get("href"), reference.get("data-page")) == ("#fig-1", "p.")


def test_several_links_are_listed_and_addresses_are_readable() -> None:
    other = PAGE.replace(
        "<p>See", '<p><a href="https://xn--bcher-kva.example/%D0%9B%20/%E2%80%AE">B</a>'
    )
    root = ElementTree.fromstring(other)
    print_links(root)
    text = " ".join("".join(root.itertext()).split())
    assert "B[1]" in text
    assert "the boats[2], again the boats[2]" in text
    assert "Links[1] bücher.example/Л%20/%E2%80%AE[2] example.org/boats" in text


def test_hosts_without_glyphs_keep_their_codes() -> None:
    other = PAGE.replace("example.org/boats", "xn--o3cw4h/a")
    root = ElementTree.fromstring(other)
    print_links(root)
    assert "See the boats (xn--o3cw4h/a)" in " ".join("".join(root.itertext()).split())


def test_code_keeps_its_text_and_gets_classes() -> None:
    code = 'def f(x):  # why\n    return "a" + 1\n'
    root = ElementTree.fromstring("<html><body><pre><code/></pre><pre><code/></pre></body></html>")
    known, unknown = root.iter("code")
    known.set("class", "language-python")
    unknown.set("class", "language-none-at-all")
    known.text = unknown.text = code
    highlight(root)
    assert "".join(known.itertext()) == code
    assert [(one.get("class"), one.text) for one in known] == [
        ("code-keyword", "def"), ("code-name", "f"), ("code-comment", "# why"),
        ("code-keyword", "return"), ("code-text", '"'), ("code-text", "a"), ("code-text", '"'),
        ("code-number", "1"),
    ]  # fmt: skip
    assert list(unknown) == []
