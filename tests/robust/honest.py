"""Sources that people write: few words, so that everything occurs twice, in every construct.

Whatever the check passes must be built as every edition: the audit may raise no false alarm.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from tests.editions.epub.making import png

#: Few phrases, so that headings, names, captions, cells and sentences have the same words.
_PHRASES = (
    *("The mill", "Ada Bell", "See below", "A river", "1990", "12 km", "Yes", "See Table 1"),
    *("The river ran past the mill for a hundred years. Nobody saw it.", "“Well,” she said."),
    *(
        "Sign up at https://example.org/a_b?c=d.",
        "No\u200bbreak \u2060here",
        "ﬁne — naïve…",
        "½ ☎ → ⇒",
    ),
    *("ABC\u200e \u05e9\u05dc\u05d5\u05dd\u200f \u202aok\u202c", "🎉 done 👍🏽", "1️⃣ ☺️ ☎ ☎", "x²"),
    *(
        "Mr. Bell of St. Ives",
        "e.g. this",
        "Donaudampfschifffahrtsgesellschaftskapitän",
        "A\u00a0b",
    ),
    *("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "Пагоня", "谷の電車", "soft\u00adhyphen"),
)

_ASIDES = ("{note}", "{tip}", "{pull-quote}", "{sidebar} The mill")

_FOREIGN = ("[Za naszą]{lang=pl}", "[schön]{lang=de}", "[mill]{lang=fr}")


def honest(seed: int, folder: Path) -> Path:
    """The source of ``seed``, written to ``folder`` with the picture that it shows."""
    (folder / "dot.png").write_bytes(png())
    path = folder / f"honest-{seed}.md"
    path.write_text(_Author(random.Random(seed)).source(), encoding="utf-8")
    return path


class _Author:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.notes: list[str] = []
        self.names = 0

    def source(self) -> str:
        pick = self.chance
        author = pick.choice(("Ada Bell", "The mill", "Bo"))
        front = [
            f"title: “{pick.choice(('The mill', 'Ada Bell', 'A long title about the river'))}”",
            f"language: {pick.choice(('en', 'en-GB', 'de', 'fr', 'he', 'ru'))}",
            f"authors: [{author}]",
            *(["standfirst: The river ran past the mill."] if pick.random() < 0.4 else []),
            *(["cover: {src: dot.png, alt: A dot.}"] if pick.random() < 0.4 else []),
        ]
        body = self.blocks(0, 3)
        level = 2
        for number in range(pick.randint(0, 2)):
            name = pick.choice(
                ("The mill", "Ada Bell", "A river", f"Part {number}", "1990", "Yes *no*")
            )
            body += [f"{'#' * level} {name}", *self.blocks(0, 2)]
            level = min(5, max(2, level + pick.choice((-1, 0, 0, 1))))
        return (
            "\n".join(["---", *front, "---", ""]) + "\n" + "\n\n".join([*body, *self.notes]) + "\n"
        )

    # ------------------------------------------------------------------- inlines

    def words(self) -> str:
        return self.chance.choice(_PHRASES)

    def run(self, notes: bool = True) -> str:
        return " ".join(self.inline(notes) for _ in range(self.chance.choice((1, 1, 2, 3, 6))))

    def inline(self, notes: bool) -> str:
        words = self.words()
        kinds = [
            *(words, words, words, words, f"*{words}*", f"**{words}**", f"`{words}`"),
            *(self.chance.choice(_FOREIGN), f"[{words}](https://example.org/{len(words)})"),
            *("$x^2$", "H{sub}`2`O", "~~mill~~", "{abbr}`NGO (a b c)`"),
        ]
        kind = self.chance.choice(kinds)
        if notes and self.chance.random() < 0.06:
            kind += self.call()
        return kind

    def call(self) -> str:
        own = f"n{len(self.notes) + 1}"
        place = len(self.notes)
        self.notes.append("")
        first, *rest = self.blocks(2, 2, notes=False)
        first = first if first[:1].isalpha() else f"Note. {self.run(notes=False)}\n\n{first}"
        text = "\n\n".join([first, *rest]).replace("\n", "\n    ")
        self.notes[place] = f"[^{own}]: {text}"
        return f"[^{own}]"

    # ------------------------------------------------------------------- blocks

    def blocks(self, depth: int, most: int, notes: bool = True) -> list[str]:
        return [self.block(depth, notes) for _ in range(self.chance.randint(1, most))]

    def block(self, depth: int, notes: bool) -> str:
        if depth > 2 or self.chance.random() < 0.35:
            return f"So {self.run(notes)}"
        fence = ":" * (12 - 2 * depth)
        inner: Callable[[], str] = lambda: "\n\n".join(self.blocks(depth + 1, 2, notes))  # noqa: E731
        kinds: list[Callable[[], str]] = [
            lambda: _quoted(inner() + self.chance.choice(("", "\n\n— Ada Bell"))),
            lambda: f"{{lang=it}}\n{_quoted('Chi va piano va sano.')}",
            lambda: self.list(depth, notes),
            lambda: self.list(depth, notes),
            lambda: self.table(notes),
            lambda: self.list_table(fence, depth, notes),
            lambda: f"{fence}{self.chance.choice(_ASIDES)}\n{inner()}\n{fence}",
            lambda: self.figure(fence, notes),
            lambda: f"The mill\n: {self.run(notes)}\n\nA river\n: Yes\n: {self.run(notes)}",
            lambda: "```\nfor mill in river:\n    print(mill)  # A river\n```",
            lambda: "$$\n\\frac{a}{b}\n$$",
            lambda: f"- [ ] {self.run(notes)}\n- [x] Yes",
            lambda: self.run(notes),
        ]  # fmt: skip
        return self.chance.choice(kinds)()

    def list(self, depth: int, notes: bool) -> str:
        mark = self.chance.choice(("- ", "1. ", "5. ", "3) "))
        items = (
            "\n\n".join(self.blocks(depth + 1, 2, notes)) for _ in range(self.chance.randint(1, 3))
        )
        return "\n".join(mark + item.replace("\n", "\n" + " " * len(mark)) for item in items)

    def table(self, notes: bool) -> str:
        width = self.chance.randint(2, 4)
        head = "| " + " | ".join(("The mill", "Yes", "1990", "A river")[:width]) + " |"
        cells = [[self.cell(notes) for _ in range(width)] for _ in range(self.chance.randint(1, 4))]
        rows = "\n".join(f"| {' | '.join(row)} |" for row in cells)
        text = f"{head}\n|{'---|' * width}\n{rows}"
        if self.chance.random() < 0.4:
            caption = self.chance.choice(("", " A river", " The mill"))
            stub = "\n:stub-columns: 1\n" if self.chance.random() < 0.6 else ""
            return f":::{{table}}{caption}{stub}\n\n{text}\n:::"
        return text

    def cell(self, notes: bool) -> str:
        return self.chance.choice(("", "", "Yes", "1990", "A river", "`x`", self.run(notes)))

    def list_table(self, fence: str, depth: int, notes: bool) -> str:
        rows = []
        for number in range(self.chance.randint(2, 3)):
            first = f"Row {number}" if number else "Town"
            second = (
                "People" if not number else "\n\n".join(self.blocks(max(depth, 1) + 1, 2, notes))
            )
            rows.append(f"* - {first}\n  - " + second.replace("\n", "\n    "))
        return (
            f"{fence}{{list-table}} A river\n:header-rows: 1\n\n" + "\n".join(rows) + f"\n{fence}"
        )

    def figure(self, fence: str, notes: bool) -> str:
        self.names += 1
        alt = self.chance.choice(("A dot.", f"A dot, {self.names}.", "The mill"))
        credit = self.chance.choice(("", ":credit: Ada Bell\n"))
        described = self.chance.choice(
            ("", f"\n\n:::{{description}}\nSo {self.run(notes=False)}\n:::")
        )
        caption = self.chance.choice(("The mill", "A river", self.run(notes)))
        return f"{fence}{{figure}} dot.png\n:alt: {alt}\n{credit}\n{caption}{described}\n{fence}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
