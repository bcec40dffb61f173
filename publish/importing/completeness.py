"""Compare the content of an original with the source that was written from it.

Words are compared as multisets, without case and punctuation: the import may place them elsewhere.
Whole passages are compared first, so that only the rest is divided into words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from msgspec import Struct, field

from publish.importing.original.record import APART, Link, Original, Passage, Picture, Place
from publish.importing.written import Written

_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\ufe0e\ufe0f\u202a-\u202e]")
_LONG = 12
"""The fewest letters of a passage that is looked for inside the source's text."""
_LONGEST = 80
"""The most words of a caption that is looked for apart from its credit."""
_MOST = 0.6
"""The share of a passage's words from which it is lost as a whole: the rest is anywhere."""
_SHORTEST = 3
"""The fewest letters of a word that is looked for in those that are joined differently."""
_UNIQUE = 200
"""The fewest letters of a passage that is looked for in the whole source: it isn't repeated."""
_RARE, _NEAR = 6, 40
"""How many words of a passage, and how many pieces with each, are compared with it."""
_BYLINE_WORDS = 2
"""The most words of a line with names that aren't the names: “By Ada and Bo”."""
_BYLINE_DATE = 5
"""How many more with a date: “Posted on March 1, 2026 by Ada”."""
_DAY_WORDS = 3
"""The most words of a date in a line of others: “2 November 2026”."""
_DATE_WORDS = 8
"""The most words of a line with a date."""
_LABEL_WORDS = 4
"""The most words of a label such as “Figure 2a” that editions add."""


class Loss(Struct, frozen=True):
    """Passages that follow each other and are lost; ``words`` if only these words are.

    ``line`` is that of the block of the source after which they stood.
    """

    passages: tuple[Passage, ...]
    words: str = ""
    line: int = 0


class Losses(Struct):
    """What an original has and its source doesn't; ``found`` are passages that the source has."""

    passages: list[Loss] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    found: list[Passage] = field(default_factory=list)
    lines: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """Of each part of the original, the numbers of its passages with their lines in the source."""

    def line_of(self, place: Place) -> int:
        """Return the line of the source after which ``place`` of the original belongs."""
        near = self.lines.get(place.part, [])
        index = bisect(near, (place.number, 1 << 40))
        return near[index - 1][1] if index else 0


def compare(original: Original, written: Written) -> Losses:
    """Return what ``original`` has and ``written`` doesn't."""
    losses = Losses()
    _compare_words(original.passages, written, losses)
    losses.pictures = _lost_pictures(original.pictures, written.pictures)
    known = {_address(target) for target in written.links}
    ends = {target.rpartition("/")[2] for target in known}
    losses.links = [one for one in original.links if not _is_linked(one.target, known, ends)]
    return losses


# -------------------------------------------------------------------- words


def letters(text: str) -> str:
    """Return the letters and digits of ``text``, in one case."""
    return "".join(words(text))


