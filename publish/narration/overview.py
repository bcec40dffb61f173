"""Say before the text what is coming: length, parts, figures, tables, notes, and who narrates."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from publish.language.words import role_word
from publish.model import Article, NotesPlace
from publish.model.ids import TITLE
from publish.model.walk import chapters_in, recordings_in
from publish.narration.casting import SPEED, Direction, voices_for
from publish.narration.narrators import people_in, voice_name
from publish.narration.script import Chapter, ChapterKind, NotesAt, Role, Utterance, words_in
from publish.narration.script_builder import Pause, ScriptBuilder, full_stop


def with_overview(
    chapters: Sequence[Chapter], place: int, builder: ScriptBuilder, article: Article
) -> list[Chapter]:
    """Return ``chapters`` with the overview in the first, before its utterance number ``place``.

    In a language without words of ours there is none.  The length is an estimate from the number of
    words, which recordings are taken to have, too.

    Raises:
        MissingToolError: An engine that the settings ask for isn't installed.
        MissingVoiceError: A voice that they name isn't installed.
    """
    added = builder.announced
    if not (builder.phraser.added and added.overview):
        return list(chapters)
    sentences = (
        added.overview,
        added.counted(added.length, _minutes(chapters, article)),
        ", ".join(_contents(chapters, builder, article)),
        _notes(builder, article),
        _narrators(builder, article),
        added.end_of_overview,
    )
    said = [
        Utterance(
            role=Role.ANNOUNCEMENT,
            spans=builder.own(full_stop(one[0].upper() + one[1:])),
            block=TITLE,
            pause=int(Pause.PARAGRAPH),
        )
        for one in sentences
        if one
    ]
    said[-1] = replace(said[-1], pause=int(Pause.BLOCK))
    first = chapters[0].utterances
    opening = replace(chapters[0], utterances=(*first[:place], *said, *first[place:]))
    return [opening, *chapters[1:]]


def _minutes(chapters: Sequence[Chapter], article: Article) -> int:
    """Return about how many minutes ``chapters`` last, at least 1."""
    said = [one for chapter in chapters for one in chapter.utterances]
    words = words_in(one.text for one in said)
    speed = article.metadata.narration.rate or SPEED
    return max(1, round(words / speed + sum(one.pause for one in said) / 60_000))


def _contents(chapters: Sequence[Chapter], builder: ScriptBuilder, article: Article) -> list[str]:
    """Return the number of chapters (in an article: sections), figures, tables and notes."""
    added = builder.announced
    targets = {kind: {one.target for one in chapters if one.kind is kind} for kind in ChapterKind}
    sections = [one for one in chapters if one.kind is ChapterKind.SECTION and one.level == 1]
    counts = [
        (added.chapters, len(list(chapters_in(article.blocks))))
        if article.book
        else (added.sections, len(sections)),
        (added.figures, len(targets[ChapterKind.FIGURE])),
        (added.tables, len(targets[ChapterKind.TABLE])),
        (added.notes, len(article.notes)),
    ]
    return [added.counted(forms, count) for forms, count in counts if count and forms]


def _notes(builder: ScriptBuilder, article: Article) -> str:
    """Return where the notes are read; empty if there are none."""
    added, profile = builder.announced, builder.profile
    if not article.notes:
        return ""
    if profile.reason_to_skip(Role.NOTE) or profile.notes is NotesAt.NONE:
        return added.notes_none
    if profile.notes is NotesAt.INLINE:
        return added.notes_inline
    if profile.notes is NotesAt.SECTION:
        return added.notes_section
    in_chapters = article.book is not None and article.book.notes is NotesPlace.CHAPTER
    return added.notes_chapter if in_chapters else added.notes_end


def _narrators(builder: ScriptBuilder, article: Article) -> str:
    """Return who narrates: people in recordings, and the synthetic voice by its name."""
    settings, words = article.metadata.narration, builder.words
    language = article.metadata.language
    voice = Direction.of(voices_for(settings, language), settings, language).main
    told = [", ".join(filter(None, (voice_name(voice, language), words.synthetic_voice)))]
    if recordings := recordings_in(article):
        people = people_in(article.metadata, recordings)
        told = [", ".join((*people, words.human_voice)), *told]
    return f"{role_word('nrt', words)}: {'; '.join(told)}"
