"""Read a Jupyter notebook for comparison with its source: its text, code and printed results."""

from __future__ import annotations

from pathlib import Path

from publish.errors import SourceError
from publish.importing.markdown.notebook import cells_of, joined, mapping
from publish.importing.original.markdown import read_text
from publish.importing.original.record import Kind, Original, OriginalError


def read(file: Path) -> Original:
    """Return the content of ``file``.  Raises :class:`OriginalError`."""
    try:
        cells, _ = cells_of(file)
    except SourceError as error:
        raise OriginalError(str(error)) from error
    found = Original(part=file.name, unit="cell")
    for number, cell in enumerate(cells, 1):
        source = joined(cell.get("source"))
        if cell.get("cell_type") == "markdown":
            inner = read_text(source, file.name)
            found.number = number
            for one in inner.passages:
                found.add(one.kind, one.text)
            for link in inner.links:
                found.add_link(link.target, link.text)
            for picture in inner.pictures:
                found.add_picture(picture.address)
            continue
        found.number = number
        for line in source.split("\n"):
            found.add(Kind.PARAGRAPH, line)
        for output in cell.get("outputs") or ():
            output = mapping(output)
            data = mapping(output.get("data"))
            if any(kind.startswith("image/") for kind in data):
                found.add_picture(f"output of cell {number}")
            elif "text/html" not in data:
                for line in joined(output.get("text") or data.get("text/plain")).split("\n"):
                    found.add(Kind.PARAGRAPH, line)
    return found
