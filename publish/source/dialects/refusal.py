"""Tokens for syntax that can't be accepted; the reader raises them as errors."""

from __future__ import annotations

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

KIND = "refused"


def refused(code: str, message: str, fix: str, written: str = "") -> Token:
    """Return a token that the reader raises as an error.

    ``written`` is the source's spelling, by which the reader finds the line in a paragraph.
    """
    return Token(
        KIND, "", 0, meta={"code": code, "message": message, "fix": fix, "written": written}
    )


def push_refused(state: StateInline, code: str, message: str, fix: str, written: str) -> None:
    """Add a refused token to the inlines of ``state``."""
    token = state.push(KIND, "", 0)
    token.meta = refused(code, message, fix, written).meta
