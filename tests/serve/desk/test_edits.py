"""Changes of the desk: what a person would write, and nothing else."""

from __future__ import annotations

import difflib
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from publish.errors import PublishError, SourceError, UsageError
from publish.runtime.text import read_text
from publish.serve.desk.comparison import pictures_of
from publish.serve.desk.edits import Change, ConflictError, apply
from publish.serve.desk.figures import PictureFields, SourceText, fields_of
from publish.serve.desk.reading import field_value, read_file
from publish.serve.desk.yaml_edits import set_names, set_value

SOURCE = """---
title: The valley that kept its trams   # required
language: en-GB
standfirst: >
  When the city scrapped its lines,
  one valley said no.

# who wrote it
authors:
  - Ada Kowalska
  - name: Maksim Hryn
    file-as: Hryn, Maksim
narration:
  voice: heart
  pronunciations: {Drohobych: dro-HO-bitch}  # two ways
---

# Not the title

Words ![small](p/a.png) and ![small too](p/a.png) more words.

![Map of it](p/b.png "A caption")

:::{figure} p/c.png
:name: fig-c
:alt: Map of the valley
  with three lines.
:alt-status: draft

The three lines in
1990, with *more* words
and a third line here.
:::

- item

  ![](p/d.png)

> ```{figure} p/e.png
> Quoted caption
> ```

<figure><img src="p/a.png" alt="In HTML"><figcaption>Cap</figcaption></figure>

The end.[^n]

[^n]: ![In a note](p/b.png)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "p").mkdir()
    for name in "abcde":
        Image.new("RGB", (30, 20), "red").save(folder / f"p/{name}.png")
    return folder


def fields(source: Path) -> list[PictureFields]:
    text = read_text(source)
    parsed = SourceText.of(source, text)
    return [fields_of(parsed, one[:2]) for one in pictures_of(read_file(source, source, text))]


def picture(source: Path, number: int, field: str, value: str) -> Change:
    text = read_text(source)
    found = pictures_of(read_file(source, source, text))[number]
    before = getattr(fields_of(SourceText.of(source, text), found[:2]), field)
    shown = ("true" if before else "") if isinstance(before, bool) else str(before)
    return Change(
        place="picture",
        field=field,
        before=shown,
        value=value,
        number=number,
        picture=found[0].image.source,
    )


def front(field: str, before: str, value: str) -> Change:
    return Change(place="field", field=field, before=before, value=value)


def diff(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        ((0, "alt", "A *red* dot"), 2),
        ((2, "alt", "Map"), 2),
        ((2, "caption", "Other words"), 2),
        ((2, "credit", "Photo: Ada"), 7),
        ((3, "alt", "Three lines on a map."), 4),  # the status goes, since a person wrote it
        ((3, "status", "reviewed"), 1),
        ((3, "caption", "The three lines in 1990, with *more* words and a fourth line here."), 2),
        ((3, "credit", "Photo: Ada"), 1),
        ((3, "description", "One.\n\nTwo."), 8),
        ((4, "decorative", "true"), 2),
        ((5, "alt", "Words"), 1),
        ((6, "alt", "Words"), 6),
        ((7, "alt", "Words"), 2),
    ],
)
def test_a_change_is_small(folder: Path, change: tuple[int, str, str], lines: int) -> None:
    source = folder / "small.md"
    source.write_text(SOURCE, "utf-8")
    before = fields(source)
    number, field, value = change
    apply(source, picture(source, number, field, value))
    after = fields(source)
    shown = getattr(after[number], field)
    assert ("true" if shown is True else str(shown)) == value
    assert [one for n, one in enumerate(after) if n != number] == [
        one for n, one in enumerate(before) if n != number
    ]
    assert len(diff(SOURCE, source.read_text("utf-8"))) == lines


_WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40
).filter(lambda text: bool(text.strip()))


#: Blocks with a picture each, and others, of which sources are put together.
_BLOCKS = (
    "![]({})",
    '![Alt \\*text\\*]({} "A caption")',
    "![Alt]({}){{#name-1 width=50%}}",
    "Words ![in a line]({}) and ![]({}).",
    '![Caption with *emphasis*.]({}){{fig-alt="Alt text" credit=Ada}}',
    ":::{{figure}} {}\n:::",
    ":::{{figure}} {}\n:alt: Words\n:alt-status: needs-description\n:::",
    ":::{{figure}} {}\n:alt: Words\n\nA caption\nin lines\n\nand another.\n:::",
    "::::{{figure}} {}\n:credit: By *Ada*\n\n:::{{description}}\n- One\n- Two\n:::\n::::",
    "```{{figure}} {}\n---\nalt: Words\n---\nCaption\n```",
    ":::{{figure}} {}\n:decorative: true\n:::",
    "- An item\n\n  :::{{figure}} {}\n  :alt: Words\n  :::\n\n- ![]({})",
    "> ![Quoted]({})\n>\n> :::{{figure}} {}\n> Caption\n> :::",
    "1. > :::{{figure}} {}\n   > :alt: Words\n   > :::",
    ":::{{note}}\n![]({})\n:::",
    "| A | B |\n|---|---|\n| ![]({}) | ![cell]({}) |",
    "![[{}|Words]]",
    '<img src="{}" alt="Words">',
    "## A heading\n\nA paragraph with `![code]({})` in it.",
    "```\n![in code]({})\n```",
)


@st.composite
def _sources(draw: st.DrawFn) -> str:
    """Return a source with one to four blocks, each with pictures."""
    blocks = draw(st.lists(st.sampled_from(_BLOCKS), min_size=1, max_size=4))
    names = draw(st.lists(st.sampled_from("abcde"), min_size=12, max_size=12))
    paths = iter([f"p/{name}.png" for name in names])
    body = "\n\n".join(
        block.format(*(next(paths) for _ in range(block.count("{}")))).replace(
            "name-1", f"name-{number}"
        )
        for number, block in enumerate(blocks)
    )
    return f"---\ntitle: T\nlanguage: en\n---\n\n{body}\n\nThe end.\n"


_FIELD = st.sampled_from(["alt", "caption", "credit", "description", "decorative"])
_VALUE = st.one_of(st.lists(_WORDS, min_size=1, max_size=3).map("\n\n".join), st.just(""))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    written=_sources(),
    number=st.integers(0, 7),
    field=_FIELD,
    value=_VALUE,
    ends=st.sampled_from(["\n", "\r\n"]),
)
def test_any_words_change_one_field_or_nothing(
    folder: Path, written: str, number: int, field: str, value: str, ends: str
) -> None:
    source = folder / "any.md"
    source.write_bytes(("\ufeff" + written.replace("\n", ends)).encode())
    data = source.read_bytes()
    before = fields(source)
    if not before:
        return
    number %= len(before)
    value = "true" if field == "decorative" and value else value
    change = picture(source, number, field, value)
    try:
        apply(source, change)
    except (UsageError, SourceError):
        assert source.read_bytes() == data
        return
    new = source.read_bytes()
    after = fields(source)
    for place, (old, now) in enumerate(zip(before, after, strict=True)):
        for name in PictureFields.__struct_fields__:
            if (place, name) != (number, field) and name != "status":
                assert getattr(old, name) == getattr(now, name), (place, name)
    text = new.decode()
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == (text.count("\n") if ends == "\r\n" else 0)
    lines = diff(written, text[1:].replace(ends, "\n"))
    assert len([one for one in lines if one.startswith("-")]) <= 5
    assert len(lines) <= 22
    apply(source, change)  # again: it says so already
    assert source.read_bytes() == new


@settings(max_examples=80)
@given(value=_WORDS, path=st.sampled_from([("title",), ("published",), ("narration", "x")]))
def test_any_value_of_a_field_is_read_back(value: str, path: tuple[str, ...]) -> None:
    yaml = SOURCE.split("---\n")[1]
    new = set_value(yaml, path, " ".join(value.split()))
    assert field_value(Path("a.yaml"), new, ".".join(path)) == " ".join(value.split())
    assert len(diff(yaml, new)) <= 2
    assert set_value(new, path, " ".join(value.split())) == new


@settings(max_examples=60)
@given(names=st.lists(_WORDS.map(lambda text: " ".join(text.split())), max_size=4, unique=True))
@pytest.mark.parametrize(
    "yaml",
    [
        SOURCE.split("---\n")[1],
        "title: x\nauthors: [Ada, {name: Bo, role: editor}]  # two\nlanguage: en\n",
        "authors: Ada\n",
        "title: x\n",
    ],
)
def test_any_names_are_read_back(yaml: str, names: list[str]) -> None:
    new = set_names(yaml, "authors", names)
    assert field_value(Path("a.yaml"), new, "authors") == "\n".join(names)
    kept = [line for line in yaml.split("\n") if "Ada" not in line and "Bo" not in line]
    lines = new.split("\n")
    others = [one for one in kept if "name" not in one and "file-as" not in one]
    assert all(line in lines for line in others if not line.startswith("authors"))


def test_people_who_stay_keep_what_is_written_of_them() -> None:
    yaml = SOURCE.split("---\n")[1]
    new = set_names(yaml, "authors", ["Ada Kowalska", "Olena Bondar", "Maxim Hryn"])
    assert diff(yaml, new) == [
        "-  - name: Maksim Hryn",
        "+  - Olena Bondar",
        "+  - name: Maxim Hryn",
    ]


def test_fields_and_words_of_the_front_matter(folder: Path) -> None:
    source = folder / "front.md"
    source.write_text(SOURCE, "utf-8")
    apply(source, front("title", "The valley that kept its trams", 'Trams: "a" valley'))
    apply(source, front("language", "en-GB", "pl"))
    apply(source, front("published", "", "2026-03-01"))
    word = Change(place="pronunciation", field="Łódź", before="", value="/wut͡ɕ/")
    apply(source, word)
    new = source.read_text("utf-8")
    assert [line for line in diff(SOURCE, new) if line.startswith("+")] == [
        "+title: 'Trams: \"a\" valley'   # required",
        "+language: pl",
        "+published: 2026-03-01",
        "+  pronunciations: {Drohobych: dro-HO-bitch, Łódź: /wut͡ɕ/}  # two ways",
    ]
    with pytest.raises(SourceError, match="nonsense"):
        apply(source, front("language", "pl", "nonsense"))
    with pytest.raises(SourceError):
        apply(source, front("published", "2026-03-01", "soon"))
    with pytest.raises(UsageError):
        apply(source, front("title", 'Trams: "a" valley', ""))
    assert source.read_text("utf-8") == new


def test_the_title_may_be_a_heading(folder: Path) -> None:
    source = folder / "heading.md"
    source.write_text("---\nlanguage: en\n---\n\n# Old title {#top}\n\nText.\n", "utf-8")
    apply(source, front("title", "Old title", "A *new* one"))
    assert "\n# A \\*new\\* one {#top}\n" in source.read_text("utf-8")


def test_nothing_that_others_wrote_is_lost(folder: Path) -> None:
    source = folder / "two.md"
    source.write_text(SOURCE, "utf-8")
    first = picture(source, 2, "alt", "Mine")
    second = picture(source, 2, "alt", "Yours")
    other = picture(source, 3, "caption", "Elsewhere")
    apply(source, first)
    with pytest.raises(ConflictError) as conflict:
        apply(source, second)
    assert (conflict.value.current, conflict.value.yours) == ("Mine", "Yours")
    apply(source, other)  # another field of the same file: both stay
    assert (fields(source)[2].alt, fields(source)[3].caption) == ("Mine", "Elsewhere")


def test_changes_at_the_same_time_all_stay(folder: Path) -> None:
    source = folder / "threads.md"
    source.write_text(SOURCE, "utf-8")
    changes = [picture(source, number, "alt", f"Words {number}") for number in range(8)]
    failed: list[PublishError] = []

    def run(change: Change) -> None:
        try:
            apply(source, change)
        except PublishError as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in changes]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failed
    assert [one.alt for one in fields(source)] == [f"Words {number}" for number in range(8)]


def test_a_decorative_picture_has_no_words(folder: Path) -> None:
    source = folder / "decorative.md"
    source.write_text(SOURCE, "utf-8")
    with pytest.raises(UsageError, match="has: caption, alt text"):
        apply(source, picture(source, 2, "decorative", "true"))
    apply(source, picture(source, 4, "decorative", "true"))
    with pytest.raises(UsageError, match="decorative"):
        apply(source, picture(source, 4, "caption", "Words"))
    apply(source, picture(source, 4, "decorative", ""))
    assert source.read_text("utf-8") == SOURCE


def test_a_picture_in_html_is_not_taken_for_a_later_one(folder: Path) -> None:
    source = folder / "html.md"
    html = '---\ntitle: T\nlanguage: en\n---\n\n<img src="p/a.png" alt="Words">\n\n![](p/a.png)\n'
    source.write_text(html, "utf-8")
    apply(source, picture(source, 0, "alt", "Other words"))
    assert [one.alt for one in fields(source)] == ["Other words", ""]
    assert source.read_text("utf-8").endswith("\n\n![](p/a.png)\n")