def words(text: str) -> list[str]:
    """Return the words of ``text`` in one case, in compatible characters (NFKC)."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _WORD.findall(text.casefold())


def _compare_words(passages: list[Passage], written: Written, losses: Losses) -> None:
    keys = [letters(one.text) for one in passages]
    pieces = [(letters(text), text, line) for text, line in written.pieces]
    there = Counter(key for key, _, _ in pieces)
    lines: dict[str, int] = {}
    for key, _, line in pieces:
        lines.setdefault(key, line)
    left = []
    for place in sorted(range(len(keys)), key=lambda one: passages[one].kind in APART):
        key = keys[place]
        if there[key] > 0:
            there[key] -= 1
            losses.found.append(passages[place])
            at = passages[place].place
            losses.lines.setdefault(at.part, []).append((at.number, lines[key]))
        elif key:
            left.append(place)
    for near in losses.lines.values():
        near.sort()
    if not left:
        return
    unread = []
    for key, text, _ in pieces:
        if there[key] > 0:
            there[key] -= 1
            unread.append(text)
    rest = _Rest(unread, "".join(key for key, _, _ in pieces))
    left = [
        place
        for place in left
        if not rest.has(keys[place])
        and not rest.has_unlabelled(passages[place].text)
        and not _names_people(passages[place].text, written)
    ]
    lost = _lost(left, passages, rest, written)
    losses.found += [passages[place] for place in left if place not in lost]
    losses.passages = list(_grouped(passages, keys, lost, lines))


class _Rest:
    """The pieces of a source that aren't whole passages of the original, as counted words."""

    def __init__(self, texts: list[str], whole: str) -> None:
        self._whole = whole
        divided = [words(text) for text in texts]
        self.pieces = [Counter(one) for one in divided]
        self.all = Counter(word for one in divided for word in one)
        self._run = "".join("".join(one) for one in divided)
        self._keys = Counter("".join(one) for one in divided)
        self._order = [word for one in divided for word in one]
        self._index: dict[str, list[int]] = {}
        for place, one in enumerate(self.pieces):
            for word in one:
                self._index.setdefault(word, []).append(place)

    def has(self, key: str) -> bool:
        """Return whether the letters ``key`` stand in the text, in one piece or several."""
        return len(key) >= _LONG and (
            key in self._run or (len(key) >= _UNIQUE and key in self._whole)
        )

    def has_unlabelled(self, text: str) -> bool:
        """Return whether pieces are ``text`` without a label such as “Figure 2:” before it."""
        own = words(text)
        for length in range(1, min(_LABEL_WORDS, len(own) - 1) + 1):
            if own[length - 1][0].isdigit() and self._has_parts(own[length:]):
                return True
        return False

    def _has_parts(self, own: list[str]) -> bool:
        """Return whether the words are one piece, or a caption and its credit."""
        key = "".join(own)
        if self._keys[key] or self.has(key):
            return True
        ends = range(1, min(len(own), _LONGEST))
        return any(
            self._keys["".join(own[:end])] and self._keys["".join(own[end:])] for end in ends
        )

    def without(self, own: Counter[str]) -> Counter[str]:
        """Return ``own`` without the words of the piece that is most like it, and use those up."""
        rare = sorted((one for one in own if one in self._index), key=self._frequency)[:_RARE]
        near = {place for word in rare for place in self._index[word][:_NEAR]}
        best = max(near, key=lambda place: (own & self.pieces[place]).total(), default=None)
        if best is None:
            return own
        common = own & self.pieces[best]
        if common.total() * 2 < own.total():
            return own
        self.pieces[best] -= common
        return own - common

    def _frequency(self, word: str) -> int:
        return len(self._index[word])

    def joined(self, spare: Counter[str]) -> str:
        """Return the words in ``spare`` without spaces, in the order of the text."""
        return "".join(word for word in self._order if word in spare)


def _lost(
    left: list[int], passages: list[Passage], rest: _Rest, written: Written
) -> dict[int, str]:
    """Return the passages of ``left`` that are lost, each with its lost words (empty: all)."""
    divided = {place: words(passages[place].text) for place in left}
    own = Counter(word for one in divided.values() for word in one)
    lacking, joined = own - rest.all, rest.joined(rest.all - own)
    shown_first = sorted(left, key=lambda one: (passages[one].kind in APART, -len(divided[one])))
    missing = {place: rest.without(Counter(divided[place])) & lacking for place in shown_first}
    lost: dict[int, str] = {}
    for place in sorted(shown_first, key=lambda one: passages[one].kind not in APART):
        counts = Counter(divided[place])
        if missing[place] == counts and all(lacking[word] >= n for word, n in counts.items()):
            if not _is_date(divided[place], written.dates):
                lost[place] = ""
            lacking.subtract(counts)
            del missing[place]
    for place in left:
        found = missing.get(place, Counter()) & lacking
        lacking.subtract(found)
        for word in list(found):
            if len(word) >= _SHORTEST and word in joined:
                del found[word]
        dated = len(found) <= _DAY_WORDS and any(
            found.keys() <= set(one) or found.keys() >= set(one) for one in written.dates
        )
        if not dated and (part := _part(passages[place].text, found)):
            most = found.total() >= _MOST * len(divided[place])
            if most or passages[place].kind not in APART:
                lost[place] = "" if most else part
    return lost


