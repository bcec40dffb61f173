"""Call the functions that make patterns of their parameters, once each."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from lxml import etree


def call_all() -> None:
    """Call each function with a sample; their results aren't looked at."""
    _of_checks()
    _of_imports()
    _of_language()
    _of_editions()


def _of_checks() -> None:
    from publish.audit.addresses import normal_address
    from publish.check import colour, initialisms, languages, metadata, pictures
    from publish.source import settings_file
    from publish.verify.epub import styles

    normal_address("https://exämple.org/a")
    for tag in ("de", "en", "fr", "pl"):
        colour._patterns(tag)
    for scripts in ("Latn", "Cyrl", "Grek"):
        languages._other(frozenset({scripts}))
    initialisms._spelled("NATO", "a text")
    metadata._between_names()
    pictures._numbered()
    settings_file._line("x = 1", "alt-missing")
    list(styles._styled([("a.css", ".own{}")], {"own"}))
    for name in ("background(?:-color)?", r"(?<![\w-])color"):
        styles._luminance("color: #123456", name)


def _of_imports() -> None:
    from publish.importing.markdown import mdbook, obsidian
    from publish.importing.original import markdown
    from publish.importing.preparing import latex_algorithms, latex_arguments, latex_numbers, notes
    from publish.importing.reading import paragraphs

    mdbook._part("// ANCHOR: a\nb", "a")
    obsidian.convert_additions("HTML is here.\n\n*[HTML]: Hypertext Markup Language\n")
    latex_arguments.with_arguments("a", ("thanks", "title"), str)
    latex_numbers.number_theorems("\\newtheorem{fact}{Fact}\n\\begin{fact}[A] b\\end{fact}")
    notes._remove_label(etree.fromstring("<p>1 A note.</p>"), "1")
    paragraphs._credit()
    for opening in markdown._DIRECTIVE.finditer(":::{note}\nA\n:::\n```\nb\n```\n"):
        markdown._end_of(opening)
    latex_algorithms._end_of_2e(_Record(name="algorithm*"))


def _of_language() -> None:
    from publish.language import formula_words, spacing
    from publish.language.mathematics.speaker import spoken_formula
    from publish.language.spoken import addresses
    from publish.language.spoken.normalise import spoken
    from publish.language.spoken.speech_rules import rules_for
    from publish.narration import table_summary

    math = ElementTree.fromstring("<math><mi>a</mi><mo>=</mo><mi>b</mi></math>")
    for tag in ("de", "en", "fr", "pl", "es", "ru"):
        list(formula_words.words_between("a equals b", tag))
        spoken_formula(math, tag)
        spacing._pattern(tag, numbers=True)
        rules = rules_for(tag)
        assert rules
        table_summary._range(rules, ["1", "2 kg"])
        addresses._with_country(rules, "www.example.co.uk", "w w w")
        spoken("A 90° angle, 45°-Winkel; 1990 people, since 1990 1500 people came.", tag)


def _of_editions() -> None:
    from publish.editions.pdf.adjustments import mark_long_words
    from publish.editions.pdf.tree.content import shared_glyphs
    from publish.sync import sound

    mark_long_words(ElementTree.fromstring("<html><body><h1>a</h1><p>b</p></body></html>"))
    shared_glyphs("of\ufb01ce K \u212a")
    list(sound._added(_Record(label="", text="a, note 1", spans=[_Record(language="en")])))


class _Record(dict[str, Any]):
    """An object with any attributes, which are items too."""

    __getattr__ = dict.__getitem__
