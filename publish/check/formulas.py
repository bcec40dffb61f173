"""Formulas that no edition could show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publish.article import Article, InlineMath, MathBlock
from publish.errors import Problem, SourceError
from publish.walk import all_blocks, all_inlines


def formula_wrong(article: Article) -> Iterator[Problem]:
    """The TeX of every formula can be read; told here with its line, before a build begins."""
    found = [
        (block.line, block.tex) for block in all_blocks(article) if isinstance(block, MathBlock)
    ]
    found += [(b.line, i.tex) for b, i in all_inlines(article) if isinstance(i, InlineMath)]
    if not found:
        return
    from publish.render.formulas import formula_words
    from publish.render.setting import setting_for
    from publish.render.spelling import epub

    setting = setting_for(article, epub(lambda image: image.source), frozenset())
    for line, tex in found:
        try:
            formula_words(tex, "", replace(setting, line=line))
        except SourceError as error:
            yield error.problem
