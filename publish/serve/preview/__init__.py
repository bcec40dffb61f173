"""The preview of a source: what it becomes, while somebody writes it.

`rendition`  the records that the renderer and the server exchange
`renderer`   the process that reads, renders and checks sources, and keeps what hasn't changed
`live`       one previewed source: watches its folder, asks the renderer, says what changed
`editions`   the jobs that make the PDF and the sound
`foliate`    foliate-js, if it is installed
`fixes`      corrections of a source that a machine can make
`routes`     the page and its requests
"""

from __future__ import annotations
