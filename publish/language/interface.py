"""The words of web pages: of their frame, of the player and of the reader's settings.

The build writes them into the pages.  A language without a section gets the English words.
"""

from __future__ import annotations

from typing import TypeVar

from msgspec import Struct

from publish.language.tables import table_or_english


class WebWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The section ``web`` of a language: links, forms and headings around the text."""

    language: str
    skip: str
    previous: str
    next: str
    pages: str
    downloads: str
    search: str
    search_button: str
    search_script: str


class PlayerWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The section ``player`` of a language; ``player.js`` gets all of them as ``labels``."""

    language: str
    player: str
    listen: str
    play: str
    pause: str
    resume: str
    back: str
    forward: str
    previous_sentence: str
    next_sentence: str
    previous_chapter: str
    next_chapter: str
    position: str
    of: str
    speed: str
    chapters: str
    settings: str
    close: str
    take_back: str
    sleep: str
    sleep_off: str
    sleep_chapter: str
    sleep_done: str
    skip: str
    skip_notes: str
    skip_tables: str
    skip_descriptions: str
    text: str
    set_follow: str
    set_click: str
    set_words: str
    set_captions: str
    captions: str
    set_pick: str
    pick_help: str
    set_onward: str
    copy: str
    copied: str
    copy_by_hand: str
    download: str
    shortcuts: str
    set_everywhere: str
    next_page: str
    refused: str
    missing: str
    read_text: str


class ReaderWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The section ``reader`` of a language; ``reader.js`` gets all of them as ``labels``."""

    language: str
    appearance: str
    close: str
    reset: str
    colours: str
    colours_system: str
    colours_light: str
    colours_dark: str
    colours_contrast: str
    font: str
    font_edition: str
    font_serif: str
    font_sans: str
    font_system: str
    size: str
    measure: str
    leading: str
    gap: str
    letters: str
    words: str
    note_list: str
    results: str
    no_results: str


InterfaceWords = TypeVar("InterfaceWords", WebWords, PlayerWords, ReaderWords)


def interface_words(tag: str, section: str, record: type[InterfaceWords]) -> InterfaceWords:
    """Return the words in ``section`` for a BCP 47 tag; English ones if its language has none."""
    return table_or_english(tag, section, record)
