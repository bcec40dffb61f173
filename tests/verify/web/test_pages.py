"""What is wrong with a web page of anybody is said, with its clause; and no page stops us."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from publish.errors import Severity, SourceError
from publish.verify import verify
from publish.verify.epub.requirements import REQUIREMENTS as SHARED
from publish.verify.web import axe
from publish.verify.web.requirements import REQUIREMENTS

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
DATA = {
    "duration": 2000,
    "elements": [["p-1", 0, 1200], ["p-2", 1200, 2000]],
    "chapters": [{"begin": 0, "end": 2000, "title": "One", "target": "p-1"}],
    "skips": {"notes": [[1200, 2000]]},
}
GOOD = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>The ferry</title>
<link rel="stylesheet" href="style.css">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "Article"}}</script>
</head>
<body>
<a href="#content">Skip</a>
<audio controls><source src="ferry.wav"><track kind="captions" src="ferry.vtt"></audio>
<main id="content"><h1>The ferry</h1>
<p id="p-1">It goes, <img src="dot.svg" alt="a dot">.</p>
<p id="p-2">It comes back: <a href="two.html#there">there</a>, <a href="../a.html">home</a>.</p>
<button>Ring</button>
</main>
<script type="application/json" id="player-data">{json.dumps(DATA)}</script>
</body>
</html>
"""
SECOND = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Two</title></head>
<body><main><h1 id="there">Two</h1><p><a href="index.html#p-2">back</a> <a href="#top">top</a></p>
</main></body></html>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "ferry-web"
    folder.mkdir()
    for name, text in {
        "index.html": GOOD, "two.html": SECOND, "style.css": "p {color: #222}",
        "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>', "ferry.vtt": "WEBVTT\n",
    }.items():  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
    header = b"RIFF\x24\x7d\x00\x00WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0data"
    (folder / "ferry.wav").write_bytes(header + (16000).to_bytes(4, "little") + b"\x80" * 16000)
    return folder


def codes(path: Path) -> set[str]:
    return {one.code for one in verify(path, quick=True)}


def test_a_good_page_and_a_good_site_have_no_fault(site: Path) -> None:
    assert verify(site, quick=True) == ()
    assert verify(site / "index.html", quick=True) == ()


FAULTS = {
    "doctype-missing": ("<!DOCTYPE html>", ""),
    "charset-missing": ('<meta charset="utf-8">\n', "<!-- é -->"),
    "main-twice": ("</main>", "</main><main>More.</main>"),
    "main-missing": ('main id="content"', 'div id="content"'),
    "skip-link-lost": ('href="#content"', 'href="#text"'),
    "zoom-blocked": ("initial-scale=1", "initial-scale=1, user-scalable=no"),
    "refresh": ("<title>", '<meta http-equiv="refresh" content="5"><title>'),
    "frame-unnamed": ("<button>", '<iframe src="two.html"></iframe><button>'),
    "button-unnamed": ("<button>Ring", "<button>"),
    "link-lost": ("two.html#there", "two.html#nowhere"),
    "link-lost-file": ("two.html#there", "three.html"),
    "resource-missing": ('src="dot.svg"', 'src="gone.svg"'),
    "remote-loaded": ('src="dot.svg"', 'src="https://example.org/dot.svg"'),
    "policy-contradiction": ("<button>", '<button onclick="ring()">'),
    "policy-late": ('<meta charset="utf-8">', '<meta charset="utf-8"><script src="a.js"></script>'),
    "json-ld-broken": ('"@context": ', '"context": '),
    "autoplay": ("<audio controls", "<audio autoplay controls"),
    "media-uncontrolled": ("<audio controls", "<audio"),
    "captions-missing": ("<button>", '<video controls src="ferry.wav"></video><button>'),
    "player-data-broken": ('{"duration"', "{duration"),
    "player-target-lost": ('["p-1", 0', '["p-9", 0'),
    "player-order": ('["p-2", 1200', '["p-1", 1200'),
    "player-times": ('"duration": 2000', '"duration": 2600'),
    "alt-missing": (' alt="a dot"', ""),
    "id-duplicate": ('id="p-2"', 'id="p-1"'),
    "title-missing": ("<title>The ferry", "<title>"),
    "language-missing": ('<html lang="en">', "<html>"),
    "language-wrong": ('<html lang="en">', '<html lang="english!">'),
    "phrase-language-missing": ("It goes", "Паром идёт"),
    "heading-jump": ("<button>", "<h4>Jump</h4><button>"),
    "link-unnamed": (">there</a>", "></a>"),
    "table-headless": ("<button>", "<table><tr><td>a<td>b<tr><td>c<td>d</table><button>"),
    "control-unnamed": ("<button>", "<input><button>"),
}


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_is_found(code: str, site: Path) -> None:
    old, new = FAULTS[code]
    text = GOOD.replace(old, new)
    if code == "player-order":
        text = text.replace('["p-1", 0', '["p-2", 0')
    assert text != GOOD
    (site / "index.html").write_text(text, encoding="utf-8")
    found = [one for one in verify(site, quick=True) if one.code == code]
    assert found
    for one in found:
        assert one.fix
        assert one.clause
        assert one.file == site / "index.html"


