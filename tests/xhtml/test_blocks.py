"""Each block in its markup."""

from __future__ import annotations

import pytest

from publish.model import (
    Align,
    Aside,
    AsideKind,
    Block,
    Cell,
    CodeBlock,
    Definition,
    DefinitionList,
    Figure,
    List,
    ListItem,
    Quotation,
    Row,
    Scope,
    Section,
    Table,
    Text,
    ThematicBreak,
)
from tests.xhtml.making import PDF, lines, markup, paragraph, picture


def section(level: int, *inside: Block) -> Section:
    return Section(title=(Text(f"At {level}"),), level=level, blocks=inside, id=f"s{level}")


def test_headings_follow_the_nesting_and_end_at_six() -> None:
    nested: Block = paragraph("deep")
    for level in range(8, 0, -1):
        nested = section(level, nested)
    made = markup(nested)
    headings = [line[:3] for line in made.splitlines() if line.startswith("<h")]
    assert headings == ["<h2", "<h3", "<h4", "<h5", "<h6", "<h6", "<h6", "<h6"]
    assert '<section id="s1">\n<h2 id="s1-title">At 1</h2>' in made


def test_a_section_that_skips_a_level_in_the_source_does_not_here() -> None:
    assert "<h3" in markup(section(2, section(4)))


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (paragraph("A.", language="pl"), '<p id="p" lang="pl" xml:lang="pl">A.</p>'),
        (
            Quotation(blocks=(paragraph("A."),), attribution=(Text("Halina"),), id="q"),
            '<blockquote id="q">\n<p id="p">A.</p>\n'
            '<p class="attribution">Halina</p>\n</blockquote>',
        ),
        (
            Quotation(blocks=(paragraph("A."),), pull=True, id="q"),
            '<aside id="q" class="pull-quote" role="doc-pullquote" epub:type="pullquote">\n'
            '<p id="p">A.</p>\n</aside>',
        ),
        (
            CodeBlock(text="if a < b:\n\tpass", syntax="python", id="c"),
            '<pre id="c"><code class="language-python">if a &lt; b:\n\tpass</code></pre>',
        ),
        (ThematicBreak(id="b"), '<hr class="break" id="b"/>'),
        (
            Aside(kind=AsideKind.TIP, blocks=(paragraph("A."),), id="a"),
            '<aside id="a" class="aside tip" role="doc-tip">\n'
            '<p class="aside-title" id="a-title">Tip</p>\n<p id="p">A.</p>\n</aside>',
        ),
        (
            Aside(kind=AsideKind.SIDEBAR, blocks=(), title=(Text("The day"),), id="a"),
            '<aside id="a" class="aside sidebar" role="note">\n'
            '<p class="aside-title" id="a-title">The day</p>\n</aside>',
        ),
        (
            DefinitionList(
                items=(
                    Definition(
                        terms=((Text("A"),), (Text("B"),)),
                        meanings=((paragraph("one"),), (paragraph("x"), paragraph("y", id="q"))),
                        id="d",
                    ),
                ),
                id="l",
            ),
            '<dl id="l">\n<dt id="d">A</dt>\n<dt>B</dt>\n<dd><span id="p">one</span></dd>\n'
            '<dd>\n<p id="p">x</p>\n<p id="q">y</p>\n</dd>\n</dl>',
        ),
    ],
)
def test_markup(block: Block, expected: str) -> None:
    assert markup(block) == expected


def items(*words: str) -> tuple[ListItem, ...]:
    return tuple(ListItem(blocks=(paragraph(word, id=word),), id=f"i-{word}") for word in words)


def test_a_tight_list_holds_no_paragraphs_and_a_loose_one_does() -> None:
    assert markup(List(items=items("a", "b"), id="l")) == (
        '<ul id="l">\n<li id="i-a"><span id="a">a</span></li>\n'
        '<li id="i-b"><span id="b">b</span></li>\n</ul>'
    )
    loose = markup(List(items=items("a"), id="l", ordered=True, start=4, tight=False))
    assert loose == '<ol id="l" start="4">\n<li id="i-a">\n<p id="a">a</p>\n</li>\n</ol>'


def test_tasks_say_their_state_and_are_labelled() -> None:
    tasks = List(
        items=(
            ListItem(blocks=(paragraph("fix", id="m"),), checked=True),
            ListItem(blocks=(ThematicBreak(),), checked=False),
        ),
        id="l",
    )
    made = markup(tasks)
    assert (
        '<input type="checkbox" checked="checked" disabled="disabled" aria-labelledby="m"/>' in made
    )
    assert '<input type="checkbox" disabled="disabled" aria-label="to do"/>' in made
    signs = markup(tasks, profile=PDF)
    assert '<span class="checkbox" role="img" aria-label="done">☑</span>' in signs
    assert '<span class="checkbox" role="img" aria-label="to do">☐</span>' in signs


def test_a_table() -> None:
    table = Table(
        head=(Row(cells=(Cell(blocks=(paragraph("Line"),), scope=Scope.COLUMN, id="h"),)),),
        body=(
            Row(
                cells=(
                    Cell(blocks=(paragraph("A"),), scope=Scope.ROW, rowspan=2),
                    Cell(blocks=(), align=Align.RIGHT, colspan=2),
                )
            ),
        ),
        caption=(Text("Rides"),),
        number=1,
        id="t",
    )
    assert markup(table) == lines(
        '<table id="t">',
        '<caption><span class="label">Table 1.</span> Rides</caption>',
        "<thead>",
        '<tr><th id="h" scope="col"><span id="p">Line</span></th></tr>',
        "</thead>",
        "<tbody>",
        '<tr><th scope="row" rowspan="2"><span id="p">A</span></th>'
        '<td class="right" colspan="2"></td></tr>',
        "</tbody>",
        "</table>",
    )


FIGURE = Figure(
    image=picture(),
    caption=(paragraph("A valley.", id="c"),),
    credit=(Text("Olena"),),
    description=(paragraph("Long.", id="d"),),
    number=2,
    id="fig-2",
)


def test_a_figure_keeps_alt_caption_credit_and_description_apart() -> None:
    assert markup(FIGURE) == lines(
        '<figure id="fig-2">',
        '<img id="fig-2-img" aria-details="fig-2-desc" src="pictures/map.png" alt="A map." '
        'width="40" height="30"/>',
        '<figcaption id="fig-2-caption"><span class="label">Figure 2.</span> '
        '<span id="c">A valley.</span> '
        '<span class="credit" id="fig-2-credit">Olena</span> <a class="description-link" '
        'id="fig-2-desc-link" href="#fig-2-desc">Description of figure 2</a></figcaption>',
        "</figure>",
    )


def test_labels_bear_their_language_where_the_surroundings_have_another() -> None:
    label = '<span class="label" lang="en" xml:lang="en">Figure 2.</span>'
    assert label in markup(FIGURE, language="lt")
    assert '<span class="label">Figure 2.</span>' in markup(FIGURE, language="en-GB")


def test_a_decorative_picture_is_hidden() -> None:
    figure = Figure(image=picture(alt=None, decorative=True), id="o")
    assert markup(figure) == (
        '<div id="o" class="ornament"><img src="pictures/map.png" alt="" '
        'width="40" height="30" role="presentation"/></div>'
    )


def test_code_runs_left_to_right_in_an_arabic_article() -> None:
    assert markup(CodeBlock(text="x", id="c"), language="ar") == (
        '<pre id="c" dir="ltr"><code>x</code></pre>'
    )
