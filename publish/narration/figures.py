"""A figure -> a chapter of its own: what it shows, its caption, its description, its credit."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from publish.article import Block, Figure
from publish.narration.pauses import Pause
from publish.narration.script import ChapterKind, Role, Span
from publish.narration.telling import Telling, letters, sentences_in
from publish.walk import blocks_in, content_of, text_of

#: Tells blocks in a role and a language (``blocks.tell_blocks``, which calls this module).
Tell = Callable[[Iterable[Block], Role, str], None]

#: The roles of what a figure holds.
ROLES = (Role.ALT, Role.CAPTION, Role.DESCRIPTION, Role.CREDIT)

#: The longest caption that names a chapter, in characters; a menu shows about as much.
LONGEST_TITLE = 60


def tell_figure(telling: Telling, figure: Figure, language: str, level: int, tell: Tell) -> None:
    """Tell ``figure`` as a chapter; ``level`` is the chapter's.

    The order is fixed: announcement, alt text (unless the caption says the same), caption,
    extended description, credit.  A picture that only decorates has no chapter.
    """
    image, words = figure.image, telling.words
    if image.decorative:
        telling.skip(image.source, figure.line, "the picture only decorates")
        return
    own, line = figure.id, figure.line
    caption = _plain(figure.caption)
    alt = " ".join((image.alt or "").split())
    name = f"{words.figure} {figure.number}" if figure.number else words.figure
    short = shorten(_first_sentence(figure.caption) or caption or alt)
    title = f"{name}: {short}" if short else name
    telling.begin(ChapterKind.FIGURE, title, level, own, image=image, alt=alt)
    telling.announce(name, block=own, line=line)
    if alt and letters(alt) in letters(caption):
        telling.skip(alt, line, "the caption says the same as the alt text")
    else:
        telling.say(
            Role.ALT, (Span(alt, language),),
            pause=Pause.PARAGRAPH, target=f"{own}-img", block=own, line=line,
        )  # fmt: skip
    tell(figure.caption, Role.CAPTION, language)
    if figure.description:
        telling.before = telling.own(f"{words.description}: ")
        tell(figure.description, Role.DESCRIPTION, language)
    if figure.credit:
        telling.before = telling.own(f"{words.credit}: ")
        telling.tell(
            Role.CREDIT, figure.credit, language,
            pause=Pause.PARAGRAPH, target=own, block=own, line=line,
        )  # fmt: skip
    telling.before = ()
    telling.announce(words.end_of_figure, block=own, line=line)
    telling.close()


def shorten(text: str, longest: int = LONGEST_TITLE) -> str:
    """``text`` without its final full stop, cut after a word where it is longer."""
    text = " ".join(text.split()).rstrip(".")
    if len(text) <= longest:
        return text
    cut = text[: longest + 1].rsplit(" ", 1)[0][:longest]
    return cut.rstrip(" ,;:.–—-") + "…"


def _first_sentence(blocks: Iterable[Block]) -> str:
    for block in blocks_in(blocks):
        for run in content_of(block):
            for content, _ in sentences_in(run):
                return text_of(content)
    return ""


def _plain(blocks: Iterable[Block]) -> str:
    return " ".join(
        " ".join(text_of(run).split()) for block in blocks_in(blocks) for run in content_of(block)
    )
