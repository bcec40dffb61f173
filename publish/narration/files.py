"""Which chapters of a narration go into one file, where each chapter has a file of its own."""

from __future__ import annotations

from publish.article import Article, SectionKind
from publish.narration.script import ChapterKind
from publish.narration.timeline import Narration, TimedChapter
from publish.walk import chapters_in, sections_in


def files_of(article: Article, narration: Narration) -> tuple[tuple[TimedChapter, ...], ...]:
    """The chapters of each file: one; of a book, all of what is a chapter there.

    The title of a part is heard at the beginning of its first chapter.
    """
    if not article.book:
        return tuple((timed,) for timed in narration.chapters)
    parts = parts_of(article)
    starts = {chapter.id for chapter in chapters_in(article.blocks)} | parts
    files: list[list[TimedChapter]] = []
    for timed in narration.chapters:
        kind, target = timed.chapter.kind, timed.chapter.target
        begins = kind is ChapterKind.SECTION and target in starts
        begins = begins or kind in (ChapterKind.OPENING, ChapterKind.CLOSING)
        begins = begins or (kind is ChapterKind.NOTES and timed.chapter.level == 1)
        titled = bool(files) and all(one.chapter.target in parts for one in files[-1])
        if not files or (begins and not titled):
            files.append([])
        files[-1].append(timed)
    return tuple(map(tuple, files))


def parts_of(article: Article) -> frozenset[str]:
    """The ids of the parts of a book."""
    sections = sections_in(article.blocks)
    return frozenset(one.id for one in sections if one.kind is SectionKind.PART)
