"""References of Word to figures, tables and numbered headings were words with a number of Word."""

from __future__ import annotations

from pathlib import Path

from publish.api import import_document
from tests.importing.word import drawing, p, picture, png, run, word


def _field(code: str, result: str) -> str:
    kinds = ("begin", "separate", "end")
    begin, divide, end = (f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>" for kind in kinds)
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{divide}{run(result)}{end}"


def _marked(name: str, content: str) -> str:
    return f"<w:bookmarkStart w:id='1' w:name='{name}'/>{content}<w:bookmarkEnd w:id='1'/>"


def test_references_lead_to_what_they_name(tmp_path: Path) -> None:
    style = b"<w:style w:type='paragraph' w:styleId='%s'><w:name w:val='%s'/></w:style>"
    label = f"{run('Figure ')}{_field(' SEQ Figure ', '7')}"
    body = (
        p(run("See ") + _field(" REF _Ref1 \\h ", "Figure 7") + run(", section ")
          + _field(" REF _Ref2 \\r \\h ", "3.1") + run(", page ") + _field(" PAGEREF _Ref1 ", "9"))
        + p(drawing(picture('r:embed="rId1"'), "A mill"))
        + p(_marked("_Ref1", label) + run(": The mill"), "Caption")
        + p(_marked("_Ref2", run("The end")), "Heading1")
        + p("Words.")
    )  # fmt: skip
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    styles = b"<w:styles xmlns:w='%s'>%s%s</w:styles>" % (
        space, style % (b"Caption", b"caption"), style % (b"Heading1", b"heading 1")
    )  # fmt: skip
    relations = (("rId1", "image", "media/a.png"), ("rId2", "styles", "styles.xml"))
    file = word(tmp_path, body, relations, {"word/media/a.png": png(), "word/styles.xml": styles})
    imported = import_document(file, tmp_path / "a.md")
    text = (tmp_path / "a.md").read_text("utf-8")
    assert "See [Figure 1](#ref1), section [The end](#the-end), page 9" in text
    assert ":name: ref1\n" in text
    assert "{#the-end}\n## The end" in text
    told = {one.code: one.message for one in imported.diagnostics}
    assert told["import-page-number"] == "A reference gives the page “9” of the document."
