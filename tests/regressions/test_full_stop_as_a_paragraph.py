"""A paragraph of a full stop was looked for, and found missing, in the sound of “End.”"""

from __future__ import annotations

from pathlib import Path

from publish.audit.inventory import inventory
from publish.audit.sound.timeline_index import TimelineIndex
from publish.editions.edition import no_report
from publish.prepare import prepare
from publish.source import read
from publish.speech import spoken

SOURCE = "---\ntitle: T\nlanguage: en\nauthors: [A]\n---\n\n:::{tip}\na\n:::\n\n.\n\nTwo.\n"


def test_nothing_is_expected_to_be_said(tmp_path: Path) -> None:
    source = tmp_path / "article.md"
    source.write_text(SOURCE, encoding="utf-8")
    article = prepare(read(source))
    items = inventory(article)
    with spoken(article, no_report, None) as narration:
        index = TimelineIndex.of(narration, items)
    (stop,) = (item for item in items if item.text == ".")
    clips, why = index.clips_of(stop)
    assert not clips
    assert why == "there is nothing in it to pronounce"
