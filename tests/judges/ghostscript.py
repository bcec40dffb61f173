"""Ghostscript: which inks each page of a PDF takes.

Raises MissingJudgeError without Ghostscript and JudgeError for a broken PDF.
"""

from pathlib import Path

from .process import program, run


def inks(pdf: Path, *, timeout: float = 120) -> list[tuple[float, float, float, float]]:
    """For each page, how much of it cyan, magenta, yellow and black cover (0 to 1)."""
    gs = program("gs", "Ghostscript (Debian: ghostscript)")
    options = ["-q", "-dSAFER", "-o", "-", "-sDEVICE=ink_cov"]
    output = run([gs, *options, pdf], timeout=timeout)
    rows = [line.split()[:4] for line in output.splitlines() if "CMYK" in line]
    return [(float(c) / 100, float(m) / 100, float(y) / 100, float(k) / 100) for c, m, y, k in rows]
