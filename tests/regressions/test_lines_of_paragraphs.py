"""Lines were filled one by one: spaces were wide and uneven, and many words were divided.

Words were also divided where they must not be (the first word of a line, addresses), a paragraph
could end in one syllable, and justified Arabic lost the spaces beside phrases and its indents.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publish.editions.pdf.layout import lay_out
from publish.prepare import prepare
from publish.source import read

HEAD = """---
title: Lines
language: {language}
authors: [Ada Kowalska]
published: 2026-03-01
theme: {theme}
table-of-contents: false
---

"""

PROSE = """The keeper of the lighthouse went up the stairs every evening at the same hour, and every
evening he counted them, although nobody had asked him to do so and their number never
changed. He trimmed the wicks, polished the reflectors with a piece of soft leather, and
wrote down where the wind came from in a book with a green cover. When the weather was clear
he could see the lamps of three other lighthouses, one of them in a foreign country, and he
greeted each of them as one greets a neighbour whom one has never met. *There were evenings*
on which a steamer passed so close that he heard music from its saloon; then he stood for a
long time at the railing.[^a] Afterwards it was always a little quieter than before, and the
representatives of the administration, who visited him once a year, noticed nothing
extraordinary."""

NOTES = "\n\n[^a]: Write to harbour.master@office.example.org about the Administrationoffices.\n"

ADDRESS = """Write to the harbour office, whose address is
harbour.master.of.the.north@office.harbour.example.org in all seasons, or look at
www.harbourmasteroffice.example.org/information/archive first."""

ARABIC = """في الميناء القديم *125 قاربًا* يجلس الصيادون كل مساء، وقال أحدهم إن **الريح لا تنتظر**
وإن المطر يأتي من الشمال كل شتاء [كما في الكتاب](https://example.org/a) قبل أن يعود الناس إلى
بيوتهم البعيدة."""


def lines(
    folder: Path, text: str, language: str = "en", theme: str = "book", name: str = "p"
) -> list[Any]:
    """The lines of the paragraphs of a document, or of other elements, in order."""
    source = folder / "lines.md"
    source.write_text(HEAD.format(language=language, theme=theme) + text, encoding="utf-8")
    document = lay_out(prepare(read(source))).document
    return [
        box
        for page in document.pages
        for box in page._page_box.descendants()
        if type(box).__name__ == "LineBox" and box.element_tag in (name, "span")
    ]


def texts(line: Any) -> Iterator[Any]:
    return (box for box in line.descendants() if getattr(box, "text", "").strip())


def text(line: Any) -> str:
    return "".join(box.text for box in texts(line))


@pytest.fixture(scope="module")
def prose(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    body = "\n\n".join([PROSE, PROSE.replace("[^a]", "")] * 2) + NOTES
    return lines(tmp_path_factory.mktemp("prose"), body)


def test_spaces_are_even_and_few_words_are_divided(prose: list[Any]) -> None:
    spaces = [
        box.justification_spacing / box.style["font_size"]
        for line in prose
        if line.style["text_align_all"] == "justify" and line.resume_at
        for box in list(texts(line))[-1:]
    ]
    assert len(spaces) > 25
    assert max(spaces) < 0.2
    assert min(spaces) > -0.07
    assert sum(text(line).endswith("-") for line in prose) <= 0.08 * len(prose) + 1


def test_justified_lines_end_at_the_margin(prose: list[Any]) -> None:
    full = [line for line in prose if line.style["text_align_all"] == "justify" and line.resume_at]
    ends = {round(line.position_x + line.width, 0) for line in full}
    assert len(ends) == 1


def test_lines_beside_a_drop_cap_are_shorter(prose: list[Any]) -> None:
    cap = next(line for line in prose if text(line) == "T")
    first = prose.index(cap)
    beside = [line for line in prose[first + 1 : first + 4] if line is not cap]
    assert all(line.position_x > cap.position_x for line in beside[-2:])


def test_words_of_a_paragraph_stay_in_order(prose: list[Any]) -> None:
    written = "".join(text(line) for line in prose).replace("-", "").replace(" ", "")
    assert "".join(PROSE.split()).replace("*", "").replace("[^a]", "")[1:] in written.replace(
        "1Afterwards", "Afterwards"
    )


def test_no_paragraph_ends_in_a_syllable(tmp_path: Path) -> None:
    words = " ".join(["the pilot and his passengers waited"] * 3)
    body = "\n\n".join(f"{words}{' so' * count} for it." for count in range(12))
    for line in lines(tmp_path, body):
        if line.resume_at is None and len(text(line)) < 60:
            assert sum(letter.isalpha() for letter in text(line)) >= 5


def test_no_first_word_of_a_line_is_divided(tmp_path: Path) -> None:
    """A phrase that doesn't fit stood after a space that didn't fit either."""
    body = "\n\n".join(
        f"{'i' * count} they have encrypted all of the letters since **then, as everybody knows.**"
        for count in range(1, 16)
    )
    assert not [line for line in lines(tmp_path, body, theme="feature") if "-" in text(line)]


def test_addresses_get_no_hyphens(tmp_path: Path) -> None:
    for theme in ("feature", "book"):
        parts = [
            text(line) for line in lines(tmp_path, f"{ADDRESS}\n\n{PROSE}{NOTES}", theme=theme)
        ]
        shown = "".join(parts)
        assert "harbour.master.of.the.north@office.harbour.example.org" in shown
        assert "www.harbourmasteroffice.example.org/information/archive" in shown
        assert "harbour.master@office.example.org" in shown
        assert "Administrationoffices" in shown, "a name in small type"


def test_arabic_lines_keep_their_spaces_and_indents(tmp_path: Path) -> None:
    found = lines(tmp_path, f"{ARABIC}\n\n{ARABIC}", language="ar")
    right = max(line.position_x + line.width for line in found)
    for line in found:
        boxes = sorted(texts(line), key=lambda box: box.position_x)
        for before, after in itertools.pairwise(boxes):
            assert before.position_x + before.width == pytest.approx(after.position_x, abs=0.3)
        for box in boxes:
            box.pango_layout.reactivate(box.style)
            line_of_pango, _ = box.pango_layout.get_first_line()
            from weasyprint.text.line_break import line_size

            assert line_size(line_of_pango, box.style)[0] == pytest.approx(box.width, rel=0.025)
            box.pango_layout.deactivate()
    paragraphs = [line for line in found if line.style["text_align_all"] == "justify"]
    starts = [max(box.position_x + box.width for box in texts(line)) for line in paragraphs]
    indents = [right - start for start in starts]
    assert sum(indent > 10 for indent in indents) == 1


def test_a_word_that_no_line_of_a_title_can_hold_gets_a_hyphen(tmp_path: Path) -> None:
    title = "Lebensmittelkennzeichnungsverordnungsdurchführungsgesetze"
    found = lines(tmp_path, f"## {title}\n\nText.\n", language="de", theme="feature", name="h2")
    first, second = (text(line) for line in found[:2])
    assert first[-1] == "-"
    assert first[:-1] + second == title


def test_a_drop_cap_in_a_phrase_moves_the_text_beside_it_once(tmp_path: Path) -> None:
    body = f"*The beginning* {'was a word that everybody knew, ' * 9}.\n"
    found = [list(texts(line)) for line in lines(tmp_path, body, theme="feature")]
    first = next(place for place, line in enumerate(found) if line[0].text == "T")
    assert found[first][1].position_x == pytest.approx(found[first + 2][0].position_x, abs=0.5)


def test_lines_that_begin_or_end_with_formulas(tmp_path: Path) -> None:
    """A line can't end after a formula without a space; one at its start takes room."""
    body = " ".join(["$x^2 + y^2 = z^2$ and words", "here $a$$b$ (or) $c + d + e$—so"] * 9)
    found = [line for line in lines(tmp_path, body) if line.style["text_align_all"] == "justify"]
    ends = [line.position_x + line.width for line in found if line.resume_at]
    assert max(ends) - min(ends) < 1
