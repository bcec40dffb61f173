"""Syntax of other Markdown dialects: each module adds rules to markdown-it or rewrites its tokens.

The reader behind them knows only the tokens of :mod:`publish.source.parser`.  What can't be
converted becomes a token ``refused`` (:mod:`~publish.source.dialects.refusal`), an error with its
line and replacement: markup of another dialect is never published as text.
"""