def _part(text: str, lost: Counter[str]) -> str:
    """Return the words of ``text`` that are ``lost``, as they are written."""
    remaining = Counter(lost)
    out: list[str] = []
    for written in text.split():
        own = Counter(words(written))
        if own and own & remaining:
            remaining.subtract(own)
            out.append(written)
    return " ".join(out)


def _names_people(text: str, written: Written) -> bool:
    """Return whether ``text`` is a byline: a short word and names that the front matter has."""
    own = words(text)
    names = {word for name in written.people for word in words(name)}
    if not names & set(own):
        return False
    others = [word for word in own if word not in names]
    dated = any({year, day} <= {word.lstrip("0") for word in others} for year, day in written.dates)
    return len(others) <= _BYLINE_WORDS + (_BYLINE_DATE if dated else 0)


def _is_date(own: list[str], dates: set[tuple[str, str]]) -> bool:
    """Return whether the words are a date that the front matter has, as year and day."""
    numbers = {one.lstrip("0") for one in own}
    return len(own) <= _DATE_WORDS and any({year, day} <= numbers for year, day in dates)


def _grouped(
    passages: list[Passage], keys: list[str], lost: dict[int, str], lines: dict[str, int]
) -> Iterator[Loss]:
    """Yield the lost passages; those of one kind that follow each other are one loss."""
    line = 0
    group: list[Passage] = []
    for place, passage in enumerate(passages):
        joins = (
            bool(group)
            and lost.get(place) == ""
            and group[-1].kind is passage.kind
            and group[-1].place.part == passage.place.part
        )
        if group and not joins:
            yield Loss(tuple(group), line=line)
            group = []
        if lost.get(place):
            yield Loss((passage,), lost[place], lines.get(keys[place], line))
        elif place in lost:
            group.append(passage)
        else:
            line = lines.get(keys[place], line)
    if group:
        yield Loss(tuple(group), line=line)


# -------------------------------------------------------------------- pictures and links


def _lost_pictures(originals: list[Picture], written: list[tuple[str, str]]) -> list[Picture]:
    """Return the pictures of the original that the source lacks: by content, then by name.

    The import gives pictures other names and may convert them, so what is left is only counted.
    """
    digests = Counter(digest for _, digest in written if digest)
    left = []
    for one in originals:
        if one.digest and digests[one.digest]:
            digests[one.digest] -= 1
        else:
            left.append(one)
    matched = Counter(digest for _, digest in written if digest) - digests
    names: Counter[str] = Counter()
    for source, digest in written:
        if matched[digest] > 0:
            matched[digest] -= 1
        else:
            names[_stem(source)] += 1
    unnamed = []
    for one in left:
        stem = _stem(one.address)
        if names[stem] > 0:
            names[stem] -= 1
        else:
            unnamed.append(one)
    seen = Counter(digest for _, digest in written if digest)
    spare = sum(names.values())
    return [one for one in unnamed if not (one.digest and seen[one.digest])][spare:]


def _stem(address: str) -> str:
    stem = PurePosixPath(unquote(address.partition("?")[0].partition("#")[0])).stem
    return letters(unicodedata.normalize("NFKD", stem))


def _is_linked(target: str, known: set[str], ends: set[str]) -> bool:
    """Return whether the source has a link; a relative one may have become absolute."""
    address = _address(target)
    if ":" not in address and address.rpartition("/")[2] in ends:
        return True
    redirected = _REDIRECTED.search(address)
    return address in known or bool(redirected and redirected[1].rstrip("/") in known)


_REDIRECTED = re.compile(r"[?&](?:q|u|url)=(https?://[^&]+)")
"""The address in the link of a service that counts clicks."""


def _address(target: str) -> str:
    """Return a link's target for comparison: decoded, without the last slash."""
    return unquote(target).strip().rstrip("/").replace(" ", "").casefold()
