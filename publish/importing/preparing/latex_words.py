r"""Spell out the commands and signs of LaTeX whose words pandoc drops, or prints as they are typed.

They are boxes, changes of direction, headings of KOMA-Script, commands of French, and the
shorthands of babel.  What a document defines itself is left to pandoc, which expands it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from publish.importing.preparing.latex_arguments import defined_in
from publish.importing.preparing.latex_formulas import outside_formulas

_WITH_WORDS = re.compile(r"\\([A-Za-z]+)\*?\s*+(?:\[[^\]\n]{0,200}+\]\s*+){0,2}(?=\{)")
_WORDS = (
    dict.fromkeys(
        ("fbox", "framebox", "makebox", "ovalbox", "Ovalbox", "shadowbox", "doublebox", "tcbox",
         "reflectbox", "llap", "rlap", "clap", "smash", "leftline", "rightline", "circled",
         "LR", "RL", "LRE", "RLE", "lr", "rl", "textLR", "textRL", "IEEEPARstart", "dropcap",
         "textls", "textlf", "textsw", "numprint", "nombre"), "")
    | dict.fromkeys(("uwave", "dashuline", "dotuline"), r"\underline")
    | dict.fromkeys(("up", "fup", "sptext"), r"\textsuperscript")
    | dict.fromkeys(("addsec", "poemtitle"), r"\section*")
    | {"addpart": r"\part*", "addchap": r"\chapter*", "chapitre": r"\chapter",
       "bsc": r"\textsc", "caps": r"\textsc", "say": r"\enquote", "so": r"\emph",
       "xout": r"\sout", "speaker": r"\textbf", "direct": r"\emph", "attrib": r"\par "}
)  # fmt: skip
"""Commands whose last argument is text, and what pandoc gets instead of their names."""
_HEADING = re.compile(r"(?!phantom|sub)[a-z]{1,20}?((?:sub){0,2}section|chapter)")
"""Commands of a class for a heading, such as ``\\hebrewsection``."""
_AFTER_ONE = re.compile(
    r"\\(raisebox|scalebox|rotatebox|adjustbox)\*?\s*+(?:\[[^\]\n]{0,200}+\]\s*+)?"
    r"\{[^{}]{0,200}+\}\s*+(?:\[[^\]\n]{0,200}+\]\s*+){0,2}(?=\{)"
)
_AFTER_TWO = re.compile(
    r"\\(resizebox|fcolorbox)\*?\s*+(?:\[[^\]\n]{0,200}+\]\s*+)?"
    r"\{[^{}]{0,200}+\}\s*+\{[^{}]{0,200}+\}\s*+(?=\{)"
)
_FRACTION = re.compile(r"\\(nicefrac|sfrac)\s*+\{([^{}]{0,50}+)\}\s*+\{([^{}]{0,50}+)\}")
_SIGN = re.compile(
    r"\\(og|fg|no|No|degres|dywiz|ppauza|pauza|checkmark|primo|secundo|tertio|i(?:er|ere|eme)s?)"
    r"(?![A-Za-z])(\{\}|[\s~]*+)"
)
_SIGNS = {
    "og": "«\u00a0", "fg": "\u00a0»", "no": "n°\u00a0", "No": "N°\u00a0", "degres": "°",
    "dywiz": "-", "ppauza": "–", "pauza": "—", "checkmark": "✓", "primo": "1°\u00a0",
    "secundo": "2°\u00a0", "tertio": "3°\u00a0",
} | {
    f"i{ending}": rf"\textsuperscript{{{letters}}}"
    for ending, letters in (("er", "er"), ("ere", "re"), ("ers", "ers"), ("eres", "res"),
                            ("eme", "e"), ("emes", "es"))
}  # fmt: skip
"""Signs: those of babel for French, of polski, and of amssymb."""
_SPACE_BEFORE = re.compile(r"(?<![\s~])[\s~]++(?=\\fg(?![A-Za-z]))")
_END_OF_STANZA = re.compile(r"\\\\!")
_SHORTHAND = re.compile(
    r'(?<![\\=])(?<!char)(?<!symbol\{)"(---|--~|--\*|[-=~|"<>/]|[aouAOUsz](?![\'"]))'
)
_SHORTHANDS = {
    "---": "—", "--~": "–", "--*": "—", "-": "", "=": "-", "~": "-", "|": "", '"': "", "<": "«",
    ">": "»", "/": "/",
}  # fmt: skip
_UMLAUTS = dict(zip("aouAOUsz", "äöüÄÖÜßß", strict=True))
_WITH_SHORTHANDS = frozenset(
    ("de", "nl", "da", "nb", "nn", "no", "sv", "fi", "ru", "uk", "be", "bg")
)
"""Languages for which babel gives the straight quotation mark these meanings."""
_LOW = frozenset(("de", "pl", "cs", "sk", "hu", "ro", "hr", "sl", "sr", "bg", "lt", "lv", "et"))
_ANGLES = frozenset(("fr", "es", "it", "pt", "ca", "ru", "uk", "be", "el"))
_LOW_MARK = re.compile(r"(?<![,\w]),,(?=\w)")
_ANGLE = re.compile(r"(?<!<)<<(?=~?\s?\w)([\s~]*+)|(?<=[\w.,!?…)}])([\s~]*+)>>(?!>)")


def with_words(text: str, language: str) -> Callable[[str], str]:
    r"""Return a function that spells out a piece of ``text``, whose main language is a tag.

    The words of ``\fbox{words}`` stay as a group, ``\up{e}`` becomes ``\textsuperscript{e}``,
    ``"=`` a hyphen.
    """
    defined = defined_in(text)
    words = {name: said for name, said in _WORDS.items() if name not in defined}
    signs = {name: sign for name, sign in _SIGNS.items() if name not in defined}
    first = language.partition("-")[0]
    if "No" in signs and first in ("ru", "uk", "be", "bg"):
        signs["No"] = "№\u00a0"
    active = first in _WITH_SHORTHANDS and ("{babel}" in text or "babelshorthands" in text)
    shorthands = _SHORTHANDS | (_UMLAUTS if first == "de" else {})

    def kept(match: re.Match[str]) -> str:
        return "" if match[1] not in defined else match[0]

    def command(match: re.Match[str]) -> str:
        if (said := words.get(match[1])) is not None:
            return said
        heading = _HEADING.fullmatch(match[1]) if match[1] not in defined else None
        return f"\\{heading[1]}" if heading else match[0]

    def sign(match: re.Match[str]) -> str:
        if match[1] not in signs:
            return match[0]
        after = "" if match[2] == "{}" or signs[match[1]].endswith("\u00a0") else match[2]
        return signs[match[1]] + after

    def spelled(part: str) -> str:
        part = _SPACE_BEFORE.sub("", part) if "fg" in signs else part
        part = _SIGN.sub(sign, part)
        if active and r"\MakeOuterQuote" not in text:
            part = _SHORTHAND.sub(lambda match: shorthands.get(match[1], match[0]), part)
        if first in _LOW:
            part = _LOW_MARK.sub("„", part)
        if first in _ANGLES:
            space = "\u00a0" if first == "fr" else ""
            part = _ANGLE.sub(
                lambda match: f"«{space}" if match[1] is not None else f"{space}»", part
            )
        return part

    def changed(part: str) -> str:
        part = _END_OF_STANZA.sub("", part)
        part = _AFTER_TWO.sub(kept, _AFTER_ONE.sub(kept, part))
        part = _FRACTION.sub(
            lambda match: f"{match[2]}/{match[3]}" if match[1] not in defined else match[0], part
        )
        part = _WITH_WORDS.sub(command, part)
        return outside_formulas(part, spelled)

    return changed
