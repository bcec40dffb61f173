"""Ask vulnerability services about pinned packages: ``python scripts/vulnerabilities.py FILE``.

The packages are those that this platform installs.

pip-audit takes a package that the service doesn't know for a good one, and prints a traceback
without network.  Here only an answer for every package counts.  Exit codes: 0 no known
vulnerability, 1 there are some, 2 no service could be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parents[1] / ".judges/audit/bin/pip-audit"
SERVICES = {"osv": "OSV (api.osv.dev)", "pypi": "PyPI (pypi.org)"}
SECONDS = 300


def asked(service: str, requirements: Path) -> tuple[list[dict[str, Any]], str]:
    """Return the packages as the service knows them, or why it can't be relied on."""
    given = ["--requirement", str(requirements), "--disable-pip", "--no-deps", "--require-hashes"]
    command = [str(PROGRAM), "--vulnerability-service", service, "--format", "json", *given]
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return [], f"no answer within {SECONDS} s"
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return [], (done.stderr.strip().splitlines() or ["no answer"])[-1][:300]
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    if unknown or not packages:
        return [], f"no answer for {len(unknown)} of {len(packages)} packages"
    return packages, ""


def main(requirements: Path) -> int:
    """Print what the first service says that answers for all; return the exit code."""
    for service, name in SERVICES.items():
        packages, reason = asked(service, requirements)
        if reason:
            sys.stderr.write(f"{name} could not be asked: {reason}\n")
            continue
        found = [(one, fault) for one in packages for fault in one["vulns"]]
        for package, fault in found:
            fixed = ", ".join(fault["fix_versions"]) or "no version"
            title = f"{package['name']} {package['version']}: {fault['id']}"
            sys.stdout.write(f"{title}, fixed in {fixed}\n")
        sys.stdout.write(f"{name}: {len(found)} faults known in {len(packages)} packages\n")
        return min(len(found), 1)
    sys.stderr.write("Nobody was asked: whether faults are known is open. Try with a network.\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
