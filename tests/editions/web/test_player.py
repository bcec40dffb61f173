"""The player of a page, used in a browser: by keyboard, by mouse, and by assistive technology."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import publish
from publish.editions.web.site import script
from tests.judges.browser import drive

pytestmark = pytest.mark.xdist_group("player")  # what they share is made once

SCRIPT = Path(__file__).parents[2] / "judges" / "web_player.mjs"

SENTENCES = "The gates stayed open. Nobody had thought of the storm. The water came in the night. "
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><path d="M0 0h60v40H0z"/></svg>'
)

ARTICLE = f"""---
title: The harbour gates
language: en
authors: [Ada Example]
published: 2026-03-01
---

{SENTENCES}{SENTENCES}

## The evening

{SENTENCES}See [the night](#the-night) for more.[^gate] {SENTENCES}

{SENTENCES}

::::{{figure}} gate.svg
:alt: A black gate.

The gate in March.

:::{{description}}
The gate is a single black plate. It has neither handle nor lock.
:::
::::

## The night {{#the-night}}

{SENTENCES}{SENTENCES}

{SENTENCES}

:::{{table}} Heights of the water

| Hour | Height |
|------|--------|
| one  | two metres |
| two  | three metres |
:::

## The morning

{SENTENCES}{SENTENCES}

[^gate]: The gate was built in 1911. It was never closed.
"""

BOOK = """title: Two chapters
language: en
authors: [Ada Example]
published: 2026-03-01
narration: {highlight: word}
contents: [one.md, two.md]
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What the driver saw, by scenario."""
    folder = tmp_path_factory.mktemp("player")
    (folder / "gate.svg").write_text(DRAWING, encoding="utf-8")
    (folder / "harbour.md").write_text(ARTICLE, encoding="utf-8")
    (folder / "publication.yaml").write_text(BOOK, encoding="utf-8")
    (folder / "one.md").write_text("# One\n\nThe first chapter is short.\n", encoding="utf-8")
    (folder / "two.md").write_text("# Two\n\nThe second one follows it.\n", encoding="utf-8")
    article, book = (
        publish.build(folder / source, folder, publish.BuildOptions(only="web"))[0].path.name
        for source in ("harbour.md", "publication.yaml")
    )
    pages = {"page": f"{article}/index.html", "next": f"{book}/chapter-1.html"}
    request = {"folder": str(folder), **pages, "rounds": 8}
    found: Mapping[str, Any] = json.loads(drive(SCRIPT, request, "puppeteer-core", timeout=240))
    return found


def test_it_logs_nothing_and_asks_no_other_host(seen: Mapping[str, Any]) -> None:
    assert seen["problems"] == []


def test_each_control_has_a_role_a_name_and_a_state(seen: Mapping[str, Any]) -> None:
    """WCAG 2.2, 4.1.2."""
    tree = seen["tree"]
    for state in tree.values():
        assert all(one["name"] for one in state if one.get("focusable"))
    named = {
        state: [(one["role"], one["name"]) for one in tree[state] if one.get("focusable")]
        for state in tree
    }
    assert named["resting"] == [
        ("button", "Listen"),
        ("button", "Chapters"),
        ("button", "Settings of the player"),
    ]
    bar = [one for one in named["docked"] if one[0] != "option"]
    assert bar == [
        ("slider", "Position"),
        ("button", "Previous chapter"),
        ("button", "Previous sentence"),
        ("button", "Back 15 seconds"),
        ("button", "Pause"),
        ("button", "Forward 15 seconds"),
        ("button", "Next sentence"),
        ("button", "Next chapter"),
        ("combobox", "Speed"),
        ("button", "Chapters"),
        ("button", "Settings of the player"),
        ("button", "Close the player"),
    ]
    switches = {one["name"]: one["checked"] for one in tree["settings"] if one["role"] == "switch"}
    assert switches["Notes"] == "false"
    assert switches["Follow the speech on the page"] == "true"
    groups = {one["name"] for one in tree["settings"] if one["role"] == "group"}
    assert {"Settings of the player", "Skip", "Sound and text"} <= groups
    assert ("image", "A black gate.") in [(one["role"], one["name"]) for one in tree["chapters"]]
    opened = [one for one in tree["chapters"] if one.get("expanded") is True]
    assert [one["name"] for one in opened] == ["Chapters"]


def test_axe_finds_nothing(seen: Mapping[str, Any]) -> None:
    assert seen["axe"] == {"settings": [], "chapters": [], "picking": []}


def test_the_keyboard_reaches_everything(seen: Mapping[str, Any]) -> None:
    found = seen["keyboard"]
    assert found["stops"] == ["Listen", "Chapters", "Settings of the player"]
    assert found["sentences"] == 0
    assert not found["playing"]["paused"]
    assert found["docked"][:6] == [
        "Forward 15 seconds",
        "Next sentence",
        "Next chapter",
        "Speed",
        "Chapters",
        "Settings of the player",
    ]
    moves = found["moves"]
    said = moves.pop("text")
    assert "seconds" in said
    assert " of " in said
    assert all(abs(late) < 60 for late in moves.values()), moves
    assert found["open"]
    assert found["closed"] == [True, "Settings of the player"]
    # A letter outside the player is the page's own, or that of a screen reader.
    assert found["still"] == [True, True]


def test_sentences_are_one_stop_of_the_tab_key_by_a_switch(seen: Mapping[str, Any]) -> None:
    found = seen["picking"]
    assert (found["stops"], found["moved"], found["role"]) == (1, True, "button")
    assert not found["paused"]
    assert 0 <= found["late"] < 1500
    assert (found["back"], found["left"]) == ("Pause", 0)


def test_the_marked_sentence_is_that_of_the_timeline(seen: Mapping[str, Any]) -> None:
    """Within 50 ms, at each frame around changes all over the sound, at speeds 1 and 3."""
    found = seen["step"]
    assert found["samples"] > 150
    assert found["changes"] >= 12
    assert found["worst"] <= 50, found


def test_a_click_plays_and_a_selection_does_not(seen: Mapping[str, Any]) -> None:
    found = seen["clicks"]
    assert found["doubled"]
    assert found["deselected"]
    played = found["played"]
    assert not played["paused"]
    assert 0 <= played["time"] - played["begin"] < 1500
    assert played["speaking"] == [found["first"]]
    assert found["link"]
    assert found["kept"]


@pytest.mark.parametrize(("motion", "way"), [("no-preference", "smooth"), ("reduce", "instant")])
def test_it_follows_until_the_reader_scrolls(
    seen: Mapping[str, Any], motion: str, way: str
) -> None:
    found = seen["following"][motion]
    assert found["followed"]
    assert found["hidden"]
    assert found["stayed"]
    assert found["shown"]
    assert found["back"]
    assert found["focus"] == "Pause"
    assert found["scrolls"] == [way]


def test_what_is_spoken_is_in_the_free_part_of_the_window(seen: Mapping[str, Any]) -> None:
    found = seen["arriving"]
    assert len(found["places"]) == 9
    assert all(found["places"].values()), found
    assert found["shifts"] == 0
    same_height, text = found["spot"]
    assert same_height
    assert text.startswith("0:0")


def test_a_first_visit_shows_the_fonts_of_the_theme(seen: Mapping[str, Any]) -> None:
    assert set(seen["faces"]["soon"]["fonts"]) == {"Edition Serif 4"}


@pytest.mark.parametrize("fonts", ["soon", "late"])
def test_fonts_that_come_late_do_not_move_the_text(seen: Mapping[str, Any], fonts: str) -> None:
    """It was in other fonts first, and its lines ended elsewhere: a shift of 0.08 to 0.13."""
    found = seen["faces"][fonts]
    assert found["shown"] == "visible"
    assert found["shifts"] < 0.02


def test_the_position_is_offered_and_the_speed_kept(seen: Mapping[str, Any]) -> None:
    found = seen["remembering"]
    assert found["offered"].startswith("Continue at ")
    assert found["before"]["paused"]
    assert found["before"]["time"] == 0
    assert not found["after"]["paused"]
    assert -1000 < found["after"]["time"] - found["half"] < 3000
    assert found["after"]["rate"] == 1.5
    assert found["after"]["pitch"] is True


@pytest.mark.parametrize("kind", ["notes", "tables", "descriptions"])
def test_what_the_reader_skips_is_not_played(seen: Mapping[str, Any], kind: str) -> None:
    found = seen["skipping"][kind]
    assert found["time"] >= found["end"]
    assert found["begin"] <= found["chosen"] < found["end"]


def test_the_sleep_timer_pauses(seen: Mapping[str, Any]) -> None:
    minutes, chapter = seen["sleeping"]["minutes"], seen["sleeping"]["chapter"]
    assert (minutes["early"], minutes["due"]) == (False, True)
    assert minutes["message"] == "The sleep timer has paused the sound."
    assert chapter["paused"]
    assert abs(chapter["time"] - chapter["end"]) < 100


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_links_lead_into_the_sound_without_starting_it(
    seen: Mapping[str, Any], scheme: str
) -> None:
    found = seen["linking"][scheme]
    seconds, sentence = found["seconds"], found["sentence"]
    assert seconds["paused"]
    assert abs(seconds["time"] - 12500) < 10
    assert seconds["speaking"] == [seconds["right"]]
    assert sentence["paused"]
    assert abs(sentence["time"] - sentence["begin"]) < 10
    assert sentence["speaking"] == [sentence["id"]]
    assert found["copied"].endswith(f"#{sentence['id']}")
    assert found["told"] == "The link is copied."
    assert not found["paused"]
    assert 0 <= found["late"] < 5000


def test_what_goes_wrong_is_said_in_words(seen: Mapping[str, Any]) -> None:
    assert seen["failing"] == {
        "refused": "The browser hasn't started the sound. Press Play.",
        "missing": "The sound can't be loaded. Check your connection, then press Play again.",
    }


def test_colours_of_the_system_and_narrow_windows(seen: Mapping[str, Any]) -> None:
    """WCAG 2.2, 1.4.10 and 2.5.8: a low window keeps most of its height for the text."""
    forced = seen["colours"]["forced"]
    assert forced["speaking"] == forced["highlight"]
    assert forced["border"] == "1px"
    for window in seen["colours"]["narrow"]:
        assert (window["wide"], window["small"], window["out"]) == (0, 0, 0)
        assert window["high"] < 0.3


def test_without_scripts_the_browser_has_its_own_controls(seen: Mapping[str, Any]) -> None:
    assert seen["bare"]["own"] == [True, True]
    assert seen["bare"]["chapters"] >= 4


def test_the_system_knows_what_plays(seen: Mapping[str, Any]) -> None:
    found = seen["session"]
    assert found["album"] == "The harbour gates"
    assert found["artist"] == "Ada Example"
    assert found["state"] == "playing"


def test_a_book_goes_on_with_its_next_page(seen: Mapping[str, Any]) -> None:
    found = seen["onward"]
    assert found["right"]
    assert (
        not found["paused"]
        or found["message"] == "The browser hasn't started the sound. Press Play."
    )


def test_words_are_marked_one_by_one(seen: Mapping[str, Any]) -> None:
    assert {"first", "chapter", "is"} <= set(seen["words"])


def test_another_site_embeds_the_player(seen: Mapping[str, Any]) -> None:
    found = seen["embedded"]
    assert found["title"] == "Listen to it"
    assert found["sandbox"] == "allow-scripts allow-popups allow-popups-to-escape-sandbox"
    assert (found["loading"], found["fits"], found["read"]) == ("lazy", True, True)
    assert found["time"] > 100


def test_the_scripts_of_a_page_are_small() -> None:
    assert len(script("player.js") + script("reader.js")) < 40_000
    assert len(script("embed.js")) < 4_000
