"""The number of a list item or of a note lit the same number, written later in its sentence."""

from __future__ import annotations

from pathlib import Path

from publish.model import NarrationSettings
from publish.narration.narrate import narrate
from publish.narration.speak import speak
from publish.sync.passages import text_passages
from publish.sync.sound import sound_of
from publish.xhtml.blocks import blocks
from publish.xhtml.context import article_context, pdf_profile
from tests.narration.sources import titled


def test_only_written_words_are_lit(tmp_path: Path) -> None:
    article = titled("1. Load[^a] the 1 bag of 1911.\n\n[^a]: By hand.")
    narration = speak(narrate(article), NarrationSettings(), tmp_path)
    page = blocks(article.blocks, article_context(article, pdf_profile(lambda _: "")))
    (passages,) = text_passages([page], narration)
    timed = next(one for one in sound_of(passages, narration).elements if one.words)
    words = [one.text.strip(",.") for one in timed.words]
    assert words == ["Load", "the", "1", "bag", "of", "1911"]
