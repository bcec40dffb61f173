"""Read a finished PDF of any origin."""

from __future__ import annotations

from publish.runtime.uninterrupted import uninterrupted

with uninterrupted():  # it ends the process if a handler of a signal raises while it starts
    import pikepdf as pikepdf

from publish.readers.pdf.reading import read_pdf

__all__ = ["read_pdf"]
