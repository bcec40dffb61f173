"""Every rule, with a source that breaks it and one that keeps it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from publish.check import RULES, check
from publish.errors import Problem, Severity
from publish.source import read

Source = Callable[[str], tuple[Problem, ...]]

FRONT = "---\ntitle: T\nlanguage: en\n---\n"


@pytest.fixture
def problems(tmp_path: Path) -> Source:
    """All problems of a source; a text without front matter begins on line 5."""
    (tmp_path / "wide.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 900"/>', encoding="utf-8"
    )
    for name in ("a.svg", "tram_01.svg"):
        (tmp_path / name).write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', encoding="utf-8"
        )

    def of(text: str) -> tuple[Problem, ...]:
        source = tmp_path / "article.md"
        source.write_text(text if text.startswith("---\n") else FRONT + text, encoding="utf-8")
        found = check(read(source))
        assert all(problem.file == source and problem.mend for problem in found)
        return found

    return of


BAD = {
    # code -> source, and what is said of it: severity, line, message
    "alt-missing": (
        "Text.\n\n![](a.svg)\n\n:::{figure} a.svg\nCaption.\n:::\n\nIn ![ ](a.svg) line.\n",
        "error 7: the picture a.svg has no alt text. "
        "| Say in one or two sentences what it shows, or mark it “:decorative: true”.",
        "error 9: the picture a.svg has no alt text. "
        "| Say in one or two sentences what it shows, or mark it “:decorative: true”.",
        "error 13: the picture a.svg has no alt text. "
        "| Say in one or two sentences what it shows, or mark it “:decorative: true”.",
    ),
    "cover-alt-missing": (
        "---\ntitle: T\nlanguage: en\ncover:\n  src: a.svg\n---\nText.\n",
        "error 4: cover.alt: the cover has no alt text. | Say what the cover shows.",
    ),
    "alt-placeholder": (
        "![photo](a.svg)\n\n![map.png](a.svg)\n\n![tram_01](tram_01.svg)\n\n![Zdjęcie.](a.svg)\n",
        "error 5: the alt text “photo” says nothing. | Say what the picture shows.",
        "error 7: the alt text “map.png” is a file name. | Say what the picture shows.",
        "error 9: the alt text “tram_01” is a file name. | Say what the picture shows.",
        "error 11: the alt text “Zdjęcie.” says nothing. | Say what the picture shows.",
    ),
    "alt-opening": (
        "![A picture of a tram](a.svg)\n\n![Zdjęcie przedstawia psa](a.svg)\n",
        "warning 5: the alt text begins with “A picture of a tram”. "
        "| Begin with what it shows: a reader is told that it is a picture.",
        "warning 7: the alt text begins with “Zdjęcie przedstawia…”. "
        "| Begin with what it shows: a reader is told that it is a picture.",
    ),
    "alt-long": (
        f"![{'a ' * 200}](a.svg)\n",
        "warning 5: the alt text has 399 characters. "
        "| Say the gist in the alt text and the rest in a :::{description}.",
    ),
    "alt-repeats-caption": (
        '![A tram.](a.svg "A tram")\n',
        "warning 5: the alt text repeats the caption. "
        "| Say in the alt text what is seen, in the caption what it means.",
    ),
    "heading-jump": (
        "### Three\n\na\n\n## Two\n\nb\n\n#### Four\n\nc\n",
        "error 5: the heading “Three” jumps from level 1 to level 3. | Write it with ##.",
        "error 13: the heading “Four” jumps from level 2 to level 4. | Write it with ###.",
    ),
    "heading-empty": (
        "##\n\na\n\n## ![](a.svg)\n\nb\n",
        "error 5: a heading is empty. | Give it words, or delete it.",
        "error 9: a heading is empty. | Give it words, or delete it.",
    ),
    "heading-alone": (
        "## One\n\n## Two\n\na\n",
        "warning 5: nothing stands under the heading “One”. | Write its section, or delete it.",
    ),
    "heading-as-title": (
        "# One\n\na\n",
        "warning 5: the heading “One” has the level of the title. | Write it with ##.",
    ),
    "link-broken": (
        "{#valley}\nText.\n\n- [a](#vally)\n\n> | h |\n> |---|\n> | [b](#x) |\n",
        "error 8: no block has the name of the link #vally. | Did you mean #valley?",
        "error 12: no block has the name of the link #x. "
        "| Write {#x} on the line before the block.",
    ),
    "link-empty": (
        "[](https://example.org)\n\n[![](a.svg)](https://example.org)\n",
        "error 5: the link to https://example.org has no words. "
        "| Write between the brackets where it leads.",
        "error 7: the link to https://example.org has no words. "
        "| Write between the brackets where it leads.",
    ),
    "link-vague": (
        "[Click here](https://example.org)\n\n[*тут*](https://example.org) [read more…](#a)\n",
        "warning 5: the link “Click here” does not say where it leads. "
        "| Make the name of what it leads to the link.",
        "warning 7: the link “тут” does not say where it leads. "
        "| Make the name of what it leads to the link.",
        "warning 7: the link “read more…” does not say where it leads. "
        "| Make the name of what it leads to the link.",
    ),
    "name-twice": (
        "{#a}\nOne.\n\n:::{tip}\n:name: a\nTwo.\n:::\n",
        "error 8: the name a is given twice, first on line 6. | Give one of the two another name.",
    ),
    "note-undefined": (
        "One[^a].\n\n## Two[^b]\n\na\n\n[^c]: Three[^d].\n",
        "error 5: the note [^a] is not written anywhere. "
        "| Write “[^a]: The note.” in a paragraph of its own, or delete the call.",
        "error 7: the note [^b] is not written anywhere. "
        "| Write “[^b]: The note.” in a paragraph of its own, or delete the call.",
        "error 11: the note [^d] is not written anywhere. "
        "| Write “[^d]: The note.” in a paragraph of its own, or delete the call.",
    ),
    "note-unused": (
        "One.\n\n[^a]: Two.\n",
        "warning 7: the note [^a] is not called, so it is left out. "
        "| Write [^a] where it belongs, or delete the note.",
    ),
    "note-twice": (
        "One[^a].\n\n[^a]: Two.\n[^a]: Three.\n",
        "error 8: the note [^a] is written twice, first on line 7. "
        "| Give one of the two another name.",
    ),
    "note-empty": (
        "One[^a].\n\n[^a]:\n\nTwo.\n",
        "error 7: the note [^a] is empty. | Write it after the colon, or delete it and its calls.",
    ),
    "table-headers": (
        "|   |   |\n|---|---|\n| a | b |\n\n:::{list-table}\n* - a\n:::\n",
        "error 5: the table has no header cells. "
        "| Fill its first row, or give a {list-table} “:header-rows:” or “:stub-columns:”.",
        "error 9: the table has no header cells. "
        "| Fill its first row, or give a {list-table} “:header-rows:” or “:stub-columns:”.",
    ),
    "table-header-empty": (
        "|   | b |   |\n|---|---|---|\n| a | b | c |\n\n"
        ":::{table} C\n:stub-columns: 1\n\n|   | b |\n|---|---|\n|   | c |\n:::\n",
        "warning 5: a header cell of the table is empty. | Name what its column or row holds.",
        "warning 14: a header cell of the table is empty. | Name what its column or row holds.",
    ),
    "table-caption": (
        "| a |\n|---|\n| b |\n",
        "info 5: the table has no caption. | Write it in a :::{table} Caption.",
    ),
    "html-shown": (
        "A <b>bold</b> word.\n\nA<br/>b\n\n<!-- c -->\n",
        "warning 5: the HTML “<b>” will be shown as text. | Write it in Markdown, or as `code`.",
        "warning 7: the HTML “<br/>” will be shown as text. | Write it in Markdown, or as `code`.",
        "warning 9: the HTML “<!--” will be shown as text. | Write it in Markdown, or as `code`.",
    ),
    "picture-shown": (
        "![A street](my pics/street one.jpg)\n\n![[RIVER.PNG]]\n",
        "error 5: “![A street](my pics/street one.jpg)” is no picture and will be shown as text. "
        "| Write its address as <my pics/street one.jpg>.",
        "error 7: “![[RIVER.PNG]]” is no picture and will be shown as text. "
        "| Write it as ![alt text](address).",
    ),
    "link-shown": (
        "See [the report](http://example.org/a b.pdf) and go.\n\nSee [the map][ref].\n",
        "warning 5: “[the report](http://example.org/a b.pdf)” is no link and will be shown as "
        "text. | Write its address as <http://example.org/a b.pdf>.",
        "warning 7: “[the map][ref]” is no link and will be shown as text. "
        "| Write [words](address).",
    ),
    "picture-in-line": (
        "The wide ![Sea](wide.svg) one.\n",
        "warning 5: the picture wide.svg stands in a line and will be as high as it. "
        "| Give it a paragraph of its own, with an empty line before and after.",
    ),
    "formula": (
        "Text.\n\n$\\foo{x}$\n",
        "error 7: The formula “\\foo{x}” cannot be read: \\foo is not a command that we know. "
        "| Mend the TeX; docs/source.md says how formulas are written.",
    ),
    "attributes-shown": (
        "Text\n{#name}\n\nMore\n{lang=pl}\n",
        "warning 5: the attributes “{#name}” will be shown as text. "
        "| Put {...} on a line of its own, with an empty line before it.",
        "warning 8: the attributes “{lang=pl}” will be shown as text. "
        "| Put {...} on a line of its own, with an empty line before it.",
    ),
    "language-unmarked": (
        "The Пагоня rides, the Пагоня.\n\nOn *Дзяды* day.\n\n{lang=be}\nI read the news ўчора.\n\n"
        "> Words.\n>\n> — Алесь\n\nNote[^a].\n\n[^a]: Глядзі.\n\n[Kraków]{lang=uk} ок.\n",
        "warning 5: “Пагоня” is not in the script of en. "
        "| Mark its language: [words]{lang=be}, or {lang=be} on the line before a block.",
        "warning 7: “Дзяды” is not in the script of en. "
        "| Mark its language: [words]{lang=be}, or {lang=be} on the line before a block.",
        "warning 10: “read the news” is not in the script of be. "
        "| Mark its language: [words]{lang=be}, or {lang=be} on the line before a block.",
        "warning 12: “Алесь” is not in the script of en. "
        "| Mark its language: [words]{lang=be}, or {lang=be} on the line before a block.",
        "warning 18: “Глядзі” is not in the script of en. "
        "| Mark its language: [words]{lang=be}, or {lang=be} on the line before a block.",
        "warning 20: “ок” is not in the script of en. "
        "| Mark its language: [words]{lang=be}, or {lang=be} on the line before a block.",
    ),
    "authors-missing": (
        "Text.\n",
        "warning 1: authors: is not given. | Add “authors: [Ada Kowalska]” to the front matter.",
    ),
    "published-missing": (
        "Text.\n",
        "warning 1: published: is not given. | Add “published: 2026-03-01” to the front matter.",
    ),
    "description-missing": (
        "Text.\n",
        "info 1: description: is not given. "
        "| Add “description: One sentence.” to the front matter.",
    ),
    "publisher-missing": (
        "Text.\n",
        "info 1: publisher: is not given. | Add “publisher: Example Press” to the front matter.",
    ),
    "rights-missing": (
        "Text.\n",
        "info 1: rights: is not given. | Add “licence: CC-BY-4.0” to the front matter.",
    ),
    "cover-missing": (
        "Text.\n",
        "info 1: cover: is not given. | Add “cover:, with src and alt,” to the front matter.",
    ),
    "modified-early": (
        "---\ntitle: T\nlanguage: en\npublished: 2026-03-02\nmodified: 2026-03-01\n---\nText.\n",
        "warning 5: modified: is before the day of publication, 2026-03-02. "
        "| Correct one of the two.",
    ),
    "text-missing": (
        "\n",
        "warning 0: there is no text after the front matter. | Write it.",
    ),
    "name-unpronounced": (
        "From Łódź.\n\nŁódź’s trams.\n",
        "info 5: no entry says how “Łódź” is pronounced, 2 times. "
        "| Add it to the front matter: narration: pronunciations: {Łódź: ...}.",
    ),
}

GOOD = {
    # code -> what comes near to breaking the rule and does not
    "alt-missing": ":::{figure} a.svg\n:decorative: true\n:::\n\nIn ![a](a.svg) line.\n",
    "cover-alt-missing": "---\ntitle: T\nlanguage: en\ncover: {src: a.svg, alt: A}\n---\nText.\n",
    "alt-placeholder": "![Photo album](a.svg)\n\n![The file map.png on a screen](a.svg)\n",
    "alt-opening": "![Picture frames on a wall](a.svg)\n",
    "alt-long": f"![{'a ' * 100}](a.svg)\n",
    "alt-repeats-caption": '![A tram.](a.svg "A tram in 1931")\n\n![](a.svg)\n',
    "heading-jump": "## Two\n\n### Three\n\n#### Four\n\na\n\n## Two\n\n### Three\n\nb\n",
    "heading-empty": "## ![Two](a.svg)\n\nb\n",
    "heading-alone": "## One\n\n### Two\n\na\n",
    "heading-as-title": "---\nlanguage: en\n---\n# The title\n\n## One\n\na\n",
    "link-broken": "{#valley}\nText.\n\n:::{tip}\n:name: b\n[a](#valley) [b](#b)\n:::\n",
    "link-empty": "[![The shop](a.svg)](https://example.org)\n",
    "link-vague": "[Read more about trams](https://example.org)\n",
    "name-twice": "{#a}\nOne[^a].\n\n[^a]: Two.\n",
    "note-undefined": "One[^a].\n\n> [^a]: Two.\n",
    "note-unused": "One[^a].\n\n[^a]: Two[^b].\n[^b]: Three.\n",
    "note-twice": "One[^a] and[^a].\n\n[^a]: Two.\n",
    "note-empty": "One[^a].\n\n[^a]:\n    Two.\n",
    "table-headers": ":::{list-table}\n:stub-columns: 1\n* - a\n  - b\n:::\n",
    "table-header-empty": "|   | b |\n|---|---|\n| a |   |\n",
    "table-caption": ":::{table} Caption\n| a |\n|---|\n| b |\n:::\n",
    "html-shown": "`<b>` and a < b > c, <https://example.org>.\n",
    "picture-shown": "![A](<a.svg>) and `![A](a b.svg)`! [one] (two)\n",
    "link-shown": "[A](<https://example.org/a b>) [1] [2], f[i] (x), [x] and (y).\n",
    "picture-in-line": "The ![sign](a.svg) one.\n\n![Sea](wide.svg)\n",
    "formula": "$x^2$ and\n\n$$y$$\n",
    "attributes-shown": "A set {a, b} and `{lang=pl}`.\n",
    "language-unmarked": (
        "The [Пагоня]{lang=be}, pi is π, `Дзяды`, https://example.org/Дзяды.\n\n"
        "{lang=be}\nКажа CNN ды Радыё Liberty, [read the news]{lang=en}.\n\n"
        "{lang=sr}\nОва and this.\n\n{lang=sr-Latn}\nOva.\n\n{lang=ja}\n日本 and this.\n"
    ),
    "name-unpronounced": "From [Łódź]{lang=pl} by [Śrem]{say=shrem}, a żuk; Zoë.\n",
    "authors-missing": "---\ntitle: T\nlanguage: en\nauthors: A\n---\nText.\n",
    "published-missing": "---\ntitle: T\nlanguage: en\npublished: 2026-01-01\n---\nText.\n",
    "description-missing": "---\ntitle: T\nlanguage: en\ndescription: A\n---\nText.\n",
    "publisher-missing": "---\ntitle: T\nlanguage: en\npublisher: A\n---\nText.\n",
    "rights-missing": "---\ntitle: T\nlanguage: en\nrights: A\n---\nText.\n",
    "cover-missing": "---\ntitle: T\nlanguage: en\ncover: {src: a.svg, alt: A}\n---\nText.\n",
    "modified-early": (
        "---\ntitle: T\nlanguage: en\npublished: 2026-03-01\nmodified: 2026-03-01\n---\nText.\n"
    ),
    "text-missing": "Text.\n",
}


def shown(problem: Problem) -> str:
    return f"{problem.severity} {problem.line}: {problem.message} | {problem.mend}"


@pytest.mark.parametrize("code", BAD)
def test_a_rule_that_is_broken(code: str, problems: Source) -> None:
    source, *expected = BAD[code]
    assert [shown(problem) for problem in problems(source) if problem.code == code] == expected


@pytest.mark.parametrize("code", GOOD)
def test_a_rule_that_is_kept(code: str, problems: Source) -> None:
    assert [shown(problem) for problem in problems(GOOD[code]) if problem.code == code] == []


def test_every_rule_is_tried(problems: Source) -> None:
    assert BAD.keys() == GOOD.keys()
    assert {problem.code for text, *_ in BAD.values() for problem in problems(text)} == BAD.keys()
    assert len(RULES) == len(set(RULES))


def test_a_problem_names_the_criterion_that_it_breaks(problems: Source) -> None:
    found = {
        problem.code: problem.criterion for problem in problems("### A\n\n![](a.svg)\n\nЁн.\n")
    }
    assert found["heading-jump"] == "WCAG 2.2 1.3.1"
    assert found["alt-missing"] == "WCAG 2.2 1.1.1"
    assert found["language-unmarked"] == "WCAG 2.2 3.1.2"


def test_problems_come_in_the_order_of_their_lines(problems: Source) -> None:
    found = problems("#### Four\n\n![](a.svg)\n\n[](https://example.org)\n")
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    assert {problem.line for problem in found if problem.severity is Severity.ERROR} == {5, 7, 9}


def test_every_construct_used_well_is_free_of_errors_and_warnings(root: Path) -> None:
    found = check(read(root / "tests/gallery/every-construct/article.md"))
    assert [problem.code for problem in found] == ["table-caption"]
