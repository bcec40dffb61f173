"""Whatever the text: it is read, or a :class:`SourceError` says why not; lines are always right."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publish.check import check
from publish.errors import SourceError
from publish.model import Article, Paragraph
from publish.model.walk import all_blocks, text_of
from publish.source import read_markdown

FILE = Path(__file__).parent.parent / "gallery/every-construct/article.md"
FRONT = "---\ntitle: T\nlanguage: en\n---\n"

PIECES = (
    ":::", "::::", "{note}", "{figure} pictures/map.svg", "{list-table}", "{table}", "{math}",
    ":alt: x", "\n", "\n\n", "    ", "> ", "- ", "* ", "1. ", "| a | b |\n|--|--|\n", "[^a]",
    "[^a]: x", "{lang=pl}", "{#n}", "[x]{lang=be}", "`", "```", "$", "$$", "{sup}`2`",
    "{cspan}`1`", "**", "*", "~~", "[", "](", "!", "![a](pictures/map.svg)", "\\", "%", "(n)=",
    "+++", "---", "===", "# ", "## ", ": ", "~ ", "<b>", "&amp;", "&#0;", "\t", "word", "ў", " ",
    "{", "}", "{=", "{%", "{.x}", "\u2028", "\x85", "\u200b", "|", "\n> ", "\n- ",
)  # fmt: skip

# what the reader lets through: see publish.runtime.text
characters = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn"), include_characters="\t\n\x85"), max_size=8
)
markdown = st.lists(st.sampled_from(PIECES) | characters, max_size=40).map("".join)
slow = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])


def _read(text: str) -> Article | None:
    try:
        return read_markdown(FILE, text)
    except SourceError as error:
        diagnostic = error.diagnostic
    assert 0 <= diagnostic.line <= text.count("\n") + 1
    assert diagnostic.fix
    return None


@slow
@given(markdown)
def test_any_body(text: str) -> None:
    article = _read(FRONT + text)
    if article:
        for diagnostic in check(article):
            assert diagnostic.line <= (FRONT + text).count("\n") + 1


@slow
@given(
    st.lists(
        st.sampled_from(("title", "language", "cover", "authors", ":", " ", "\n", "- ", "[", "]",
                         "{", "}", "&a", "*a", "!!x", "'", '"', "|", ">", "#", "?", "en", "\\x07",
                         "  ", "\t", "%", "@", "<<", "..."))
        | characters,
        max_size=30,
    ).map("".join)
)  # fmt: skip
def test_any_front_matter(text: str) -> None:
    _read(f"---\n{text}\n---\n\nText.\n")


_words = st.just("WORD")
_blocks = st.recursive(
    _words,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: "\n\n".join(parts)),
        st.lists(inner, min_size=1, max_size=2).map(
            lambda parts: "\n".join("> " + line for line in "\n\n".join(parts).split("\n"))
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda parts: "\n\n".join("- " + part.replace("\n", "\n  ") for part in parts)
        ),
        st.tuples(inner, st.integers(0, 2)).map(
            lambda pair: (
                f"{':' * 9}{{note}}\n:name: n\n" + "\n" * pair[1] + f"{pair[0]}\n{':' * 9}"
                if ":::" not in pair[0]
                else pair[0]
            )
        ),
        inner.map(lambda part: "WORD\n\n[^n]: WORD\n\n    " + part.replace("\n", "\n    ")),
        st.just(":::{list-table}\n\n* - WORD\n  - WORD\n\n    WORD\n* - WORD\n  -\n:::"),
        st.just("| WORD |\n|---|\n| WORD |"),
        st.just("Term\n: WORD\n\n  WORD"),
        st.just("% comment\n\n{lang=pl}\nWORD"),
        st.just(
            "::::{figure} pictures/map.svg\n:alt: a\n  b\nWORD\n:::{description}\nWORD\n:::\n::::"
        ),
    ),
    max_leaves=12,
)


@slow
@given(st.lists(_blocks, min_size=1, max_size=4), st.integers(0, 3))
def test_the_line_of_every_paragraph_is_right(blocks: list[str], blank: int) -> None:
    """Each WORD gets a number of its own and must be found on the line that its paragraph says."""
    text = FRONT + "\n" * blank
    parts = ("\n\n" + "\n" * blank).join(blocks).split("WORD")
    text += "".join(f"w{number}w".join(("", part)) if number else part
                    for number, part in enumerate(parts))  # fmt: skip
    lines = text.split("\n")
    paragraphs = [
        block for block in all_blocks(read_markdown(FILE, text)) if isinstance(block, Paragraph)
    ]
    assert len(paragraphs) == len(parts) - 1
    for paragraph in paragraphs:
        assert text_of(paragraph.content) in lines[paragraph.line - 1]
