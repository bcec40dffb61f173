"""The font files of a book: each once, with the glyphs that any of its pieces uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future

from msgspec import Struct, field

from publish.exporters.pdf.chapters.crew import Crew
from publish.exporters.pdf.chapters.model import Answer, FontOrder, FontUse, Thing
from publish.exporters.pdf.chapters.store import Store


def united(uses: Iterable[FontUse]) -> dict[tuple[str, int], frozenset[int]]:
    """The glyphs that are used of each file and face."""
    glyphs: dict[tuple[str, int], frozenset[int]] = {}
    for use in uses:
        key = (use.file, use.index)
        glyphs[key] = glyphs.get(key, frozenset()) | use.glyphs
    return dict(sorted(glyphs.items()))


class Contents(Struct):
    """The whole font files that workers have sent, by their digests."""

    store: Store
    held: dict[str, bytes] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        if name not in self.held:
            content = self.store.get(f"font {name}", bytes)
            if content is None:
                return False
            self.held[name] = content
        return True

    def keep(self, answer: Answer) -> None:
        """Keep the files that came with ``answer``."""
        for name, content in answer.files.items():
            if not self.has(name):
                self.held[name] = content
                self.store.put(f"font {name}", content)


def files_of(
    glyphs: Mapping[tuple[str, int], frozenset[int]], contents: Contents, workers: Crew
) -> dict[tuple[str, int], Thing]:
    """The streams of all files, with ``glyphs``; what was made before is not made again."""
    made: dict[tuple[str, int], Thing] = {}
    begun: dict[tuple[str, int], Future[Answer]] = {}
    for (file, index), used in glyphs.items():
        known = contents.store.get(_name(file, index, used), Thing)
        if known is None:
            order = FontOrder(contents.held[file], index, used)
            begun[file, index] = workers.order(order)
        else:
            made[file, index] = known
    for (file, index), future in begun.items():
        thing = future.result().made
        assert isinstance(thing, Thing)  # noqa: S101 - narrows the type
        made[file, index] = thing
        contents.store.put(_name(file, index, glyphs[file, index]), thing)
    return {key: made[key] for key in glyphs}


def _name(file: str, index: int, used: frozenset[int]) -> str:
    return f"font file {file} {index} {sorted(used)}"
