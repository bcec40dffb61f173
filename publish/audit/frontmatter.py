"""What the front matter says to readers."""

from __future__ import annotations

from collections.abc import Iterator

from publish.article import Article, Opening
from publish.audit.item import Item, Kind, Part


def front_matter(article: Article) -> Iterator[Item]:
    """The lines of the opening and of the colophon, each with the id of its element."""
    about, lines = article.metadata, dict(article.lines)
    given = [
        ("title", "title", about.title),
        ("subtitle", "subtitle", about.subtitle),
        ("standfirst", "standfirst", about.standfirst),
        *(("authors", "byline", author.name) for author in about.authors),
        ("dateline", "dateline", about.dateline),
        *(
            ("corrections", f"colophon-correction-{place}", one.text)
            for place, one in enumerate(about.corrections, start=1)
        ),
    ]
    facts = [("contributors", one.name) for one in about.contributors]
    facts.append(("publisher", about.publisher))
    facts.append(("rights", about.rights))
    if about.licence:
        facts.append(("licence", about.licence.name or about.licence.url))
    present = [(name, text) for name, text in facts if text]
    given += [
        (name, f"colophon-fact-{place}", text)
        for place, (name, text) in enumerate(present, start=1)
    ]
    for name, own, text in given:
        if text:
            yield Item(
                kind=Kind.FRONT,
                id=own,
                line=lines.get(name, 0),
                language=about.language,
                parts=(Part(own, text),),
            )
    if about.cover and about.cover.alt:
        yield Item(
            kind=Kind.ALT,
            id="cover-img",
            line=lines.get("cover", lines.get("cover.alt", 0)),
            language=about.language,
            parts=(Part("cover-img", about.cover.alt),),
            owner="cover",
            image=about.cover,
        )


def chapter_opening(own: str, opening: Opening, line: int, language: str) -> Iterator[Item]:
    """What stands between the title of the chapter ``own`` and its text."""
    given = [
        ("subtitle", opening.subtitle),
        ("standfirst", opening.standfirst),
        *(("byline", author.name) for author in opening.authors),
        ("dateline", opening.dateline),
    ]
    for name, text in given:
        if text:
            yield Item(
                kind=Kind.FRONT,
                id=f"{own}-{name}",
                line=line,
                language=language,
                parts=(Part(f"{own}-{name}", text),),
            )
