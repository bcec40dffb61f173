"""Read pandoc's syntax tree as the model.

A node is a tuple of its name and its content, as :mod:`publish.runtime.pandoc` gives them;
https://hackage.haskell.org/package/pandoc-types (Text.Pandoc.Definition) describes the content.
"""
