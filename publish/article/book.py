"""What a book has that an article has not: parts, chapters, and matter before and after them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from publish.article.metadata import Contributor


class SectionKind(StrEnum):
    """What a section is; the values are the names of the field, without ``doc-``.

    Sources: Digital Publishing WAI-ARIA Module 1.1, 4.3 (``doc-chapter``); EPUB 3 Structural
    Semantics Vocabulary 1.1 (``chapter``).  An ordinary ``section`` has no role of its own.
    """

    SECTION = "section"
    PART = "part"
    CHAPTER = "chapter"
    DEDICATION = "dedication"
    EPIGRAPH = "epigraph"
    FOREWORD = "foreword"
    PREFACE = "preface"
    ACKNOWLEDGMENTS = "acknowledgments"
    INTRODUCTION = "introduction"
    PROLOGUE = "prologue"
    CONCLUSION = "conclusion"
    EPILOGUE = "epilogue"
    AFTERWORD = "afterword"
    APPENDIX = "appendix"
    GLOSSARY = "glossary"
    BIBLIOGRAPHY = "bibliography"
    CREDITS = "credits"


class Matter(StrEnum):
    """Which division of a book a section is in (EPUB SSV 1.1, 2 Document divisions)."""

    FRONT = "frontmatter"
    BODY = "bodymatter"
    BACK = "backmatter"


class Opening(Struct, frozen=True, kw_only=True):
    """What stands between the title of a chapter and its text, as an article has it too."""

    subtitle: str = ""
    standfirst: str = ""
    authors: tuple[Contributor, ...] = ()
    dateline: str = ""
    published: datetime | None = None


class NotesPlace(StrEnum):
    """Where the notes of a book stand in editions without pages."""

    CHAPTER = "chapter"
    BOOK = "book"


class Book(Struct, frozen=True, kw_only=True):
    """How a book is made up: where its notes stand."""

    notes: NotesPlace = NotesPlace.CHAPTER
