"""veraPDF and Poppler see what is in a PDF, and what is missing."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from . import java, pdf_pages, process, samples, verapdf


def test_verapdf_tells_tagged_from_untagged(tmp_path: Path) -> None:
    tagged = samples.pdf(tmp_path / "tagged.pdf", "pdf/ua-1")
    untagged = samples.pdf(tmp_path / "untagged.pdf", None)
    verdicts = verapdf.check([tagged, untagged], "ua1")
    assert verdicts[tagged] == ()
    assert {("7.1", 3), ("7.1", 11), ("6.2", 1)} <= {
        (rule.clause, rule.test_number) for rule in verdicts[untagged]
    }
    assert all(rule.count > 0 and rule.message and rule.context for rule in verdicts[untagged])


def test_verapdf_judges_by_the_flavour_it_is_given(tmp_path: Path) -> None:
    tagged = samples.pdf(tmp_path / "tagged.pdf", "pdf/ua-1")
    assert {rule.specification for rule in verapdf.check([tagged], "2a")[tagged]} == {
        "ISO 19005-2:2011"
    }


def test_verapdf_refuses_what_is_no_pdf(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n")
    with pytest.raises(process.JudgeError, match="no verdict"):
        verapdf.check([broken])


def test_poppler_reads_pages_text_and_structure(tmp_path: Path) -> None:
    tagged = samples.pdf(tmp_path / "tagged.pdf", "pdf/ua-1")
    pages = pdf_pages.render(tagged, tmp_path / "pages", dpi=36)
    assert [page.name for page in pages] == ["page-1.png", "page-2.png"]
    with Image.open(pages[0]) as picture:
        assert picture.size == (298, 421)  # A4 at 36 dots an inch
    assert [page.split("\n")[0] for page in pdf_pages.text(tagged)] == [
        "The heading",
        "The second heading",
    ]
    assert "H1" in pdf_pages.structure(tagged)
    assert pdf_pages.info(tagged)["Tagged"] == "yes"
    untagged = samples.pdf(tmp_path / "untagged.pdf", None)
    assert pdf_pages.info(untagged)["Tagged"] == "no"
    assert "H1" not in pdf_pages.structure(untagged)


def test_poppler_refuses_what_is_no_pdf(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n")
    with pytest.raises(process.JudgeError):
        pdf_pages.render(broken, tmp_path / "pages")


def test_a_judge_that_does_not_answer_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    pipe = subprocess.PIPE
    silent = subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8")
    monkeypatch.setattr(java, "_running", [silent])
    with pytest.raises(process.JudgeError, match="no verdict within"):
        java.ask("verapdf", [], timeout=0.2)
    assert silent.returncode
    assert java._running == []  # the next question starts another
