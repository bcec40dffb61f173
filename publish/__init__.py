"""Accessible editions from one structured source: EPUB 3, tagged PDF, narrated audio.

>>> from publish import BuildOptions, build
>>> editions = build("article.md", "dist", BuildOptions(only="epub,pdf"))  # doctest: +SKIP

``docs/api.md`` describes every name.  Each is imported when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from publish.api import (
        ImportedSource,
        accessibility_report,
        audit,
        build,
        check,
        feed,
        import_document,
        plan,
        read,
        verify,
    )
    from publish.audit.editions import Audit
    from publish.editions.build_edition import Edition
    from publish.editions.edition import BuildOptions, EpubOptions, PdfOptions, WebOptions
    from publish.errors import Diagnostic, PublishError, Severity
    from publish.model import Article
    from publish.planning import Plan

#: Each public name: the module that defines it.
_MODULES = {
    "Article": "publish.model",
    "Audit": "publish.audit.editions",
    "BuildOptions": "publish.editions.edition",
    "Diagnostic": "publish.errors",
    "Edition": "publish.editions.build_edition",
    "EpubOptions": "publish.editions.edition",
    "ImportedSource": "publish.api",
    "PdfOptions": "publish.editions.edition",
    "Plan": "publish.planning",
    "PublishError": "publish.errors",
    "Severity": "publish.errors",
    "WebOptions": "publish.editions.edition",
    "accessibility_report": "publish.api",
    "audit": "publish.api",
    "build": "publish.api",
    "check": "publish.api",
    "feed": "publish.api",
    "import_document": "publish.api",
    "plan": "publish.api",
    "read": "publish.api",
    "verify": "publish.api",
}

__all__ = [
    "Article",
    "Audit",
    "BuildOptions",
    "Diagnostic",
    "Edition",
    "EpubOptions",
    "ImportedSource",
    "PdfOptions",
    "Plan",
    "PublishError",
    "Severity",
    "WebOptions",
    "accessibility_report",
    "audit",
    "build",
    "check",
    "feed",
    "import_document",
    "plan",
    "read",
    "verify",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module 'publish' has no attribute {name!r}")
    value: object = getattr(import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


class _Package(ModuleType):
    """Keep the functions ``audit``, ``check`` and ``verify``: packages have the same names.

    The import system would set the attribute to the package when that is first imported.
    ``from publish.audit.items import Item`` finds the packages all the same.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _MODULES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
