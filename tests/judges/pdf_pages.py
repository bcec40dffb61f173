"""Poppler: what the pages of a PDF look like, what their text says, how it is structured.

Each function raises MissingJudgeError without Poppler and JudgeError for a broken PDF.
"""

from pathlib import Path

from .process import JudgeError, program, run

PACKAGE = "Poppler's tools (Debian: poppler-utils)"


def render(pdf: Path, folder: Path, *, dpi: int = 72, timeout: float = 120) -> list[Path]:
    """Draw every page as `folder`/page-N.png; the paths in page order."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("page-*.png"):
        old.unlink()
    options = ["-png", "-r", str(dpi)]
    run([program("pdftoppm", PACKAGE), *options, pdf, folder / "page"], timeout=timeout)
    pages = sorted(folder.glob("page-*.png"))  # pdftoppm pads the numbers
    if not pages:
        raise JudgeError(f"no page could be drawn of {pdf}")
    return pages


def text(pdf: Path, *, layout: bool = False, timeout: float = 60) -> list[str]:
    """The text of each page, in content order or, with `layout`, placed as on the page."""
    options = ["-enc", "UTF-8", *(["-layout"] if layout else [])]
    pages = run([program("pdftotext", PACKAGE), *options, pdf, "-"], timeout=timeout)
    return pages.split("\f")[:-1]


def structure(pdf: Path, *, timeout: float = 60) -> str:
    """The structure tree with its attributes and text, indented: the way a screen reader goes."""
    return run([program("pdfinfo", PACKAGE), "-struct-text", pdf], timeout=timeout)


def info(pdf: Path, *, timeout: float = 60) -> dict[str, str]:
    """What the document says of itself: Title, Author, Tagged, Pages, Page size ..."""
    lines = run([program("pdfinfo", PACKAGE), "-isodates", pdf], timeout=timeout).splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs}
