"""Authors and other contributors, with their roles.

``relators.tsv`` is the MARC Code List for Relators (https://www.loc.gov/marc/relators/), current
codes as of May 2024: code, tab, term in lower case.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from publish.article import Contributor
from publish.source.fields import Field
from publish.source.mistakes import nearest

_RELATORS = Path(__file__).with_name("relators.tsv")
_FIELDS = frozenset({"name", "role", "file-as"})


@cache
def _codes() -> dict[str, str]:
    """MARC relator term -> code."""
    lines = _RELATORS.read_text(encoding="utf-8").splitlines()
    return {term: code for code, term in (line.split("\t") for line in lines)}


def is_role(written: str) -> bool:
    """Whether it is a MARC relator code."""
    return written in _codes().values()


def role(field: Field) -> str:
    """The MARC relator code of a term or code; raises :class:`SourceError`."""
    written = field.text().lower()
    codes = _codes()
    if written in codes:
        return codes[written]
    if written in codes.values():
        return written
    meant = nearest(written, codes)
    mend = f"Did you mean “{meant}”?" if meant else "Write a MARC relator term such as “editor”."
    raise field.error(f"“{field.text()}” is not a known role.", mend, "role-unknown")


def people(field: Field, default: str) -> tuple[Contributor, ...]:
    """A list of names and mappings; whoever has no role of their own has ``default`` (a code)."""
    return tuple(_person(item, default) for item in field.items() if not item.empty)


def _person(field: Field, default: str) -> Contributor:
    if field.kind == "text":
        return Contributor(field.text(), default)
    fields = field.mapping(_FIELDS)
    if "name" not in fields:
        raise field.error("has no name.", "Add “name: ...”.", "field-missing")
    return Contributor(
        fields["name"].text(),
        role(fields["role"]) if "role" in fields else default,
        fields["file-as"].text() if "file-as" in fields else "",
    )
