"""Diagnostics as SARIF, for reviews of pull requests.

Source: Static Analysis Results Interchange Format (SARIF) 2.1.0, OASIS Standard;
https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from publish.check.rule import Rule
from publish.check.settings import Silenced
from publish.errors import Diagnostic, Severity

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
VERSION = "2.1.0"
LANGUAGE = "https://spec.commonmark.org/0.31.2/"
"""The help for a source that can't be read."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif(
    diagnostics: Sequence[Diagnostic],
    silenced: Iterable[Silenced],
    rules: dict[str, Rule],
    version: str,
    folder: Path,
) -> dict[str, Any]:
    """Return a SARIF log.

    ``version`` is that of this program.  Paths below ``folder`` are relative to it.  Codes that
    aren't in ``rules`` are those of a source that can't be read.
    """
    codes = list(dict.fromkeys([*rules, *(diagnostic.code for diagnostic in diagnostics)]))
    return {
        "$schema": SCHEMA,
        "version": VERSION,
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "publish",
                        "semanticVersion": version,
                        "rules": [_rule(code, rules.get(code)) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"%SRCROOT%": {"uri": folder.absolute().as_uri() + "/"}},
                "invocations": [
                    {
                        "executionSuccessful": True,
                        "ruleConfigurationOverrides": [
                            {
                                "descriptor": {
                                    "id": one.setting.code,
                                    "index": codes.index(one.setting.code),
                                },
                                "configuration": {
                                    "enabled": False,
                                    "properties": {"reason": one.setting.reason},
                                },
                            }
                            for one in silenced
                        ],
                    }
                ],
                "results": [_result(one, codes.index(one.code), folder) for one in diagnostics],
            }
        ],
    }


def _rule(code: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {
            "id": code,
            "shortDescription": {"text": "The source can be read."},
            "helpUri": LANGUAGE,
            "defaultConfiguration": {"level": "error"},
        }
    criterion = rule.criterion
    tags = ["accessibility", f"{criterion} {criterion.name}"] if criterion else []
    return {
        "id": code,
        "shortDescription": {"text": rule.asks},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.fix},
        "helpUri": rule.url,
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": tags},
    }


def _result(diagnostic: Diagnostic, index: int, folder: Path) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(diagnostic.file, folder)}
    if diagnostic.line:
        place["region"] = {"startLine": diagnostic.line}
    words = os.fsencode(f"{diagnostic.code}\n{diagnostic.file.name}\n{diagnostic.message}")
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": f"{diagnostic.message} {diagnostic.fix}".strip()},
        "locations": [{"physicalLocation": place}],
        # a fingerprint that stays the same when lines are added above
        "partialFingerprints": {"words/v1": hashlib.sha256(words).hexdigest()[:32]},
    }


def _artifact(file: Path, folder: Path) -> dict[str, str]:
    absolute, top = file.absolute(), folder.absolute()
    if absolute.is_relative_to(top):
        uri = quote(os.fsencode(absolute.relative_to(top)))
        return {"uri": uri, "uriBaseId": "%SRCROOT%"}
    return {"uri": absolute.as_uri()}
