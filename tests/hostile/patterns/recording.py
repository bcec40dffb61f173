"""Record the patterns that functions make: import all modules and call what takes parameters.

Run as a process of its own: patterns that are compiled already aren't compiled again.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
import sys
from pathlib import Path
from typing import Any

_found: dict[tuple[str, int, str | bytes, int], None] = {}
_compile = re._compile  # type: ignore[attr-defined]


def _recording(pattern: Any, flags: Any) -> Any:
    frame = sys._getframe(1)
    while frame.f_code.co_filename == re.__file__ and frame.f_back:
        frame = frame.f_back
    path = frame.f_code.co_filename
    if isinstance(pattern, str | bytes) and "/publish/" in path:
        file = "publish/" + path.rpartition("/publish/")[2]
        _found[file, frame.f_lineno, pattern, int(flags)] = None
    return _compile(pattern, flags)


#: What sentences have in which the spoken form differs: each function gets far enough.
_TEXT = (
    "On 5 May 2021 at 5:30 pm, in the years 1914–18, 300 BC to AD 14, Louis XIV (chapter IV) paid "
    "$5.50 million for 3–4 kg, 12 km/h, 5 % and 45°30′ N; see www.example.org/a-b, a@example.org. "
    "The 3rd, 1980s, 20th century, 10115 Berlin, 12 Main Street, Springfield, IL 62701, +49 30 "
    "1234567; ISBN 978-3-16-148410-0, H₂O, x² + 3 = 5, 1/2, № 5, § 3, A4, 2x, §§ 4, 1.2.3, Dr. X"
)


def _call_functions() -> None:
    from publish.language.spoken import normalise
    from publish.language.spoken.speech_rules import SpeechRules, rules_for

    folder = Path(normalise.__file__).parents[1] / "data"
    languages = sorted(one.stem for one in folder.glob("*.toml"))
    modules = [one for name, one in sys.modules.items() if name.startswith("publish.")]
    functions = [
        one
        for module in modules
        for one in vars(module).values()
        if getattr(one, "__module__", "") == module.__name__
        and inspect.isfunction(inspect.unwrap(one))
    ]
    for language in languages:
        normalise.spoken(_TEXT, language)
        if not (rules := rules_for(language)):
            continue
        assert isinstance(rules, SpeechRules)
        for one in functions:
            parameters = inspect.signature(one).parameters.values()
            kinds = [str(parameter.annotation).rpartition(".")[2] for parameter in parameters]
            if kinds == ["SpeechRules"]:
                one(rules)


def main() -> None:
    import publish

    re._compile = _recording  # type: ignore[attr-defined]
    for module in pkgutil.walk_packages(publish.__path__, "publish."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    _call_functions()
    from tests.hostile.patterns.samples import call_all

    call_all()
    rows = [
        (
            file,
            line,
            one if isinstance(one, str) else one.decode("latin-1"),
            flags,
            isinstance(one, bytes),
        )
        for file, line, one, flags in _found
    ]
    sys.stdout.write(json.dumps(rows))


if __name__ == "__main__":
    main()
