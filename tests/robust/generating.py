"""Sources that nobody would write: any nesting, any Unicode, empty parts, from a seed."""

from __future__ import annotations

import json
import random
from pathlib import Path

from tests.editions.epub.making import png

#: One in so many sources is nested to the bottom.
_DEEP = 40

_PLAIN = (
    *("the", "ferry", "left", "at", "5.30", "pm", "Mr.", "O’Neil", "isn't", "1,200", "km/h", "№ 5"),
    *(
        "naïve",
        "ﬁne",
        "Łódź",
        "Пагоня",
        "ў",
        "Ещё",
        "谷の電車",
        "한국어",
        "العربية",
        "עברית",
        "हिन्दी",
    ),
    *("e\u0301", "a\u00a0b", "soft\u00adhyphen", "👩‍🚀", "🇧🇾", "\u200bzero", "\u202eback\u202c"),
    *("ﷺ", "𝔘", "\U0001f9d1\U0001f3fd", "ß", "İ", "ſ", "…", "—", "“q”", "x²", "½", "\u0430\u0306"),
)

#: What Markdown, YAML, XML and file systems take for something else.
_SHARP = (
    *("*", "**", "_", "`", "``", "~~", "[", "]", "](", "![", "<", ">", "</p>", "<b>", "&amp;", "&"),
    *("&#0;", "\\", "\\\\", "|", "$", "$$", "{", "}", "{=", "{lang=", ":::", "::::", ":", "#", "%"),
    *("[^", "]:", "---", "===", "```", "~~~", "+", "1.", "-", "]]>", "<!--", "-->", "<![CDATA["),
    *(
        "\t",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ue000",
        "\u0300",
        "\u200d",
        "\u2066",
        "{abbr}`",
        "{sup}`",
    ),
)

#: How a paragraph begins: most, so that it is one.
_FIRST = ("So", "And", "Yet", "Же", "谷", "و", "1", "")

