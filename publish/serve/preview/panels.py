"""The parts of the page of a preview: a tab an edition, and the diagnostics."""

from __future__ import annotations

from publish.serve.wording import Wording
from publish.xhtml.tree import Element, Node, element

#: The tabs, in their order.
_TABS = ("web", "epub", "pdf", "sound")


def panels(view: str, words: Wording, *, foliate: bool) -> list[Node]:
    """Return the tabs with their panels, and the diagnostics; ``view`` is where frames begin.

    With ``foliate``, foliate-js shows the EPUB; without, its documents are shown one by one.
    """
    epub = (
        (_progress("epub", words), _made_frame("epub", words))
        if foliate
        else (_turning(words), _frame("epub", view, words))
    )
    shown = [
        _tab_list(words),
        _panel("web", _frame("web", view, words, begun=True)),
        _panel("epub", *epub),
        _panel("pdf", _progress("pdf", words), _made_frame("pdf", words)),
        _panel("sound", _progress("sound", words), *_listening(words)),
    ]
    return [element("div", shown, {"class": "shown"}), _checks(words)]


def _tab_list(words: Wording) -> Element:
    """Return the tabs (WAI-ARIA Authoring Practices, Tabs); ``preview.js`` switches them."""
    buttons = [
        element(
            "button",
            words(f"preview.{name}"),
            {
                "type": "button",
                "role": "tab",
                "id": f"tab-{name}",
                "aria-controls": f"panel-{name}",
                "aria-selected": "false" if place else "true",
                "tabindex": "-1" if place else None,
            },
        )
        for place, name in enumerate(_TABS)
    ]
    return element("div", buttons, {"role": "tablist", "aria-label": words("preview.editions")})


def _panel(name: str, *content: Node) -> Element:
    return element(
        "div",
        content,
        {
            "role": "tabpanel",
            "id": f"panel-{name}",
            "aria-labelledby": f"tab-{name}",
            "hidden": None if name == _TABS[0] else "hidden",
        },
    )


def _frame(kind: str, view: str, words: Wording, *, begun: bool = False) -> Element:
    """Return the frame of a document, which may run scripts, but as a stranger to this server."""
    begin = f"{view}{kind}/"
    return element(
        "iframe",
        "",
        {
            "id": f"frame-{kind}",
            "title": words("preview.frame"),
            "sandbox": "allow-scripts",
            "data-begin": begin,
            "src": begin if begun else None,
        },
    )


def _made_frame(name: str, words: Wording) -> Element:
    """Return the frame of a viewer: that of the browser for a PDF, or foliate-js for an EPUB."""
    attributes = {"id": f"made-{name}", "title": words("preview.frame"), "hidden": "hidden"}
    return element("iframe", "", attributes)


def _turning(words: Wording) -> Element:
    """Return the controls that turn the pages of the EPUB."""
    choice = element("select", "", {"id": "pages", "aria-label": words("preview.pages")})
    return element(
        "p",
        (
            element("button", words("preview.previous"), {"type": "button", "id": "previous"}),
            choice,
            element("button", words("preview.next"), {"type": "button", "id": "next"}),
        ),
        {"class": "actions"},
    )


def _progress(name: str, words: Wording) -> Element:
    """Return where ``made.js`` shows how far the making of an edition is."""
    return element(
        "div",
        (
            element("p", "", {"id": f"step-{name}", "role": "status"}),
            element(
                "progress",
                "",
                {"id": f"progress-{name}", "hidden": "hidden", "aria-labelledby": f"step-{name}"},
            ),
            element(
                "button",
                words("preview.cancel"),
                {"type": "button", "id": f"cancel-{name}", "hidden": "hidden"},
            ),
        ),
        {"class": "making"},
    )


def _listening(words: Wording) -> tuple[Element, ...]:
    label = {"id": "audio", "controls": "controls", "aria-label": words("preview.sound")}
    return (
        element("p", "", {"id": "voice", "class": "muted"}),
        element("audio", "", {**label, "preload": "metadata", "hidden": "hidden"}),
    )


def _checks(words: Wording) -> Element:
    return element(
        "section",
        (
            element("h2", words("preview.checks"), {"id": "checks-title"}),
            element("p", "", {"id": "checks-count", "role": "status"}),
            element("ol", "", {"id": "checks", "class": "checks"}),
        ),
        {"class": "side", "aria-labelledby": "checks-title"},
    )
