"""Messages of PDFs that can't be read showed Python's name of the file, not what is wrong."""

from pathlib import Path

import pikepdf
import pytest

from publish.errors import SourceError
from publish.verify.pdf import verify_pdf


def test_a_password_is_named_with_its_fix(tmp_path: Path) -> None:
    path = tmp_path / "it's a lock.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path, encryption=pikepdf.Encryption(user="x", owner="y"))
    message = "It cannot be read as a PDF: it has a password. Save it without one."
    assert _told(path) == message


def test_a_fault_of_qpdf_begins_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "loop\n.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Pages.Kids.append(pdf.Root.Pages)
        pdf.save(path)
    assert _told(path).startswith("It cannot be read as a PDF: (object ")
    assert "Loop detected in /Pages structure" in _told(path)


def _told(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        verify_pdf(path, ask_verapdf=False)
    return f"{caught.value.diagnostic.message} {caught.value.diagnostic.fix}"
