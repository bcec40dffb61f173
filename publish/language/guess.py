"""Guess the language of a text from its letters and its commonest words.

A light guess for an editor to confirm.  A script that one language is mostly written in decides
alone; among languages that share a script the commonest words do.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

_COMMON = {
    "LATIN": {
        "en": "the of and to in is was for that with on as are by his from they it not have",
        "de": "der die und das ist nicht den von zu mit sich des auf für im dem ein eine als auch",
        "fr": "le les des et est une dans que pour qui sur pas au par plus avec ce sont du",
        "es": "el los las y que en una es por con para su del se al lo como más pero",
        "pl": "i w nie na się że do jest to z jak po o od przez ale tak za są który",
        "it": "il di che e la per un non sono con una gli della del è nel anche si le dei",
        "pt": "o de que e do da em um para com não uma os no se na por mais as dos",
        "nl": "de het een van en is dat niet op te zijn voor met die aan er maar om ook naar",
        "cs": "a je se na že to v s z do by ale jako pro za jsou jeho který byl po",
        "lt": "ir yra kad su iš tai kaip bet ne į buvo jo po jis apie už ar tik per",
        "sv": "och att det som en på är av för med till den har inte om ett var jag de",
    },
    "CYRILLIC": {
        "be": "і ў не на што з да як гэта ён па але яго яна за ад ёсць быў для пра",
        "uk": "і в не на що з до як це він та але його вона за від є був для про",
        "ru": "и в не на что с как это он по но его она за от был для о было к",
        "bg": "и в не на че с да се от за като това по са беше към при той но",
    },
}
_LETTERS = {
    "be": "ўЎ", "uk": "їєґЇЄҐ", "ru": "ыэъЫЭЪ", "pl": "łąęśżźńŁŚŻ", "de": "ßäÄ", "es": "ñ¿¡",
    "fr": "çèêœ", "pt": "ãõÃÕ", "cs": "řůěŘŮĚ", "lt": "ėųįŲĮ", "sv": "åÅ",
}  # fmt: skip
"""Letters that of these languages only one has, or nearly so."""
_ALONE = {
    "GREEK": "el", "ARABIC": "ar", "HEBREW": "he", "HANGUL": "ko", "HIRAGANA": "ja",
    "KATAKANA": "ja", "CJK": "zh", "THAI": "th", "GEORGIAN": "ka", "ARMENIAN": "hy",
    "DEVANAGARI": "hi", "BENGALI": "bn", "TAMIL": "ta", "ETHIOPIC": "am", "LAO": "lo",
    "KHMER": "km", "MYANMAR": "my", "TIBETAN": "bo", "GUJARATI": "gu", "TELUGU": "te",
}  # fmt: skip
"""The language that most texts in a script are in."""
_SCRIPTS = {
    language: {script} for script, languages in _COMMON.items() for language in languages
} | {language: {script} for script, language in _ALONE.items()}
_SCRIPTS["ja"] = {"HIRAGANA", "KATAKANA", "CJK"}
_ALSO_ARABIC = {"fa": "پچژگ", "ur": "ٹڈڑے"}
_SAMPLE = 20_000
_FEW = 20
"""Letters by which no script can be told from a name in another."""


def guess_language(text: str) -> str:
    """A primary subtag: the likeliest of those that are known here, ``en`` for no letters."""
    sample = text[:_SAMPLE]
    scripts = _scripts_of(sample)
    script = max(scripts, key=lambda one: scripts[one], default="LATIN")
    if script == "CJK" and scripts["HIRAGANA"] + scripts["KATAKANA"] > scripts["CJK"] / 10:
        return "ja"
    letters = Counter(sample)
    if script == "ARABIC":
        for language, own in _ALSO_ARABIC.items():
            if sum(letters[letter] for letter in own) * 50 > scripts["ARABIC"]:
                return language
    if script in _ALONE:
        return _ALONE[script]
    words = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    scores = {
        language: sum(words[word] for word in common.split())
        + 2 * sum(letters[letter] for letter in _LETTERS.get(language, ""))
        for language, common in _COMMON.get(script, {}).items()
    }
    best = max(scores, key=lambda language: scores[language], default="en")
    return best if scores.get(best) else "en"


def writes(tag: str, text: str) -> bool:
    """Whether most letters of ``text`` can be those of the language ``tag``.

    A language whose script is not known here can be written in any; so can one whose tag names it.
    """
    own = _SCRIPTS.get(tag.split("-")[0])
    scripts = _scripts_of(text[:_SAMPLE])
    if own is None or sum(scripts.values()) < _FEW or re.search(r"-[A-Za-z]{4}(-|$)", tag):
        return True
    return sum(scripts[script] for script in own) * 2 >= sum(scripts.values())


def _scripts_of(sample: str) -> Counter[str]:
    """Script -> how many letters of ``sample`` are in it."""
    scripts: Counter[str] = Counter()
    for letter, count in Counter(sample).items():
        if letter.isalpha():
            scripts[_script_of(letter)] += count
    return scripts


@cache
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0]
