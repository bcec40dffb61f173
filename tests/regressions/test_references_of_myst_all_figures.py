"""References of MyST to tables, code and formulas all became “Figure 1”."""

from __future__ import annotations

from pathlib import Path

from publish.api import import_document

TEXT = """---
title: Zahlen
lang: de
---

```{table} Erträge
:name: tab-a

| A | B |
|---|---|
| 1 | 2 |
```

```{code-block} python
:name: code-a

print(1)
```

```{math}
:label: eq-a

a = b
```

(sec-a)=
## Ein Teil

Siehe {numref}`tab-a`, [](#tab-a), {numref}`Tafel %s <tab-a>`, {numref}`code-a`, {eq}`eq-a`,
{numref}`eq-a`, {numref}`sec-a` und {ref}`gone`.
"""


def test_each_reference_says_what_it_refers_to(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT, "utf-8")
    imported = import_document(tmp_path / "a.md", tmp_path / "b.md")
    text = (tmp_path / "b.md").read_text("utf-8").replace("\u00a0", " ")
    assert text.splitlines()[-1] == (
        "Siehe [Tabelle 1](#tab-a), [Tabelle 1](#tab-a), [Tafel 1](#tab-a), [Code 1](#code-a), "
        "[(1)](#eq-a), [Formel 1](#eq-a), [Ein Teil](#sec-a) und gone."
    )
    assert imported.losses == ()


def test_a_missing_picture_is_named_where_it_stands(tmp_path: Path) -> None:
    post = "---\nlayout: post\ntitle: T\n---\n\n{{< figure src=a.png caption='Words' >}}\n"
    (tmp_path / "a.md").write_text(post, "utf-8")
    imported = import_document(tmp_path / "a.md", tmp_path / "b.md")
    lines = (tmp_path / "b.md").read_text("utf-8").splitlines()
    found = {one.line for one in imported.diagnostics if one.code == "import-picture"}
    assert [lines[line - 1] for line in found] == [":::{figure} pictures/a.png"]


NEW = """---
title: T
lang: en
---

See @fig-a, [](./other.md), {eq}`eq-b`, {prf:ref}`thm`, a@b.org and @nobody.

:::{figure} a.png
:label: fig-a
Words.
:::

$$ c = d $$ (eq-b)

:::{prf:theorem} Flow
:label: thm
All flows.
:::
"""


def test_labels_of_mystmd_are_names(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("---\ntitle: The other\n---\n\nText.\n", "utf-8")
    (tmp_path / "a.md").write_text(NEW, "utf-8")
    import_document(tmp_path / "a.md", tmp_path / "b.md", dialect="myst")
    text = (tmp_path / "b.md").read_text("utf-8").replace("\u00a0", " ")
    assert (
        "See [Figure 1](#fig-a), The other, [(1)](#eq-b), [Theorem Flow](#thm), a@b.org and "
        in text
    )
    assert "{#eq-b}\n$$\nc = d\n$$\n" in text


CITED = """---
title: Mills
lang: en
---

Old {cite}`euler`, as {cite:t}`lis` says; see [@lis], but `{cite}` alone isn't one.

```{note}
Inside {cite:p}`euler,lis`, and {cite}`gone`.
```

```python
"{cite}`euler`"
```

```{bibliography}
:style: unsrt
```

The end.
"""

WORKS = """@book{euler, author={Euler, Leonhard}, title={Introductio}, year=1748}
@book{lis, author={Lis, Ada}, title={Mills}, year=2020}"""


def test_citations_are_written_out(tmp_path: Path) -> None:
    (tmp_path / "works.bib").write_text(WORKS, encoding="utf-8")
    (tmp_path / "a.md").write_text(CITED, encoding="utf-8")
    imported = import_document(tmp_path / "a.md", tmp_path / "b.md")
    text = (tmp_path / "b.md").read_text(encoding="utf-8").replace("\u00a0", " ")
    first = (
        "Old ([Euler 1748](#ref-euler)), as Lis ([2020](#ref-lis)) says; see ([Lis 2020](#ref-lis))"
    )
    assert f"{first}, but `{{cite}}` alone isn't one." in text.replace("’", "'")
    assert "Inside ([Euler 1748](#ref-euler); [Lis 2020](#ref-lis)), and \\[gone]." in text
    assert '"{cite}`euler`"' in text
    assert "{#ref-euler}\nEuler, Leonhard. 1748. *Introductio*.\n\n{#ref-lis}\nLis" in text
    assert text.endswith("The end.\n")
    assert any("written: @gone. The bibl" in one.message for one in imported.diagnostics)


def test_citations_without_works_are_listed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Mills\n\nOld {cite}`euler`, and {cite:p}`lis`.\n", "utf-8")
    imported = import_document(tmp_path / "a.md", tmp_path / "b.md")
    assert any("written: @euler, @lis." in one.message for one in imported.diagnostics)
