"""The comparison of an original with its source: each kind of loss is found, and nothing else.

The originals are read by the readers of ``importing.original``; the sources are lists of their
words, from which one thing at a time is taken away.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from publish import api
from publish.cli import main
from publish.errors import Diagnostic
from publish.importing.losses import compared
from publish.importing.original import read_original
from publish.importing.written import Written
from tests.hostile.files import docx

PICTURE = b"\x89PNG not looked into"
W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = {
    "import-lost-words": "The paragraph speaks of rivers.",
    "import-lost-cell": "Depth in metres",
    "import-lost-note": "A remark at the foot.",
    "import-lost-box": "Beside the text.",
    "import-lost-alt": "Two boats at the quay",
    "import-lost-picture": "media/boats.png",
    "import-lost-link": "https://example.org/boats",
}
KEPT = "Heading of all"


def _zip(file: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file


def _relations(*pairs: tuple[str, str, str]) -> str:
    one = '<Relationship Id="{}" Type="{}/{}" Target="{}"{}/>'
    return "<Relationships>{}</Relationships>".format(
        "".join(
            one.format(own, TYPE, kind, to, ' TargetMode="External"' * ("://" in to))
            for own, kind, to in pairs
        )
    )


def _word(folder: Path) -> Path:
    text = {code: f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for code, words in WORDS.items()}
    document = f"""<w:document {W}><w:body>
        <w:p><w:r><w:t>{KEPT}</w:t></w:r></w:p>{text["import-lost-words"]}
        <w:tbl><w:tr><w:tc>{text["import-lost-cell"]}</w:tc></w:tr></w:tbl>
        <w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText>
        <w:fldChar w:fldCharType="separate"/><w:t>17</w:t><w:fldChar w:fldCharType="end"/></w:r>
        <w:hyperlink r:id="l"><w:r><w:t>{KEPT}</w:t></w:r></w:hyperlink></w:p>
        <w:p><w:r><w:drawing><docPr descr="{WORDS["import-lost-alt"]}"/>
        <blip r:embed="p"/></w:drawing></w:r><w:r><w:pict><w:txbxContent>
        {text["import-lost-box"]}</w:txbxContent></w:pict></w:r></w:p>
        </w:body></w:document>"""
    notes = f"<w:footnotes {W}><w:footnote>{text['import-lost-note']}</w:footnote></w:footnotes>"
    return _zip(
        folder / "a.docx",
        {
            "_rels/.rels": _relations(("m", "officeDocument", "word/document2.xml")),
            "word/document2.xml": document,
            "word/_rels/document2.xml.rels": _relations(
                ("l", "hyperlink", WORDS["import-lost-link"]),
                ("p", "image", "media/boats.png"),
                ("n", "footnotes", "footnotes.xml"),
            ),
            "word/footnotes.xml": notes,
            "word/media/boats.png": PICTURE,
        },
    )


def _odt(folder: Path) -> Path:
    text = {code: f"<text:p>{words}</text:p>" for code, words in WORDS.items()}
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    content = f"""<office:document-content xmlns:office="{oasis}:office:1.0"
        xmlns:text="{oasis}:text:1.0" xmlns:table="{oasis}:table:1.0"
        xmlns:draw="{oasis}:drawing:1.0" xmlns:svg="{oasis}:svg-compatible:1.0"
        xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text>
        <text:h>{KEPT}</text:h>{text["import-lost-words"]}<table:table><table:table-row>
        <table:table-cell>{text["import-lost-cell"]}</table:table-cell></table:table-row>
        </table:table><text:p>{KEPT}<text:page-number>17</text:page-number><text:note>
        <text:note-citation>1</text:note-citation><text:note-body>{text["import-lost-note"]}
        </text:note-body></text:note></text:p><text:p><draw:frame>
        <svg:desc>{WORDS["import-lost-alt"]}</svg:desc><draw:image xlink:href="media/boats.png"/>
        </draw:frame><draw:custom-shape>{text["import-lost-box"]}</draw:custom-shape></text:p>
        <text:p><text:a xlink:href="{WORDS["import-lost-link"]}">{KEPT}</text:a></text:p>
        </office:text></office:body></office:document-content>"""
    return _zip(folder / "a.odt", {"content.xml": content, "media/boats.png": PICTURE})


_PAGE = f"""<h1>{KEPT}</h1>
    <p>{WORDS["import-lost-words"]}</p>
    <table><tr><td>{WORDS["import-lost-cell"]}</td></tr></table>
    <p>{KEPT}<a role="doc-noteref" href="#n">7</a></p>
    <aside id="n" role="doc-footnote">{WORDS["import-lost-note"]} <a href="#b">↩</a></aside>
    <p><img src="media/boats.png" alt="{WORDS["import-lost-alt"]}">
    <a href="{WORDS["import-lost-link"]}">{KEPT}</a></p><p>{WORDS["import-lost-box"]}</p>"""


def _html(folder: Path) -> Path:
    file = folder / "a.html"
    file.write_text(f"<title>Of the page</title><body>{_PAGE}<script>no()</script>", "utf-8")
    return file


def _epub(folder: Path) -> Path:
    page = _PAGE.replace('quay">', 'quay"/>')
    return _zip(
        folder / "a.epub",
        {
            "META-INF/container.xml": '<container><rootfile full-path="b/p.opf"/></container>',
            "b/p.opf": '<package><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
            '<itemref idref="a"/></package>',
            "b/a.xhtml": f"<html><head><title>No</title></head><body>{page}</body></html>",
            "b/media/boats.png": PICTURE,
        },
    )


def _rtf(folder: Path) -> Path:
    file = folder / "a.rtf"
    file.write_text(
        r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\info{\title No}}"
        rf"{KEPT}\par {WORDS['import-lost-words']}\par\pard\intbl {WORDS['import-lost-cell']}\cell"
        rf"\row\pard {KEPT}{{\footnote {WORDS['import-lost-note']}}}\par"
        rf"{{\shp{{\*\shpinst{{\sp{{\sn No}}}}{{\shptxt {WORDS['import-lost-box']}\par}}}}}}"
        rf"{{\field{{\*\fldinst HYPERLINK no}}{{\fldrslt {KEPT}}}}}"
        rf"{{\pict\pngblip {PICTURE.hex()}}}}}",
        "ascii",
    )
    return file


def _tex(folder: Path) -> Path:
    file = folder / "a.tex"
    file.write_text(
        rf"""\documentclass{{article}}
