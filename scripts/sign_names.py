"""Collect the names of signs and emoji in all languages from Unicode CLDR, for the narration.

Run: npm pack cldr-annotations-full cldr-annotations-derived-full cldr-numbers-full, unpack each in
a folder of its name, then: python scripts/sign_names.py FOLDER

It writes publish/language/sign_names/names.zip: the file ``signs`` has one sign (or sequence) a
line, and a file for each language their names in the same order.  Names are the ``tts`` annotations
(UTS #35, part 2, Annotations): of symbols, of punctuation that is said, of sequences, of flags; and
the names of currencies whose signs have no annotation.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path
from zipfile import ZIP_LZMA, ZipFile, ZipInfo

TARGET = Path(__file__).parents[1] / "publish/language/sign_names/names.zip"

#: Punctuation that is said; voices make pauses of the rest.
SAID = frozenset("%&@#*/\\§¶†‡•‰′″‴※")

#: Languages with fewer names are left to English.
FEWEST = 200


def is_sign(text: str) -> bool:
    """Return whether ``text`` has a name to say: a symbol, or a sequence with a joiner."""
    return len(text) > 1 or text in SAID or unicodedata.category(text)[0] in "SC"


def annotations(file: Path) -> dict[str, str]:
    """Return sign -> name of a file of annotations; empty if it has none."""
    if not file.exists():
        return {}
    (found,) = json.loads(file.read_text(encoding="utf-8")).values()
    listed = found.get("annotations", {})
    return {sign: each["tts"][0] for sign, each in listed.items() if each.get("tts")}


def currencies(file: Path) -> dict[str, dict[str, str]]:
    """Return code -> facts of the currencies in a language."""
    if not file.exists():
        return {}
    (found,) = json.loads(file.read_text(encoding="utf-8"))["main"].values()
    return dict(found["numbers"]["currencies"])


def names_of(folder: Path, language: str, codes: dict[str, str]) -> dict[str, str]:
    """Return sign -> name in a language.  ``codes``: sign of a currency -> its code."""
    money = currencies(folder / f"cldr-numbers-full/main/{language}/currencies.json")
    derived = folder / f"cldr-annotations-derived-full/annotationsDerived/{language}"
    main = folder / f"cldr-annotations-full/annotations/{language}/annotations.json"
    named = {
        sign: money[code].get("displayName", "") for sign, code in codes.items() if code in money
    }
    flags = annotations(derived / "annotations.json")
    named |= {sign: name for sign, name in flags.items() if len(sign) == 2 and "🇦" <= sign <= "🇿🇿"}
    named |= {sign: name for sign, name in annotations(main).items() if is_sign(sign)}
    return {sign: " ".join(name.split()) for sign, name in named.items() if name != sign}


def main() -> None:
    folder = Path(sys.argv[1])
    english = currencies(folder / "cldr-numbers-full/main/en/currencies.json")
    codes = {
        sign: code
        for code, facts in english.items()
        for sign in (facts.get("symbol-alt-narrow", ""), facts.get("symbol", ""))
        if len(sign) == 1 and unicodedata.category(sign) == "Sc"
    }
    languages = sorted(
        path.name for path in (folder / "cldr-annotations-full/annotations").iterdir()
    )
    found = {name: names_of(folder, name, codes) for name in languages if "-" not in name}
    signs = sorted(found["en"])
    with ZipFile(TARGET, "w", ZIP_LZMA) as file:
        file.writestr(ZipInfo("signs"), "\n".join(signs), ZIP_LZMA)
        for language, names in found.items():
            if sum(sign in names for sign in signs) >= FEWEST:
                lines = "\n".join(names.get(sign, "") for sign in signs)
                file.writestr(ZipInfo(language), lines, ZIP_LZMA)


if __name__ == "__main__":
    main()
