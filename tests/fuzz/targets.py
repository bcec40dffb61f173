"""What is fuzzed: each target takes any bytes, and may raise nothing but a :class:`PublishError`.

An input of a format that is a ZIP archive is text: a line ``=== NAME`` begins each member.
"""

from __future__ import annotations

import resource
import signal
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from types import FrameType
from typing import Any

from publish.errors import PublishError
from publish.runtime.pandoc import SECONDS as PANDOC

SEEDS = Path(__file__).with_name("seeds")

#: Limits of the processor time of an input: seconds, and seconds for each megabyte.
SECONDS, PER_MEGABYTE = 3.0, 5.0


class SlowError(BaseException):
    """An input takes too long; no handler in the code under test catches it."""


class UnsafeError(AssertionError):
    """What was written of an input isn't what is promised."""


@cache
def folder() -> Path:
    """A folder of this process, for inputs that are read from a file, with what they name."""
    made = tempfile.TemporaryDirectory(prefix="fuzz-")
    _kept.append(made)
    path = Path(made.name)
    for name in ("a.svg", "map.svg"):
        (path / name).write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><path d="M0 0h4"/></svg>'
        )
    (path / "other.css").write_text("p { color: black }")
    return path


_kept: list[tempfile.TemporaryDirectory[str]] = []


def _file(name: str, data: bytes) -> Path:
    path = folder() / name
    path.write_bytes(data)
    return path


def _packed(data: bytes, kind: bytes = b"") -> bytes:
    """The archive of the members that ``data`` lists; other bytes are the archive themselves."""
    if not data.startswith(b"=== "):
        return data
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        if kind:
            archive.writestr("mimetype", kind)
        for member in data.removeprefix(b"=== ").split(b"\n=== ")[:50]:
            name, _, content = member.partition(b"\n")
            title = name.decode("utf-8", "replace").replace("\0", "").strip()[:200] or "unnamed"
            if title not in archive.namelist():
                archive.writestr(title, content)
    return packed.getvalue()


# ------------------------------------------------------------------------ sources


def _read(path: Path) -> None:
    """Read and check a source twice: it must be the same article, or the same refusal."""
    from publish import api
    from publish.intake import read

    first, second = read(path), read(path)
    if first != second:
        raise UnsafeError("the same source is read as another article")
    api.check(path)


def markdown(data: bytes) -> None:
    head = b"" if data.startswith(b"---") else b"---\ntitle: A\nlanguage: en\n---\n\n"
    _read(_file("source.md", head + data))


def front_matter(data: bytes) -> None:
    _read(_file("source.md", b"---\n" + data + b"\n---\n\nWords.\n"))


def book(data: bytes) -> None:
    for name in ("chapter.md", "other.md"):
        _file(name, b"---\ntitle: One\nlanguage: en\n---\n\nWords.\n")
    _read(_file("publication.yaml", data))


# ---------------------------------------------------------------------- documents


def _import(path: Path, dialect: str = "") -> None:
    from publish import api

    api.import_document(path, folder() / "imported.md", force=True, dialect=dialect)


def _importer(suffix: str, kind: bytes = b"") -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        _import(_file(f"document.{suffix}", _packed(data, kind)))

    return run


def dialects(data: bytes) -> None:
    """The first line names a dialect."""
    first, _, rest = data.partition(b"\n")
    known = ("pandoc", "quarto", "myst", "mdbook", "post", "text")
    name = first.decode("ascii", "replace").strip()
    _import(_file("document.md", rest), name if name in known else "")


# ----------------------------------------------------------------- drawings, styles


def svg(data: bytes) -> None:
    """A drawing that was rebuilt is rebuilt as itself, and loads nothing."""
    from publish.runtime.folder import FileRefusedError
    from publish.runtime.svg import drawing

    try:
        content = drawing(data, "drawing.svg").content
    except FileRefusedError as error:
        raise PublishError from error
    if drawing(content, "drawing.svg").content != content:
        raise UnsafeError("the drawing isn't a fixed point")
    _require_local(content)


_LOADS = ("script", "iframe", "foreignObject", "object", "embed", "link", "meta", "base", "html")


