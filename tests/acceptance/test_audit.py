"""Nothing of any publication is lost in what the command line built, its sound listened to."""

from __future__ import annotations

import json

from tests.acceptance.conftest import Publication, Publish

LABELS = {"EPUB", "EPUB sound", "PDF", "web", "web sound", "M4B", "MP3"}


def test_nothing_is_lost(publication: Publication, publish: Publish) -> None:
    result = publish("audit", publication.source, publication.epub.parent, "--json")
    assert result.returncode == 0, result.stdout[-2000:]
    data = json.loads(result.stdout)
    assert len(data["editions"]) == 5
    assert data["lost"] == 0
    for item in data["items"]:
        assert set(item["editions"]) == LABELS
        assert all(one["reason"] for one in item["editions"].values() if one["state"] != "found")
