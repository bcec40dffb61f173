"""Each rule for EPUBs looked at the attributes of all elements, of which a table has many."""

from __future__ import annotations

from lxml import etree

from publish.readers.document import XHTML, Tree
from publish.readers.epub import Document
from publish.verify.epub.remote import references_in

ROW = '<tr id="r"><td id="c" class="right" data-label="Wait"><span id="s">7</span></td></tr>'
BODY = f"""<html xmlns="{XHTML[1:-1]}" lang="en"><body>
<table>{ROW * 100}</table>
<p role="note">See <img src="https://example.org/a.png"/><b style="background: url(//b.org/b)"/></p>
<svg xmlns="http://www.w3.org/2000/svg"><image id="i" href="https://c.org/c.png"/></svg>
</body></html>"""


def document() -> Document:
    one = Document.__new__(Document)
    one.content = BODY.encode()
    one.tree = Tree(etree.fromstring(one.content))
    return one


def test_few_elements_are_looked_at() -> None:
    one = document()
    names = [etree.QName(element).localname for element in one.tree.marked]
    assert names == ["html", "p", "img", "b", "image"]
    assert [element.get("role") for element in one.typed] == ["note"]
    assert one.with_language == [one.root]


def test_what_is_loaded_is_found_among_them() -> None:
    one = document()
    found = [reference.address for reference in references_in(one.root, one.tree.marked)]
    assert found == ["https://example.org/a.png", "//b.org/b", "https://c.org/c.png"]
    assert found == [reference.address for reference in references_in(one.root)]
