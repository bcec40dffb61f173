"""Give each formula words, where its author left none: those that every edition then has."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from publish.article import Article, Block, Inline, InlineMath, MathBlock, Note
from publish.errors import SourceError
from publish.render.formulas import formula_words
from publish.render.setting import Setting, setting_for
from publish.render.spelling import epub
from publish.rewrite import map_blocks, map_leaves, map_runs


def word_formulas(article: Article) -> Article:
    """``article`` with words in the ``alt`` of every formula: ``E = mc²`` for ``E = mc^2``.

    TeX that cannot be read stays as it is: the edition that has to show it says so, with its line.
    """
    setting = setting_for(article, epub(lambda image: image.source), frozenset())

    def change(block: Block) -> Block:
        if isinstance(block, MathBlock):
            return replace(block, alt=_words(block.tex, block.alt, setting))
        return map_runs(block, lambda run: map_leaves(run, worded))

    def worded(inline: Inline) -> Iterator[Inline]:
        if isinstance(inline, InlineMath):
            inline = replace(inline, alt=_words(inline.tex, inline.alt, setting))
        yield inline

    notes: tuple[Note, ...] = tuple(
        replace(note, blocks=map_blocks(note.blocks, change)) for note in article.notes
    )
    return replace(article, blocks=map_blocks(article.blocks, change), notes=notes)


def _words(tex: str, alt: str, setting: Setting) -> str:
    try:
        return formula_words(tex, alt, setting)
    except SourceError:
        return alt
