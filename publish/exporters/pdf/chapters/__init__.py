"""Books: laid out in pieces beside each other, and joined."""

from publish.exporters.pdf.chapters.book import Made, make

__all__ = ["Made", "make"]
