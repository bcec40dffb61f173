"""Corrections, contributors, series, rights, licence and identifier -> XHTML."""

from __future__ import annotations

from publish.language.words import date_in_words, role_word
from publish.model import Correction, Licence, Metadata
from publish.model.ids import COLOPHON, CORRECTIONS, correction_id, fact_id, title_id
from publish.xhtml.context import Setting
from publish.xhtml.escape import element, lines, link_address, text


def colophon(metadata: Metadata, setting: Setting) -> str:
    """``footer.colophon``: a heading, the corrections, then a list of facts."""
    title = element(
        "h2", text(setting.words.colophon), {"id": title_id(COLOPHON), **setting.ours()}
    )
    inside = lines(title, _corrections(metadata.corrections, setting), _facts(metadata, setting))
    return element(
        "footer",
        f"\n{inside}\n",
        {"class": "colophon", "id": COLOPHON, "aria-labelledby": title_id(COLOPHON)},
    )


def _corrections(corrections: tuple[Correction, ...], setting: Setting) -> str:
    if not corrections:
        return ""
    marks = {"id": CORRECTIONS, **setting.ours()}
    title = element("h3", text(setting.words.corrections), marks)
    items = lines(
        *(
            element("li", _correction(each, setting), {"id": correction_id(place)})
            for place, each in enumerate(corrections, start=1)
        )
    )
    return lines(title, element("ul", f"\n{items}\n", {"class": "corrections"}))


def _correction(correction: Correction, setting: Setting) -> str:
    words = text(date_in_words(correction.date, setting.language))
    day = element("time", words, {"datetime": correction.date.isoformat(), **setting.ours()})
    return f"{day}: {text(correction.text)}"


def _facts(metadata: Metadata, setting: Setting) -> str:
    words = setting.words
    facts: list[tuple[str, str]] = [
        (role_word(one.role, words), text(one.name)) for one in metadata.contributors
    ]
    if metadata.publisher:
        facts.append((role_word("pbl", words), text(metadata.publisher)))
    if metadata.rights:
        facts.append((words.rights, text(metadata.rights)))
    if metadata.licence:
        facts.append((words.licence, _licence(metadata.licence)))
    if metadata.series:
        facts.append((words.series, text(metadata.series.text)))
    facts.append((words.identifier, text(metadata.identifier)))
    entries = lines(
        *(
            lines(
                element("dt", setting.added(name)),
                element("dd", fact, {"id": fact_id(place)}),
            )
            for place, (name, fact) in enumerate(facts, start=1)
        )
    )
    return element("dl", f"\n{entries}\n", {"class": "facts"})


def _licence(licence: Licence) -> str:
    address = link_address(licence.url)
    name = text(licence.name or licence.url)
    return element("a", name, {"href": address, "rel": "license"}) if address else name
