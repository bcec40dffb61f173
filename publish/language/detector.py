"""Which language words are in, where that is sure.

A quick look at common words finds what is suspicious, and most often says what it is.  Where it
does not, py3langid is asked, which compares sequences of letters.  Alone it would be sure of itself
too soon on a few words, on names and on lists.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

LANGUAGES = "be cs de da en es et fi fr hr hu it la lt lv nl no pl pt ro ru sk sl sv tr uk"
"""Those that are told apart; near relatives of one stand for each other (see ``_KIN``)."""

_KIN = ({"no", "nb", "nn", "da", "sv"}, {"hr", "sr", "bs", "sl"}, {"cs", "sk"}, {"be", "ru", "uk"})

_COMMON = {
    "en": "the a an of and to in is that it was for on are with as his they at be this have from or"
    " had by but not what all were we when your can said there an which their if will do"
    " how who you i"
    " she he her him my me our its no so than then them would could has more one about into only"
    " after before while because every any been did does just over again where why which door",
    "de": "der die das und ist nicht ein eine einen dem den des im mit sich auf für von zu auch es"
    " an als wie er sie wir ihr ich war wird werden sind hat haben oder aber nach bei aus um am"
    " noch nur so wenn über zum zur durch kann einem einer man was doch mehr sein schon",
    "fr": "le la les de des du un une et est dans que qui pour pas sur au aux avec ce cette il elle"
    " ne se par plus son sa ses nous vous ils on mais ou où être sont a été je tu y en leur comme"
    " d l c j n s qu deux tout même fait était",
    "es": "el la los las de del y que en un una es por con no se su para al lo como más pero sus le"
    " ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde"
    " todo nos durante uno ni contra era fue son ha ser está",
    "pl": "w z i na nie się do to że jest o a jak po od za ale tym co być był była jego"
    " jej tego przez"
    " tak są dla już czy przy może tylko oraz który która które ich go u ze pod tej bo"
    " ma gdy bardzo"
    " nam was być naszą waszą",
    "it": "il lo la i gli le di del della che e è un una per non con si in da sono al"
    " come più ma ha"
    " anche nel alla dei se ci io suo sua questo questa o ed era delle",
    "la": "et in est non ad cum sed ut qui quod ex ab per aut esse sunt nec quae hoc si",
    "be": "і у ў на не што як да з па гэта але яго яна ён яны быў была былі за ад для пра каб ці"
    " мы вы я толькі ужо яшчэ калі таксама ды іх яе з'яўляецца",
    "uk": "і в у на не що як до з та але його вона він вони був була були за від для про"
    " щоб чи ми ви"
    " я тільки вже ще коли також це їх її або й",
    "ru": "и в не на что как с по это но его она он они был была были за от для о чтобы или мы вы я"
    " только уже еще когда также их ее к у же бы то все так из",
    "nl": "de het een en van is dat niet in op te zijn voor met die aan er als bij ook"
    " hij ze wij maar"
    " om door naar uit over nog wel kan",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"(?<=[.!?…])[\s’]+|[\n«»„“”\"]")

FEWEST, SUREST = 4, 0.97
"""Words, and the share of probability, from which an answer is believed."""


def primary(tag: str) -> str:
    """The primary subtag of a language tag."""
    return tag.split("-")[0].lower()


def kin(one: str, other: str) -> bool:
    """Whether two languages are one, or so near that a few words do not tell them apart."""
    pair = {primary(one), primary(other)}
    return len(pair) == 1 or any(pair <= family for family in _KIN)


def sentences_in(text: str) -> list[str]:
    """``text`` cut, roughly, into sentences and quotations."""
    return _SENTENCE.split(text)


@cache
def _strangers(language: str) -> frozenset[str]:
    """The common words of other languages that are none of ``language``."""
    return frozenset().union(*_WORDS.values()) - _WORDS.get(language, frozenset())


def hints(text: str, language: str) -> bool:
    """The quickest look: whether two words in ``text`` are common ones of other languages."""
    strangers = _strangers(primary(language))
    return sum(map(strangers.__contains__, text.lower().split())) > 1


def suspicious(words: str, language: str) -> bool:
    """A quick look: hardly a common word of ``language``, and several of another.

    Names and headlines have neither; in most sentences every eighth word is a common one at least,
    so that others are not looked at.
    """
    own = _WORDS.get(primary(language))
    if own is None:
        return False
    quick = words.lower().split()
    if sum(map(own.__contains__, quick)) * 4 > len(quick):
        return False
    found = [word.lower() for word in _WORD.findall(words)]
    ours = sum(word in own for word in found)
    if len(found) < 3 or ours * 8 > len(found) * 2:
        return False
    return any(
        sum(word in common for word in found) >= max(2, 3 * ours)
        for other, common in _WORDS.items()
        if other != primary(language)
    )


def language_of(words: str, language: str, *, fewest: int = FEWEST) -> str:
    """The language of ``words`` that are said to be in ``language``, where it is another for sure.

    A primary subtag, or an empty string.  Where common words alone do not tell, the library is
    asked, which takes half a second to start.
    """
    if not suspicious(words, language):
        return ""
    found = [word.lower() for word in _WORD.findall(words)]
    if len(found) < fewest:
        return ""
    other = _by_common_words(found, language) or _by_letters(found)
    return "" if kin(other, language) else other


def _by_common_words(found: list[str], language: str) -> str:
    """The language that a third of the words are common ones of, and of no other half as many."""
    if not _WORDS[primary(language)].isdisjoint(found):
        return ""
    counts = {other: sum(word in common for word in found) for other, common in _WORDS.items()}
    best = max(counts, key=lambda other: counts[other])
    second = max(count for other, count in counts.items() if not kin(other, best))
    return best if counts[best] * 3 >= len(found) and second * 2 <= counts[best] else ""


def commonest(words: str) -> str:
    """The language that has more common words among ``words`` than any other, or none."""
    found = [word.lower() for word in _WORD.findall(words)]
    counts = {one: sum(word in common for word in found) for one, common in _WORDS.items()}
    most = max(counts.values())
    best = [one for one, count in counts.items() if count == most]
    return best[0] if most and len(best) == 1 else ""


def _by_letters(found: list[str]) -> str:
    language, share = _identifier().classify(" ".join(found))
    return str(language) if share >= SUREST else ""


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES.split())
    return identifier
