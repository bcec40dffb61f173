"""Plain text becomes a source that builds, says the same words, and lists what is still to do."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.check import check
from publish.errors import Severity
from publish.importing.plain_text import import_text
from publish.intake import read
from publish.model.walk import all_blocks, content_of, text_of
from publish.source import read_markdown
from publish.source.article import BookContext
from tests.conftest import Golden

NEWS = """\
Ferry stops at the old pier again. After ten years the “Wanda” is back – and full.


On Monday the ferry crossed the lake with 64 passengers. It was raining.

Nobody nobody minded.“We waited long,” said Ewa Lis. “Now we go.”

1. The fare is $5, or 4 € * with a card; children go free.

Passengers board the ferry at the old pier.  The captain waves. (left)

# of tickets sold: 64_000 [sic]
"""


def imported(text: str, folder: Path) -> str:
    source = folder / "article.txt"
    source.write_text(text, encoding="utf-8")
    markdown, diagnostics = import_text(source)
    said = "\n".join(f"{p.severity}:{p.line}: {p.code}: {p.message} {p.fix}" for p in diagnostics)
    return f"{markdown}{'=' * 40}\n{said}\n"


def test_a_news_text(tmp_path: Path, golden: Golden) -> None:
    golden("imported.txt", imported(NEWS, tmp_path))


def test_a_typist_of_wide_spaces_is_not_suspected(tmp_path: Path) -> None:
    source = tmp_path / "article.txt"
    source.write_text("Title.\n\n" + "It rained.  We went.\n\n" * 3, encoding="utf-8")
    assert not {"import-caption", "import-spaces"} & {p.code for p in import_text(source)[1]}


def test_plain_text_is_a_source_itself(tmp_path: Path) -> None:
    source = tmp_path / "article.txt"
    source.write_text(NEWS, encoding="utf-8")
    article = read(source)
    assert article.metadata.title == "Ferry stops at the old pier again"
    assert article.metadata.standfirst == "After ten years the “Wanda” is back – and full."
    assert not [p for p in check(article) if p.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("text", "title", "standfirst", "paragraphs"),
    [
        ("Only a title", "Only a title", "", []),
        ("One. Two.", "One", "", ["Two."]),
        ("Who? He. She.\nNext", "Who?", "He. She.", ["Next"]),
        (
            "A J. Smith story. More.\n\nwrapped\nlines",
            "A J. Smith story",
            "More.",
            ["wrapped lines"],
        ),
        ("Wait ... what\n\nx", "Wait … what", "", ["x"]),
        ("...\n\nx", "…", "", ["x"]),
        ("'It: is' # \"so\"\n\nx", "‘It: is’ # “so”", "", ["x"]),
    ],
)
def test_title_and_standfirst(
    text: str, title: str, standfirst: str, paragraphs: list[str], tmp_path: Path
) -> None:
    source = tmp_path / "article.txt"
    source.write_text(text, encoding="utf-8")
    article = read(source)
    assert (article.metadata.title, article.metadata.standfirst) == (title, standfirst)
    assert [text_of(run) for block in all_blocks(article) for run in content_of(block)] == (
        paragraphs
    )


def test_a_text_without_a_headline(tmp_path: Path) -> None:
    source = tmp_path / "article.txt"
    source.write_text("word " * 100 + "\n", encoding="utf-8")
    article = read(source)
    assert article.metadata.title.endswith("word …")
    assert len(text_of(next(content_of(article.blocks[0]))).split()) == 100


def test_a_very_long_paragraph_is_divided(tmp_path: Path) -> None:
    source = tmp_path / "article.txt"
    source.write_text("Title\n\n" + "*word " * 30_000, encoding="utf-8")
    article = read(source)
    assert len(article.blocks) > 1
    words = " ".join(text_of(run) for block in article.blocks for run in content_of(block))
    assert words.split() == ["*word"] * 30_000


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The cat and the dog are in the house", "en"),
        ("Der Hund und die Katze sind nicht in dem Haus", "de"),
        ("Le chien et la chatte sont dans une maison", "fr"),
        ("El perro y la gata están en una casa con los niños", "es"),
        ("Pies i kot nie są w domu, ale jest zupa", "pl"),
        ("Сабака і кот не ў хаце, але ёсць суп", "be"),
        ("Собака і кіт не в хаті, але є суп", "uk"),
        ("1234", "en"),
    ],
)
def test_the_language_is_guessed(text: str, language: str, tmp_path: Path) -> None:
    source = tmp_path / "article.txt"
    source.write_text(text, encoding="utf-8")
    assert read(source).metadata.language == language


def test_lists_stay_lists(tmp_path: Path) -> None:
    source = tmp_path / "article.txt"
    source.write_text(
        "Title\n\n- one\n- *two*\n  goes on\n\n3. three\n4. four\n\n- not alone\n\n"
        "1. one\n7. not two\n",
        encoding="utf-8",
    )
    written = import_text(source)[0]
    assert written.endswith(
        "\n- one\n- \\*two\\* goes on\n\n3. three\n4. four\n\n\\- not alone\n\n"
        "1\\. one 7. not two\n"
    )


def test_all_doubled_words_are_one_finding(tmp_path: Path) -> None:
    source = tmp_path / "article.txt"
    source.write_text("Title\n\nIt it was was late.\n\nWe we left.\n", encoding="utf-8")
    (found,) = [p for p in import_text(source)[1] if p.code == "import-doubled"]
    assert found.line == 6
    assert found.message == (
        "3 words are doubled: “It it” (line 6), “was was” (line 6), “We we” (line 8)."
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("路面电车每天早上从车站出发。", "zh"),
        ("路面電車は毎朝、車庫を出る。", "ja"),
        ("يغادر الترام المستودع كل صباح", "ar"),
        ("Το τραμ φεύγει κάθε πρωί", "el"),
        ("Трамвай каждый день выходит из депо, и он был пустым", "ru"),
        ("Il tram non è vuoto e la linea è lunga", "it"),
    ],
)
def test_a_script_tells_a_language(text: str, language: str, tmp_path: Path) -> None:
    source = tmp_path / "article.txt"
    source.write_text(text, encoding="utf-8")
    assert read(source).metadata.language == language


_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), include_characters="\n\t")
    | st.sampled_from("*_`[](){}<>#|~$!&:;%+-=.\\\n\"'^ 1a—“”"),
    max_size=200,
)


@settings(deadline=None, max_examples=300)
@given(_TEXT.filter(lambda text: text.strip()))
def test_the_words_are_the_same(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "article.txt"
        source.write_text(text, encoding="utf-8", newline="")
        if source.read_bytes()[:3] == b"\xef\xbb\xbf" and not text.strip("\ufeff \n\t"):
            return  # nothing but a byte order mark
        if re.search(r"^\s*(?:[-*•‣–]|\d+[.)])\s", text, re.M):
            return  # the marks of a list are no words
        markdown, _ = import_text(source)
    article = read_markdown(source.with_suffix(".md"), markdown, BookContext(smart=False))
    read_words = [
        article.metadata.title,
        article.metadata.standfirst,
        *(text_of(run) for block in all_blocks(article) for run in content_of(block)),
    ]
    expected, found = _words(text.removeprefix("\ufeff")), _words(" ".join(read_words))
    if "…" in article.metadata.title and expected != found:
        return  # a title that was cut: its words are in the text as well
    assert found == expected


def _words(text: str) -> str:
    """The characters without white space, and without the full stop that a title loses."""
    return "".join(text.replace(".", "").split())
