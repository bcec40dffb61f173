"""What is true of the accessibility of a publication: one record, and its spellings.

Everything is computed from the article and the editions that are made of it; nothing is claimed
beyond that.  That a publication conforms to a standard is for a person to say: it is said only
where the front matter names who has looked at all that needs a person.

`record`     the record
`schema`     its spelling in the vocabulary of schema.org: EPUB metadata and JSON-LD
`onix`       its spelling in the code lists of ONIX for Books
`statement`  its spelling in plain words, for readers
`criteria`   what a publication is judged by; `claim` who says that it conforms

What is said of the accessibility of a publication, for readers, catalogues and evaluators.

`conformance`   criterion by criterion: what machines found, what a person has to look at
`telling`       the report for a terminal and for a script
`html`          the report as a page
"""

from __future__ import annotations

from publish.accessibility.record import Claim, Facts, claim_of, facts_of

__all__ = ["Claim", "Facts", "claim_of", "facts_of"]
