"""pandoc's syntax tree -> the model.

Nodes are tuples of a name and its content, as ``publish.runtime.pandoc`` gives them; the content
is described in https://hackage.haskell.org/package/pandoc-types (Text.Pandoc.Definition).
"""
