"""Name signs and emoji in the language of a text, from the annotations of Unicode CLDR.

The names are in ``language/sign_names`` with their licence; ``scripts/sign_names.py`` made them.
A language is read when its first name is needed.  Languages with rules use their own names first
(``signs.py``).  What CLDR doesn't name in a language is said in English, by an English voice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from zipfile import ZipFile

from msgspec.structs import replace

from publish.language.spoken.text import Form
from publish.language.tags import primary

_FILE = Path(__file__).parents[1] / "sign_names/names.zip"

#: Languages that CLDR has by another tag.
_TAGS = {"nb": "no", "cmn": "zh", "hyw": "hy", "tl": "fil", "prs": "fa"}

#: Signs that are said as another one.
LIKE = {
    **dict.fromkeys("⟶➔➜➤➡➞⇨⮕▷▸", "→"), **dict.fromkeys("⟵⇐◄◀◁", "←"), "⇄": "↔", "⟹": "⇒",
    **dict.fromkeys("▲△⇧⬆⌃", "↑"), **dict.fromkeys("▼▽⇩⬇", "↓"), "⋅": "·", "∗": "×", "∼": "~",
    **dict.fromkeys("☒✖", "✗"), **dict.fromkeys("◯◌", "○"), "∙": "·", "≅": "≈", "⊃": "⊂",
    **dict.fromkeys("✦✱✳✶❖", "★"), "◆": "♦", "◇": "♦", "♫": "♪", "℉": "°", "∎": "■",
    "٪": "%", "؉": "‰",
}  # fmt: skip

#: Signs that CLDR doesn't name, and those that they look like.
_LOOKS = {"✓": "✔", "✗": "❌", "✘": "❌", "★": "⭐", "☆": "⭐", "☐": "□"}

#: Signs that espeak-ng says in its languages, and the languages in which it leaves them out.
_SAID = frozenset("+=%&@*#/\\~−±")
_NOT_SAID = {
    "ar": "=%*", "bg": "~", "ca": "\\", "et": "#", "eu": "/", "fi": "#", "is": "&\\", "lb": "*",
    "lt": "~", "ltg": "#~", "lv": "#~", "ms": "\\", "mt": "%&#", "mto": "\\", "nci": "#", "om": "&",
    "ro": "\\~", "sk": "/\\~", "sq": "\\", "tr": "@#/\\~", "vi": "/\\",
}  # fmt: skip

#: Punctuation that says something; voices make pauses of the rest.
NAMED_PUNCTUATION = frozenset("%&@#*/\\§¶†‡•‰‱′″‴※٪؉؊")

#: A picture with its variants and skin tones; several that are joined; a flag.
_ONE = (
    "[\u231a\u231b\u23e9-\u23ff\u2600-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55"
    "\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*"
)
_PICTURE = re.compile(f"[🇦-🇿]{{2}}|{_ONE}(?:\u200d{_ONE})*")
_PICTURE_OR_SIGN = re.compile(rf"{_PICTURE.pattern}|[^\w\s]")
_VARIANTS = re.compile("(?<=.)[\ufe0f\U0001f3fb-\U0001f3ff]")

_LETTERS = re.compile(r"[\w().-]+")

#: Punctuation and signs of double width.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

#: Parts of drawings that are made of characters: lines, blocks.
_DRAWING = re.compile("[\u2500-\u259f]")


@cache
def names(tag: str) -> Mapping[str, str]:
    """Return the names of signs and sequences in a language (BCP 47); empty if there are none."""
    language = primary(tag)
    with ZipFile(_FILE) as file:
        try:
            listed = file.read(_TAGS.get(language, language)).decode()
        except KeyError:
            return {}
        signs = file.read("signs").decode()
    named = zip(signs.split("\n"), listed.split("\n"), strict=True)
    return {sign: name for sign, name in named if name}


def name_in(tag: str, sign: str) -> str:
    """Return the name of a sign, or of one like it, in a language; empty if it has none."""
    known = names(tag)
    like = LIKE.get(sign, sign)
    found = known.get(sign) or known.get(like) or known.get(_LOOKS.get(like, ""), "")
    if not found and "\u200d" in sign:
        parts = [name_in(tag, part) for part in sign.split("\u200d")]
        return " ".join(parts) if all(parts) else ""
    return found


def pictures(text: str, tag: str) -> Iterator[Form]:
    """Find emoji and flags."""
    return _said(text, [found.span() for found in _PICTURE.finditer(text)], tag)


def named_signs(text: str, tag: str) -> Iterator[Form]:
    """Find emoji, and signs that voices leave out, in a language without rules."""
    text = text.translate(_NARROW)
    found = (one.span() for one in _PICTURE_OR_SIGN.finditer(text) if _is_left_out(one[0], tag))
    return _said(text, found, tag)


def letters_of(sign: str) -> str:
    """Return the letters and digits that a sign stands for (NFKC): "No" of ``№``; or nothing."""
    plain = unicodedata.normalize("NFKC", sign)
    return plain if plain != sign and _LETTERS.fullmatch(plain) else ""


def _is_left_out(sign: str, tag: str) -> bool:
    if sign in _SAID:
        return sign in _NOT_SAID.get(primary(tag), "")
    kind = unicodedata.category(sign[0])
    if kind == "So" and letters_of(sign):  # "№" is said by its letters
        return name_in(tag, sign) != ""
    if kind == "Sc" and not name_in(tag, sign):  # "௹" is said by voices of its script
        from fontTools.unicodedata import script

        return str(script(sign)) == "Zyyy"
    return kind in ("So", "Sm", "Sc", "Co") or sign == "^" or sign in NAMED_PUNCTUATION


def _said(text: str, places: Iterable[tuple[int, int]], tag: str) -> Iterator[Form]:
    """Yield the names of the signs at ``places``; neighbours with one name are said once."""
    last = Form(0, 0, "")
    for first, end in places:
        words, language = _name(text[first:end], tag)
        if last.last == first and (last.words, last.language) == (words, language):
            last = replace(last, last=end)
            continue
        if last.words:
            yield _spaced(last, text)
        last = Form(first, end, words, language)
    if last.words:
        yield _spaced(last, text)


def _name(sign: str, tag: str) -> tuple[str, str]:
    """Return what a sign is called, and the language of these words if it isn't that of ``tag``."""
    plain = _VARIANTS.sub("", sign)
    if words := name_in(tag, plain):
        return words, ""
    if words := name_in("en", plain):
        return words, "en"
    formal = " ".join(unicodedata.name(char, "").lower() for char in plain if char != "\u200d")
    return ("symbol" if _DRAWING.match(plain) else formal.strip() or "symbol"), "en"


def _spaced(form: Form, text: str) -> Form:
    before = text[form.first - 1 : form.first] or " "
    apart = before.isspace() or unicodedata.category(before) in ("Ps", "Pi")
    left = "" if apart else " "
    right = " " if text[form.last : form.last + 1].isalnum() else ""
    return replace(form, words=f"{left}{form.words}{right}")
