"""Read a finished PDF, whoever made it."""

from __future__ import annotations

from publish.readers.pdf.reading import read_pdf

__all__ = ["read_pdf"]
