"""Text such as ``id="landing"`` in code was taken for an element, and links led to its file."""

from __future__ import annotations

from publish.model import CodeBlock, Link, Paragraph, Section, Text
from publish.xhtml.documents import documents
from publish.xhtml.tree import serialise
from tests.editions.epub.making import article, epub_context, paragraph


def test_a_link_leads_to_the_element_and_not_to_code_that_shows_one() -> None:
    link = Link((Text("there"),), "#landing")
    landing = Section(
        id="landing", title=(Text("Landing"),), level=2, blocks=(paragraph("They waited. " * 90),)
    )
    code = Section(
        id="code",
        title=(Text("Code"),),
        level=2,
        blocks=(CodeBlock(text='<p id="landing">'), paragraph("Nobody came. " * 90)),
    )
    whole = article(Paragraph(content=(link,)), landing, code)
    made, _ = documents(whole, epub_context(whole), longest=1500)
    (home,) = (one.name for one in made if '<section id="landing">' in serialise(one.body))
    assert f'<a href="{home}#landing">there</a>' in serialise(made[0].body)
