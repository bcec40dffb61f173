"""What is true of the accessibility of a publication: one record, and its spellings.

Everything is computed from the article and the editions that are made of it; nothing is claimed
beyond that.  That a publication conforms to a standard is for a person to say: it is said only
where the front matter names who has looked at all that needs a person.

`record`     the record
`schema`     its spelling in the vocabulary of schema.org: EPUB metadata and JSON-LD
`onix`       its spelling in the code lists of ONIX for Books
`statement`  its spelling in plain words, for readers
`criteria`   what a publication is judged by; `claim` who says that it conforms
"""

from publish.facts.claim import Claim, claim_of
from publish.facts.record import Facts, facts_of

__all__ = ["Claim", "Facts", "claim_of", "facts_of"]
