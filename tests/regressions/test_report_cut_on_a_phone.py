"""On a phone the last column of the report, which says what to look at, was cut off."""

from __future__ import annotations

from publish.webpage import page, table
from tests.judges.browser import measure

HEAD = ("Criterion", "Status", "What was found, or is to be looked at")
ROW = (
    "1.2.3 Audio Description or Media Alternative (Prerecorded) (A)",
    "needs a person",
    "By a person: Read each alt text and extended description beside its picture.",
)


def test_all_columns_are_seen_and_keep_their_roles() -> None:
    whole = page("Report", table("Criteria", HEAD, [ROW], "prose"))
    phone = whole.replace("</head>", "<style>main {width: 360px; margin: 0}</style></head>")
    wide = (
        "(({scrollWidth: all, clientWidth: seen}) => all - seen)(document.querySelector('.wide'))"
    )
    assert measure(phone, wide) == 0
    first = "getComputedStyle(document.querySelector('tbody th'), '::before').content"
    assert measure(phone, first) == '"Criterion "'
    # browsers may forget what a table is when its cells stand below each other
    roles = "Array.from(document.querySelectorAll('table, tr, th, td'), (one) => one.role)"
    assert measure(phone, roles) == [
        *("table", "row", "columnheader", "columnheader", "columnheader"),
        *("row", "rowheader", "cell", "cell"),
    ]
