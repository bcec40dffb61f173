"""Check a page with axe-core in Chromium, where both are installed.

axe-core is looked for where npm installs it: in the working folder, next to Node, to ``axe`` or to
Ace, which brings one.
"""

from __future__ import annotations

import html
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from publish.errors import Diagnostic, Severity, ToolError, shortened
from publish.runtime.programs import run
from publish.runtime.temporary import temporary_folder

#: How many seconds a page may take.
_PATIENCE = 120.0

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FILES = ("axe-core/axe.min.js", "@daisy/axe-core-for-ace/axe.min.js")
_FLAGS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--virtual-time-budget=20000",
)
_CRITERION = re.compile(r"wcag(\d)(\d)(\d+)")
_POLICY = re.compile(r"<meta[^<>]{0,200}content-security-policy[^<>]*+>", re.IGNORECASE)
_BODY = re.compile(r"</body\s*>", re.IGNORECASE)
_HEAD = re.compile(r"<head(?=[\s>])[^<>]*+>", re.IGNORECASE)

#: The policy of a copy of the page: of scripts, only axe runs, and nothing comes from elsewhere.
_OWN_POLICY = (
    "default-src file: data:; style-src file: data: 'unsafe-inline'; script-src 'nonce-{nonce}'"
)

#: What runs in a copy of the page; the page can't know the id, nor write a verdict of its own.
_RUN = """
axe.run(document).then((found) => {
  const out = document.createElement('pre');
  out.id = 'NONCE';
  out.textContent = JSON.stringify(found.violations.map((one) =>
    [one.id, one.help, one.helpUrl, one.tags, one.nodes.map((node) => node.html)]));
  document.body.append(out);
});
"""


def command() -> tuple[str, Path] | None:
    """Return Chromium and axe-core; ``None`` if one of them isn't installed."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    script = next((one for one in _candidates() if one.is_file()), None)
    return (browser, script) if browser and script else None


def _candidates() -> Iterator[Path]:
    """Yield where axe-core may be."""
    folders = [Path.cwd() / "node_modules"]
    if node := shutil.which("node"):
        folders.append(Path(node).resolve().parents[1] / "lib" / "node_modules")
        folders.append(Path(node).parents[1] / "lib" / "node_modules")
    for program in ("axe", "ace-puppeteer", "ace"):
        if found := shutil.which(program):
            folders += [one for one in Path(found).resolve().parents if one.name == "node_modules"]
    for folder in folders:
        yield from (folder / name for name in _FILES)
        yield from (folder / "@daisy" / "ace" / "node_modules" / name for name in _FILES)
        yield folder / "@axe-core" / "cli" / "node_modules" / _FILES[0]


def verdict(page: Path) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each rule of axe that the file ``page`` breaks without its scripts.

    Failures of WCAG are warnings, best practices information: a page claims nothing.  There are no
    diagnostics without axe-core and Chromium.

    Raises:
        ToolError: There is no verdict.
    """
    found = command()
    if found is None:
        return ()
    browser, script = found
    written = _POLICY.sub("", page.read_text(encoding="utf-8", errors="replace"))
    nonce = secrets.token_hex(16)
    source = script.read_text(encoding="utf-8")
    added = "".join(
        f'<script nonce="{nonce}">{one}</script>' for one in (source, _RUN.replace("NONCE", nonce))
    )
    *before, after = _BODY.split(written) if _BODY.search(written) else [written, ""]
    policy = html.escape(_OWN_POLICY.format(nonce=nonce))
    base = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    base += f'<base href="{html.escape(page.resolve().as_uri())}">'
    with temporary_folder() as folder:
        judged = folder / "page.html"
        text = _with_base("</body>".join(before), base)
        judged.write_text(f"{text}{added}</body>{after}", encoding="utf-8")
        root = getattr(os, "geteuid", lambda: 1)() == 0  # Chromium has no sandbox for root
        flags = [*_FLAGS, *(["--no-sandbox"] if root else [])]
        words = [browser, *flags, f"--user-data-dir={folder / 'profile'}", "--dump-dom"]
        dom = run([*words, judged.as_uri()], timeout=_PATIENCE).decode("utf-8", "replace")
    _, told, rest = dom.partition(f'<pre id="{nonce}">')
    if not told:
        raise ToolError("axe", f"it gave no verdict on {page}")
    findings = rest.partition("</pre>")[0]
    try:
        return tuple(_diagnostic(page, *one) for one in json.loads(html.unescape(findings)))
    except (ValueError, TypeError) as error:
        raise ToolError("axe", f"it gave no verdict on {page}") from error


def _with_base(text: str, base: str) -> str:
    """Return the page with ``base`` at the start of its head."""
    head = _HEAD.search(text)
    place = head.end() if head else 0
    return text[:place] + base + text[place:]


def _diagnostic(
    page: Path, rule: str, words: str, url: str, tags: list[str], nodes: list[str]
) -> Diagnostic:
    criteria = [".".join(found.groups()) for tag in tags if (found := _CRITERION.fullmatch(tag))]
    times = f" ({len(nodes)} times)" if len(nodes) > 1 else ""
    markup = f": {nodes[0]}" if nodes else ""
    return Diagnostic(
        code=f"axe-{rule}",
        severity=Severity.WARNING if criteria else Severity.INFO,
        message=f"axe{times}: {shortened(words + markup, 200)}.",
        fix=f"See {url}.",
        file=page,
        clause=f"WCAG 2.2 {', '.join(criteria)} (axe {rule})" if criteria else f"axe {rule}",
    )
