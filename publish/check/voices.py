"""What a narration lacks: voices on this machine, words in the language of the text."""

from __future__ import annotations

from collections.abc import Iterator

from publish.check.document_index import DocumentIndex
from publish.check.rule import Family, Rule
from publish.errors import Diagnostic, Severity, shortened
from publish.language.tags import primary
from publish.language.words import own_words
from publish.model.walk import recordings_in

VOICE_MISSING = Rule(
    "voice-missing",
    Severity.WARNING,
    "The voices that the front matter names are on this machine.",
    "No audio edition can be made.",
    "Choose from `publish voices`; PUBLISH_VOICES names the folders with voices of Piper.",
    source="https://github.com/espeak-ng/espeak-ng/blob/master/docs/languages.md",
)

ANNOUNCEMENTS_MISSING = Rule(
    "announcements-missing",
    Severity.WARNING,
    "There are words for what narrations announce, in the language of the text.",
    "A listener isn't told where figures, tables and notes begin and end.",
    "Give `words` in the front matter: all that en.toml lists under words, and those of its "
    "announcements that you need.",
    number="1.3.1",
)

NARRATOR_SILENT = Rule(
    "narrator-silent",
    Severity.WARNING,
    "A narrator among the contributors reads something.",
    "Nobody would hear the person: a synthetic voice reads, and the editions name only that.",
    "Give the files in narration.recordings, or leave the narrator out.",
    source="https://www.w3.org/TR/epub-33/#sec-opf-dccontributor",
)


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find missing voices and words to announce, and a narrator who reads nothing."""
    options = index.article.metadata.narration
    for field, voice in options.voices.items():
        if not index.environment.voice(voice):
            yield VOICE_MISSING.found(
                index.field(field),
                f"{field}: The voice “{shortened(voice)}” isn't on this machine.",
            )
    about = index.article.metadata
    people = [one.name for one in about.contributors if one.role == "nrt"]
    if people and not recordings_in(index.article):
        yield NARRATOR_SILENT.found(
            index.field("contributors"),
            f"contributors: “{shortened(people[0])}” is a narrator, and there are no recordings.",
        )
    if own_words(about.language, about.words).language != primary(about.language):
        yield ANNOUNCEMENTS_MISSING.found(
            index.field("language"),
            f"There are no words in {about.language} for what a narration announces, such as "
            "“Figure 1” and “End of table”: it leaves them out.",
        )


VOICES = Family("Voices", (VOICE_MISSING, ANNOUNCEMENTS_MISSING, NARRATOR_SILENT), find)
