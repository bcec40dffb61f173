"""Break paragraphs into lines: all lines of a paragraph are chosen together.

``total_fit`` is the algorithm, without WeasyPrint; ``measuring`` reads a paragraph of a layout with
the widths of its letters; ``breaking`` tells WeasyPrint where the lines end, and ``drawing`` lays
out their texts.
"""
