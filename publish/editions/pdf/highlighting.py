"""Mark keywords, names, texts, numbers and comments of code, for the style sheet to tell apart.

Pygments reads the code; a language that it doesn't know stays plain. The colours have a contrast of
4.5 and more on the ground of code blocks (WCAG 2.2, 1.4.3), and none carries meaning alone.
"""

from __future__ import annotations

from typing import Any

from publish.editions.pdf import elements

#: The longest code (characters) that is marked: the time for a block grows with its length.
_LONGEST = 20_000

#: Classes by the beginning of a token's type, the longer ones first.
_CLASSES = (
    ("Token.Keyword.Constant", "code-number"),
    ("Token.Keyword", "code-keyword"),
    ("Token.Operator.Word", "code-keyword"),
    ("Token.Name.Tag", "code-keyword"),
    ("Token.Name.Function", "code-name"),
    ("Token.Name.Class", "code-name"),
    ("Token.Name.Attribute", "code-name"),
    ("Token.Name.Decorator", "code-name"),
    ("Token.Literal.String", "code-text"),
    ("Token.Literal.Number", "code-number"),
    ("Token.Comment", "code-comment"),
)


def highlight(root: Any) -> None:
    """Put the words of code with a known language into ``span`` elements, in place."""
    for block in root.iter("pre"):
        for code in block.iter("code"):
            named = [one for one in elements.classes(code) if one.startswith("language-")]
            if named and not len(code) and len(code.text or "") <= _LONGEST:
                _mark(code, named[0].removeprefix("language-"))


def _mark(code: Any, language: str) -> None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return
    text = code.text or ""
    tokens = list(lexer.get_tokens(text))
    if "".join(value for _, value in tokens) != text:
        return  # a lexer that changes the text, such as its line ends
    code.text = ""
    last: Any = None
    for kind, value in tokens:
        name = next((each for begin, each in _CLASSES if str(kind).startswith(begin)), "")
        if name and value.strip():
            last = code.makeelement("span", {"class": name})
            last.text, last.tail = value, ""
            code.append(last)
        elif last is None:
            code.text += value
        else:
            last.tail += value
