"""What a person did, in a word: the names of MARC relator codes."""

from __future__ import annotations

from publish.words import Words


def role_word(code: str, words: Words) -> str:
    """The word for a MARC relator code; one that has no word of its own is a contributor's."""
    known = {
        "aut": words.role_aut,
        "dsr": words.role_dsr,
        "edt": words.role_edt,
        "ill": words.role_ill,
        "nrt": words.role_nrt,
        "pbl": words.role_pbl,
        "pht": words.role_pht,
        "trl": words.role_trl,
    }
    return known.get(code, words.role_ctb)
