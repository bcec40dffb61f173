"""Write the software bill of materials of the run environment: ``python scripts/sbom.py FILE``.

It is CycloneDX 1.6 in JSON: each package of ``requirements/run.txt`` with its version, the hashes
of its files, and its licence as the installed package declares it.  A package that this platform
doesn't install (one with a marker) has no licence there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / ".judges/audit/bin/cyclonedx-py"
SCOPE = (
    "The packages that an installation runs with. Tests use others, from npm and Maven too, which "
    "are no part of it: tests/judges/package-lock.json and tests/judges/pom.xml list them."
)


def bill(requirements: Path) -> dict[str, Any]:
    """Return the bill of materials of the pinned ``requirements``."""
    given = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible"]
    command = [str(PROGRAM), "requirements", "--no-validate", *given, str(requirements)]
    written = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603
    found: dict[str, Any] = json.loads(written)
    for component in found["components"]:
        del component["description"]  # the line of the file
        licences = _licences(component["name"])
        if licences:
            component["licenses"] = licences
    found["metadata"].setdefault("properties", []).append({"name": "publish:scope", "value": SCOPE})
    return found


def _licences(name: str) -> list[dict[str, Any]]:
    """Return what the installed package ``name`` says of its licence, best first (PEP 639)."""
    try:
        fields = metadata(name)
    except PackageNotFoundError:
        return []
    if expression := fields.get("License-Expression"):
        return [{"expression": expression, "acknowledgement": "declared"}]
    classifiers = fields.get_all("Classifier") or []
    named = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License :: ")]
    text = (fields.get("License") or "").strip()
    names = [text] if text and "\n" not in text and len(text) < 100 else named
    return [{"license": {"name": one, "acknowledgement": "declared"}} for one in names]


def main(path: Path) -> None:
    found = bill(ROOT / "requirements/run.txt")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(f"{path}: {len(found['components'])} packages\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
