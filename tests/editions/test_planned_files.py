"""A record of a build names each file of the author's that the build has opened."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from publish import BuildOptions, EpubOptions, PdfOptions
from publish.editions.wanted import wanted
from publish.planning.records import MADE, READ, edition_key, name_of, reading_key
from publish.runtime.cache import Cache

#: Runs ``build(options)`` and writes the path of each file that it opens.  In a process of its own:
#: a hook stays for as long as its process, and runs at much that the tests after it do.
WATCHED = """
import os, pickle, sys
from pathlib import Path
from publish import api

def note(event, arguments):
    if event == "open" and isinstance(arguments[0], str | bytes | Path):
        opened.add(str(Path(os.fsdecode(arguments[0])).absolute()))

opened = set()
source, options = pickle.load(sys.stdin.buffer)
sys.addaudithook(note)
api.build(source, "out", options)
print(*opened, sep="\\n")
"""


@pytest.mark.parametrize(
    ("only", "name"),
    [
        ("epub", "book/publication.yaml"),
        ("epub", "every-construct/article.md"),
        ("epub", "imported/article.txt"),
        ("pdf", "dialects/article.md"),
    ],
)
def test_it_names_all(
    only: str, name: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    above = tmp_path / "posts"
    source = Path("posts", "gallery", name)
    shutil.copytree(root / "tests" / "gallery" / Path(name).parent, source.parent)
    (above / ".publish.toml").write_text("[source]\nsmart-typography = false\n")
    (above / "house.css").write_text("@import 'more.css';")
    (above / "more.css").write_text("p { color: navy }")
    sheets = (above / "house.css",)
    options = BuildOptions(
        only=only,
        cache=tmp_path / "cache",
        pdf=(PdfOptions(styles=sheets),),
        epub=EpubOptions(styles=sheets),
    )
    request = pickle.dumps((source, options))
    done = subprocess.run(
        [sys.executable, "-c", WATCHED], input=request, stdout=subprocess.PIPE, check=True
    )
    opened = done.stdout.decode().splitlines()
    cache = Cache(tmp_path / "cache")
    (one,) = wanted(options)
    made = cache.decoded(edition_key(one, Path("out", name_of(source))), MADE)
    read = cache.decoded(reading_key(source, options), READ)
    assert made
    assert read
    own = {path for path in opened if path.startswith(f"{above}{os.sep}")}
    assert str(source.absolute()) in own
    assert own <= {path for one in read.inputs for path in (one.path, one.real)}
    silent = {path for path in own if not path.endswith(".pls")}
    assert silent <= {path for one in made.inputs for path in (one.path, one.real)}
