"""Articles in JATS and notebooks of Jupyter were refused."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from publish.api import import_document
from publish.errors import SourceError
from publish.importing.original import notebook
from tests.importing.word import png

JATS = """<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.2//EN" "JATS.dtd">
<article xmlns:xlink="http://www.w3.org/1999/xlink" xml:lang="en"><front><article-meta>
<article-id pub-id-type="doi">10.1234/a</article-id>
<title-group><article-title>Flow of <italic>rivers</italic></article-title></title-group>
<contrib-group><contrib><name><surname>Kowalska</surname><given-names>Ada</given-names></name>
</contrib><aff id="a">University of Lubin</aff></contrib-group>
<pub-date><day>1</day><month>3</month><year>2026</year></pub-date>
<abstract><title>Abstract</title><p>We measured.</p></abstract></article-meta></front><body>
<sec><title>One</title><p>As <xref ref-type="fig" rid="f">Fig. 7</xref> shows
<xref ref-type="bibr" rid="r">[1]</xref><xref ref-type="fn" rid="n">*</xref>.</p>
<fig id="f"><label>Figure 7</label><caption><p>The river.</p></caption><alt-text>A river</alt-text>
<graphic xlink:href="river"/></fig>
<disp-formula><label>(2)</label><tex-math>a = b</tex-math></disp-formula>
<table-wrap><label>Table 1</label><caption><p>Yields</p></caption><table><thead><tr><th>Year</th>
<th>Flow</th></tr></thead><tbody><tr><td>1901</td><td>12<xref ref-type="table-fn" rid="t">a</xref>
</td></tr></tbody></table><table-wrap-foot><fn id="t"><label>a</label><p>Estimated.</p></fn>
</table-wrap-foot></table-wrap></sec></body><back><fn-group><fn id="n"><label>*</label>
<p>At noon.</p></fn></fn-group>
<ref-list><title>References</title><ref id="r"><element-citation><name>
<surname>Knuth</surname><given-names>D.</given-names></name><article-title>Lines</article-title>
<source>Software</source><year>1981</year><volume>11</volume></element-citation></ref></ref-list>
</back></article>"""


def test_an_article_in_jats_is_whole(tmp_path: Path) -> None:
    (tmp_path / "river.png").write_bytes(png())
    (tmp_path / "a.xml").write_text(JATS, "utf-8")
    imported = import_document(tmp_path / "a.xml", tmp_path / "a.md")
    fields, _, text = (tmp_path / "a.md").read_text("utf-8").partition("\n---\n")
    for line in ("title: Flow of rivers", "  - Ada Kowalska", "published: 2026-03-01",
                 "standfirst: We measured.", "identifier: https://doi.org/10.1234/a"):  # fmt: skip
        assert line in fields.splitlines()
    for piece in (
        "As [Fig. 1](#f) shows [\\[1\\]](#r)[^1].",
        ":::{figure} pictures/river.png\n:name: f\n:alt: A river\n\nThe river.\n:::",
        "$$\na = b \\tag{2}\n$$",
        "| 1901 | 12[^2] |",
        "## References\n\n1. {#r}\n   D. Knuth. 1981. Lines. *Software* 11.",
        "[^1]: At noon.",
        "[^2]: Estimated.",
    ):
        assert piece in text
    assert {one.text for one in imported.losses} == {"University of Lubin"}


def test_other_xml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<feed/>", "utf-8")
    with pytest.raises(SourceError, match="isn't an article in JATS"):
        import_document(tmp_path / "a.xml", tmp_path / "a.md")


def test_a_notebook_keeps_code_and_results(tmp_path: Path) -> None:
    picture = base64.b64encode(png()).decode()
    plot = {"data": {"image/png": picture}}
    table = {"data": {"text/html": "<table><tr><th>x</th></tr><tr><td>1</td></tr></table>"}}
    cells = [
        {"cell_type": "markdown", "source": ["# Rain\n", "\n", "It *rains*: $a^2$."]},
        {"cell_type": "code", "source": "print(1)", "outputs": [{"text": ["1\n"]}, plot, table]},
        {"cell_type": "code", "source": "later()", "execution_count": None, "outputs": []},
        {"cell_type": "code", "source": "w", "outputs": [{"data": {"application/x": ""}}]},
    ]
    about = {"language_info": {"name": "python"}}
    file = tmp_path / "a.ipynb"
    file.write_text(json.dumps({"cells": cells, "metadata": about, "nbformat": 4}), "utf-8")
    imported = import_document(file, tmp_path / "a.md")
    text = (tmp_path / "a.md").read_text("utf-8")
    assert "title: Rain\n" in text
    code = "```python\nprint(1)\n```\n\n```text\n1\n```\n\n:::{figure} pictures/output-1.png\n:::"
    assert f"It *rains*: $a^2$.\n\n{code}" in text
    assert "| x" in text
    told = " ".join(one.message for one in imported.diagnostics)
    assert "(cell 3)" in told
    assert "application/x" in told
    file.write_text("[]", "utf-8")
    with pytest.raises(SourceError, match="isn't a notebook"):
        import_document(file, tmp_path / "b.md")


def test_cells_and_results_that_are_no_objects_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "a.ipynb"
    cell = {"cell_type": "code", "source": ["x"], "outputs": ["y", {"data": ["z"]}]}
    file.write_text(json.dumps({"cells": ["stray", cell], "metadata": [1]}))
    assert [one.text for one in notebook.read(file).passages if one.text] == ["x"]
