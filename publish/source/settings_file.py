"""Read settings: those of the checker's rules, and of the reader, in ``.publish.toml``; ``check``.

Only the nearest ``.publish.toml`` applies: the one in the source's folder, or else in a folder
above it, up to the working folder.  For a source outside the working folder, only its own folder is
searched.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from publish.errors import Diagnostics, SourceError, suggestion
from publish.model import RuleSetting
from publish.runtime.folder import nearest_settings, open_file
from publish.runtime.yaml_fields import Field
from publish.source.fields import SETTING, SEVERITIES


def rule_settings(field: Field) -> tuple[RuleSetting, ...]:
    """Return the settings in the field ``check``; each rule needs a reason.

    Raises :class:`SourceError`.
    """
    return tuple(_setting_of_field(name, inner) for name, inner in field.pairs())


def _setting_of_field(name: str, field: Field) -> RuleSetting:
    if field.kind != "mapping":
        fix = f"Write {name}: {{severity: off, reason: ...}}."
        raise field.error("The field must give a severity and a reason.", fix)
    fields = field.mapping(SETTING.keys())
    for part in sorted(SETTING):
        if part not in fields:
            example = "off" if part == "severity" else "why that is so here"
            raise field.error(
                f"The field “{part}” is missing.", f"Add “{part}: {example}”.", "field-missing"
            )
    severity = fields["severity"].text().lower()
    if severity not in SEVERITIES:
        message = f"“{severity}” isn't a severity."
        raise fields["severity"].error(message, suggestion(severity, SEVERITIES))
    return RuleSetting(name, severity, fields["reason"].text(), field.file, field.line)


_SMART = "smart-typography"
MAX_BYTES = 100_000
_LINE = re.compile(r"\(at line (\d+)")
_EXAMPLE = '{ severity = "off", reason = "why that is so here" }'


def settings_near(source: Path, working: Path | None = None) -> tuple[RuleSetting, ...]:
    """Return the settings that apply to ``source``; ``working`` is the working folder.

    Raises:
        SourceError: The file can't be read; names its line.
    """
    file = nearest_settings(source, working)
    return _read(file, *_tables(file)) if file else ()


def smart_typography(source: Path, working: Path | None = None) -> bool:
    """Return the setting ``smart-typography`` in the table ``[source]``; it is on by default.

    Raises:
        SourceError: The file can't be read, or the setting isn't true or false; names its line.
    """
    file = nearest_settings(source, working)
    text, tables = _tables(file) if file else ("", {})
    settings = tables.get("source", {})
    for name in settings if isinstance(settings, dict) else ():
        if name != _SMART or not isinstance(settings[name], bool):
            message = f"source.{name}: The setting isn't known, or isn't true or false."
            fix = f"Write {_SMART} = false."
            raise SourceError.at(file or source, _line(text, name), "settings", message, fix)
    return bool(settings.get(_SMART, True)) if isinstance(settings, dict) else True


def _tables(file: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of the file and its tables.  Raises :class:`SourceError`."""
    try:
        with open_file(file) as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise SourceError.at(
                file,
                0,
                "settings",
                f"The file is larger than {MAX_BYTES // 1000} kB.",
                "Delete what it doesn't need.",
            )
        text = data.decode()
        return text, tomllib.loads(text)
    except OSError as error:
        message = f"The file can't be read: {error.strerror}."
        raise SourceError.at(file, 0, "settings", message, "Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise SourceError.at(
            file, 0, "settings", "The file isn't UTF-8.", "Save it as UTF-8."
        ) from error
    except (ValueError, RecursionError) as error:  # of ValueError: a number of over 4,300 digits
        found = _LINE.search(str(error))
        line = int(found[1]) if found else 0
        other = "it ends too soon, nests too deeply, or has too long a number"
        reason = str(error).split(" (at ")[0] if found else other
        fix = "Write it as docs/checks.md shows."
        raise SourceError.at(
            file, line, "settings", f"The file isn't TOML: {reason}.", fix
        ) from error


def _read(file: Path, text: str, tables: dict[str, Any]) -> tuple[RuleSetting, ...]:
    diagnostics = Diagnostics()
    settings: list[RuleSetting] = []
    for name in tables:
        if name not in ("check", "source"):
            with diagnostics.collect():
                line = _line(text, name)
                raise SourceError.at(
                    file, line, "settings", f"{name}: The table isn't known.", "Write [check]."
                )
    rules = tables.get("check", {})
    if not isinstance(rules, dict):
        raise SourceError.at(
            file,
            _line(text, "check"),
            "settings",
            "check: The value must be a table.",
            "Write [check].",
        )
    for code, value in rules.items():
        with diagnostics.collect():
            settings.append(_setting_of_key(file, text, code, value))
    diagnostics.raise_all()
    return tuple(settings)


def _setting_of_key(file: Path, text: str, code: str, value: Any) -> RuleSetting:
    line = _line(text, code)
    if not isinstance(value, dict):
        message = f"check.{code}: The field must give a severity and a reason."
        raise SourceError.at(file, line, "settings", message, f"Write {code} = {_EXAMPLE}.")
    for name in value:
        if name not in ("severity", "reason"):
            message = f"check.{code}.{name}: The key isn't known."
            raise SourceError.at(file, line, "settings", message, "Write severity and reason.")
    severity, reason = value.get("severity"), value.get("reason")
    if severity not in SEVERITIES:
        message = f"check.{code}.severity: {severity!r} isn't a severity."
        fix = suggestion(str(severity), SEVERITIES)
        raise SourceError.at(file, line, "settings", message, fix)
    if not isinstance(reason, str) or not reason.strip():
        message = f"check.{code}: The field “reason” is missing."
        fix = 'Add reason = "why that is so here".'
        raise SourceError.at(file, line, "settings", message, fix)
    return RuleSetting(code, severity, " ".join(reason.split()), file, line)


def _line(text: str, name: str) -> int:
    """Return the line of the first key or table ``name``; 0 if it isn't found."""
    key = re.compile(rf"""^\s*+\[?\s*+(?:check\s*+\.\s*+)?["']?{re.escape(name)}["']?\s*[\]=.]""")
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if key.match(line)), 0)
