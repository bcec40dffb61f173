"""Convert what notes and posts add to Markdown in lines: links of wikis, comments, marks.

Also codes of WordPress, kramdown's abbreviations and tables, and the imports of MDX.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from publish.importing.markdown.commonmark import CODE, change_outside, left_out
from publish.runtime.spans import Span, replace_spans

#: Code, or a comment, whichever begins first: code may stand in a comment.
_CODE_OR_COMMENT = re.compile(f"{CODE.pattern}|(?P<comment>%%.*?%%)", CODE.flags)
_EMBED = re.compile(r"!\[\[([^\[\]|\n]++)(?:\|([^\[\]\n]*+))?\]\]")
_LINK = re.compile(r"(?<!!)\[\[([^\[\]|\n]++)(?:\|([^\[\]\n]*+))?\]\]")
_BLOCK_ID = re.compile(r"[ \t]{1,9}\^[\w-]+[ \t]*$", re.M)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?|avif)$", re.I)
_MARK = re.compile(r"(?<![=\w])==(?=\S)([^\n=]+?)(?<=\S)==(?![=\w])")
_CAPTION = re.compile(r"\[caption\b[^\[\]]*+\]")
_IMAGE = re.compile(
    r"(?:<a\b[^<>]*+>\s*+)?<img\b[^<>]*+>(?:\s*+</a>)?"
    r"|\[?!\[[^\]\n]{0,200}\]\([^()\n]*+\)(?:\]\([^()\n]*+\))?"
)
_CODES = re.compile(
    r"\[(gallery|playlist|audio|video|contact-form|embed)\b([^\[\]]*+)\](?:([^\[]*+)\[/\1\])?"
)
_ABBREVIATION = re.compile(r"^\*\[([^\]\n]{1,100}+)\]:[ \t]*+([^\n]{1,1000}+)(?:\n|\Z)", re.M)
_START, _GOES_ON = re.compile(r"(?<![\w<\"/])[^\n]"), re.compile(r"[\w>\"/]")
"""The first character of an abbreviation, and what can't follow one."""
_MDX = re.compile(
    r"\A\s*(?:(?:import\s[^\n]*\sfrom\s+[\"'][^\n]+|import\s+[\"'][^\n]+|export\s+const\s[^\n]*)"
    r"(?:\n\s*|\Z))+"
)
_RULE = re.compile(r"\|[+:| ]*+[-=][-=+:| ]*+")
_MATHS = re.compile(
    r"(?<=\S)[ \t]{0,9}\$\$([^$\n]+)\$\$"
    r"|\$\$([^$\n]+)\$\$(?=[ \t]{0,9}\S)(?![ \t]*\([\w:.-]+\)[ \t]*$)",
    re.M,
)
"""A displayed formula in a line of text; after one of its own, MyST may write its label."""


def convert_additions(text: str) -> str:
    """Return ``text`` with the additions as Markdown or HTML; code is unchanged."""
    text = _MDX.sub(lambda m: f"{left_out('a component', m[0])}\n\n", text)
    text = _CODE_OR_COMMENT.sub(lambda m: "" if m["comment"] else m[0], text)
    text = change_outside(CODE, text, _changed)
    meanings = {short: meaning.strip() for short, meaning in _ABBREVIATION.findall(text)}
    if not meanings:
        return text
    text = _ABBREVIATION.sub("", text)
    return change_outside(CODE, text, lambda part: _with_meanings(part, meanings))


def _with_meanings(text: str, meanings: Mapping[str, str]) -> str:
    """Return ``text`` with its abbreviations marked, the longest at each place."""
    lengths: dict[str, list[int]] = {}
    for first, length in sorted({(short[0], len(short)) for short in meanings}, reverse=True):
        lengths.setdefault(first, []).append(length)
    parts, end = [], 0
    for start in _START.finditer(text):
        place = start.start()
        for length in lengths.get(start[0], ()) if place >= end else ():
            short = text[place : place + length]
            if short in meanings and not _GOES_ON.match(text, place + length):
                marked = f'<abbr title="{html.escape(meanings[short])}">{short}</abbr>'
                parts += [text[end:place], marked]
                end = place + length
                break
    return "".join([*parts, text[end:]])


def _changed(text: str) -> str:
    text = _LINK.sub(_link, _EMBED.sub(_embed, text))
    text = _CODES.sub(_code, replace_spans(text, _CAPTION, "[/caption]", _captioned))
    text = _MARK.sub(r"<mark>\1</mark>", _tables(text))
    return _MATHS.sub(lambda m: f" ${(m[1] or m[2]).strip()}$ ", _BLOCK_ID.sub("", text))


def _embed(match: re.Match[str]) -> str:
    target, words = match[1].strip(), (match[2] or "").strip()
    if not _PICTURE.search(target):
        return left_out("an embedded note:", target)
    alt = "" if re.fullmatch(r"\d*(?:x\d+)?", words) else words
    return f"![{alt}](<{target}>)"


def _link(match: re.Match[str]) -> str:
    target, words = match[1].strip(), (match[2] or "").strip()
    if target.upper() in ("TOC", "_TOC_"):
        return match[0]
    page, _, part = target.partition("#")
    shown = words or " > ".join(filter(None, (page, part)))
    address = f"#{part.lower().replace(' ', '-')}" if not page and part else target
    return f'<a href="{html.escape(address)}">{html.escape(shown)}</a>'


def _captioned(span: Span) -> str:
    inside = span.inside.lstrip()
    image = _IMAGE.search(inside)
    if image is None:
        return inside
    words = (inside[: image.start()] + inside[image.end() :]).strip()
    words = words or next(iter(re.findall(r"\bcaption=\"([^\"]*)\"", span.text)), "")
    return f"\n\n<figure>{image[0]}<figcaption>{words}</figcaption></figure>\n\n"


def _code(match: re.Match[str]) -> str:
    inner = (match[3] or "").strip()
    if match[1] == "embed" and inner.startswith("http"):
        return f"<{inner}> {left_out('embed', inner)}"
    return left_out(match[1], f"{match[2]} {inner}")


def _tables(text: str) -> str:
    """Return ``text`` without the rules of kramdown above and in tables, which GFM lacks."""
    if "\n|-" not in f"\n{text}" and "\n|=" not in f"\n{text}":
        return text
    kept: list[str] = []
    rows, ruled = 0, False  # of the table above the line; a rule at its top doesn't count
    for line in text.split("\n"):
        rule = _RULE.fullmatch(line.strip()) is not None
        if not rule or (rows and not ruled and "=" not in line):
            kept.append(line)
        if line.strip().startswith("|"):
            ruled = ruled or (rule and rows > 0)
            rows += 1
        else:
            rows, ruled = 0, False
    return "\n".join(kept)
