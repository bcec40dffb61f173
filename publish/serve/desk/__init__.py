"""The desk: import, complete, build and download without a terminal (docs/desk.md).

`routes`            the addresses; `content` is what they show, `work` what jobs do
`pages`             the pages, and `picture_cards`, `sheet`; made with `forms` and `languages`
`thumbnails`        small pictures of editions
`edits`             writes one change into a source, and only that; `reading` what a source says
`comparison`        nothing else may differ before a change is written
`yaml_edits`        changes in YAML
`figures`           changes of pictures, in `figure_directive` and `image_syntax`
"""

from __future__ import annotations

from publish.serve.desk.routes import ROUTES

__all__ = ["ROUTES"]
