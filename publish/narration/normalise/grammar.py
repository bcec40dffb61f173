"""Which form of a word goes with a number, and the cases of ordinals."""

from __future__ import annotations

from publish.narration.normalise.tongue import Tongue

#: How one and two change with the gender of what is counted (m is what num2words gives).
_GENDERED: dict[str, dict[str, dict[str, str]]] = {
    "be": {"f": {"адзін": "адна", "два": "дзве"}, "n": {"адзін": "адно"}},
    "ru": {"f": {"один": "одна", "два": "две"}, "n": {"один": "одно"}},
    "uk": {"f": {"один": "одна", "два": "дві"}, "n": {"один": "одне"}},
    "pl": {"f": {"jeden": "jedna", "dwa": "dwie"}, "n": {"jeden": "jedno"}},
    "de": {"m": {"eins": "ein"}, "f": {"eins": "eine"}, "n": {"eins": "ein"}},
    "fr": {"f": {"un": "une"}},
    "es": {"m": {"uno": "un", "veintiuno": "veintiún"}, "f": {"uno": "una"}},
}


def gendered(tongue: Tongue, words: str, number: int, gender: str) -> str:
    """``words`` for ``number`` before a noun of ``gender``; empty where nothing is counted."""
    changes = _GENDERED.get(tongue.language, {}).get(gender, {})
    start, space, last = words.rpartition(" ")
    if tongue.language in ("pl", "de") and last in ("jeden", "eins") and number != 1:
        return words  # "dwadzieścia jeden" stays
    return f"{start}{space}{changes.get(last, last)}"


def inflected(tongue: Tongue, ordinal: str, case: str) -> str:
    """``ordinal`` in ``case``: the endings of its last word (Polish: its last two) are changed."""
    endings = tongue.ordinals.get(case)
    if not endings:
        return ordinal
    words = ordinal.split(" ")
    for place in range(len(words) - (2 if tongue.language == "pl" else 1), len(words)):
        if place >= 0:
            words[place] = _ending(words[place], endings)
    return " ".join(words)


def _ending(word: str, endings: object) -> str:
    assert isinstance(endings, dict)  # noqa: S101 - narrows the type
    for ending in sorted(endings, key=len, reverse=True):
        if word.endswith(ending):
            return word.removesuffix(ending) + str(endings[ending])
    return word


#: German words that stand before an adjective in the dative, or in the accusative masculine.
_WEAK = frozenset(
    ["am", "vom", "zum", "dem", "den", "beim", "seit", "bis", "ab", "im", "zur", "einem", "einen"]
)


def german(ordinal: str, before: str, alone: str) -> str:
    """A German ordinal with the ending that the text ``before`` it asks for, else ``alone``."""
    word = before.rstrip().rpartition(" ")[2].lower()
    return ordinal + ("n" if word in _WEAK else "" if word in ("der", "die", "das") else alone)


def counted(tongue: Tongue, forms: str, number: str) -> tuple[str, str]:
    """The gender of a noun and its form after ``number`` (as digits; with ``.``: a decimal).

    ``forms`` is written ``one|other``, or in Slavic languages ``one|few|many|decimal``; a gender
    may stand before it: ``f:minute|minutes``.
    """
    gender, colon, rest = forms.partition(":")
    if not colon:
        gender, rest = "m", forms
    choices = rest.split("|")
    return gender, choices[min(_choice(tongue.plural, number), len(choices) - 1)]


def _choice(rule: str, number: str) -> int:
    if "." in number:
        if rule in ("east", "polish"):
            return 3
        return int(rule != "french" or not number.startswith(("0.", "1.")))
    count = int(number[-9:])  # a stranger's number may be longer than Python takes at once
    if rule == "french":
        return int(count >= 2)
    if rule == "two":
        return int(count != 1)
    one = count == 1 if rule == "polish" else count % 10 == 1 and count % 100 != 11
    if one:
        return 0
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2