def _require_local(drawing: bytes) -> None:
    from lxml import etree

    for element in etree.fromstring(drawing).iter():
        name = etree.QName(element).localname
        if name in _LOADS:
            raise UnsafeError(f"the drawing has a <{name}>")
        if name == "style":
            _require_fragments(element.text or "", sheet=True)
        for key, value in element.attrib.items():
            local = etree.QName(key).localname.lower()
            if local.startswith("on") or local in ("base", "src", "srcset"):
                raise UnsafeError(f"the drawing has the attribute {local}")
            if local == "href" and not value.strip().startswith(("#", "data:image/")):
                raise UnsafeError(f"the drawing refers to {value[:80]}")
            if local not in ("href", "id", "class", "lang") and not key.startswith("{"):
                _require_fragments(value, words=local.startswith(("aria-", "data-")))


def _require_fragments(css: str, *, words: bool = False, sheet: bool = False) -> None:
    """Raise if ``css`` has the address of anything but a fragment or a picture in itself.

    What a ``@namespace`` rule holds is a name, up to its semicolon.
    """
    import tinycss2

    rules = [] if words else tinycss2.parse_stylesheet(css)
    names = [
        one.serialize() for one in rules if getattr(one, "lower_at_keyword", "") == "namespace"
    ]
    for name in names:
        css = css.replace(name, "")
    waiting = [] if words else list(tinycss2.parse_component_value_list(css))
    while waiting:
        token = waiting.pop()
        if sheet and token.type == "at-keyword" and token.lower_value == "import":
            raise UnsafeError("the style imports another")
        named = token.type == "function" and token.lower_name in ("url", "src", "image-set")
        for one in token.arguments if named else (token,) if token.type == "url" else ():
            text = getattr(one, "value", "")
            local = str(text).strip().lower().startswith(("#", "data:image/", "style/"))
            if one.type in ("url", "string") and not local:
                raise UnsafeError(f"the style refers to {str(text)[:80]}")
        inner = token.arguments if token.type == "function" else getattr(token, "content", None)
        waiting += inner if isinstance(inner, list) else []


def css(data: bytes) -> None:
    """A publisher's style sheet, in an EPUB and where its colours are checked."""
    from publish import api
    from publish.runtime.custom_sheets import CustomSheets
    from publish.runtime.stylesheets import custom_sheet

    sheet = _file("sheet.css", data)
    source = _file("styled.md", b"---\ntitle: A\nlanguage: en\n---\n\n## B\n\nSome *words*.\n")
    api.check(source, [sheet])
    _require_fragments(CustomSheets("an EPUB").read(custom_sheet(sheet)), sheet=True)


# ----------------------------------------------------------------------- editions


def _edition(path: Path) -> None:
    from publish.api import verify
    from publish.editions.auditing import audit

    verify(path, quick=True)
    audit(_article(), (path,), None)


@cache
def _article() -> Any:
    from publish.intake import read
    from publish.prepare import prepare

    return prepare(read(SEEDS / "edition.md"))


def epub(data: bytes) -> None:
    _edition(_file("edition.epub", _packed(data, b"application/epub+zip")))


def pdf(data: bytes) -> None:
    _edition(_file("edition.pdf", data))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "markdown": markdown,
    "yaml": front_matter,
    "book": book,
    "svg": svg,
    "css": css,
    "epub": epub,
    "pdf": pdf,
    "import-html": _importer("html"),
    "import-docx": _importer("docx"),
    "import-odt": _importer("odt", b"application/vnd.oasis.opendocument.text"),
    "import-epub": _importer("epub", b"application/epub+zip"),
    "import-rtf": _importer("rtf"),
    "import-latex": _importer("tex"),
    "import-jats": _importer("xml"),
    "import-ipynb": _importer("ipynb"),
    "import-markdown": dialects,
    "import-text": _importer("txt"),
}


def seeds(target: str) -> list[bytes]:
    """The saved inputs of a target, in the order of their names."""
    return [file.read_bytes() for file in sorted((SEEDS / target).iterdir())]


def attempt(target: str, data: bytes) -> bool:
    """Whether ``data`` is accepted, not refused.  Raises what no input may raise."""
    with _limited(len(data)):
        try:
            TARGETS[target](data)
        except PublishError:
            return False
    return True


@contextmanager
def _limited(size: int) -> Iterator[None]:
    """Raise :class:`SlowError` if the block needs too much processor time, here or in pandoc."""
    limit = SECONDS + PER_MEGABYTE * size / 1e6
    before = _of_children()
    old = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, old)
    if _of_children() - before > 1.2 * PANDOC:
        raise SlowError("a program needs more than its own limit")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SlowError("more processor time than allowed")


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
