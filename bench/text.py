"""Articles of any length, made of our own sentences; the same seed gives the same text."""

from __future__ import annotations

import random

_WHO = (
    "The night conductor", "A retired driver", "Her younger sister", "The stationmaster",
    "Nobody in the valley", "One careful engineer", "The bridge keeper", "A girl with a lantern",
    "The council's clerk", "My grandmother", "The last passenger", "Every second fisherman",
)  # fmt: skip
_DID = (
    "remembered", "counted", "repaired", "painted", "defended", "sold", "measured", "drew",
    "followed", "described", "lost", "found",
)  # fmt: skip
_WHAT = (
    "the old timetable", "a brass whistle", "the wooden platform", "three broken lamps",
    "the map of the upper line", "a box of unused tickets", "the bell above the door",
    "the frozen points", "a letter from the ministry", "the colour of the first car",
    "the narrow tunnel", "an orchard beside the track",
)  # fmt: skip
_WHEN = (
    "before the first snow", "while the river was still high", "in the winter of the long strike",
    "on the morning after the fair", "as the mill was closing", "when the wires were down",
    "without asking anyone", "for the second time that year", "between two Sundays",
    "because the road had gone", "although the pay was small", "and kept a careful diary of it",
)  # fmt: skip
_END = (
    "It was not the only reason.", "The town talked of little else.",
    "Nothing in the archive says why.", "That is how the story is told here.",
    "The figures were never published.", "Most people agreed.",
)  # fmt: skip


_NAMES = (
    "Adela", "Bruno", "Celina", "Dorota", "Emil", "Felicja", "Gustaw", "Hanna", "Ignacy",
    "Jadwiga", "Konrad", "Ludwika", "Maurycy", "Natalia", "Olgierd", "Petra",
)  # fmt: skip


def book(words: int, seed: int = 1) -> str:
    """An article as :func:`article` makes it, with the markup that a book has.

    In every paragraph a title in italics, in every third a note, in every fifth a link; in every
    section a list and a quotation.
    """
    head, *sections = article(words, seed).split("\n## ")
    out = [head]
    for number, section in enumerate(sections, start=1):
        title, *paragraphs = section.strip("\n").split("\n\n")
        marked, notes = [title], []
        for place, paragraph in enumerate(paragraphs):
            first, *rest = paragraph.split(" ")
            rest[2:5] = [f"*{' '.join(rest[2:5])}*"]
            if place % 3 == 0:
                rest[-1] += f"[^{number}-{place}]"
                notes.append(f"[^{number}-{place}]: The archive of the line, *box {place + 1}*.")
            if place % 5 == 0:
                rest[8] = f"[{rest[8]}](https://example.org/{number}/{place})"
            marked.append(" ".join([first, *rest]))
        marked.append("\n".join(f"- **{name}**, of the upper line" for name in _NAMES[:4]))
        marked.append(f"> {paragraphs[0]}")
        out.append("\n\n".join([*marked, *notes]) + "\n")
    return "\n## ".join(out)


def article(words: int, seed: int = 1) -> str:
    """Markdown of an article with at least ``words`` words of body, a section every 600 or so."""
    chance = random.Random(seed)
    out = ["---\ntitle: The valley line\nlanguage: en-GB\nauthors: [Ada Kowalska]\n---\n"]
    done = section = 0
    while done < words:
        if done >= section * 600:
            section += 1
            out.append(f"## Part {section}\n")
        paragraph = " ".join(_sentence(chance) for _ in range(chance.randint(3, 6)))
        done += len(paragraph.split())
        out.append(paragraph + "\n")
    return "\n".join(out)


def _sentence(chance: random.Random) -> str:
    if chance.random() < 0.05:
        return chance.choice(_END)
    who, did, what, when = (chance.choice(part) for part in (_WHO, _DID, _WHAT, _WHEN))
    what = f"{what} of {chance.choice(_NAMES)} and {chance.choice(_NAMES)}"
    if chance.random() < 0.4:
        return f"{when[0].upper()}{when[1:]}, {who[0].lower()}{who[1:]} {did} {what}."
    if chance.random() < 0.3:
        return f"{who} {did} {what} and {chance.choice(_DID)} {chance.choice(_WHAT)} {when}."
    return f"{who} {did} {what} {when}."
