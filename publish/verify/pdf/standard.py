"""The standard structure types and where they belong (ISO 32000-1, 14.8.4; ISO 32000-2, 14.8.4)."""

from __future__ import annotations

HEADINGS = {f"H{level}": level for level in range(1, 7)}

#: Those of PDF 1.7 and of PDF 2.0.
TYPES = frozenset(
    {
        *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI"),
        *("Index", "NonStruct", "Private", "P", "H", *HEADINGS, "L", "LI", "Lbl", "LBody"),
        *("Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note"),
        *("Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP"),
        *("Warichu", "WT", "WP", "Figure", "Formula", "Form"),
        *("DocumentFragment", "Aside", "Title", "FENote", "Sub", "Em", "Strong", "Artifact"),
    }
)

#: What each of these may hold; where a type is missing here, anything (tables 333 to 337).
HOLDS = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOC", "TOCI", "Caption"},
    "TOCI": {"Lbl", "Reference", "NonStruct", "P", "TOC", "Link", "Span"},
}

#: What each of these has to be in.
INSIDE = {
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "LBody": {"LI"},
    "TOCI": {"TOC"},
}


def role_of(type_: str, roles: dict[str, str]) -> str:
    """The standard type that ``type_`` stands for; empty where the role map leads to none."""
    seen: set[str] = set()
    while type_ not in TYPES:
        if type_ in seen or type_ not in roles:
            return ""
        seen.add(type_)
        type_ = roles[type_]
    return type_
