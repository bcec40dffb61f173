"""Read a finished PDF of any origin."""

from __future__ import annotations

from publish.readers.pdf.reading import read_pdf

__all__ = ["read_pdf"]
