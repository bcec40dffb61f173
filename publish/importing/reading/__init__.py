"""pandoc's syntax tree -> the model.

Nodes are tuples of a name and its content, as ``publish.tools.pandoc`` gives them; what the content
is made of stands in https://hackage.haskell.org/package/pandoc-types (Text.Pandoc.Definition).
"""
