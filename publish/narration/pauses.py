"""The silence after what is said, in milliseconds; the one table of them."""

from __future__ import annotations

from enum import IntEnum


class Pause(IntEnum):
    """How long a listener has after each thing, in ms.

    Long enough to tell a heading from a paragraph, short enough not to be taken for the end.
    """

    TITLE = 900
    HEADING = 700
    ANNOUNCEMENT = 300
    SENTENCE = 250
    PARAGRAPH = 450
    CELL = 200
    ROW = 400
    BLOCK = 600
    BREAK = 1200
    CHAPTER = 900


#: The silence before the first words and after the last, in ms.  Audiobooks have 0.5 to 1 s and 1
#: to 5 s (ACX); all editions have the same, so that their times agree.
HEAD, TAIL = 750, 2000
