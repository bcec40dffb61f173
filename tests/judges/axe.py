"""axe, which Ace brings, on one page of HTML: WCAG 2.2 A and AA, in Chromium."""

import html
import json
import re
import tempfile
from pathlib import Path

from .browser import FLAGS, executable
from .process import JudgeError, downloaded, run

_RUN = """
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
  'best-practice']}).then((found) => {
  const out = document.createElement('pre');
  out.id = 'verdict';
  out.textContent = JSON.stringify(found.violations.map((one) =>
    [one.id, one.nodes.map((node) => node.html).slice(0, 3)]));
  document.body.append(out);
});
"""


def violations(page: Path, *, dark: bool = False, timeout: float = 60) -> list[str]:
    """What axe has against `page`: the rule, and the first elements that break it.

    Raises MissingJudgeError without Chromium or axe, JudgeError when there is no verdict.
    """
    axe = downloaded("node/node_modules/@daisy/axe-core-for-ace/axe.min.js")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        judged = Path(folder, "page.html")
        script = f"<script>{axe.read_text('utf-8')}</script><script>{_RUN}</script></body>"
        judged.write_text(page.read_text("utf-8").replace("</body>", script), "utf-8")
        flags = [*FLAGS, f"--user-data-dir={folder}/profile", "--virtual-time-budget=20000"]
        flags += ["--blink-settings=preferredColorScheme=0"] if dark else []
        dom = run([executable(), *flags, "--dump-dom", judged.as_uri()], timeout=timeout)
    verdict = re.search(r'<pre id="verdict">(.*?)</pre>', dom, re.DOTALL)
    if verdict is None:
        raise JudgeError(f"axe gave no verdict on {page}")
    return [f"{rule}: {nodes}" for rule, nodes in json.loads(html.unescape(verdict[1]))]
