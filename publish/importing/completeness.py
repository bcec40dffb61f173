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

from publish.importing.original.record import Link, Original, Passage, Picture, Place
from publish.importing.written import Written

_WORD = re.compile(r"\w+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\ufe0e\ufe0f\u202a-\u202e]")
_LONG = 12
"""The fewest letters of a passage that is looked for inside the source's text."""
_MOST = 0.6
"""The share of a passage's words from which it is lost as a whole: the rest is anywhere."""
_SHORTEST = 3
"""The fewest letters of a word that is looked for in those that are joined differently."""
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
    losses.links = [one for one in original.links if _address(one.target) not in known]
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
    labelled = {letters(caption) for caption in written.captions}
    there = Counter(key for key, _, _ in pieces)
    lines: dict[str, int] = {}
    for key, _, line in pieces:
        lines.setdefault(key, line)
    left = []
    for place, key in enumerate(keys):
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
    rest = Counter({key: count for key, count in there.items() if count})
    unread: list[str] = []
    for key, text, _ in pieces:
        if rest[key] > 0:
            rest[key] -= 1
            unread.append(text)
    own_words = {place: words(passages[place].text) for place in left}
    own = Counter(word for place in left for word in own_words[place])
    there_words = [word for text in unread for word in words(text)]
    lacking, spare = own - Counter(there_words), Counter(there_words) - own
    lost: dict[int, str] = {}
    run = "".join(map(letters, unread)) if lacking else ""
    for place in sorted(left, key=lambda one: -len(keys[one])):
        counts = Counter(own_words[place])
        if len(keys[place]) >= _LONG and keys[place] in run:
            losses.found.append(passages[place])
            lacking -= counts
        elif counts <= lacking:
            if not _is_date(own_words[place], written.dates):
                lost[place] = ""
            lacking -= counts
    joined = "".join(word for word in there_words if word in spare)
    for place in left:
        if place not in lost:
            common = Counter(own_words[place]) & lacking
            lacking -= common
            common = Counter(
                {
                    word: count
                    for word, count in common.items()
                    if len(word) < _SHORTEST or word not in joined
                }
            )
            part = _part(passages[place].text, common) if common else ""
            if part and not _is_label(passages[place].text, part, labelled):
                most = common.total() >= _MOST * len(own_words[place])
                lost[place] = "" if most else part
            elif not part:
                losses.found.append(passages[place])
    losses.passages = list(_grouped(passages, keys, lost, lines))


def _part(text: str, lost: Counter[str]) -> str:
    """Return the words of ``text`` that are ``lost``, as they are written."""
    remaining = Counter(lost)
    out: list[str] = []
    for written in text.split():
        own = Counter(words(written))
        if own and own & remaining:
            remaining -= own
            out.append(written)
    return " ".join(out)


def _is_label(text: str, part: str, labelled: set[str]) -> bool:
    """Return whether ``part`` is a label, such as “Figure 2:”, before a caption of the source."""
    own = words(part)
    if len(own) > _LABEL_WORDS or not any(char.isdigit() for char in part):
        return False
    whole = words(text)
    rest = "".join(whole[len(own) :])
    return whole[: len(own)] == own and any(one and rest.startswith(one) for one in labelled)


def _is_date(own: list[str], dates: set[tuple[str, str]]) -> bool:
    """Return whether the words are a date that the front matter has, as year and day."""
    return len(own) <= _DATE_WORDS and any({year, day} <= set(own) for year, day in dates)


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


def _address(target: str) -> str:
    """Return a link's target for comparison: decoded, without the last slash."""
    return unquote(target).strip().rstrip("/").replace(" ", "").casefold()