def test_every_own_rule_has_a_test() -> None:
    assert set(REQUIREMENTS) - {"document-malformed", "track-broken"} <= set(FAULTS)


def test_captions_in_another_format(site: Path) -> None:
    (site / "ferry.vtt").write_text("1\n00:00:00,000 --> 00:00:01,000\nIt goes.\n")
    assert codes(site) == {"track-broken"}


HOSTILE = {
    "deep": (b"<div>" * 5_000, "document-malformed"),
    "wide": (b"<p>" * 1_100_000, "document-malformed"),
    "empty": (b"", "document-malformed"),
    "no text": (b"\xff\xfe\x00\x01" * 2_000, ""),
    "attributes": (
        b"<p " + b" ".join(b"a%d=1" % one for one in range(60_000)) + b">x",
        "document-malformed",
    ),
    "nothing of the player": (b'<script type=application/json id=player-data>[[[["', ""),
    "numbers": (
        b'<p id=a><script type=application/json id=player-data>{"duration":1e400,"elements":[]}',
        "player-data-broken",
    ),
    "comments": (b"<!--" * 100_000, ""),
    "addresses": (b'<img src="data:;base64,%%%"><img src="//[::1"><a href="../../etc/passwd">', ""),
    "refresh": (b'<meta name=viewport content="maximum-scale=1.1.1.1e9">', ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_judged_or_refused(name: str, tmp_path: Path) -> None:
    content, code = HOSTILE[name]
    page = tmp_path / "page.html"
    page.write_bytes(content)
    found = codes(page)
    assert not code or code in found


def test_only_files_of_the_folder_are_read(site: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg/>")
    (site / "dot.svg").unlink()
    (site / "dot.svg").symlink_to(secret)
    assert codes(site) == {"resource-missing"}


def test_what_is_no_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="It is a folder"):
        verify(tmp_path)
    with pytest.raises(SourceError, match="doesn't exist"):
        verify(tmp_path / "page.html")


def test_the_documentation_lists_each_rule(root: Path) -> None:
    text = (
        (root / "docs" / "verify.md").read_text(encoding="utf-8").split("## Rules for web pages")[1]
    )
    words = {"must": "error", "should": "warning", "may": "note"}
    for code, one in REQUIREMENTS.items():
        assert f"| `{code}` | {words[one.word.value]} | {one.clause} |" in text
    assert set(FAULTS) <= set(SHARED) | set(REQUIREMENTS)


def test_axe_judges_without_the_scripts_of_the_page(
    site: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = root / ".judges/node/node_modules/@daisy/axe-core-for-ace/axe.min.js"
    browser = shutil.which("chromium")
    if not (browser and script.is_file()):
        pytest.skip("axe-core or Chromium is not installed")
    monkeypatch.setattr(axe, "command", lambda: (browser, script))
    page = site / "two.html"
    text = SECOND.replace("<h1", '<script>document.title = ""</script><img src="dot.svg"><h1')
    page.write_text(text, encoding="utf-8")
    found = {one.code: one for one in axe.verdict(page)}
    assert found["axe-image-alt"].severity is Severity.WARNING
    assert "WCAG 2.2 1.1.1" in found["axe-image-alt"].clause
    assert "axe-document-title" not in found


def test_a_player_for_other_sites_has_no_text(site: Path) -> None:
    text = GOOD.replace('<html lang="en">', '<html lang="en" data-embed="">')
    player = '<main><section id="player"><h1>The ferry</h1></section></main>'
    text = text[: text.index("<main")] + player + text[text.index("</main>") + 7 :]
    (site / "embed.html").write_text(text.replace('<a href="#content">Skip</a>', ""))
    assert verify(site, quick=True) == ()
