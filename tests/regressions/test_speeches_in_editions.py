"""A dialogue had no name above its words, and only a label in the text chose its voice."""

from pathlib import Path

from publish.importing.writing.blocks import blocks_of
from publish.model import Speech
from publish.prepare import prepare
from publish.source import read_markdown
from tests.xhtml.making import markup

HEAD = "---\ntitle: At the ferry\nlanguage: en\n---\n\n"
SOURCE = """:::{speech} Nora
Is there a *boat*?

I have waited.
:::
"""


def test_the_name_stands_above_the_words() -> None:
    article = prepare(read_markdown(Path("article.md"), HEAD + SOURCE))
    shown = markup(*article.blocks)
    assert '<div class="speech" id="text-speech-1">' in shown
    assert shown.index('class="speaker"') < shown.index("Nora") < shown.index("<em>boat</em>")


def test_an_import_writes_a_speech() -> None:
    article = read_markdown(Path("article.md"), HEAD + SOURCE)
    again = HEAD + "\n".join(blocks_of(article.blocks).lines)
    (speech,) = read_markdown(Path("article.md"), again).blocks
    assert isinstance(speech, Speech)
    assert len(speech.blocks) == 2
