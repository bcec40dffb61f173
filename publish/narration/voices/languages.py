"""Which voice speaks which language, and which letters it can read."""

from __future__ import annotations

import unicodedata
from functools import cache

from publish.narration.voices.voice import Voice

#: What espeak-ng calls otherwise than BCP 47, or which region's voice stands for all.
SPELLED = {
    "en": "en-gb", "en-ca": "en-us", "fr": "fr-fr", "zh": "cmn", "zh-hk": "yue", "zh-yue": "yue",
    "no": "nb", "nn": "nb", "iw": "he", "in": "id", "sh": "hr", "es-mx": "es-419",
    "es-ar": "es-419", "es-co": "es-419", "es-us": "es-419",
}  # fmt: skip

#: Languages without a voice, and whose voice is understood best in their place.
CLOSEST = {
    "rue": "uk", "szl": "pl", "csb": "pl", "hsb": "cs", "dsb": "cs", "cnr": "sr", "gsw": "de",
    "nds": "de", "bar": "de", "yi": "he", "gl": "pt", "ast": "es", "oc": "ca", "sc": "it",
    "scn": "it", "nap": "it", "co": "it", "rm": "it", "fur": "it", "fy": "nl", "li": "nl",
    "vls": "nl", "crh": "tr", "gag": "tr", "sco": "en-gb", "br": "fr-fr", "se": "fi", "kv": "ru",
    "ce": "ru", "mn": "kk", "tg": "ru", "wuu": "cmn", "nan": "cmn", "tl": "id", "fil": "id",
}  # fmt: skip

#: Whose voice reads a script (by its Unicode name) where the language is not known.
READERS = {
    "LATIN": "en-gb", "CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar", "HEBREW": "he", "CJK": "cmn",
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "DEVANAGARI": "hi", "BENGALI": "bn",
    "GURMUKHI": "pa", "GUJARATI": "gu", "ORIYA": "or", "TAMIL": "ta", "TELUGU": "te",
    "KANNADA": "kn", "MALAYALAM": "ml", "SINHALA": "si", "THAI": "th", "MYANMAR": "my",
    "GEORGIAN": "ka", "ARMENIAN": "hy", "ETHIOPIC": "am", "CHEROKEE": "chr-us-qaaa-x-west",
}  # fmt: skip

#: The languages whose voices read a script other than Latin.
_LANGUAGES_OF = {
    "CYRILLIC": "be bg ru uk mk kk ky ba cv tt nog sr",
    "GREEK": "el grc",
    "ARABIC": "ar fa ur ug sd",
    "HEBREW": "he",
    "CJK": "cmn yue hak ja ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "DEVANAGARI": "hi mr ne kok",
    "BENGALI": "bn as bpy",
    "GURMUKHI": "pa",
    "GUJARATI": "gu",
    "ORIYA": "or",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "SINHALA": "si",
    "THAI": "th",
    "MYANMAR": "my",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy hyw",
    "ETHIOPIC": "am ti",
    "CHEROKEE": "chr",
}

#: Voices whose scripts differ from their language's.
_SCRIPTS_OF_VOICES = {
    "fa-latn": {"LATIN"},
    "cmn-latn-pinyin": {"LATIN"},
    "sr": {"CYRILLIC", "LATIN"},
}

#: Cyrillic letters that tell a language where nothing else does.
TELLING = {"ў": "be", "ї": "uk", "є": "uk", "ґ": "uk", "ѓ": "mk", "ќ": "mk", "ђ": "sr", "ћ": "sr"}


@cache
def script_of(char: str) -> str:
    """The script of a letter, by the first word of its Unicode name; empty for all others."""
    if not char.isalpha() or unicodedata.category(char) == "Lm":
        return ""
    return unicodedata.name(char, "").split(" ")[0].split("-")[0]


@cache
def scripts_of(voice: Voice) -> frozenset[str]:
    """The scripts that ``voice`` reads."""
    language = voice.language.split("-")[0]
    own = (
        _SCRIPTS_OF_VOICES.get(voice.id)
        or {script for script, languages in _LANGUAGES_OF.items() if language in languages.split()}
        or {"LATIN"}
    )
    # Letters of no one script: the signs for ohm, angstrom and the like, and ordinals (ª, º).
    return frozenset(own | {"MICRO", "FEMININE", "MASCULINE", "DOUBLE", "SCRIPT", "MATHEMATICAL"})
