"""What is true of the accessibility of a publication: one record, and its spellings.

Everything is computed from the article and the editions that are made of it; nothing is claimed
beyond that.  That a publication conforms to a standard is for a person to say, so it is never said.

`record`     the record
`schema`     its spelling in the vocabulary of schema.org: EPUB metadata and JSON-LD
`onix`       its spelling in the code lists of ONIX for Books
`statement`  its spelling in plain words, for readers
"""

from publish.facts.record import Facts, facts_of

__all__ = ["Facts", "facts_of"]
