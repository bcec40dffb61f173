"""Inputs near the saved seeds, for hypothesis: pieces that are lost, repeated and exchanged."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from tests.fuzz.targets import seeds

#: What breaks readers: marks of each syntax, controls, and numbers beyond all limits.
MARKS = (
    *(b"\0", b"\xff", b"\xe2\x80\xae", b"\xf0\x9f\x98\x80", b"\r", b"\n\n", b"\t", b" "),
    *(b"<", b"</", b"/>", b"<!--", b"<![CDATA[", b"&#0;", b"&", b'"', b"'", b"`", b"$$", b"\\"),
    *(b"{", b"}", b"[", b"](", b"(", b")", b"{{", b"{%", b"{{<", b":::", b"|", b"[^", b"*", b"_"),
    *(b"-1", b"0", b"99999999999999999999", b"1e999", b"NaN", b"url(http://a", b"@import", b"%"),
)
_PIECES = re.compile(rb"\s+|[\w:.-]+|[^\w\s]")


def inputs(target: str) -> st.SearchStrategy[bytes]:
    """A seed of ``target`` with some changes."""
    pieces = [_PIECES.findall(seed) for seed in seeds(target)]
    known = st.sampled_from(sorted({piece for seed in pieces for piece in seed} | {*MARKS}))
    change = st.tuples(
        st.floats(0, 1),  # where
        st.sampled_from((0, 0, 1, 2, 20)),  # how many pieces are replaced
        st.lists(known, max_size=3),
        st.sampled_from((1, 1, 1, 2, 60, 3000)),  # how often the new ones are repeated
    )

    def changed(seed: list[bytes], changes: list[tuple[float, int, list[bytes], int]]) -> bytes:
        result = list(seed)
        for where, lost, new, times in changes:
            place = int(where * len(result))
            result[place : place + lost] = new * times
        return b"".join(result)

    return st.builds(changed, st.sampled_from(pieces), st.lists(change, min_size=1, max_size=5))
