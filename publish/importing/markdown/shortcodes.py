"""Convert shortcodes of Hugo, Liquid and Nunjucks to HTML.

Unknown shortcodes are left out; an empty span reports them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from publish.importing.markdown.commonmark import CODE, change_outside, inline_html, left_out
from publish.runtime.spans import Closing, Span, replace_spans

MAX_VALUE = 2_000
"""The longest field of the front matter, in characters, that the text can repeat."""

_ARGUMENT = re.compile(
    r"""(?:([\w-]++)\s*+[=:]\s*+)?"""
    r"""(?:(?<!\w)"([^"\\]*+(?:\\.[^"\\]*+)*)(?:"|\Z)|(?<!\w)'([^'\\]*+(?:\\.[^'\\]*+)*)(?:'|\Z)"""
    r"""|`([^`]*+)`|([^\s,"'>}%]+))""",
    re.S,
)
#: The beginning and the end of each kind of block.
_BLOCKS: dict[str, tuple[re.Pattern[str], Closing]] = {
    "highlight": (
        re.compile(
            r"\{%-?\s*+highlight\s++([\w+#.-]++)[^{%]*+%\}"
            r"|\{\{[<%]\s*+highlight\s++\"?([\w+#.-]++)[^{>%]*+[>%]\}\}"
        ),
        re.compile(r"\{%-?\s*+endhighlight\s*+-?%\}|\{\{[<%]\s*+/\s*+highlight\s*+[>%]\}\}"),
    ),
    "set": (
        re.compile(r"\{%-?\s*+set\s++(code)\w*+\s*+-?%\}()", re.I),
        re.compile(r"\{%-?\s*+endset\s*+-?%\}", re.I),
    ),
    "comment": (re.compile(r"\{#-?\s"), "#}"),
    "raw": (
        re.compile(r"\{%-?\s*+(raw|comment)\s*+-?%\}"),
        re.compile(r"\{%-?\s*+end(?:raw|comment)\s*+-?%\}"),
    ),
}
_SHORTCODE = re.compile(
    r"\{\{[<%]-?\s*+(/?)\s*+([\w./-]++)([^<>%]*+(?:(?<!\{\{)%(?!\})[^<>%]*+)*)[>%]\}\}"
)
_LIQUID = re.compile(r"\{%-?\s*+([\w-]++)([^%]*+(?:(?<!\{)%(?!\})[^%]*+)*)%\}")
_OUTPUT = re.compile(r"\{\{-?([^{}]{0,500}+)\}\}")
_TAG = re.compile(r"<[A-Za-z](?:[^<>{}\"']++|\"[^\"]*\"|'[^']*'|\{\{[^{}]*\}\})*>")
"""A tag of HTML, whose attributes can hold expressions."""
_SITE_PATH = re.compile(
    r"[\"']([^\"']++)[\"']\s*+\|\s*+(?:relative_url|absolute_url|url|prepend:.*)"
)
_QUOTED_PATH = re.compile(r"(?:site\.(?:baseurl|url)|relURL|absURL)\b.*")
_FIGURES = frozenset(
    ["figure", "figure.html", "image", "image.html", "img", "img.html", "picture", "photo"]
)
_NOTICES = {
    "notice": "note", "note": "note", "info": "note", "tip": "tip", "warning": "warning",
    "alert": "warning", "callout": "note", "admonition": "note", "hint": "tip",
    "aside": "sidebar", "important": "important", "danger": "warning", "caution": "caution",
    "details": "sidebar", "expand": "sidebar", "collapse": "sidebar", "spoiler": "sidebar",
    "pullquote": "pull-quote", "pull-quote": "pull-quote", "blockquote": "quote", "quote": "quote",
}  # fmt: skip


_TABS = frozenset(["tab", "tabs", "tabpane", "tabgroup", "codetab", "codetabs"])


def expand_shortcodes(body: str, values: Mapping[str, str]) -> str:
    """Return ``body`` with its shortcodes as HTML; code is unchanged.

    ``values`` are the fields of the front matter, which may be repeated (``{{ page.title }}``).
    """
    known = {name: one for name, one in values.items() if len(one) <= MAX_VALUE}
    body = replace_spans(body, *_BLOCKS["highlight"], _highlighted)
    body = change_outside(
        CODE, body, lambda text: replace_spans(text, *_BLOCKS["comment"], lambda _: "")
    )
    body = replace_spans(
        body, *_BLOCKS["raw"], lambda one: one.inside if one.opening[1] == "raw" else ""
    )
    body = replace_spans(body, *_BLOCKS["set"], _highlighted)
    return change_outside(CODE, body, lambda text: _expanded(text, known))


def _expanded(text: str, values: Mapping[str, str]) -> str:
    if "{" not in text:
        return text
    text = _TAG.sub(
        lambda m: _OUTPUT.sub(lambda one: _in_tag(_trimmed(one[1], "-"), values), m[0]), text
    )
    text = _SHORTCODE.sub(
        lambda m: _shortcode(m[2], _trimmed(m[3], "-", "/"), closing=bool(m[1])), text
    )
    text = _LIQUID.sub(lambda m: _liquid(m[1], _trimmed(m[2], "-")), text)
    return _OUTPUT.sub(lambda m: _value(_trimmed(m[1], "-"), values), text)


def _trimmed(written: str, *signs: str) -> str:
    """Return what stands in a shortcode without the ``signs`` at its end."""
    written = written.strip()
    for sign in signs:
        written = written.removesuffix(sign)
    return written.rstrip()


def _value(written: str, values: Mapping[str, str]) -> str:
    return values.get(_name(written)) or _output(written)


def _name(written: str) -> str:
    return written.partition("|")[0].strip().removeprefix("page.").lower()


def _in_tag(written: str, values: Mapping[str, str]) -> str:
    """Return the value of an expression in an HTML tag, where nothing can report it as left out."""
    path = _SITE_PATH.search(written)
    return html.escape(path[1] if path else values.get(_name(written), ""))


def _highlighted(span: Span) -> str:
    code = span.inside.removeprefix("\n").removesuffix("\n")
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    language = (span.opening[1] or span.opening[2] or "").removeprefix("code")
    return f"\n{fence}{language}\n{code}\n{fence}\n"


def _shortcode(name: str, written: str, *, closing: bool) -> str:
    name = name.lower()
    if closing:
        return _closed(name)
    positional, named = _arguments(written)
    if name in _FIGURES:
        return _figure(positional, named)
    if name in ("ref", "relref"):
        return positional[0] if positional else ""
    if name in _NOTICES:
        kind = named.get("type") or (positional[0] if positional else "")
        if kind.lower() in _NOTICES and positional:
            positional.pop(0)
        titled = {"title": named.get("summary", " ".join(positional[:1])), **named}
        return _opened(name, _NOTICES.get(kind.lower(), _NOTICES[name]), titled)
    if name in _TABS:
        title = named.get("name") or named.get("title") or " ".join(positional[:1])
        return f"\n\n**{title}**\n\n" if title and name in ("tab", "codetab") else "\n\n"
    return _media(name, positional, named) or left_out(name, written)


def _liquid(name: str, written: str) -> str:
    name = name.lower()
    if name.startswith("end"):
        return _closed(name[3:])
    positional, named = _arguments(written)
    if name in ("include", "include_relative", "render", "partial") and positional:
        inner = positional.pop(0).lower().rpartition("/")[2]
        if inner.removesuffix(".html") in _FIGURES:
            return _figure(positional, named)
        return _media(inner.removesuffix(".html"), positional, named) or left_out(inner, written)
    if name in _FIGURES or name in ("responsive_image", "asset_img"):
        return _figure(positional, named)
    if name in ("link", "post_url"):
        return positional[0] if positional else ""
    if name in _NOTICES:
        return _opened(name, _NOTICES[name], named)
    return _media(name, positional, named) or left_out(name, written)


def _output(written: str) -> str:
    """Return the path in ``{{ "/a.png" | relative_url }}``; other values are left out."""
    path = _SITE_PATH.search(written)
    if path:
        return path[1]
    return "" if _QUOTED_PATH.match(written) else left_out("value", written)


def _arguments(written: str) -> tuple[list[str], dict[str, str]]:
    positional: list[str] = []
    named: dict[str, str] = {}
    for match in _ARGUMENT.finditer(written):
        value = next(one for one in (*match.groups()[1:], "") if one is not None)
        value = re.sub(r"\\([\"'\\])", r"\1", value)
        if match[1]:
            named[match[1].lower()] = value
        elif value:
            positional.append(value)
    return positional, named


def _figure(positional: list[str], named: dict[str, str]) -> str:
    """Return a figure (Hugo: src, alt, caption, title, attr, attrlink; others are similar)."""

    def first(*names: str) -> str:
        return next((named[name] for name in names if named.get(name)), "")

    source = first("src", "url", "path", "image_path", "file", "image", "name")
    rest = list(positional)
    if not source and rest:
        source = rest.pop(0)
    alt = first("alt", "alttext", "image_alt") or (rest.pop(0) if rest else "")
    caption = first("caption", "figcaption", "title", "description") or (
        rest.pop(0) if rest else ""
    )
    if named.get("title") and caption != named["title"]:
        caption = f"**{named['title']}** {caption}"
    credit = first("attr", "credit", "attribution", "source", "photographer", "copyright")
    address = first("attrlink", "credit_url", "source_url")
    if not source:
        return left_out("figure", "without a picture")
    linked = html.escape(credit)
    if address and credit:
        linked = f'<a href="{html.escape(address)}">{linked}</a>'
    lines = [_inline(caption)] if caption else []
    lines += [f'<span class="credit">{linked}</span>'] if credit else []
    described = f' alt="{html.escape(alt)}"' if alt else ""
    inner = f"<figcaption>{' '.join(lines)}</figcaption>" if lines else ""
    image = f'<img src="{html.escape(source)}"{described}/>'
    return f"\n\n<figure>{image}{inner}</figure>\n\n"


def _inline(caption: str) -> str:
    """Return a caption, which may contain Markdown, as HTML on one line."""
    return inline_html(" ".join(caption.split()))


def _opened(name: str, kind: str, named: dict[str, str]) -> str:
    if kind == "quote":
        return "\n\n<blockquote>\n\n"
    title = named.get("title", "")
    inner = f'<p class="aside-title"><span>{html.escape(title)}</span></p>\n\n' if title else ""
    known = "pull-quote" if kind == "pull-quote" else f"aside {kind}"
    return f'\n\n<div class="{known}" data-shortcode="{html.escape(name)}">\n\n{inner}'


def _closed(name: str) -> str:
    if _NOTICES.get(name) == "quote":
        return "\n\n</blockquote>\n\n"
    if name in _TABS:
        return "\n\n"
    return "\n\n</div>\n\n" if name in _NOTICES else ""


def _media(name: str, positional: list[str], named: dict[str, str]) -> str:
    """Return a link to a video or post on another site: a source can't hold a player."""
    identity = named.get("id") or named.get("src") or (positional[0] if positional else "")
    addresses = {
        "youtube": f"https://www.youtube.com/watch?v={identity}",
        "vimeo": f"https://vimeo.com/{identity}",
        "gist": f"https://gist.github.com/{'/'.join(positional[:2])}",
    }
    if name not in addresses or not identity:
        return ""
    title = named.get("title") or {"youtube": "YouTube", "vimeo": "Vimeo"}.get(name, "GitHub Gist")
    return f'\n\n<p><a href="{html.escape(addresses[name])}">{html.escape(title)}</a></p>\n\n'
