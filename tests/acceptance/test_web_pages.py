"""The web edition in a browser: its looks in every theme and state, and what its reader can set.

All of it is from file addresses, in one browser; an error of a page, or a request, fails a test.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from publish.editions import table
from publish.editions.build_edition import in_place
from publish.editions.edition import BuildContext, WebOptions
from publish.model import THEMES
from publish.prepare import prepare
from publish.source import read
from tests.acceptance.conftest import ROOT
from tests.batch.test_contact_sheet import small_sheet
from tests.conftest import Once
from tests.judges import web_pages

pytestmark = pytest.mark.xdist_group("web pages")  # another process would only wait for the browser

GALLERY = ROOT / "tests/gallery"

#: Windows: 1280 by 1024 pixels enlarged to 400 %, a phone, a tablet, a desktop.
PHONE, DESKTOP = (390, 844), (1440, 900)
WINDOWS = ((320, 256), PHONE, (768, 1024), DESKTOP)


def _build(source: Path, target: Path, theme: str) -> Path:
    article = prepare(read(source))
    edition = table.find("web", "")
    options = WebOptions(theme=theme, sound=False, sizes=False)
    with in_place(edition, target) as output:
        edition.run(
            BuildContext(article=article, target=target, output=output, web_options=options)
        )
    return target


@pytest.fixture(scope="session")
def found(shared: Path, once: Once) -> dict[str, Any]:
    def make() -> dict[str, Any]:
        looks = []
        for theme in sorted(THEMES):
            article = _build(GALLERY / "every-construct/article.md", shared / f"web-{theme}", theme)
            book = _build(GALLERY / "book/publication.yaml", shared / f"web-book-{theme}", theme)
            pages = [article / "index.html", book / "index.html", book / "chapter-1.html"]
            looks += [web_pages.look(one, WINDOWS, "day") for one in pages]
            looks += [
                web_pages.look(pages[0], [PHONE], state, axe=True)
                for state in ("day", "night", "contrast", "more", "forced")
            ]
            looks.append(web_pages.look(pages[1], [DESKTOP], "night", axe=True))
            looks.append(web_pages.look(pages[0], WINDOWS, "spaced"))
            looks.append(web_pages.look(pages[0], [DESKTOP], "still"))
        search = shared / "web-book-book/search.html"
        looks.append(web_pages.look(search, [PHONE], "day", axe=True))
        sheet = small_sheet(shared / "contact-sheet")
        messages = sheet / "contact-sheet/message-alt-missing-1.html"
        for page in (sheet / "index.html", sheet / "contact-sheet/titles-1.html", messages):
            looks.append(web_pages.look(page, WINDOWS, "day", axe=True))
            looks += [web_pages.look(page, [PHONE], one, axe=True) for one in ("night", "forced")]
        words = ("light", "LATARNIK", '"beam of light"', "zzz")
        article = shared / "web-feature/index.html"
        return web_pages.read(looks, article, search, words)

    return once("web-pages", make)


def test_axe_has_nothing_against_any_theme(found: dict[str, Any]) -> None:
    broken = [one for one in found["looked"] if one["broken"]]
    assert broken == []


def test_no_page_is_wider_than_its_window(found: dict[str, Any]) -> None:
    assert [one["wide"] for one in found["looked"] if one["wide"]] == []


def test_controls_are_large_enough_for_a_finger(found: dict[str, Any]) -> None:
    assert [one["small"] for one in found["looked"] if one["small"]] == []


def test_nothing_moves_for_those_who_want_stillness(found: dict[str, Any]) -> None:
    still = [one for one in found["looked"] if one["state"] == "still"]
    assert {(one["moving"], one["behaviour"]) for one in still} == {(0, "auto")}


def test_colours_follow_the_device_and_the_reader(found: dict[str, Any]) -> None:
    papers = {(one["state"], one["paper"]) for one in found["looked"]}
    assert {paper for state, paper in papers if state == "contrast"} == {"rgb(0, 0, 0)"}
    assert {paper for state, paper in papers if state == "more"} == {"rgb(255, 255, 255)"}
    day, night = ({p for s, p in papers if s == state} for state in ("day", "night"))
    assert len(day) == len(night) == len(THEMES)
    assert not day & night


def test_pages_make_no_errors_and_ask_no_host(found: dict[str, Any]) -> None:
    assert found["errors"] == []


def test_settings_by_keyboard_are_remembered_before_the_first_paint(found: dict[str, Any]) -> None:
    said = found["settings"]
    assert said["dialog"].startswith("Appearance")
    assert said["inside"]
    assert said["value"] == "110%"
    assert (said["closed"], said["back"][:7]) == ("", "<button")
    assert (said["first"], said["size"]) == ("dark", "17.6px")
    assert said["reset"] == ["", 0]


def test_settings_hold_where_nothing_can_be_remembered(found: dict[str, Any]) -> None:
    assert found["refused"] == "light"


def test_notes_open_in_their_place_and_close_by_keyboard(found: dict[str, Any]) -> None:
    said = found["notes"]
    assert said["note"].startswith("Note 1")
    assert "eleven days in 1944" in said["note"]
    assert (said["inside"], said["seen"], said["twice"]) == (True, True, [])
    assert said["closed"] == ""
    assert 'class="noteref"' in said["back"]
    assert said["list"] == ["#note-1", "note-1"]


def test_a_search_finds_words_in_any_case_and_says_how_many(found: dict[str, Any]) -> None:
    light, keeper, phrase, nothing = found["search"]
    assert light["status"] == f"Results: {len(light['links'])}"
    assert len(light["links"]) > 2
    assert {mark.lower() for mark in light["marks"]} == {"light"}
    assert any(address.startswith("chapter-3.html") for address, _ in keeper["links"])
    assert len(phrase["links"]) == 1
    assert (nothing["status"], nothing["links"]) == ("Nothing was found for “zzz”", [])


def test_paper_has_notes_and_addresses_without_controls(found: dict[str, Any]) -> None:
    shown = found["printed"]
    assert (shown["controls"], shown["notes"], shown["ink"]) == (0, True, "rgb(0, 0, 0)")
    assert "attr(href)" in shown["address"] or "https://" in shown["address"]


def test_focus_is_seen_in_forced_colours(found: dict[str, Any]) -> None:
    assert found["forced"]["outline"] == "solid"
    assert found["forced"]["width"] >= 2
