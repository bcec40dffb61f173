"""The software bill of materials is valid CycloneDX, and names all that an installation runs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

VALID = """
import pathlib, sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
text = pathlib.Path(sys.argv[1]).read_text()
print(JsonStrictValidator(SchemaVersion.V1_6).validate_str(text))
"""


def test_every_package_of_a_run(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "sbom.json"
    subprocess.run([sys.executable, root / "scripts/sbom.py", file], check=True)
    bill = json.loads(file.read_text())
    found = {one["name"]: one for one in bill["components"]}
    # a hundred and seventy packages of macOS, all alike, take the validator long
    bill["components"] = [one for one in bill["components"] if "pyobjc-" not in one["name"]]
    refs = {one["bom-ref"] for one in bill["components"]}
    bill["dependencies"] = [one for one in bill["dependencies"] if one["ref"] in refs]
    file.write_text(json.dumps(bill))
    judge = [root / ".judges/audit/bin/python", "-c", VALID, file]
    judged = subprocess.run(judge, capture_output=True, text=True, check=True)
    assert judged.stdout.strip() == "None", judged.stdout[:2000]
    pinned = re.findall(r"^([\w.-]+)==(\S+)", (root / "requirements/run.txt").read_text(), re.M)
    assert {name: one["version"] for name, one in found.items()} == dict(pinned)
    assert all(one["externalReferences"][0]["hashes"] for one in found.values())
    assert found["lxml"]["licenses"]


def test_nobody_could_be_asked(root: Path, tmp_path: Path) -> None:
    """Without an answer the audit fails, and says so."""
    file = tmp_path / "requirements.txt"
    file.write_text(f"no-such-package-of-anybody==1 --hash=sha256:{'0' * 64}\n")
    command = [sys.executable, root / "scripts/vulnerabilities.py", file]
    offline = {"https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
    done = subprocess.run(command, capture_output=True, text=True, env=offline)
    assert done.returncode == 2
    assert "Nobody was asked" in done.stderr
    assert "Traceback" not in done.stderr