\begin{{document}}
\section{{{KEPT}}} % no

{WORDS["import-lost-words"]} $x^2$ \label{{no}}

{KEPT}\footnote{{{WORDS["import-lost-note"]}}}
\includegraphics[width=2cm]{{media/boats.png}}

\href{{{WORDS["import-lost-link"]}}}{{{KEPT}}}
\end{{document}}
""",
        "utf-8",
    )
    return file


def _post(folder: Path) -> Path:
    file = folder / "a.md"
    file.write_text(
        f"""---
layout: no
---
# {KEPT} {{#no}}

{WORDS["import-lost-words"]}

| {WORDS["import-lost-cell"]} |
|---|

![{WORDS["import-lost-alt"]}](media/boats.png){{width=50%}} [{KEPT}]({WORDS["import-lost-link"]})

<!-- no --> {KEPT}[^1]

[^1]: {WORDS["import-lost-box"]}
""",
        "utf-8",
    )
    return file


#: For each format the kinds that its reader tells apart; others are words.
FORMATS = {
    _word: set(WORDS),
    _odt: set(WORDS),
    _html: set(WORDS) - {"import-lost-box"},
    _epub: set(WORDS) - {"import-lost-box"},
    _rtf: set(WORDS) - {"import-lost-alt", "import-lost-link"},
    _tex: {"import-lost-words", "import-lost-picture", "import-lost-link"},
    _post: set(WORDS) - {"import-lost-box", "import-lost-note"},
}


def _written(without: str = "") -> Written:
    """Return the content of a complete source, in which the kind ``without`` lacks."""
    named = {without, "import-lost-picture", "import-lost-link"}
    shown = [words for code, words in WORDS.items() if code not in named]
    return Written(
        pieces=[(KEPT, 1)] * 3 + [(words, 2) for words in shown],
        pictures=[("pictures/a.png", hashlib.sha256(PICTURE).hexdigest())]
        * (without != "import-lost-picture"),
        links={WORDS["import-lost-link"]} if without != "import-lost-link" else set(),
    )


@pytest.mark.parametrize("make", FORMATS, ids=lambda make: make.__name__[1:])
def test_each_kind_of_loss_is_found(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    original = read_original(make(tmp_path))
    assert compared(original, _written(), ()).losses == ()
    for code in FORMATS[make]:
        found = compared(original, _written(code), ())
        assert [one.code for one in found.losses] == [code]
        assert [one.code for one in found.diagnostics] == [code]
        expected = WORDS[code] if code != "import-lost-picture" else "boats"
        if make is not _rtf or code != "import-lost-picture":
            assert expected in found.losses[0].text
        assert found.losses[0].number > 0


def test_what_another_warning_says_is_not_said_twice(tmp_path: Path) -> None:
    original = read_original(_html(tmp_path))
    told = Diagnostic(code="import-x", message=f"Left out: {WORDS['import-lost-cell']}.", fix="")
    found = compared(original, _written("import-lost-cell"), [told])
    assert len(found.losses) == 1
    assert found.diagnostics == ()


def test_a_row_of_lost_paragraphs_is_one_diagnostic(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text("<p>Kept.</p><p>One of them.</p><p>Two of them.</p><p>Last.</p>", "utf-8")
    written = Written(pieces=[("Kept.", 4), ("Last.", 6)])
    found = compared(read_original(file), written, ())
    assert [one.text for one in found.losses] == ["One of them.", "Two of them."]
    assert [(one.line, one.code) for one in found.diagnostics] == [(4, "import-lost-words")]
    assert "2 paragraphs were lost, from “One of them.”" in found.diagnostics[0].message


def test_lost_words_of_a_paragraph_are_named(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text("<h1>Of it</h1><p>One two <b>three four</b> five.</p>", "utf-8")
    found = compared(read_original(file), Written(pieces=[("Of it", 1), ("One two five.", 2)]), ())
    assert [one.text for one in found.losses] == ["three four"]
    assert "below “Of it”" in found.diagnostics[0].message


@pytest.mark.parametrize(
    ("page", "pieces"),
    [
        ("<figure><figcaption>Figure 2: The mill.</figcaption></figure>", ["The mill."]),
        ("<p>so\u00adft and co<wbr>mmon</p>", ["soft and common"]),
        ("<p>mill<sup>2</sup></p>", ["mill 2"]),
        ("<p>ﬁne “quoted”</p>", ['fine "quoted"']),
        ("<pre>one\n two</pre>", ["one", " two"]),
        ("<p>4 March 2026</p>", []),
        ("<p>By Ada Kowalska</p>", []),
        ("<p>Table 3. Levels. Photo: Bo</p>", ["Photo: Bo", "Levels."]),
        ("<table><tr><td>one<td>two</table>three", ["one", "two", "three"]),
        ("<p>Page <span role=doc-pagebreak>12</span>turned</p>", ["Page turned"]),
        ("<svg><image href=a.png></image></svg><p>Of</p>", ["Of"]),
        ('<p><a href="https://t.example/?url=https://example.org/a/">Of</a></p>', ["Of"]),
    ],
)
def test_no_false_alarms(page: str, pieces: list[str], tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(page, "utf-8")
    written = Written([(one, 1) for one in pieces], dates={("2026", "4")}, people=["Ada Kowalska"])
    written.links.add("https://example.org/a")
    written.pictures.append(("pictures/a.png", ""))
    assert compared(read_original(file), written, ()).losses == ()


@pytest.mark.parametrize(
    ("post", "pieces"),
    [
        ("> [!NOTE]\n> Words.\n", ["Words."]),
        ("::: tip\nWords.\n:::\n", ["Words."]),
        ("```{figure} a.png\n:alt: A mill\n:name: x\n\nOf it.\n```\n", ["A mill", "Of it."]),
        ("```{code-cell} python\n:tags: [x]\n\n1 + 1\n```\n", ["1 + 1"]),
        ("See {ref}`the words <x>`.\n", ["See the words."]),
        ("```rust\n{{#include main.rs}}\n```\n\nWords.\n", ["Words."]),
        ("See {ref}`x` and {term}`Gauge`.\n\n(target)=\n", ["See x and Gauge."]),
        ("[[place|The words]] %%unseen%% ![[a.png]]\n", ["The words"]),
        ('{% include figure.html src="a.png" caption="Of it" %}\n', ["Of it"]),
        ("- [x] Done {% raw %}`{{ a }}`{% endraw %}\n", ["Done {{ a }}"]),
    ],
)
def test_markup_of_dialects_is_not_text(post: str, pieces: list[str], tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(post, "utf-8")
    written = Written([(one, 1) for one in pieces], pictures=[("pictures/a.png", "")])
    assert compared(read_original(file), written, ()).losses == ()


def test_what_is_not_shown_is_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(
        "<body><nav>Home</nav><main><p>Here.</p><p hidden>Unseen.</p><p style='display:none'>Not"
        " this.</p><form><button>Send</button></form></main><footer>Imprint</footer>",
        "utf-8",
    )
    found = compared(read_original(file), Written([("Here. Unseen.", 1)]), ())
    assert {(one.code, one.text) for one in found.losses} == {
        ("import-page", "Home"),
        ("import-page", "Imprint"),
        ("import-hidden", "Not this."),
        ("import-lost-form", "Send"),
    }


def test_strict_exits_with_8_and_writes_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    box = "<w:p><w:r><w:pict><w:txbxContent><w:p>{}</w:p></w:txbxContent></w:pict></w:r></w:p>"
    lost = "<w:r><w:delText>Cut away.</w:delText></w:r>"
    body = one.format("Here it is.") + f"<w:p><w:del>{lost}</w:del></w:p>" + box.format("")
    file = docx(tmp_path, f"<w:document {W}><w:body>{body}</w:body></w:document>".encode())
    report = tmp_path / "out.json"
    words = ["import", str(file), "-o", str(tmp_path / "a.md"), "--report", str(report)]
    assert main([*words, "--strict"]) == 8
    assert "1 deletion: “Cut away.”" in capsys.readouterr().out
    told = json.loads(report.read_text("utf-8"))
    assert (told["ok"], told["exit_code"]) == (False, 8)
    assert [loss["text"] for loss in told["sources"][0]["losses"]] == ["Cut away."]
    assert main([*words, "--force"]) == 0
    assert json.loads(report.read_text("utf-8"))["exit_code"] == 0
    assert main([*words, "--comments", "burn"]) == 2


def test_missing_pictures_do_not_stop_the_comparison(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text("<title>T</title><p>Here.</p><img src=no.png alt='A mill'>", "utf-8")
    found = api.import_document(file, tmp_path / "a.md")
    assert found.losses == ()
    assert "import-unread" not in [one.code for one in found.diagnostics]
