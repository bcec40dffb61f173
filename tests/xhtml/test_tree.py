"""The tree that the writer builds."""

from __future__ import annotations

from pathlib import Path

from publish.xhtml.tree import element, elements, joined, lines, multiline, serialise


def test_what_is_none_is_left_out_and_what_is_empty_is_kept() -> None:
    assert serialise(element("img", attributes={"alt": "", "id": None})) == '<img alt=""/>'
    assert serialise(element("td")) == "<td></td>"


def test_strings_are_never_markup() -> None:
    assert serialise(element("p", "<b>&", {"title": '"<'})) == (
        '<p title="&quot;&lt;">&lt;b&gt;&amp;</p>'
    )


def test_no_string_follows_another() -> None:
    rule = element("hr")
    assert joined("a", ["b", rule], (), "", rule, "c", "d") == ["ab", rule, rule, "cd"]
    assert lines("a", (), "b") == ["a\nb"]
    assert multiline(rule, [], "b") == ["\n", rule, "\nb\n"]


def test_an_attribute_is_found_by_its_name_and_not_by_a_value() -> None:
    link = element("a", "x", {"class": "href", "href": "#a"})
    assert (link.get("href"), link.get("id"), link.id) == ("#a", "", "")
    link.set("href", "b.xhtml#a")
    assert link.attributes == ("class", "href", "href", "b.xhtml#a")


def test_elements_come_in_the_order_of_the_document() -> None:
    inner = element("em", "x")
    outer = element("p", ["a", inner])
    assert elements(["b", outer, element("hr")])[:2] == [outer, inner]


def test_no_edition_searches_the_markup_with_regular_expressions() -> None:
    root = Path(__file__).parents[2] / "publish"
    folders = ("xhtml", "sync", "editions/epub")
    found = {
        path.name
        for folder in folders
        for path in (root / folder).glob("*.py")
        if "import re\n" in path.read_text(encoding="utf-8")
    }
    # Text of cues; TeX; characters that XML forbids; faces in our style sheets; calls of
    # notes in spoken words.
    assert found == {
        "webvtt.py",
        "formulas.py",
        "chemistry.py",
        "escape.py",
        "fonts.py",
        "sound.py",
    }
