"""What is written reads as what was to be written: any words, any nesting."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from publish.importing.reading.inlines import tidied
from publish.importing.records import Front
from publish.importing.writing import source_of
from publish.model import (
    Abbreviation,
    Block,
    CodeBlock,
    Definition,
    DefinitionList,
    Deletion,
    Emphasis,
    Inline,
    InlineCode,
    InlineMath,
    LineBreak,
    Link,
    List,
    ListItem,
    Paragraph,
    Phrase,
    Pronounced,
    Quotation,
    Strong,
    Superscript,
    Text,
)
from publish.source import read, read_markdown
from tests.narration.generated import bodies

FRONT = Front(title="T", language="en")


def bare(value: object) -> object:
    """Without lines."""
    if isinstance(value, Struct):
        changed = {name: bare(getattr(value, name)) for name in value.__struct_fields__}
        return replace(value, **{**changed, **({"line": 0} if "line" in changed else {})})
    return tuple(map(bare, value)) if isinstance(value, tuple) else value


@pytest.mark.parametrize(
    "source", ["tests/gallery/every-construct/article.md", "assets/example/article.md"]
)
def test_every_construct(source: str, root: Path) -> None:
    article = read(root / source)
    written = source_of(FRONT, article.blocks, article.notes)
    again = read_markdown(article.file, written.text)
    assert bare(again.blocks) == bare(article.blocks)
    assert bare(again.notes) == bare(article.notes)


@settings(deadline=None, max_examples=30)
@given(bodies())
def test_generated_articles(body: str) -> None:
    file = Path(__file__).parents[1] / "gallery" / "every-construct" / "article.md"
    article = read_markdown(file, f"---\ntitle: T\nlanguage: en\n---\n\n{body}\n\n[^n]: A note.\n")
    written = source_of(FRONT, article.blocks, article.notes)
    again = read_markdown(file, written.text)
    assert bare(again.blocks) == bare(article.blocks), written.text


CHARACTERS = st.text(
    st.sampled_from("ab é中.,!?*_`[](){}<>#|~$&:;%+-=\\\"'^1 —«»")
    | st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp")),
    min_size=1,
    max_size=12,
)
WORDS = CHARACTERS.map(lambda text: " ".join(text.split())).filter(bool)
LEAVES: st.SearchStrategy[Inline] = st.one_of(
    CHARACTERS.map(Text),
    WORDS.map(InlineCode),
    st.just(LineBreak()),
    st.sampled_from(["x", "a + b", r"\frac{a}{b}"]).map(InlineMath),
    WORDS.filter(lambda words: "`" not in words).map(lambda words: Superscript((Text(words),))),
    st.just(Abbreviation("NGO", "non-governmental organisation")),
)


def _holding(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    runs = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        runs.map(Emphasis),
        runs.map(Strong),
        runs.map(Deletion),
        runs.map(lambda run: Phrase(run, "be")),
        runs.map(lambda run: Pronounced(run, say="so")),
        runs.map(lambda run: Link(run, "https://example.org/a_(b)?c=*d*", "")),
    )


RUNS = st.lists(st.recursive(LEAVES, _holding, max_leaves=6), min_size=1, max_size=4).map(tidied)


def _words(content: tuple[Inline, ...]) -> str:
    from publish.model.walk import text_of

    return "".join(text_of(content).split())


@settings(deadline=None, max_examples=150)
@given(RUNS.filter(_words))
@example((Text("^"), Emphasis((Text("^"),))))
def test_no_word_of_a_line_is_lost(run: tuple[Inline, ...]) -> None:
    written = source_of(FRONT, (Paragraph(content=run),), ())
    with tempfile.TemporaryDirectory() as folder:
        article = read_markdown(Path(folder) / "article.md", written.text)
    assert len(article.blocks) == 1, written.text
    (block,) = article.blocks
    assert isinstance(block, Paragraph), written.text
    assert _words(block.content) == _words(run), written.text


PLAIN = WORDS.map(lambda words: Paragraph(content=(Text(words),)))


def _blocks(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(lambda blocks: Quotation(blocks=blocks)),
        st.builds(
            lambda items, ordered: List(
                items=tuple(ListItem(blocks=blocks) for blocks in items),
                ordered=ordered,
                tight=False,
            ),
            st.lists(several, min_size=1, max_size=3),
            st.booleans(),
        ),
        several.map(
            lambda blocks: DefinitionList(
                items=(Definition(terms=((Text("Term"),),), meanings=(blocks,)),)
            )
        ),
    )


BLOCKS = st.lists(
    st.recursive(PLAIN | CHARACTERS.map(lambda text: CodeBlock(text=text)), _blocks, max_leaves=8),
    min_size=1,
    max_size=4,
).map(tuple)


@settings(deadline=None, max_examples=80)
@given(BLOCKS)
def test_no_block_is_lost(blocks: tuple[Block, ...]) -> None:
    written = source_of(FRONT, blocks, ())
    text = written.text.replace("\n---\n", "\nsmart-typography: false\n---\n", 1)
    with tempfile.TemporaryDirectory() as folder:
        article = read_markdown(Path(folder) / "article.md", text)
    assert _shape(article.blocks) == _shape(blocks), written.text


def _shape(blocks: tuple[Block, ...]) -> list[object]:
    """The kinds of blocks in one another, with the words of those that have any."""
    shape: list[object] = []
    for block in blocks:
        match block:
            case Paragraph(content=content):
                shape.append(_words(content))
            case CodeBlock(text=text):
                shape.append(("code", text.split()))
            case Quotation(blocks=inner, attribution=named):
                said = [f"—{_words(named)}"] if named else []
                shape.append(["quotation", *_shape(inner), *said])
            case List(items=items, ordered=ordered):
                shape.append([ordered, *(_shape(item.blocks) for item in items)])
            case DefinitionList(items=items):
                shape += [["terms", *(_shape(m) for m in item.meanings)] for item in items]
            case _:
                raise AssertionError(block)
    return shape
