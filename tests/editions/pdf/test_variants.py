"""What sets the kinds of PDF apart."""

from pathlib import Path

import pikepdf
import pytest

from publish.editions.edition import PdfOptions
from publish.errors import UsageError
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf as export
from tests.judges import pdf_pages

from .conftest import HEAD, PICTURE

TEXT = """*Slowly* the boat goes.[^a] See [the pier](#pier).

## The pier {#pier}

Wood.

[^a]: At seven.
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.md"
    path.write_text(HEAD.format(language="en") + TEXT, encoding="utf-8")
    return path


def test_an_unknown_kind_is_refused(source: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="screen, ua-2, large-print, print"):
        export(prepare(read(source)), None, tmp_path / "x.pdf", PdfOptions("small"))
    assert not (tmp_path / "x.pdf").exists()


LARGE = (
    """
| A | B |
|---|---|
| x^2 | {sub}`2` {sup}`3` |

```
code
```

:::{sidebar} Beside
Text with `code`.
:::

> Quoted.
>
> — A sailor

![A pier.](pier.svg "The pier.")

"""
    + "The uninterruptedly wide river flows on. " * 20
)


def test_large_print_is_large_and_upright(source: Path, tmp_path: Path) -> None:
    """As the guidelines ask: 18 pt and more, no italics, no hyphens, short lines."""
    target = tmp_path / "ferry.pdf"
    (tmp_path / "pier.svg").write_text(PICTURE, encoding="utf-8")
    lists = "language: en\ntable-of-contents: true\nlist-of-illustrations: true"
    text = source.read_text(encoding="utf-8").replace("language: en", lists)
    source.write_text(text + LARGE, encoding="utf-8")
    export(prepare(read(source)), None, target, PdfOptions("large-print"))
    lines = [line.strip() for page in pdf_pages.text(target) for line in page.splitlines()]
    assert max(len(line) for line in lines if ". ." not in line) <= 70
    assert not [line for line in lines if line.endswith("-")]
    with pikepdf.open(target) as pdf:
        sizes, names = set(), set()
        for page in pdf.pages:
            font = line = 0.0
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    font = float(operands[1])
                elif str(operator) == "Tm":
                    line = abs(float(operands[3]))
                elif str(operator) == "TJ":
                    sizes.add(round(line * font * 0.75, 1))
            names |= {str(font.BaseFont) for font in page.Resources.Font.values()}
    assert min(sizes) >= 18
    assert not [name for name in names if "Italic" in name]


def test_notes_and_links_of_ua_2_lead_to_elements(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "ferry.pdf"
    export(prepare(read(source)), None, target, PdfOptions("ua-2"))
    with pikepdf.open(target) as pdf:
        nodes = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o]
        (note,) = [o for o in nodes if o.S == "/FENote"]
        (call,) = [o for o in nodes if o.S == "/Reference"]
        assert note.Ref[0].objgen == call.objgen
        assert call.Ref[0].objgen == note.objgen
        names = list(pdf.Root.Names.Dests.Names)
        places = dict(zip(map(str, names[::2]), names[1::2], strict=True))
        assert places["note-1"].SD[0].objgen == note.objgen
        assert pdf.Root.Outlines.First.A.SD[0].S == "/H1"
