"""WeasyPrint is loaded without the help of other programs."""

import subprocess
import sys

_LOAD = """
import sys

def watch(event, details):
    if event in ("subprocess.Popen", "os.posix_spawn", "os.exec", "os.system"):
        raise SystemExit(f"{event} {details}")

sys.addaudithook(watch)
from publish.editions.pdf.library import require
require()
import weasyprint
import ctypes.util
print(ctypes.util.find_library.__module__)
"""


def test_loading_weasyprint_starts_no_program() -> None:
    done = subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ctypes.util\n", "")
