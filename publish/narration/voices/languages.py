"""Which voice speaks which language, and which letters it can read."""

from __future__ import annotations

from functools import cache

from publish.language.scripts import language_of_script, likely_script, parts_of
from publish.narration.synthesis import Voice

#: What espeak-ng calls otherwise than BCP 47, or which region's voice stands for all.
SPELLED = {
    "en": "en-gb", "en-ca": "en-us", "fr": "fr-fr", "zh": "cmn", "zh-hk": "yue", "zh-yue": "yue",
    "no": "nb", "nn": "nb", "iw": "he", "in": "id", "sh": "hr", "es-mx": "es-419",
    "es-ar": "es-419", "es-co": "es-419", "es-us": "es-419",
    "chr": "chr-us-qaaa-x-west",
}  # fmt: skip

#: Languages without a voice, and whose voice is understood best in their place.
CLOSEST = {
    "rue": "uk", "szl": "pl", "csb": "pl", "hsb": "cs", "dsb": "cs", "cnr": "sr", "gsw": "de",
    "nds": "de", "bar": "de", "yi": "he", "gl": "pt", "ast": "es", "oc": "ca", "sc": "it",
    "scn": "it", "nap": "it", "co": "it", "rm": "it", "fur": "it", "fy": "nl", "li": "nl",
    "vls": "nl", "crh": "tr", "gag": "tr", "sco": "en-gb", "br": "fr-fr", "se": "fi", "kv": "ru",
    "ce": "ru", "mn": "kk", "tg": "ru", "wuu": "cmn", "nan": "cmn", "tl": "id", "fil": "id",
}  # fmt: skip

#: Voices that read a script beside the main one of their language.
_ALSO_READ = {"sr": {"Latn"}}


def reader_of(script: str) -> str:
    """Return the name of the voice that reads ``script`` where the language isn't known."""
    language = language_of_script(script)
    return SPELLED.get(language, language)


@cache
def scripts_of(voice: Voice) -> frozenset[str]:
    """Return the scripts (ISO 15924) that ``voice`` reads."""
    likely = likely_script(voice.language) or "Latn"
    return parts_of(likely) | _ALSO_READ.get(voice.id, set())
