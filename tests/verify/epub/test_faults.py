"""Each fault that is put into a sound book is found, with its clause; the sound book has none."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.verify.epub import verify_own_rules as verify
from tests.verify.epub.injecting import Spoil, spoiled, swap

TEXT, NAV, OPF, SMIL, CSS = (
    *("article.xhtml", "nav.xhtml", "content.opf", "article.smil", "style.css"),
)


def first(pattern: str, new: str) -> Spoil:
    """Replace the first match of ``pattern``, which must be there."""

    def spoil(content: bytes) -> bytes:
        changed, count = re.subn(pattern, new, content.decode(), count=1, flags=re.DOTALL)
        assert count, pattern
        return changed.encode()

    return spoil


def feature(name: str) -> Spoil:
    claim = '<meta property="schema:accessibilityFeature">'
    return swap(f"{claim}tableOfContents", f"{claim}{name}</meta>{claim}tableOfContents")


FAULTS: list[tuple[str, str, Spoil, str, str]] = [
    # what is broken, file, how, code, clause
    ("lost alt", TEXT, first(r'(<img [^>]*?) alt="[^"]+"', r"\1"), "alt-missing", "1.1.1"),
    ("empty alt", TEXT, first(r'alt="[^"]+"', 'alt=""'), "alt-empty", "1.1.1"),
    ("file name", TEXT, first(r'alt="[^"]+"', 'alt="picture"'), "alt-meaningless", "1.1.1"),
    (
        "drawing without a name",
        TEXT,
        swap("</main>", '<svg xmlns="http://www.w3.org/2000/svg"/></main>'),
        *("svg-unnamed", "1.1.1"),
    ),
    ("formula without words", TEXT, first(r' alttext="[^"]+"', ""), "formula-unnamed", "1.1.1"),
    (
        "no language",
        TEXT,
        first(r' lang="en-GB" xml:lang="en-GB"', ""),
        "language-missing",
        "3.1.1",
    ),
    (
        "language of another book",
        TEXT,
        swap('lang="en-GB" xml:lang="en-GB"', 'lang="fr" xml:lang="fr"'),
        *("language-contradiction", "3.1.1"),
    ),
    (
        "lang alone",
        TEXT,
        swap('lang="be" xml:lang', 'lang="ru" xml:lang'),
        "language-contr",
        "3.1.2",
    ),
    (
        "no tag",
        TEXT,
        swap('lang="be" xml:lang="be"', 'lang="_" xml:lang="_"'),
        "language-wr",
        "3.1.2",
    ),
    (
        "wrong phrase language",
        TEXT,
        swap('lang="be" xml:lang="be"', 'lang="de" xml:lang="de"'),
        *("phrase-language-wrong", "3.1.2"),
    ),
    ("lost phrase", TEXT, swap(' lang="be" xml:lang="be"', ""), "phrase-language-missing", "3.1.2"),
    ("no title", TEXT, first(r"<title>[^<]+", "<title> "), "title-missing", "2.4.2"),
    ("heading jump", TEXT, first(r"<h2( [^>]*>.*?)</h2>", r"<h4\1</h4>"), "heading-jump", "1.3.1"),
    ("empty heading", TEXT, first(r"(<h3[^>]*>).*?</h3>", r"\1</h3>"), "heading-empty", "2.4.6"),
    (
        "lost details",
        TEXT,
        swap('class="description" id="', 'class="description" id="x'),
        *("reference-lost", "1.3.1"),
    ),
    ("link to nowhere", TEXT, swap('href="#', 'href="#x'), "link-lost", "5.7.1"),
    ("link without words", TEXT, swap("</main>", '<a href="#title"/></main>'), "link-unn", "2.4.4"),
    (
        "task without a name",
        TEXT,
        first(r'(<input [^>]*?) aria-label\w*="[^"]+"', r"\1"),
        "con",
        "4.1.2",
    ),
    (
        "th to td in the head",
        TEXT,
        first(r"<th( [^>]*>[^<]*(?:<span.*?</span>)*)</th>", r"<td\1</td>"),
        *("header-cell-lost", "1.3.1"),
    ),
    (
        "no scope in a complex table",
        TEXT,
        first(r' scope="\w+"([^>]*(?:row|col)span="2")', r"\1"),
        *("scope-missing", "1.3.1"),
    ),
    ("wrong scope", TEXT, first(r' scope="\w+"', ' scope="line"'), "scope-wrong", "1.3.1"),
    (
        "call without a note",
        TEXT,
        first(r'(class="noteref"[^>]* href=")#[^"]+', r"\1#title"),
        *("note-lost", "1.3.1"),
    ),
    ("no way back", TEXT, swap(' role="doc-backlink"', "", 99), "back-link-missing", "DPUB"),
    ("no landmarks", NAV, swap('epub:type="landmarks"', ""), "landmarks-missing", "7.4.4"),
    ("no start", NAV, swap('epub:type="bodymatter"', ""), "landmarks-missing", "7.4.4"),
    ("no contents", NAV, swap('epub:type="toc"', "", 1), "contents-missing", "7.4.2"),
    (
        "contents out of order",
        NAV,
        first(r'(id="toc-2" href=)("[^"]+")(.*?id="toc-3" href=)("[^"]+")', r"\1\4\3\2"),
        *("contents-order", "1.3.2"),
    ),
    (
        "section not in the contents",
        NAV,
        first(r'<li><a id="toc-7"[^>]*>.*?</a></li>\n', ""),
        *("contents-incomplete", "2.4.5"),
    ),
    (
        "page without a number",
        TEXT,
        first(r'aria-label="Page 2"', ""),
        "page-unnamed",
        "doc-pagebreak",
    ),
    ("no list of pages", NAV, swap('epub:type="page-list"', ""), "page-list-incomplete", "3.2"),
    ("page leads elsewhere", NAV, swap("#page-2", "#title"), "page-lost", "7.4.3"),
    ("whose pages", OPF, swap("pageBreakSource", "x:pages"), "page-source-missing", "3.4.1.3.1"),
    ("no hazards", OPF, swap("accessibilityHazard", "x"), "metadata-missing", "2.2"),
    ("hazards at odds", OPF, swap(">none<", ">never<"), "hazard-wrong", "2.2"),
    ("index claimed", OPF, feature("index"), "feature-false", "2.2"),
    ("speech hints claimed", OPF, feature("ttsMarkup"), "feature-false", "2.2"),
    ("captions claimed", OPF, feature("captions"), "feature-false", "2.2"),
    (
        "long descriptions gone",
        TEXT,
        swap(" aria-details=", " data-x=", 99),
        *("feature-false", "2.2"),
    ),
    ("visual denied", OPF, swap(">visual<", ">textual<"), "mode-false", "2.2"),
    ("auditory claimed", OPF, swap(">visual<", ">auditory<"), "mode-false", "2.2"),
    (
        "conformance claimed",
        OPF,
        swap(
            "</metadata>",
            '<meta property="dcterms:conformsTo">EPUB Accessibility 1.1 - WCAG 2.2 Level AA</meta>'
            "</metadata>",
        ),
        *("conformance-unproven", "3.5.3.1"),
    ),
    ("modified is no moment", OPF, first(r"(\d\dT[\d:]+)Z<", r"\1<"), "modified-wrong", "5.5.5"),
    (
        "overlay unnamed",
        OPF,
        first(r' media-overlay="overlay-text-1"', ""),
        "overlay-unused",
        "9.3.5",
    ),
    (
        "overlay not there",
        OPF,
        swap('media-overlay="overlay-text-1"', 'media-overlay="gone"'),
        *("overlay-missing", "9.3.5"),
    ),
    ("overlay target missing", SMIL, swap("#title", "#no-title"), "overlay-target-lost", "9.2"),
    (
        "structure missing",
        SMIL,
        swap('textref="article.xhtml#fig-', 'textref="article.xhtml#x-'),
        *("overlay-target-lost", "9.2"),
    ),
    (
        "overlay out of order",
        SMIL,
        first(r"(<par>[^\n]*#subtitle[^\n]*\n)(<par>[^\n]*\n)", r"\2\1"),
        *("overlay-order", "1.3.2"),
    ),
    (
        "clip beyond its sound",
        SMIL,
        first(r'clipEnd="[^"]+"', 'clipEnd="9:59:59"'),
        "clip-bey",
        "9.2",
    ),
    ("clip without length", SMIL, first(r'clipEnd="[^"]+"', 'clipEnd="0s"'), "clip-empty", "9.2"),
    ("no time", SMIL, first(r'clipEnd="[^"]+"', 'clipEnd="soon"'), "clip-time-wrong", "9.2"),
    ("no sound", SMIL, swap("audio/article.mp3", "audio/x.mp3"), "sound-missing", "9.2"),
    (
        "sentence unspoken",
        SMIL,
        first(r"<par>[^\n]*text-p-1-s2[^\n]*\n", ""),
        "unspoken",
        "3.4.2.3.1",
    ),
    (
        "what is spoken is hidden",
        TEXT,
        swap('<p id="text-p-1"', '<p hidden="hidden" id="text-p-1"'),
        *("overlay-hidden", "9.3.4"),
    ),
    (
        "what is spoken lies in a closed disclosure",
        TEXT,
        first(r'(<p id="text-p-1".*?</p>)', r"<details><summary>More</summary>\1</details>"),
        *("overlay-hidden", "6.1"),
    ),
    (
        "what is spoken is hidden by a style",
        TEXT,
        swap("</head>", "<style>.opening ~ p { display: none } p {color: red}</style></head>"),
        *("overlay-hidden", "9.3.4"),
    ),
    (
        "a note that is spoken only pops up",
        TEXT,
        first(r'<div( id="note-1".*?)</div>', r"<aside\1</aside>"),
        *("overlay-pop-up", "9.3.4"),
    ),
    ("alt text unspoken", SMIL, first(r"<par>[^\n]*-img[^\n]*\n", ""), "unspoken", "3.4.2.3.1"),
    (
        "wrong duration",
        OPF,
        first(r'(media:duration">)[^<]+', r"\g<1>1s"),
        "duration-wrong",
        "9.3.5.2",
    ),
    ("no narrator", OPF, swap("media:narrator", "x:narrator"), "narrator-missing", "9.3.5.2"),
    ("no highlight", OPF, swap("media:active-class", "x:active"), "highlight-missing", "9.3.4"),
    (
        "highlight without style",
        CSS,
        swap("media-overlay-active", "x", 9),
        "highlight-mis",
        "9.3.4",
    ),
    ("faint highlight", CSS, swap("color: #1a1a1a", "color: #eedd99"), "highlight-faint", "1.4.3"),
    (
        "letters of one size",
        CSS,
        swap("font-size: 1.45em", "font-size: 18px"),
        "size-fixed",
        "1.4.4",
    ),
    (
        "focus hidden",
        CSS,
        swap("outline: 0.15em solid var(--accent)", "outline: none"),
        "foc",
        "2.4.7",
    ),
]


@pytest.mark.parametrize(
    ("name", "spoil", "code", "clause"),
    [fault[1:] for fault in FAULTS],
    ids=[fault[0] for fault in FAULTS],
)
def test_every_fault_is_found_with_its_clause(
    name: str, spoil: Spoil, code: str, clause: str, book: Path, tmp_path: Path
) -> None:
    faults = verify(spoiled(book, tmp_path / "spoiled.epub", name, spoil))
    found = {(fault.code, fault.clause) for fault in faults}
    assert any(one.startswith(code) and clause in criterion for one, criterion in found), found
    assert all(fault.fix and fault.clause for fault in faults)


def test_the_sound_book_has_no_fault(book: Path) -> None:
    assert verify(book) == ()


def test_a_fault_has_its_place(book: Path, tmp_path: Path) -> None:
    spoil = first(r'alt="[^"]+"', 'alt=""')
    target = spoiled(book, tmp_path / "spoiled.epub", TEXT, spoil)
    (fault,) = [one for one in verify(target) if one.code == "alt-empty"]
    assert fault.file == target / "EPUB" / TEXT
    with zipfile.ZipFile(target) as archive:
        line = archive.read(f"EPUB/{TEXT}").decode().splitlines()[fault.line - 1]
    assert 'alt=""' in line


@pytest.mark.parametrize(
    "content", [b"", b"no archive at all", b"PK\x05\x06" + bytes(18)], ids=["empty", "text", "zip"]
)
def test_what_is_no_epub_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.epub").write_bytes(content)
    with pytest.raises(SourceError, match="cannot be read as an EPUB"):
        verify(tmp_path / "a.epub")


def test_entities_are_not_resolved(book: Path, tmp_path: Path) -> None:
    bomb = (
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">'
        '<!ENTITY x SYSTEM "/etc/passwd">]>'
    )
    target = spoiled(book, tmp_path / "a.epub", TEXT, swap("<!DOCTYPE html>", bomb))
    target = spoiled(target, tmp_path / "b.epub", TEXT, swap("</main>", "<p>&b;&x;</p></main>"))
    assert "root:" not in str(verify(target))


def test_the_command_lists_faults_and_fails(book: Path, tmp_path: Path) -> None:
    def run(path: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "publish", "verify", "--quick", str(path)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    others = "; run EPUBCheck and Ace too (see publish doctor).\n"
    sound = run(book)
    assert sound.returncode == 0
    assert sound.stdout == f"No faults of those that publish looks for{others}"
    target = spoiled(book, tmp_path / "a.epub", OPF, first(r"(\d\dT[\d:]+)Z<", r"\1<"))
    result = run(target)
    assert result.returncode == 4
    assert "[EPUB 3.3 5.5.5]" in result.stderr
    assert result.stdout == f"1 error, 0 warnings, 0 notes{others}"
