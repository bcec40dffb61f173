"""What an author is told of each mistake: the line, what is wrong, how to fix it."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.source import read

GIVEN = "title: T\nlanguage: en\n"

FRONT = {
    # front matter -> the line, the message and the fix
    "no title": (
        "language: en",
        "1: title: The field is required, but missing. "
        "| Add “title: The headline” at the top of the file, between two lines of ---.",
    ),
    "empty title": (
        "title:\nlanguage: en",
        "2: title: The field is empty. | Write “title: The headline”.",
    ),
    "no language": (
        "title: T",
        "1: language: The field is required, but missing. "
        "| Add “language: en-GB” at the top of the file, between two lines of ---.",
    ),
    "unknown field": (
        f"{GIVEN}autors: [A]",
        "4: autors: The field isn't known. | Did you mean “authors”?",
    ),
    "unknown field, nothing near": (
        f"{GIVEN}zzz: [A]",
        "4: zzz: The field isn't known. "
        "| Known are: abbreviations, accessibility, authors, chapter-numbers, check, "
        "contributors, corrections, cover, dateline, description, embed-fonts, evaluation, "
        "identifier, isbns, language, licence, list-of-illustrations, modified, narration, "
        "published, publisher, rights, series, smart-typography, standfirst, subjects, "
        "subtitle, table-of-contents, theme, title, web, words.",
    ),
    "unknown inner field": (
        f"{GIVEN}cover:\n  source: a.png",
        "5: cover.source: The field isn't known. | Did you mean “src”?",
    ),
    "field twice": (
        f"{GIVEN}title: U",
        "4: title: The field is given twice, first on line 2. | Keep one of them.",
    ),
    "three letters": (
        "title: T\nlanguage: eng",
        "3: language: “eng” is not a known language. | Did you mean “en”?",
    ),
    "a name": (
        "title: T\nlanguage: English",
        "3: language: “English” is not a language tag. | Did you mean “en”?",
    ),
    "a misspelt name": (
        "title: T\nlanguage: belarussian",
        "3: language: “belarussian” is not a language tag. | Did you mean “be”?",
    ),
    "underscore": (
        "title: T\nlanguage: en_GB",
        "3: language: “en_GB” is not a language tag. | Did you mean “en-GB”?",
    ),
    "unknown language": (
        "title: T\nlanguage: xx",
        "3: language: “xx” is not a known language. | Write a BCP 47 tag such as en, en-GB or be.",
    ),
    "unknown region": (
        "title: T\nlanguage: en-UK",
        "3: language: “UK” is not a known region of a language. | Did you mean “en-GB”?",
    ),
    "replaced language": (
        "title: T\nlanguage: iw",
        "3: language: “iw” is not a known language. | Did you mean “he”?",
    ),
    "role": (
        f"{GIVEN}authors:\n  - A\n  - name: B\n    role: ilustrator",
        "7: authors[1].role: “ilustrator” isn't a known role. | Did you mean “illustrator”?",
    ),
    "no name": (
        f"{GIVEN}contributors:\n  - role: editor",
        "5: contributors[0]: The field “name” is missing. | Add “name: ...”.",
    ),
    "text for a mapping": (
        f"{GIVEN}series: Rails",
        "4: series: The field must be a mapping, not text. "
        "| Write its fields on lines of their own, indented: “name: value”.",
    ),
    "path for a cover": (
        f"{GIVEN}cover: a.png",
        "4: cover: The field must be a mapping, not text. "
        "| Write “cover:” alone, and below it, indented, “src: a.png” and "
        "“alt: What it shows.”, each on a line of its own.",
    ),
    "speed for rate": (
        f"{GIVEN}narration:\n  speed: 100",
        "5: narration.speed: The field isn't known. | Did you mean “rate”?",
    ),
    "list for text": (
        f"{GIVEN}publisher: [A, B]",
        "4: publisher: The field must be text, not a list. | Put it between quotation marks.",
    ),
    "date": (
        f"{GIVEN}published: 1 March 2026",
        "4: published: “1 March 2026” isn't a date. "
        "| Write it as 2026-03-01, or 2026-03-01T09:30:00+01:00 with a time.",
    ),
    "date that is none": (
        f"{GIVEN}published: 2026-02-30",
        "4: published: “2026-02-30” isn't a date. "
        "| Write it as 2026-03-01, or 2026-03-01T09:30:00+01:00 with a time.",
    ),
    "year": (
        f"{GIVEN}published: 0026-02-03",
        "4: published: “0026-02-03” has a year without four digits. "
        "| Write it as 2026-03-01, or 2026-03-01T09:30:00+01:00 with a time.",
    ),
    "end of the calendar": (
        f"{GIVEN}modified: 9999-12-31T23:59:59-01:00",
        "4: modified: “9999-12-31T23:59:59-01:00” isn't a date. "
        "| Write it as 2026-03-01, or 2026-03-01T09:30:00+01:00 with a time.",
    ),
    "isbn": (
        f"{GIVEN}identifier: 978-3-16-148410-1",
        "4: identifier: “978-3-16-148410-1” isn't an ISBN: its last digit doesn't fit the others. "
        "| Compare it with the one you were given.",
    ),
    "isbn, too short": (
        f"{GIVEN}identifier: urn:isbn:97831614",
        "4: identifier: “urn:isbn:97831614” isn't an ISBN: it must have 10 or 13 digits. "
        "| Write it as urn:isbn:9783161484100.",
    ),
    "identifier": (
        f"{GIVEN}identifier: my book",
        "4: identifier: “my book” isn't an identifier. "
        "| Write an ISBN (urn:isbn:...), a DOI (doi:10....), a URN or a URL, or leave it out.",
    ),
    "licence": (
        f"{GIVEN}licence: CC BY 4.0",
        "4: licence: “CC BY 4.0” isn't a known licence. "
        "| Did you mean “CC-BY-4.0”? Otherwise give its URL.",
    ),
    "licence, nothing near": (
        f"{GIVEN}licence: ask me",
        "4: licence: “ask me” isn't a known licence. | Write an SPDX name, or give its URL.",
    ),
    "cover that is missing": (
        f"{GIVEN}cover:\n  src: no.png\n  alt: A",
        "5: cover.src: The file “no.png” doesn't exist. "
        "| Check its path and its spelling, capitals too.",
    ),
    "cover without src": (
        f"{GIVEN}cover:\n  alt: A",
        "4: cover: The field “src” is missing. | Add “src: pictures/cover.png”.",
    ),
    "rate": (
        f"{GIVEN}narration:\n  rate: fast",
        "5: narration.rate: “fast” isn't a rate. | Write words a minute, from 80 to 450, or a "
        "factor such as 0.9x.",
    ),
    "rate, too fast": (
        f"{GIVEN}narration:\n  rate: 900",
        "5: narration.rate: “900” isn't a rate. | Write words a minute, from 80 to 450, or a "
        "factor such as 0.9x.",
    ),
    "lexicon outside": (
        f"{GIVEN}narration:\n  lexicon: ../lexicon.pls",
        "5: narration.lexicon: The file “../lexicon.pls” lies outside the source's folder. "
        "| Copy the file next to the source and write its path from there, such as pictures/a.png.",
    ),
    "series": (
        f"{GIVEN}series:\n  name: S\n  position: two",
        "6: series.position: “two” isn't a position. | Write a number such as 2 or 2.1.",
    ),
    "correction": (
        f"{GIVEN}corrections:\n  - date: 2026-01-01",
        "5: corrections[0]: The field “text” is missing. | Add “text: ...”.",
    ),
    "colon": (
        "title: Trams: a history\nlanguage: en",
        "2: The front matter isn't YAML: mapping values are not allowed here. "
        "| Put a value that holds a colon between straight quotation marks: "
        'title: "Trams: a history".',
    ),
    "indentation": (
        f"{GIVEN}authors:\n  - A\n - B",
        "6: The front matter isn't YAML: expected <block end>, but found '<block sequence start>'. "
        "| Check the indentation and the quotation marks on this line and the one before.",
    ),
    "anchor": (
        f"{GIVEN}rights: &a b\nsubtitle: *a",
        "4: Anchors (&) and aliases (*) aren't allowed in the front matter. "
        "| Write the value out, or quote it.",
    ),
    "tag": (
        f"{GIVEN}rights: !!python/name:os.system x",
        "4: Tags (!) aren't allowed in the front matter. | Put the value between quotation marks.",
    ),
    "at sign": (
        f"{GIVEN}rights: @me",
        "4: The front matter isn't YAML: found character '@' that cannot start any token. "
        "| Put a value that begins with a special character between quotation marks.",
    ),
    "list": (
        "- title",
        "2: The front matter is a list, not fields. | Write “name: value” on each line.",
    ),
    "key": (
        f"{GIVEN}? [a]\n: b",
        "4: The front matter: The name of a field must be text. | Write “name: value”.",
    ),
    "control character": (
        'title: "a\\x07b"\nlanguage: en',
        "2: title: The field holds a control character. | Delete it.",
    ),
    "half a character": (
        'title: "a\\uD800b"\nlanguage: en',
        "2: title: The field holds a control character. | Delete it.",
    ),
    "nesting": (
        f"{GIVEN}rights: " + "[" * 5000,
        "4: More than 100 brackets are open. | Close them.",
    ),
}

BODY = {
    # text, which begins on line 5 -> the line, the message and the fix
    "directive": (
        "\n:::{figur} a.png\n:::",
        "6: The directive {figur} isn't known. | Did you mean “figure”?",
    ),
    "directive that does not end": (
        "a\n\n:::{note}\nb",
        "7: The directive {note} doesn't end. "
        "| Write ::: after its last line; a fence around others has more colons.",
    ),
    "fence that closes nothing": (
        "a\n\n:::",
        "7: This fence closes no directive. "
        "| Delete it, or give the fence around a directive more colons than the one inside.",
    ),
    "fence without braces": (
        ":::[a](b)\na\n:::",
        "5: “:::[a](b)” isn't a directive. | Write :::{name}.",
    ),
    "option": (
        ":::{figure} a.png\n:alt: A\n:aria: b\n:::",
        "7: {figure} has no option aria. | Known are: alt, alt-status, audio, credit, "
        "decorative, name, smallest-words.",
    ),
    "caption as an option": (
        ":::{figure} a.png\n:alt: A\n:caption: b\n:::",
        "7: {figure} has no option caption. "
        "| Write the caption as text, after an empty line below the options.",
    ),
    "looks as an option": (
        ":::{figure} a.svg\n:alt: A\n:widht: 300px\n:::",
        "7: {figure} has no option widht. | Known are: alt, alt-status, audio, credit, "
        "decorative, name, smallest-words.",
    ),
    "option twice": (
        ":::{figure} a.png\n:alt: A\n:alt: b\n:::",
        "7: The option alt is given twice. | Keep one of them.",
    ),
    "figure without path": (
        ":::{figure}\n:::",
        "5: {figure} lacks the path of its picture. | Write it on the same line: :::{figure} ...",
    ),
    "note with title": (
        ":::{note} Title\na\n:::",
        "5: {note} takes nothing after its name. "
        "| Write the words on a line of their own, or use {admonition} with a title.",
    ),
    "admonition without title": (
        ":::{admonition}\na\n:::",
        "5: {admonition} lacks its title. | Write it on the same line: :::{admonition} ...",
    ),
    "speech without speaker": (
        ":::{speech}\na\n:::",
        "5: {speech} lacks the name of the speaker. | Write it on the same line: :::{speech} ...",
    ),
    "empty speech": (
        ":::{speech} Hamlet\n:::",
        "5: {speech} is empty. | Fill or delete it.",
    ),
    "empty aside": (
        ":::{tip}\n:::",
        "5: {tip} is empty. | Fill or delete it.",
    ),
    "empty pull quote": (
        ":::{pull-quote}\n:::",
        "5: {pull-quote} is empty. | Fill or delete it.",
    ),
    "empty formula": (
        ":::{math}\n:::",
        "5: {math} is empty. | Write its formula in TeX.",
    ),
    "description alone": (
        ":::{description}\na\n:::",
        "5: {description} stands outside a {figure}. "
        "| Write it inside :::{figure}, whose fence has more colons.",
    ),
    "table of words": (
        ":::{table} Caption\nWords.\n:::",
        "5: {table} must hold one table and nothing else. "
        "| Write one table of pipes in it, with blank lines around the table.",
    ),
    "list table of words": (
        ":::{list-table} Caption\nWords.\n:::",
        "5: {list-table} must hold nothing but rows. "
        "| Write a list of rows (* -), each with a list of cells (-), and nothing else.",
    ),
    "list table with a row of words": (
        ":::{list-table}\n* - a\n* b\n:::",
        "7: The row isn't a list of cells. "
        "| Write its first cell as “* - words” and the next ones as “  - words”.",
    ),
    "ragged list table": (
        ":::{list-table}\n* - a\n  - b\n* - c\n:::",
        "8: The row covers 1 columns, the table has 2. "
        "| Give every row the same columns; {cspan}`1` and {rspan}`1` count as one more.",
    ),
    "span too far": (
        ":::{list-table}\n* - {rspan}`1` a\n  - b\n:::",
        "6: A cell spans rows below the last one here. "
        "| Give every row the same columns; {cspan}`1` and {rspan}`1` count as one more.",
    ),
    "span of a word": (
        ":::{list-table}\n* - {cspan}`x` a\n:::",
        "6: {cspan} is “x”, not a number of further cells. | Write {cspan}`1` to cover one more.",
    ),
    "span elsewhere": (
        "A {cspan}`1` b.",
        "5: {cspan} can stand only at the start of a cell of a list-table. "
        "| Only a cell of a {list-table} can cover several columns or rows.",
    ),
    "more header rows than rows": (
        ":::{list-table}\n:header-rows: 2\n* - a\n:::",
        "5: The table has 1 rows, not 2 header rows. | Correct “:header-rows:”.",
    ),
    "stub of every column": (
        ":::{list-table}\n:stub-columns: 1\n* - a\n:::",
        "5: The table has 1 columns, so 1 of them can't be headers of rows. "
        "| Correct “:stub-columns:”.",
    ),
    "number": (
        ":::{list-table}\n:stub-columns: one\n* - a\n:::",
        "6: The option stub-columns is “one”, not a number. | Write a number such as 1.",
    ),
    "long row": (
        "| a | b |\n|---|---|\n| c | d |\n| e | f | g |",
        "8: The row has 3 cells, the head of the table has 2. "
        "| Delete a cell, or write \\| for a bar that belongs to the text.",
    ),
    "picture that is missing": (
        "Text.\n\n![A](pictures/no.png)",
        "7: The file “pictures/no.png” doesn't exist. "
        "| Check its path and its spelling, capitals too.",
    ),
    "picture on another host": (
        "![A](https://example.org/a.png)",
        "5: “https://example.org/a.png” isn't a path in the source's folder. "
        "| Copy the file next to the source and write its path from there, such as pictures/a.png.",
    ),
    "picture outside": (
        "![A](../a.png)",
        "5: The file “../a.png” lies outside the source's folder. "
        "| Copy the file next to the source and write its path from there, such as pictures/a.png.",
    ),
    "picture from the root": (
        "![A](/etc/passwd)",
        "5: “/etc/passwd” isn't relative to the source's folder. "
        "| Copy the file next to the source and write its path from there, such as pictures/a.png.",
    ),
    "picture of a file address": (
        "![A](file:///etc/passwd)",
        "5: “file:///etc/passwd” isn't a path in the source's folder. "
        "| Copy the file next to the source and write its path from there, such as pictures/a.png.",
    ),
    "picture with attributes": (
        "a ![A](a.svg){say=pl} b",
        "5: The attribute say isn't known here. | Known are: #name, alt, credit, decorative, "
        "fig-alt, fig-cap, lang, src, title.",
    ),
    "link to a file": (
        "Two\nlines [here](other.md).",
        "6: The link to “other.md” leads nowhere for readers. "
        "| Write a whole address (https://...), or #name for a block of this text.",
    ),
    "link that runs": (
        "[here](javascript:alert)",
        "5: The link to “javascript:alert” leads nowhere for readers. "
        "| Write a whole address (https://...), or #name for a block of this text.",
    ),
    "link without host": (
        "[here](https://)",
        "5: The link to “https://” leads nowhere for readers. "
        "| Write a whole address (https://...), or #name for a block of this text.",
    ),
    "link to nothing": (
        "[here](#)",
        "5: The link to “#” leads nowhere for readers. "
        "| Write a whole address (https://...), or #name for a block of this text.",
    ),
    "language of a phrase": (
        "One\ntwo [three]{lang=polish} four.",
        "6: “polish” is not a language tag. | Did you mean “pl”?",
    ),
    "language of a block": (
        "{lang=pll-}\nText.",
        "5: “pll-” is not a language tag. | Did you mean “pll”?",
    ),
    "attribute": (
        "One\n[two]{klass=a}",
        "6: The attribute klass isn't known here. | Known are: #name, ipa, lang, say.",
    ),
    "class": (
        "{wide=no}\nText.",
        "5: The attribute wide isn't known here. | Known are: #name, lang.",
    ),
    "event": (
        '{onclick="a"}\nText.',
        "5: The attribute onclick isn't known here. | Known are: #name, lang.",
    ),
    "name": (
        "{#1st}\nText.",
        "5: “1st” can't be the name of a block. "
        "| Begin with a letter; go on with letters, digits, hyphens and full stops.",
    ),
    "attributes of nothing": (
        "Text.\n\n{#a}",
        "7: No block follows these attributes. "
        "| Write {...} on the line before the block it is about.",
    ),
    "attributes with words": (
        "{#a} words {lang=pl}",
        "5: Words stand after the attributes. "
        "| Give {...} a line of its own, or put a backslash before it if it is text.",
    ),
    "comment in braces": (
        "{ }\nText.",
        "5: The attributes are empty. "
        "| Write {lang=pl} or {#name}, or put a backslash before it if it is text.",
    ),
    "role": (
        "One\ntwo {abr}`NGO (x)`.",
        "6: The role {abr} isn't known. | Did you mean “abbr”?",
    ),
    "abbreviation": (
        "{abbr}`NGO`",
        "5: The abbreviation “NGO” has no expansion. "
        "| Write {abbr}`NGO (non-governmental organisation)`.",
    ),
    "empty pronunciation": (
        '[a]{say=""}',
        "5: The attribute say is empty. | Write how the words are spoken.",
    ),
    "heading in a quotation": (
        "> ## No",
        "5: A heading stands inside something else. "
        "| Move it out, or make it a paragraph in bold type.",
    ),
    "code that does not end": (
        "Text.\n\n```python\na",
        "7: The code doesn't end. | Write ``` after its last line.",
    ),
    "formula with a label": (
        "$$\na\n$$ (one)",
        "5: Words stand after the formula. | Write {#name} on the line before the formula instead.",
    ),
    "decorative with alt text": (
        ":::{figure} a.svg\n:alt: A\n:decorative: true\n:::",
        "7: A decorative picture can't have text or a recording. "
        "| Delete them, or delete “:decorative: true”.",
    ),
    "decorative perhaps": (
        ":::{figure} a.svg\n:decorative: maybe\n:::",
        "6: The option decorative is “maybe”. | Write true or false.",
    ),
    "nesting": (
        "> " * 60 + "a",
        "5: More than 40 levels are nested. | Nest them less.",
    ),
    "nesting of emphasis": (
        "*a **b " * 60 + "c** d*" * 60,
        "5: More than 40 levels are nested. | Nest them less.",
    ),
    "nesting of pictures": (
        "![" * 400 + "a" + "](b)" * 400,
        "5: The file “b” doesn't exist. | Check its path and its spelling, capitals too.",
    ),
    "long paragraph": (
        "a\n" * 26000,
        "5: The paragraph has 51999 characters; at most 50000 are allowed. | Divide it.",
    ),
    "brackets": (
        "[" * 1001,
        "5: The paragraph has more than 1000 opening brackets. | Divide it.",
    ),
    "wide table": (
        "|" + "a|" * 201 + "\n|" + "-|" * 201,
        "5: The row covers more than 200 columns. "
        "| Give every row the same columns; {cspan}`1` and {rspan}`1` count as one more.",
    ),
}


def told(text: str, folder: Path) -> str:
    """The line, the message and the fix that ``text`` gives."""
    source = folder / "article.md"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as error:
        read(source)
    diagnostic = error.value.diagnostic
    assert diagnostic.file == source
    assert str(error.value) == f"{source}:{diagnostic.line}: {diagnostic.message} {diagnostic.fix}"
    return f"{diagnostic.line}: {diagnostic.message} | {diagnostic.fix}"


@pytest.mark.parametrize("name", FRONT)
def test_front_matter(name: str, tmp_path: Path) -> None:
    front, expected = FRONT[name]
    assert told(f"---\n{front}\n---\n\nText.\n", tmp_path) == expected


@pytest.mark.parametrize("name", BODY)
def test_text(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', encoding="utf-8"
    )
    body, expected = BODY[name]
    assert told(f"---\n{GIVEN}---\n{body}\n", tmp_path) == expected