#: What no source may hold: refused, in whatever place it stands.
_REFUSED = ("\x00", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\ufffe", "\ufdd0", "\U0010ffff")

#: One in so many sources holds such a character.
_POISONED = 25

_LANGUAGES = ("en-GB", "en", "be", "uk", "pl", "de", "fr", "es", "ar", "he", "ja", "zh-Hant", "ka")


def generated(seed: int, folder: Path) -> Path:
    """The source of ``seed``, written to ``folder`` with the picture that it shows."""
    (folder / "dot.png").write_bytes(png())
    path = folder / f"article-{seed}.md"
    path.write_text(_Writer(random.Random(seed)).source(seed), encoding="utf-8", newline="")
    return path


def large(blocks: int, folder: Path) -> Path:
    """A source of ``blocks`` blocks."""
    (folder / "dot.png").write_bytes(png())
    writer = _Writer(random.Random(blocks), sharp=0.0)
    written = []
    for place in range(blocks):
        if place % 100 == 0:
            written.append(f"## Section {place // 100 + 1}")
        else:
            written.append(writer.block(3) or "Text.")
    path = folder / "large.md"
    path.write_text("---\ntitle: Large\nlanguage: en\n---\n\n" + "\n\n".join(written) + "\n")
    return path


class _Writer:
    """``sharp`` is how often a word is one that means something to Markdown."""

    def __init__(self, chance: random.Random, sharp: float | None = None) -> None:
        self.chance = chance
        self.sharp = chance.choice((0.0, 0.0, 0.02, 0.1, 0.5)) if sharp is None else sharp
        self.notes = 0
        self.poison = self.chance.random() < 1 / _POISONED

    def source(self, seed: int) -> str:
        front = {"title": self.line() or "x", "language": self.chance.choice(_LANGUAGES)}
        for name in ("subtitle", "standfirst", "dateline", "publisher", "rights"):
            if self.chance.random() < 0.3:
                front[name] = self.line()
        lines = [
            f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items()
        ]
        blocks = [self.block(0) for _ in range(self.chance.randint(0, 8))]
        level = 2
        for _ in range(self.chance.randint(0, 4)):
            blocks += [
                f"{'#' * level} {self.words() or self.chance.choice(('', 'One', 'Two', 'One'))}",
                *(self.block(0) for _ in range(3)),
            ]
            level = min(6, max(2, level + self.chance.choice((-1, 0, 1, 1))))
        if seed % _DEEP == 0:
            blocks.append(self.deep())
        blocks += [
            f"[^n{number}]: {self.words() or 'Note.'}" for number in range(1, self.notes + 1)
        ]
        return "---\n" + "\n".join(lines) + "\n---\n\n" + "\n\n".join(blocks) + "\n"

    def line(self) -> str:
        """Words for the front matter, which takes no characters that cannot be seen."""
        return "".join(char for char in self.words() if char.isprintable() or self.poison)

    def words(self) -> str:
        count = self.chance.choice((0, 1, 1, 2, 2, 3, 3, 5, 9, 20))
        if self.poison and self.chance.random() < 0.05:
            return self.chance.choice(_REFUSED)
        return " ".join(
            self.chance.choice(_SHARP if self.chance.random() < self.sharp else _PLAIN)
            for _ in range(count)
        )

    def run(self, depth: int = 0) -> str:
        pieces = [self.inline(depth) for _ in range(self.chance.randint(1, 4))]
        return " ".join(" ".join(pieces).split("\n"))

    def inline(self, depth: int) -> str:
        words = self.words()
        if depth > 2 or self.chance.random() < 0.5:
            return words
        inner = self.run(depth + 1).strip() or ("" if self.sharp else "x")
        sure = "" if self.sharp else "x "  # calls of notes alone are no words of a link
        kinds = (
            f"*{inner}*",
            f"**{inner}**", f"~~{words or 'x'}~~", f"`{words}`", "[Za naszą]{lang=pl}",
            f"[{sure}{inner}](https://example.org/a?b=c&d=é)", "![A dot.](dot.png)", "$x^2$",
            f"{{sup}}`{words}`", "{abbr}`NGO (a b c)`", f"[{inner}]{{say=\"no\"}}", "\\",
            self.call(),
        )  # fmt: skip
        return self.chance.choice(kinds)

    def call(self) -> str:
        self.notes += 1
        return f"[^n{self.notes}]"

    def block(self, depth: int) -> str:
        if depth > 3 or self.chance.random() < 0.35:
            first = self.chance.choice(_FIRST) if self.sharp else "So"
            return f"{first} {self.run()}"
        fence = ":" * (12 - 2 * depth)
        kinds = (
            lambda: self.quoted(depth), lambda: self.listed(depth),
            lambda: f"{fence}{{{self.chance.choice(('note', 'tip', 'warning', 'pull-quote'))}}}"
            f"\n{self.full(depth)}\n{fence}",
            lambda: f"{fence}{{sidebar}} A title\n{self.full(depth)}\n{fence}",
            lambda: f"{fence}{{figure}} dot.png\n:alt: A dot {self.chance.random()}.\n"
            f"{self.chance.choice(('', ':credit: ' + self.run().strip() + chr(10)))}\n"
            f"Caption {self.run()}\n\n:::{{description}}\nSo {self.run()}\n:::\n{fence}",
            lambda: self.table(), lambda: f"Term {self.words()}\n: {self.run()}",
            lambda: f"```\n{self.words()}\n```", lambda: "$$\n\\frac{a}{b}\n$$", lambda: "***",
            lambda: f"- [ ] {self.run()}\n- [x] {self.run()}", lambda: "{lang=be}\nПагоня і воля.",
            lambda: "", lambda: f"{fence}{{figure}} dot.png\n:decorative: true\n{fence}",
        )  # fmt: skip
        return self.chance.choice(kinds)()

    def inside(self, depth: int) -> str:
        return "\n\n".join(
            self.block(depth + 1) for _ in range(self.chance.choice((0, 1, 1, 1, 2, 2, 3)))
        )

    def full(self, depth: int) -> str:
        """Blocks where some must be; one in so many sources has none all the same."""
        return self.inside(depth).strip("\n") or ("" if self.poison else "Text.")

    def quoted(self, depth: int) -> str:
        inside = self.inside(depth) + self.chance.choice(("", f"\n\n— {self.words()}"))
        return "\n".join(f"> {line}" for line in inside.split("\n"))

    def listed(self, depth: int) -> str:
        mark = self.chance.choice(("- ", "3. "))
        items = (self.inside(depth) for _ in range(self.chance.randint(1, 3)))
        return "\n".join(
            mark + item.replace("\n", "\n" + " " * len(mark)) for item in items
        )  # fmt: skip

    def table(self) -> str:
        width = self.chance.randint(1, 4)
        rows = [
            "| " + " | ".join(self.run(2).replace("|", "") for _ in range(width)) + " |"
            for _ in range(self.chance.randint(1, 4))
        ]
        return "\n".join([rows[0], "|" + "---|" * width, *rows[1:]])

    def deep(self) -> str:
        levels = 100
        return self.chance.choice(
            (
                "> " * levels + "bottom",
                "\n".join("  " * level + "- x" for level in range(levels)),
                "\n".join(":" * (levels + 3 - level) + "{note}" for level in range(levels))
                + "\nbottom\n"
                + "\n".join(":" * (level + 4) for level in range(levels)),
                "*" * levels + "x" + "*" * levels,
                "[" * levels + "x" + "](y)" * levels,
            )
        )
