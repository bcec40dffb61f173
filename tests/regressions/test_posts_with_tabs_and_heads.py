"""Posts lost titles of shortcodes and captions, and tables with two header rows fell apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.importing import import_file

TABLE = """<table><tr><th rowspan="2">Month</th><th colspan="2">Degrees</th></tr>
<tr><th>min</th><th>max</th></tr><tr><td>May</td><td>3</td><td>9</td></tr></table>"""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('{{% notice warning "Careful" %}}\nIce.\n{{% /notice %}}',
         ":::{admonition} Careful\nIce.\n:::"),
        ('{{< details title="More" >}}\nSeeds.\n{{< /details >}}',
         ":::{sidebar} More\nSeeds.\n:::"),
        ('{{< tabs >}}{{< tab "A" >}}One.{{< /tab >}}{{< tab "B" >}}Two.{{< /tab >}}{{< /tabs >}}',
         "**A**\n\nOne.\n\n**B**\n\nTwo."),
        ('{{< figure src="a.png" alt="Map" title="The way" caption="To B" >}}',
         "**The way** To B"),
        ("![Birds](a.png)\n*Birds at noon.*",
         ":::{figure} pictures/a.png\n:alt: Birds\n\nBirds at noon."),
        (r"So \(a^2\), and \(b\) or [c](d).", "So $a^2$, and (b) or c."),
        (r"Write \[key=value\] here.", r"Write \[key=value] here."),
        (TABLE, "* - {rspan}`1` Month\n  - {cspan}`1` Degrees\n* - min\n  - max\n* - May\n  - 3\n"),
        (TABLE.replace("rowspan", "x").replace("colspan", "y"),
         "| Month | Degrees |     |\n"),
    ],
)  # fmt: skip
def test_nothing_of_a_post_is_lost(written: str, read: str, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"---\nlayout: post\ntitle: T\n---\n\n{written}\n", "utf-8")
    markdown = import_file(file, tmp_path).markdown
    assert read in markdown


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("_config.yml", "lang: pl\nauthor: {name: Ewa Lis}\n"),
        ("hugo.toml", 'languageCode = "pl"\n[params]\nauthor = "Ewa Lis"\n'),
    ],
)
def test_the_site_names_language_and_author(name: str, settings: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(settings, "utf-8")
    (tmp_path / "_posts").mkdir()
    file = tmp_path / "_posts" / "a.md"
    file.write_text("---\nlayout: post\ntitle: T\nexcerpt: In *snow*.\n---\n\nSnow.\n", "utf-8")
    markdown = import_file(file, tmp_path).markdown
    assert "language: pl\nauthors:\n  - Ewa Lis\ndescription: In snow.\n" in markdown
