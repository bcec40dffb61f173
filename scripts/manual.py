"""Write the manual page from the help of the command line: ``python scripts/manual.py FILE``.

It is in man(7), in ASCII, so that every troff reads it.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

import typer

from publish import __version__
from publish.cli.commands import app_for

Command: TypeAlias = typer.core.TyperCommand | typer.core.TyperGroup

#: The day of the version; a manual page has a date.
DATE = "2026-11-26"

HELP = ["-h", "--help"]
ENVIRONMENT = {
    "PUBLISH_VOICE": "The voice where a source names none: an id of \\fBpublish voices\\fR.",
    "PUBLISH_VOICES": "Folders of voices of Piper (.onnx), separated by colons.",
    "PUBLISH_CACHE": "The folder of what the next build takes up again.",
    "PUBLISH_CACHE_GB": "The largest size of that folder, in gigabytes (2).",
    "PUBLISH_STORE": "A folder or an address (s3://) whose cache several computers share.",
    "PUBLISH_PROCESSOR_SECONDS": "The processor time to read, check, import or verify a file.",
    "PUBLISH_MEMORY_MEGABYTES": "The memory to verify or audit a file (380).",
    "SOURCE_DATE_EPOCH": "The date inside of editions, in seconds since 1970.",
    "NO_COLOR": "Print without colours.",
}
FILES = {
    "publication.yaml": "The metadata and the chapters of a book.",
    ".publish.toml": "Settings of rules for all sources of a folder and of those below it.",
}


def manual() -> str:
    """Return the page."""
    group = typer.main.get_command(app_for([]))
    assert isinstance(group, typer.core.TyperGroup)  # noqa: S101
    about, *rest = paragraphs(group.help or "")
    codes = next(one for one in rest if one.startswith("Exit codes:"))
    lines = [
        f'.TH PUBLISH 1 {DATE} "publish {__version__}"',
        ".SH NAME",
        "publish \\- build accessible editions from one Markdown source",
        ".SH SYNOPSIS",
        ".B publish",
        ".I COMMAND",
        ".RI [ OPTION ...]",
        ".SH DESCRIPTION",
        filled(about),
        *(line for one in rest if one != codes for line in (".PP", filled(one))),
        ".SH OPTIONS",
        *options(group),
        ".SH COMMANDS",
    ]
    for name, command in group.commands.items():
        assert isinstance(command, typer.core.TyperCommand)  # noqa: S101
        lines += described(name, command)
    lines += [".SH EXIT STATUS"]
    for number, meaning in re.findall(r"(\d+) ([^,.]+)", codes):
        lines += [".TP", f".B {number}", filled(meaning[0].upper() + meaning[1:] + ".")]
    for heading, table in (("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        lines.append(f".SH {heading}")
        for name, meaning in table.items():
            lines += [".TP", f".B {roff(name)}", meaning]
    return "\n".join(lines) + "\n"


def described(name: str, command: Command) -> Iterator[str]:
    """Yield the lines about one command."""
    context = typer.Context(command, info_name=f"publish {name}", help_option_names=HELP)
    yield f'.SS "publish {name}"'
    yield f".B publish {name}"
    usage = " ".join(command.collect_usage_pieces(context))
    yield f".I {roff(usage)}"
    parts = groupby(paragraphs(command.help or ""), key=lambda one: one.startswith("  "))
    for is_example, group in parts:
        if is_example:
            yield from (".PP", ".RS 4", ".nf", *(roff(one.strip()) for one in group), ".fi", ".RE")
        else:
            yield from (line for one in group for line in (".PP", filled(one)))
    yield from options(command, context)


def options(command: Command, context: typer.Context | None = None) -> Iterator[str]:
    """Yield the lines about the arguments and options of a command."""
    context = context or typer.Context(command, info_name="publish", help_option_names=HELP)
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record:
            yield from (".TP", f".B {roff(record[0])}", filled(record[1]))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a help text, each on one line; examples keep their indentation."""
    found = []
    text = re.sub("\b\n((?:.+\n)*)", lambda block: indented(block[1]), text)
    for part in re.split(r"\n\s*\n|\n(?=  )", text):
        indent = "  " if part.startswith("  ") else ""
        found.append(indent + " ".join(part.split()))
    return [one for one in found if one.strip()]


def indented(lines: str) -> str:
    """Return lines that are not filled, indented as examples are."""
    return "".join(f"  {line.strip()}\n" for line in lines.splitlines())


def filled(text: str) -> str:
    """Return ``text`` on short lines, for troff to fill."""
    lines = textwrap.wrap(text, 66, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(roff, lines))


def roff(text: str) -> str:
    """Return ``text`` as troff prints it: no escapes, no requests, ASCII alone."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = "".join(one if one.isascii() else f"\\[u{ord(one):04X}]" for one in text)
    return f"\\&{text}" if text[:1] in (".", "'") else text


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(manual(), encoding="ascii", newline="\n")
