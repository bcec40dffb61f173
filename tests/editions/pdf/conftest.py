"""PDFs made of a few lines of Markdown."""

from collections.abc import Callable
from pathlib import Path

import pytest

from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf as export

Make = Callable[..., Path]

HEAD = """---
title: The ferry
language: {language}
authors: [Ada Kowalska]
published: 2026-03-01
---

"""

PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" viewBox="0 0 400 200">
<rect width="400" height="200" fill="#356"/></svg>
"""


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """``make(text, language="en")``: the PDF of an article; ``pier.svg`` is there."""

    def made(text: str, language: str = "en", name: str = "ferry", picture: str = PICTURE) -> Path:
        (tmp_path / "pier.svg").write_text(picture, encoding="utf-8")
        source = tmp_path / f"{name}.md"
        source.write_text(HEAD.format(language=language) + text, encoding="utf-8")
        target = tmp_path / f"{name}.pdf"
        export(prepare(read(source)), None, target)
        return target

    return made
