"""The words that a narration adds to those of the text: levels, sizes, ends, references.

A language without words of ours has only those that the front matter gives.  Others are empty and
aren't said: English words in an English voice would break into the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from publish.language.spoken.numbers import cardinal, plural_form
from publish.language.spoken.speech_rules import rules_for
from publish.language.tables import table
from publish.language.tags import primary


class Announcements(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The section ``announcements`` of a language, whose primary subtag is ``language``."""

    language: str
    note_call: str = ""
    caption: str = ""
    end_of_description: str = ""
    end_of_code: str = ""
    end_of_formula: str = ""
    end_of_aside: str = ""
    end_of_dialogue: str = ""
    end_of_corrections: str = ""
    end_of_note: str = ""
    end_of_notes: str = ""
    level: str = ""
    end_of_level: str = ""
    rows: str = ""
    columns: str = ""
    headers: str = ""
    row: str = ""
    rows_left_out: str = ""
    first_row: str = ""
    last_row: str = ""
    range: str = ""
    see_figure: str = ""
    see_table: str = ""
    see_chapter: str = ""
    see_title: str = ""
    in_chapter: str = ""
    in_title: str = ""
    appendix: str = ""
    overview: str = ""
    end_of_overview: str = ""
    length: str = ""
    sections: str = ""
    chapters: str = ""
    figures: str = ""
    tables: str = ""
    notes: str = ""
    notes_end: str = ""
    notes_chapter: str = ""
    notes_section: str = ""
    notes_inline: str = ""
    notes_none: str = ""
    other_parts: str = ""

    def counted(self, forms: str, number: int) -> str:
        """Return ``forms``, such as :attr:`rows`, with ``number``: "1 row", "2 rows".

        A number before a feminine noun is in words: "zwei Zeilen".
        """
        gender = "f" if forms.startswith("f:") else ""
        choices = forms.removeprefix("f:").split("|")
        rules = rules_for(self.language)
        form = plural_form(rules.plural, str(number)) if rules else 0
        written = cardinal(rules, number, gender) if rules and gender else number
        return choices[min(form, len(choices) - 1)].format(number=written)


#: The keys that the front matter may give besides those of the words of all editions.
ANNOUNCED = tuple(name for name in Announcements.__struct_fields__ if name != "language")


def announcements(tag: str, own: Sequence[tuple[str, str]] = ()) -> Announcements:
    """Return the announcements in the language of a BCP 47 tag, with those of the front matter."""
    found = table(tag, "announcements", Announcements) or Announcements(language=primary(tag))
    return replace(found, **{name: text for name, text in own if name in ANNOUNCED})
