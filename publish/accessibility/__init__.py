"""Report the accessibility of a publication: the facts, and the claim of conformance.

The facts are computed from the article and its editions.  An edition claims conformance only if the
front matter names the person who evaluated all criteria that need a person.

`record`       the facts, and the claim
`schema`       the facts as metadata of schema.org: EPUB and JSON-LD
`onix`         the facts in the code lists of ONIX for Books
`statement`    the facts in plain words, for readers
`criteria`     the criteria of three standards, from `criteria.toml`
`conformance`  the report, criterion by criterion
`formatting`   the report for a terminal and for a script
`html`         the report as a page
"""

from __future__ import annotations

from publish.accessibility.record import Claim, Facts, claim_of, facts_of

__all__ = ["Claim", "Facts", "claim_of", "facts_of"]
