"""Colour as the only sign: “the red line”, “shown in green”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.check.document_index import DocumentIndex
from publish.check.rule import Family, Rule, shortened
from publish.errors import Diagnostic, Severity
from publish.language.detector import primary
from publish.model import Block, Figure, Paragraph, Table
from publish.model.walk import children_of

COLOUR_ALONE = Rule(
    "colour-alone",
    Severity.WARNING,
    "What a picture shows is told by more than its colour (technique failure F13, G14).",
    "Who cannot tell the colours apart, prints without colour or listens cannot find what is meant"
    ".",
    "Say what else tells it apart: its place, its shape, its label.",
    number="1.4.1",
)

_COLOURS = {
    "en": "red|green|blue|yellow|orange|purple|violet|pink|brown|gr[ae]y|turquoise|black",
    "de": "rot|grün|blau|gelb|orange|lila|violett|rosa|braun|grau|türkis",
    "fr": "rouges?|verte?s?|bleue?s?|jaunes?|oranges?|violette?s?|roses?|grise?s?|brune?s?",
    "es": "roj[oa]s?|verdes?|azul(?:es)?|amarill[oa]s?|naranjas?|morad[oa]s?|rosas?|gris(?:es)?",
    "pl": "czerwon\\w+|zielon\\w+|niebiesk\\w+|żółt\\w+|pomarańczow\\w+|fioletow\\w+"
    "|różow\\w+|szar\\w+",
    "be": "чырвон\\w+|зялён\\w+|сін\\w+|блакітн\\w+|жоўт\\w+|аранжав\\w+|фіялетав\\w+|шэр\\w+",
    "uk": "червон\\w+|зелен\\w+|син\\w+|блакитн\\w+|жовт\\w+|помаранчев\\w+|фіолетов\\w+|сір\\w+",
    "ru": "красн\\w+|зел[её]н\\w+|син\\w+|голуб\\w+|ж[её]лт\\w+|оранжев\\w+|фиолетов\\w+|сер\\w+",
}
_MARKS = {
    "en": "lines?|bars?|dots?|areas?|curves?|arrows?|circles?|columns?|regions?|segments?|squares?"
    "|boxes|box|points?|fields?|bands?|slices?|rows?|cells?|zones?|shading|ones",
    "de": "Linien?|Balken|Punkte?n?|Flächen?|Kurven?|Pfeile?n?|Kreise?n?|Säulen?|Felder?n?|Zonen?"
    "|Bereiche?",
    "fr": "lignes?|barres?|points?|zones?|courbes?|flèches?|cercles?|colonnes?|surfaces?|parties?",
    "es": "líneas?|barras?|puntos?|zonas?|curvas?|flechas?|círculos?|columnas?|áreas?|partes?",
    "pl": "lini\\w+|słup\\w+|punkt\\w*|obszar\\w*|krzyw\\w+|strzałk\\w+|kółk\\w+"
    "|pol[ae]\\w*|kropk\\w+",
    "be": "ліні\\w+|слупк\\w+|кропк\\w+|вобласц\\w+|крыв\\w+|стрэлк\\w+|кружк\\w+|пол[яіе]\\w*",
    "uk": "ліні\\w+|стовп\\w+|точк\\w+|област\\w+|крив\\w+|стрілк\\w+|кружк\\w+|пол[яіе]\\w*",
    "ru": "лини\\w+|столб\\w+|точк\\w+|област\\w+|крив\\w+|стрелк\\w+|кружк\\w+|пол[яеё]\\w*",
}
_SHOWN = {
    "en": r"(?:shown|marked|highlighted|drawn|printed|coloured|colored|shaded|given"
    r"|appear\w*)\s+in\s+"
    r"(?:{c})",
    "de": r"(?:in\s+(?:{c})\s+(?:dargestellt|markiert|gezeigt|eingezeichnet|hervorgehoben|gedruckt)"
    r"|(?:{c})\s+(?:markiert\w*|eingezeichnet\w*|hervorgehoben\w*|dargestellt\w*|eingefärbt\w*))",
    "fr": r"(?:(?:indiqué|marqué|montré|représenté|surligné|coloré|dessiné)e?s?\s+en\s+(?:{c})"
    r"|en\s+(?:{c})\s+sur\s+(?:la|le|les))",
    "es": r"(?:marcad|mostrad|señalad|resaltad|dibujad|aparece|coloread)\w*\s+en\s+(?:{c})",
    "pl": r"(?:zaznaczon|oznaczon|pokazan|wyróżnion|narysowan)\w*\s+(?:na|kolorem)\s+(?:{c})",
    "be": r"(?:пазначан|паказан|вылучан|адзначан)\w*\s+(?:{c})",
    "uk": r"(?:позначен|показан|виділен|зображен)\w*\s+(?:{c})",
    "ru": r"(?:обозначен|показан|выделен|отмечен)\w*\s+(?:{c})",
}
_BEHIND = frozenset(("fr", "es"))
"""Languages in which the colour stands behind what it belongs to."""

_ELSE = re.compile(
    r"\b(?:dash|dotted|thick|thin|solid|broken|upper|lower|top\b|bottom|left|right|label|letter"
    r"|number|striped"
    r"|square|triang|diamond|gestrich|gepunkt|dick|dünn|ober|unter|link|recht|beschrift"
    r"|pointill|épais"
    r"|gauche|droite|haut\b|bas\b|discontinu|punteada|gruesa|izquierd|derech|arriba|abajo"
    r"|superior|inferior"
    r"|przeryw|kropkow|grub|cienk|górn|doln|lew|praw|пункцір|тоўст|тонк|верхн|ніжн|лев"
    r"|прав|товст|лів"
    r"|штрих|жирн|нижн)",
    re.I,
)
"""Words for another sign beside the colour."""

NEAR = 25
"""Characters before and after a colour in which another sign is looked for."""


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    """What names a thing by its colour, in a language (primary subtag) that we know."""
    if language not in _COLOURS:
        return None
    colours, marks = _COLOURS[language], _MARKS[language]
    named = rf"(?:{colours})(?:e[nrms]?)?"
    pair = rf"(?:{marks})\s+(?:{named})" if language in _BEHIND else rf"{named}\s+(?:{marks})"
    shown = _SHOWN[language].replace("{c}", colours)
    return re.compile(rf"\b(?:{pair}|{shown})\b", re.I)


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Captions, and paragraphs beside a figure or a table, that name things by their colour."""
    beside = _beside(index)
    for at in index.passages:
        pattern = _pattern(primary(at.language)) if id(at.it.block) in beside else None
        if pattern is None:
            continue
        for match in pattern.finditer(at.it.words):
            around = at.it.words[max(0, match.start() - NEAR) : match.end() + NEAR]
            if not _ELSE.search(around):
                yield COLOUR_ALONE.found(
                    at, f"“{shortened(match[0])}” is told by its colour alone."
                )
                break


def _beside(index: DocumentIndex) -> set[int]:
    """Identities of the blocks that may speak of a figure or table: captions, neighbours."""
    near: set[int] = set()
    for siblings in _families(index):
        for at, block in enumerate(siblings):
            if isinstance(block, Figure | Table):
                near.add(id(block))
                near.update(
                    id(other)
                    for other in siblings[max(0, at - 1) : at + 2]
                    if isinstance(other, Paragraph)
                )
                if isinstance(block, Figure):
                    near.update(map(id, block.caption))
    return near


def _families(index: DocumentIndex) -> Iterator[list[Block]]:
    """The blocks that stand beside each other, where a figure or table is among them."""
    yield list(index.article.blocks)
    for at in index.blocks:
        if not isinstance(at.it, Paragraph | Figure | Table):
            yield list(children_of(at.it))


COLOUR = Family("Colour", (COLOUR_ALONE,), find)
