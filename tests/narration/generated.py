"""Articles that nobody would write, for properties that all must have."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = "Trams run. Дзе? stop 42 «tam» NGO *never* `code` ~~gone~~ — (yes) x² $5.30 1990s Dr. XIV"
paragraphs = st.lists(
    st.sampled_from(PIECES.split(" ")),
    min_size=1,
    max_size=8,
).map(" ".join)


@st.composite
def bodies(draw: st.DrawFn, depth: int = 2) -> str:
    pieces = []
    for _ in range(draw(st.integers(1, 3))):
        inside = draw(bodies(depth - 1)) if depth else draw(paragraphs)
        kind = draw(st.sampled_from(["p", "list", "quote", "aside", "table", "code", "section",
                                     "figure", "pull", "terms", "note", "math"]))  # fmt: skip
        line = draw(paragraphs)
        indented = inside.replace("\n", "\n  ")
        fence = ":" * (4 + depth)
        pieces.append(
            {
                "p": line,
                "list": f"- {indented}\n- {line}",
                "quote": "> " + inside.replace("\n", "\n> "),
                "aside": f"{fence}{{note}}\n{inside}\n{fence}",
                "table": f"| {line} | B |\n|---|---|\n| {line} | |",
                "code": f"```\n{line}\n```",
                "section": f"## {line}\n\n{line}" if depth == 2 else line,
                "figure": f'![{line}](pictures/map.svg "{draw(paragraphs)}")',
                "pull": f"{fence}{{pull-quote}}\n{line}\n{fence}",
                "terms": f"{line}\n: {draw(paragraphs)}",
                "note": f"{line}[^n]",
                "math": f"Let $a + b$ be.\n\n$$\n{draw(st.sampled_from(['a', 'x + 1']))}\n$$",
            }[kind]
        )
    return "\n\n".join(pieces)
