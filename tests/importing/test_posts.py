"""Folders of posts of three site generators become sources that build."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from publish.check import check
from publish.cli import main
from publish.errors import Severity, SourceError
from publish.importing import import_file
from publish.importing.markdown.posts import posts_in
from publish.intake import import_document
from publish.source import read
from tests.conftest import Golden


@pytest.mark.parametrize("site", ["jekyll", "hugo", "eleventy"])
def test_a_folder_builds(site: str, root: Path, tmp_path: Path, golden: Golden) -> None:
    """The only finding that stops a build is the alt text that nobody wrote."""
    folder = root / "tests" / "gallery" / "posts" / site
    assert main(["import", str(folder), "-o", str(tmp_path), "--quiet"]) == 0
    ((file, name),) = posts_in(folder)
    source = tmp_path / name
    diagnostics = import_file(file, source.parent).diagnostics
    told = "\n".join(f"{p.severity}:{p.line}: {p.message} {p.fix}" for p in diagnostics)
    golden(f"{site}.txt", f"{source.read_text(encoding='utf-8')}{'=' * 40}\n{told}\n")
    errors = [p for p in check(read(source)) if p.severity is Severity.ERROR]
    assert [p.code for p in errors] == (["alt-missing"] if site == "hugo" else [])
    if not errors:
        assert main(["epub", str(source), "-o", str(tmp_path / "dist"), "--quiet"]) == 0


def post(folder: Path, body: str, front: str = "title: T") -> str:
    """The text, without front matter, of the source of a post."""
    file = folder / "2025-04-01-post.md"
    file.write_text(f"---\nlayout: post\n{front}\n---\n{body}\n", encoding="utf-8")
    return import_file(file, folder).markdown.partition("\n---\n\n")[2]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            '{{< figure src="a.png" alt="A cat." caption="Tom." attr="Ada" >}}',
            ":::{figure} pictures/a.png\n:alt: A cat.\n:credit: Ada\n\nTom.\n:::\n",
        ),
        (
            "{% include image.html url='a.png' description='Tom.' alt='A cat.' %}",
            ":::{figure} pictures/a.png\n:alt: A cat.\n\nTom.\n:::\n",
        ),
        (
            '{% figure "a.png", "A cat.", "Tom." %}',
            ":::{figure} pictures/a.png\n:alt: A cat.\n\nTom.\n:::\n",
        ),
        ("Words.{: .lead}\n\n{: .big}\nMore.", "Words.\n\nMore.\n"),
        ("{% highlight ruby %}\nputs 1\n{% endhighlight %}", "```ruby\nputs 1\n```\n"),
        ("{{< highlight go >}}\nx\n{{< /highlight >}}", "```go\nx\n```\n"),
        ("`{{ page.title }}` and {% raw %}{{ x }}{% endraw %}", "`{{ page.title }}` and\n"),
        ("{{% notice warning %}}\nMind.\n{{% /notice %}}", ":::{warning}\nMind.\n:::\n"),
        ("<!--more-->\n\nWords.", "Words.\n"),
        ("# T\n\n### Part\n\nWords.", "## Part\n\nWords.\n"),
        ("A[^x].\n\n[^x]: Note.", "A[^1].\n\n[^1]: Note.\n"),
        ("Cost \\$5, $x$.\n\n$$\ny\n$$", "Cost \\$5, $x$.\n\n$$\ny\n$$\n"),
        ("![](a.png)", ":::{figure} pictures/a.png\n:::\n"),
        ('<img src="a.png" alt="A cat.">', ":::{figure} pictures/a.png\n:alt: A cat.\n:::\n"),
        ("<div>\n\n*in* a box\n\n</div>", "*in* a box\n"),
        ("- [x] done\n- [ ] open", "- [x] done\n- [ ] open\n"),
    ],
)
def test_what_generators_add(written: str, expected: str, tmp_path: Path) -> None:
    assert post(tmp_path, written) == expected


def test_front_matter(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(
        "---\ntitle: 'Title: the first'\nauthors: [Ada K., {name: Max}]\ndate: March 4, 2026\n"
        "categories: [Work]\ntags: a b\nlang: be_BY\nlicense: CC-BY-4.0\nsecret: 1\n"
        "---\n\nТэкст.\n",
        encoding="utf-8",
    )
    imported = import_file(file, tmp_path)
    assert imported.markdown == (
        '---\ntitle: "Title: the first"\nlanguage: be-BY\nauthors:\n  - Ada K.\n  - Max\n'
        "published: 2026-03-04\nsubjects:\n  - a\n  - b\n  - Work\nlicence: CC-BY-4.0\n---\n\n"
        "Тэкст.\n"
    )
    assert any("secret" in diagnostic.message for diagnostic in imported.diagnostics)


def test_one_broken_post_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    posts, sources = tmp_path / "posts", tmp_path / "sources"
    (posts / "bundle").mkdir(parents=True)
    (posts / "bundle" / "index.md").write_text("---\ntitle: T\n---\n\nText.\n", "utf-8")
    (posts / "broken.md").write_text("---\ntitle: [\n---\n", "utf-8")
    (posts / "link.md").symlink_to("/etc/hostname")
    (posts / "static").symlink_to("/etc")
    os.mkfifo(posts / "pipe.md")
    assert main(["import", str(posts), "-o", str(sources), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["sources"]
    broken, bundle, link, pipe = (one["error"] for one in told)
    assert "YAML" in broken
    assert bundle is None
    assert "It is a symbolic link, which isn't followed." in link
    assert "it is a pipe or a device, not a file" in pipe
    assert [file.name for file in sources.iterdir()] == ["bundle.md"]


@pytest.mark.parametrize(
    "arguments", [["{post}"], ["{folder}"], ["{post}", "-o", "{post}", "--force"]]
)
def test_the_output_has_to_be_another_file(arguments: list[str], tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("---\nlayout: post\n---\n\nText.\n", "utf-8")
    given = [one.format(post=file, folder=tmp_path) for one in arguments]
    assert main(["import", *given, "--quiet"]) == 2
    assert "layout" in file.read_text("utf-8")


def test_a_source_is_not_imported(root: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a source already"):
        import_document(root / "assets" / "example" / "article.md", tmp_path)
