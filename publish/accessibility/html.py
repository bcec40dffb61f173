"""Format the reports as one page of HTML: statement, alt texts, conformance, evaluation."""

from __future__ import annotations

from collections import Counter
from html import escape

from publish.accessibility.conformance import Conformance, Verdict
from publish.accessibility.criteria import Standard
from publish.accessibility.formatting import details
from publish.accessibility.statement import statement
from publish.language.words import own_words
from publish.webpage import element, page, table

_CLASSES = {"fails": "bad", "needs a person": "aside", "not judged": "aside"}


def as_html(report: Conformance) -> str:
    """Return the reports as an HTML page."""
    about = report.article.metadata
    words, title = own_words(about.language, about.words), escape(about.title)
    offered = "\n".join(
        element("h3", escape(part.title), lang=words.language)
        + element(
            "ul",
            "".join(element("li", escape(one)) for one in part.sentences),
            lang=words.language,
        )
        for part in statement(report.facts, report.claim)
    )
    parts = [
        f'<h1>Accessibility: <cite lang="{escape(about.language)}">{title}</cite></h1>',
        element("p", "What it offers, what machines found, and what a person has to look at.",
                class_="lead"),
        element(
            "p", escape(_verdict(report)), class_="verdict" if report.claim else "verdict open"
        ),
        f"<h2>Statement for readers</h2>\n{offered}",
        _alt_texts(report),
        *(_standard(standard, verdicts) for standard, verdicts in report.verdicts),
        _evaluation(report),
    ]  # fmt: skip
    return page(f"Accessibility: {about.title}", "\n".join(part for part in parts if part))


def _verdict(report: Conformance) -> str:
    if report.claim:
        return f"The editions claim: {report.claim.standard}."
    waiting = sum(
        verdict.status == "needs a person" for _, all_of in report.verdicts for verdict in all_of
    )
    return f"No edition claims to conform: {waiting} criteria wait for a person."


def _alt_texts(report: Conformance) -> str:
    counted = report.evidence.alt_texts
    if not counted:
        return ""
    rows = [(escape(state), str(count)) for state, count in counted.items()]
    caption = "Pictures by the state of their alt text"
    return f"<h2>Alt texts</h2>\n{table(caption, ('State', 'Pictures'), rows)}"


def _standard(standard: Standard, verdicts: tuple[Verdict, ...]) -> str:
    counted = Counter(verdict.status for verdict in verdicts)
    summary = ", ".join(f"{status}: {count}" for status, count in counted.items())
    rows = [_row(verdict) for verdict in verdicts]
    head = ("Criterion", "Status", "What was found, or is to be looked at")
    title = f'<a href="{escape(standard.url)}">{escape(standard.title)}</a>'
    return (
        f"<h2>{title}</h2>\n<p>{escape(summary)}.</p>\n"
        f"{table(f'{standard.name}, criterion by criterion', head, rows, 'prose')}"
    )


def _row(verdict: Verdict) -> tuple[str, str, str]:
    one = verdict.criterion
    level = f" ({escape(one.level)})" if one.level else ""
    status = element("span", escape(verdict.status), class_=_CLASSES.get(verdict.status, "soft"))
    found = "".join(element("div", escape(line)) for line in details(verdict))
    return f"{escape(one.number)} {escape(one.name)}{level}", status, found


def _evaluation(report: Conformance) -> str:
    evaluation = report.article.metadata.evaluation
    if evaluation is None:
        inside = (
            "<p>Evaluated by: ______________________ Date: ______________</p>\n"
            "<p>When a person has looked at all of these, say so in the front matter:</p>\n"
            "<pre><code>evaluation:\n  evaluator: NAME\n  date: 2026-03-01\n  level: AA\n"
            "  criteria: all</code></pre>"
        )
    else:
        who = ", ".join(one for one in (evaluation.evaluator, evaluation.organisation) if one)
        inside = f"<p>{escape(who)}, {evaluation.date.isoformat()}</p>"
        if evaluation.report:
            link = escape(evaluation.report)
            inside += f'\n<p>Report: <a href="{link}">{link}</a></p>'
    return f"<h2>Evaluation</h2>\n{inside}"
