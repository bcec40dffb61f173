"""A source, all the way: read, checked, made into editions, audited."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from publish.check import check
from publish.editions.auditing import audit
from publish.errors import InaccessibleError, Severity, SourceError
from publish.prepare import prepare
from publish.source import read
from tests.building import edition_of as export


@dataclass(frozen=True)
class Gone:
    """What came of it: ``refused`` says why it cannot be read; ``items`` were all found."""

    refused: str = ""
    errors: int = 0
    items: int = 0


def go(source: Path, folder: Path, editions: tuple[str, ...] = ("epub",)) -> Gone:
    """The editions are made even where the check would stop: a build may meet what it forgets.

    Raises whatever is no refusal of the source; a loss too.
    """
    try:
        article = read(source)
    except SourceError as error:
        return Gone(refused=str(error))
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in check(article))
    article = prepare(article)
    items = 0
    for edition in editions:
        try:
            made = export(edition, article, None, folder / source.stem)
        except SourceError as error:
            return Gone(refused=str(error))
        except InaccessibleError as error:
            if not errors:  # the check has nothing against it, but the edition has
                raise
            return Gone(refused=str(error), errors=errors)
        found = audit(article, (made.path,), None)
        assert not found.losses
        made.path.unlink()
        items += len(found.items)
    return Gone(errors=errors, items=items)
