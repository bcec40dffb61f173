"""The pages of the desk, each from what a source holds."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from publish.serve.desk.content import ALT_MISSING, Content, Name
from publish.serve.desk.forms import Entry, button, field, notes, saving
from publish.serve.desk.languages import choices
from publish.serve.desk.work import DOCUMENTS, PICTURES, ImportReport
from publish.serve.wording import Wording
from publish.xhtml.tree import Element, Node, element

#: The names that are shown before a link to all of them.
MOST_NAMES = 60

#: The pages of one source, in the order of the work.
STEPS = ("article", "pictures", "names", "editions", "reports")


def start(words: Wording, sources: Sequence[tuple[str, str]]) -> list[Node]:
    """Return the first page: a place for a document, and the sources (path, title) below it."""
    choose = element(
        "input",
        "",
        {
            "type": "file",
            "id": "document",
            "accept": ",".join((*DOCUMENTS, *PICTURES)),
            "data-documents": ",".join(DOCUMENTS),
            "multiple": "multiple",
            "aria-describedby": "document-hint document-error",
        },
    )
    drop = element(
        "form",
        (
            element("label", words("start.choose"), {"for": "document", "class": "big"}),
            element("p", words("start.kinds"), {"id": "document-hint", "class": "hint"}),
            choose,
            element("p", words("start.drop"), {"class": "hint drop-hint"}),
            element("p", "", {"id": "document-error", "class": "error", "role": "alert"}),
            _progress(words, "import"),
        ),
        {"id": "drop", "class": "drop"},
    )
    listed = [
        element(
            "li",
            (
                element(
                    "a",
                    (element("strong", title or path), element("span", path, {"class": "muted"})),
                    {"href": address("article", path), "class": "source"},
                ),
                element(
                    "a",
                    (words("start.preview"), element("span", f" {title or path}", _HIDDEN)),
                    {"href": f"/preview/{quote(path)}", "class": "quiet"},
                ),
            ),
        )
        for path, title in sources
    ]
    return [
        element("h1", words("start.title")),
        element("p", words("start.lead"), {"class": "lead"}),
        drop,
        element("h2", words("start.sources")),
        element("ul", listed, {"class": "shelf"})
        if listed
        else element("p", words("start.none"), {"class": "muted"}),
        element("p", words("start.private"), {"class": "hint"}),
    ]


_HIDDEN = {"class": "visually-hidden"}


def address(step: str, path: str) -> str:
    """Return the address of a page of the source ``path``."""
    return f"/desk/{step}/{quote(path)}"


def _progress(words: Wording, kind: str) -> Element:
    return element(
        "div",
        (
            element("p", "", {"id": f"{kind}-step", "role": "status"}),
            element("progress", "", {"id": f"{kind}-bar", "aria-label": words("desk.progress")}),
            button(words("desk.cancel"), {"id": f"{kind}-cancel"}),
        ),
        {"id": f"{kind}-progress", "class": "working", "hidden": "hidden"},
    )


def imported(words: Wording, result: ImportReport) -> list[Node]:
    """Return the page that says what an import found, and what it lost."""
    lost = [one for one in result.notes if one.kind == "lost"]
    todo = [one for one in result.notes if one.kind != "lost"]
    key = "imported.lost" if lost else "imported.whole"
    go = element(
        "a",
        words("imported.go"),
        {"href": address("article", result.source), "class": "button main"},
    )
    return [
        element("h1", words("imported.title", document=result.document)),
        element(
            "p",
            words(key, count=len(lost)),
            {"class": "verdict warning" if lost else "verdict good"},
        ),
        element("p", words("imported.file", path=result.source)),
        *([element("h2", words("imported.losses")), notes(words, lost)] if lost else []),
        element("p", words("imported.pictures"))
        if any(one.code == "import-picture" for one in lost)
        else "",
        element("p", go),
        element(
            "details",
            (element("summary", words("imported.todo", count=len(todo))), notes(words, todo)),
        )
        if todo
        else "",
    ]


def head(words: Wording, path: str, step: str, content: Content | None) -> list[Node]:
    """Return the title of a page of a source, and the way through its pages."""
    title = (content.title if content else "") or path
    links = []
    for one in STEPS:
        label: Node | list[Node] = words(f"step.{one}")
        if one == "pictures" and content and content.cards:
            done = sum(card.complete for card in content.cards)
            count = words("step.done", done=done, total=len(content.cards))
            label = [f"{label} ", element("span", count, {"id": "pictures-done"})]
        current = "page" if one == step else None
        links.append(
            element(
                "li", element("a", label, {"href": address(one, path), "aria-current": current})
            )
        )
    language = content.language if content else None
    return [
        element(
            "p",
            (
                element("span", title, {"lang": language or None, "class": "source-title"}),
                " ",
                element("a", words("start.preview"), {"href": f"/preview/{quote(path)}"}),
            ),
            {"class": "about"},
        ),
        element("nav", element("ol", links), {"class": "steps", "aria-label": words("step.label")}),
        element("h1", words(f"step.{step}")),
    ]


def article(words: Wording, path: str, content: Content) -> list[Node]:
    """Return the form for title, language, authors and date, and what the checker says."""
    date = "date" if len(content.published) in (0, 10) else "text"
    entries = [
        Entry(
            id="title",
            place="field",
            field="title",
            label=words("form.title"),
            value=content.title,
            hint=words("form.title_hint"),
            language=content.language,
            needed=True,
        ),
        Entry(
            id="language",
            place="field",
            field="language",
            label=words("form.language"),
            value=content.language,
            control="choice",
            hint=words("form.language_hint"),
            choices=choices(),
        ),
        Entry(
            id="authors",
            place="field",
            field="authors",
            label=words("form.authors"),
            value=content.authors,
            control="lines",
            hint=words("form.authors_hint"),
        ),
        Entry(
            id="published",
            place="field",
            field="published",
            label=words("form.published"),
            value=content.published,
            control="date" if date == "date" else "text",
            hint=words("form.published_hint"),
        ),
    ]
    errors = [one for one in content.notes if one.kind == "error"]
    rest = [one for one in content.notes if one.kind != "error"]
    lacking = [one for one in errors if one.code == ALT_MISSING]
    verdict = "check.errors" if errors else "check.good"
    return [
        *head(words, path, "article", content),
        saving(words),
        element("form", [field(one) for one in entries], {"class": "fields"}),
        following(words, "pictures", path),
        element("h2", words("check.title")),
        element(
            "p",
            words(verdict, count=len(errors)),
            {"class": "verdict error" if errors else "verdict good"},
        ),
        element("p", _lacking(words, path, len(lacking))) if lacking else "",
        notes(words, [one for one in errors if one not in lacking]),
        element(
            "details",
            (element("summary", words("check.more", count=len(rest))), notes(words, rest)),
        )
        if rest
        else "",
    ]


def _lacking(words: Wording, path: str, count: int) -> Element:
    return element("a", words("check.alt", count=count), {"href": address("pictures", path)})


def following(words: Wording, step: str, path: str) -> Element:
    """Return the link to the next page of a source."""
    text = words("desk.next", step=words(f"step.{step}"))
    link = element("a", text, {"href": address(step, path), "class": "button main"})
    return element("p", link, {"class": "next"})


def broken(words: Wording, content: Content) -> list[Node]:
    """Return what stops the source from being read."""
    if content.article:
        return []
    return [
        element("p", words("check.unreadable"), {"class": "verdict error"}),
        notes(words, content.notes),
    ]


def names(
    words: Wording,
    path: str,
    content: Content,
    listed: Sequence[Name],
    voices: dict[str, str],
    most: int | None,
) -> list[Node]:
    """Return the list of names, each with buttons that speak it and a field for how it is said.

    Of more than ``most`` names the first are shown, with a link to all.
    """
    rows = [_name(words, number, one, content, voices) for number, one in enumerate(listed[:most])]
    more = element(
        "a", words("names.all", count=len(listed)), {"href": "?all=1", "class": "button"}
    )
    add = element(
        "form",
        (
            element("label", words("names.add"), {"for": "word"}),
            element("p", words("names.add_hint"), {"id": "word-hint", "class": "hint"}),
            element(
                "div",
                (
                    element(
                        "input",
                        "",
                        {
                            "id": "word",
                            "name": "word",
                            "required": "required",
                            "maxlength": "80",
                            "aria-describedby": "word-hint",
                            "lang": content.language or None,
                        },
                    ),
                    element("button", words("names.add_button"), {"type": "submit"}),
                ),
                {"class": "row"},
            ),
        ),
        {"method": "get", "class": "field add"},
    )
    return [
        *head(words, path, "names", content),
        *broken(words, content),
        saving(words),
        element("p", words("names.lead"), {"class": "lead"}),
        element("p", words("names.how"), {"class": "hint", "id": "names-how"}),
        element("ul", rows, {"class": "names"}) if rows else element("p", words("names.none")),
        *([element("p", more)] if len(rows) < len(listed) else []),
        add,
        following(words, "editions", path),
    ]


def _name(
    words: Wording, number: int, one: Name, content: Content, voices: dict[str, str]
) -> Element:
    key = f"name-{number}"
    title: list[Node] = [element("span", one.word, {"lang": content.language or None})]
    if one.count:
        title.append(
            element("span", f" {words('names.count', count=one.count)}", {"class": "muted"})
        )
    if one.wanted:
        title.append(element("span", f" {words('names.wanted')}", {"class": "warning"}))
    entry = Entry(
        id=key,
        place="pronunciation",
        field=one.word,
        label=words("names.said", name=one.word),
        value=one.said,
    )
    kinds = [kind for kind in ("natural", "draft") if kind in voices]
    listen = [
        button(
            words(f"names.{kind}"),
            {
                "data-say": one.word,
                "data-from": key,
                "data-voice": kind,
                "aria-label": words(f"names.{kind}_label", name=one.word),
            },
        )
        for kind in kinds
    ]
    return element(
        "li",
        (
            element("h2", title),
            field(entry),
            element("div", listen, {"class": "row"}),
        ),
        {"class": "card"},
    )


def reports(words: Wording, path: str, content: Content, *, built: bool) -> list[Node]:
    """Return the page that makes the accessibility report, and the audit if there are editions."""

    def part(kind: str, *, ready: bool) -> list[Node]:
        return [
            element("h2", words(f"reports.{kind}")),
            element("p", words(f"reports.{kind}_use")),
            element(
                "p",
                button(words(f"reports.{kind}_make"), {"data-make": kind, "class": "main"})
                if ready
                else words("reports.build_first"),
            ),
        ]

    return [
        *head(words, path, "reports", content),
        *broken(words, content),
        *(part("report", ready=content.article is not None)),
        *(part("audit", ready=built)),
        _progress(words, "report"),
        element("p", "", {"id": "report-error", "class": "error", "role": "alert"}),
        element("p", "", {"id": "report-link"}),
    ]
