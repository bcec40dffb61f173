"""What is said of each construct, and that nothing is lost."""

from __future__ import annotations

from publish.narration.narrate import narrate
from publish.narration.script import ChapterKind, Script
from tests.conftest import Golden
from tests.narration.sources import SMALL, article_of, titled


def as_text(script: Script) -> str:
    """A script for people: chapters, then role, words with language and pronunciation, target."""
    lines = []
    for chapter in script.chapters:
        lines.append(f"{'#' * chapter.level} {chapter.kind}: {chapter.title} ({chapter.target})")
        if chapter.image:
            lines.append(f"  picture {chapter.image.source}: {chapter.alt}")
        for said in chapter.utterances:
            words = ""
            for span in said.spans:
                spoken = f"<{span.say or '/' + span.ipa + '/'}>" if span.say or span.ipa else ""
                foreign = span.language != script.language
                words += f"{{{span.language}: {span.text}}}" if foreign else span.text + spoken
            lines.append(f"  {said.role}: {words} [{said.target}] {said.pause}")
    lines += [f"skipped, line {one.line}: {one.text} ({one.reason})" for one in script.skipped]
    return "\n".join(lines) + "\n"


def test_a_small_article_reads_as_it_should(golden: Golden) -> None:
    golden("small.txt", as_text(narrate(article_of(SMALL))))


def spoken(body: str, language: str = "en-GB", front: str = "") -> list[str]:
    script = narrate(titled(body, language, front))
    return [said.text for chapter in script.chapters for said in chapter.utterances]


def test_what_we_add_is_in_the_language_of_the_article() -> None:
    figure = "::: {figure} pictures/map.svg\n:alt: Mapa linii.\n\nLinie.\n:::"
    assert "Rysunek 1." in spoken(figure, "pl")
    script = narrate(titled("![Kartta.](pictures/map.svg)", "fi"))
    figure = next(c for c in script.chapters if c.kind is ChapterKind.FIGURE)
    assert [said.text for said in figure.utterances] == ["Kartta."]
    assert {s.language for c in script.chapters for u in c.utterances for s in u.spans} == {"fi"}


def test_text_after_a_figure_continues_its_section() -> None:
    body = "## One\n\nBefore.\n\n![Alt.](pictures/map.svg)\n\nAfter.\n\n## Two\n\nMore."
    kinds = [(c.kind, c.title, c.level) for c in narrate(titled(body)).chapters]
    assert kinds[1:5] == [
        (ChapterKind.SECTION, "One", 1),
        (ChapterKind.FIGURE, "Figure: Alt", 2),
        (ChapterKind.CONTINUATION, "One, continued", 1),
        (ChapterKind.SECTION, "Two", 1),
    ]


def test_cells_are_told_with_all_their_headers() -> None:
    table = """:::{list-table} Rides
:header-rows: 2

* - {rspan}`1` Line
  - {cspan}`1` Rides
* - Summer
  - Winter
* - {rspan}`1` A
  - 11
  - 13
* - {cspan}`1` Few
:::"""
    said = spoken(table)
    start = said.index("Line: A")
    assert said[start : start + 5] == [
        "Line: A",
        "Rides, Summer: 11",
        "Rides, Winter: 13",
        "Line: A",
        "Rides, Summer, Winter: Few",
    ]


def test_an_expansion_is_heard_once_and_not_where_the_text_has_it() -> None:
    front = "abbreviations:\n  NGO: non-governmental organisation\n"
    spans = [
        span
        for chapter in narrate(titled("The NGO met. The NGO left.", front=front)).chapters
        for said in chapter.utterances
        for span in said.spans
    ]
    assert [span.say for span in spans if span.say] == ["NGO, non-governmental organisation,"]
    assert not any(
        span.say
        for chapter in narrate(
            titled("A non-governmental organisation (NGO) met.", front=front)
        ).chapters
        for said in chapter.utterances
        for span in said.spans
    )
