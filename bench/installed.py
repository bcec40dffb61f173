"""``publish`` as a user has it: the packages of requirements/run.txt, and byte code.

The environment for development holds more packages, some of which others import where they find
them (``typing_extensions``, ``rnc2rng``), and some machines forbid byte code, so that each start
would compile every source anew.
"""

from __future__ import annotations

import os
import re
import sysconfig
import venv
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: What a user's shell does not say.
_UNUSUAL = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONPROFILEIMPORTTIME")

_SCRIPT = """#!{python}
import sys
from publish.cli import main
if __name__ == "__main__":
    sys.exit(main())
"""


def environment(**more: str) -> dict[str, str]:
    """The variables of this process that a user has too, with ``more``."""
    return {key: value for key, value in os.environ.items() if key not in _UNUSUAL} | more


def installed(folder: Path) -> Path:
    """The Python of a virtual environment in ``folder``, which has ``publish`` beside it.

    Its packages are links to those of the Python that runs this; the first run in it compiles what
    is not compiled yet, so leave that one out of what is measured.
    """
    venv.create(folder, with_pip=False, symlinks=True)
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    site, python = Path(paths["purelib"]), Path(paths["scripts"]) / "python"
    for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements/run.txt").read_text(), re.M):
        try:
            files = distribution(name).files or ()
        except PackageNotFoundError:  # one for other systems
            continue
        for top in {file.parts[0]: file for file in files}.values():
            link, target = site / top.parts[0], Path(str(top.locate())).parents[len(top.parts) - 1]
            if top.parts[0] not in ("..", "__pycache__") and not link.exists():
                link.symlink_to(target / top.parts[0])
    for name in ("publish", "styles"):
        (site / name).symlink_to(ROOT / name)
    script = python.with_name("publish")
    script.write_text(_SCRIPT.format(python=python), encoding="utf-8")
    script.chmod(0o755)
    return python
