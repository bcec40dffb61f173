"""The routes of the desk: what people send, and what strangers' documents could do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from starlette.testclient import TestClient

from publish.errors import PublishError
from publish.serve import uploads
from publish.serve.desk import work
from publish.serve.state import ServeState

SOURCE = """---
title: A <script>alert(1)</script> "title"
language: en
---

Words of Łucja and of Bondar.

![](p/a.png)
"""


@pytest.fixture
def article(state: ServeState) -> Path:
    folder = state.root / "one"
    (folder / "p").mkdir(parents=True)
    Image.new("RGB", (30, 20), "red").save(folder / "p/a.png")
    (folder / "one.md").write_text(SOURCE, "utf-8")
    return folder / "one.md"


def change(place: str, field: str, before: str, value: str, **more: object) -> dict[str, object]:
    return {"place": place, "field": field, "before": before, "value": value, **more}


def test_pages_hold_no_markup_of_a_source(client: TestClient, article: Path) -> None:
    del article
    for step in ("article", "pictures", "names", "editions", "reports"):
        answer = client.get(f"/desk/{step}/one/one.md")
        assert answer.status_code == 200, step
        assert "<script>" not in answer.text
        assert "alert(1)&lt;/script" in answer.text
        assert "style=" not in answer.text
        assert " on" not in {one[:3] for one in answer.text.split("<")}
    assert 'href="/desk/article/one/one.md"' in client.get("/").text


def test_a_change_is_written_and_a_conflict_is_shown(client: TestClient, article: Path) -> None:
    picture = {"number": 0, "picture": "p/a.png"}
    address = "/desk/change/one/one.md"
    answer = client.post(address, json=change("picture", "alt", "", "A red square.", **picture))
    assert answer.json()["complete"] is True
    assert answer.json()["value"] == "A red square."
    assert "![A red square.](p/a.png)" in article.read_text("utf-8")
    answer = client.post(address, json=change("picture", "description", "", "# One", **picture))
    assert answer.json()["value"] == "\\# One"
    answer = client.post(address, json=change("picture", "alt", "", "Other words.", **picture))
    assert answer.status_code == 409
    assert answer.json()["current"] == "A red square."
    assert answer.json()["yours"] == "Other words."
    for wrong in (
        change("field", "language", "en", "qqq-nonsense-language"),
        change("field", "title", 'A <script>alert(1)</script> "title"', ""),
        change("picture", "alt", "", "x", number=7, picture="p/a.png", file="../other.md"),
        {"place": "nowhere"},
    ):
        assert client.post(address, json=wrong).status_code == 400, wrong
    assert client.post("/desk/change/one/../../x.md", json=wrong).status_code == 404
    assert client.post("/desk/change/one/p/a.png", json=change("field", "title", "", "x")).json()


def test_ordinary_words_are_no_names(client: TestClient, state: ServeState) -> None:
    text = """# In the High Valley

In March we met Łucja. “Go.” Then on Monday she left The Boat for the Black Sea;
a high valley, a boat.
"""
    many = " ".join(
        f"we met Q{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(70)
    )
    (state.root / "n.md").write_text(f"---\nlanguage: en\n---\n\n{text}", "utf-8")
    names = client.get("/desk/names/n.md").text
    assert 'data-say="Łucja"' in names
    assert names.count("data-say=") == names.count('data-say="Łucja"')
    (state.root / "n.md").write_text(f"---\nlanguage: en\n---\n\n{text}\n{many}\n", "utf-8")
    assert client.get("/desk/names/n.md").text.count('<li class="card">') == 60
    assert "Show all 71" in client.get("/desk/names/n.md").text
    assert client.get("/desk/names/n.md?all=1").text.count('<li class="card">') == 71


def test_pictures_of_chapters(client: TestClient, state: ServeState) -> None:
    (state.root / "book/chapters").mkdir(parents=True)
    Image.new("RGB", (30, 20), "red").save(state.root / "book/a.png")
    (state.root / "book/publication.yaml").write_text(
        "title: Book\nlanguage: en\ncover: {src: a.png, alt: Old}\n"
        "contents:\n  - chapters/one.md\n  - chapters/two.md\n",
        "utf-8",
    )
    for name, other in (("one", "two"), ("two", "one")):
        text = f"---\ntitle: {name}\n---\n\nSee [it]({other}.md#x).\n\n"
        text += "{#x}\nWords.\n\n![](../a.png)\n"
        (state.root / f"book/chapters/{name}.md").write_text(text, "utf-8")
    page = client.get("/desk/pictures/book/publication.yaml").text
    assert page.count('class="card"') == 3
    address = "/desk/change/book/publication.yaml"
    chapter = {"file": "chapters/two.md", "number": 0, "picture": "../a.png"}
    for sent in (
        change("picture", "alt", "", "A square.", **chapter),
        change("cover", "alt", "Old", "A red square."),
        change("pronunciation", "Łódź", "", "wootch"),
        change("field", "authors", "", "Ada\nBo"),
    ):
        answer = client.post(address, json=sent)
        assert answer.status_code == 200, answer.text
    book = (state.root / "book/publication.yaml").read_text("utf-8")
    assert "cover: {src: a.png, alt: A red square.}" in book
    assert "authors:\n  - Ada\n  - Bo\n" in book
    assert "![A square.](../a.png)" in (state.root / "book/chapters/two.md").read_text("utf-8")
    assert "![](../a.png)" in (state.root / "book/chapters/one.md").read_text("utf-8")


def _docx(document: str, picture: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
        archive.writestr("word/media/a.svg", picture)
    return out.getvalue()


HOSTILE = {
    "empty.docx": b"",
    "picture.docx": b"\x89PNG\r\n\x1a\n" + b"0" * 500,
    "bomb.docx": _docx("<w:document>" + " " * 60_000_000),
    "bomb.epub": _docx("0" * 60_000_000),
    "cut.odt": _docx("<x/>")[:60],
    "binary.txt": bytes(range(256)) * 40,
    "entities.html": b"<!DOCTYPE x [<!ENTITY a '" + b"b" * 100 + b"'>]><p>&a;&a;",
    "nested.html": b"<div>" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_end_with_a_message(name: str, tmp_path: Path) -> None:
    (tmp_path / "sent").mkdir()
    (tmp_path / "root").mkdir()
    document = tmp_path / "sent" / name
    document.write_bytes(HOSTILE[name])
    try:
        found = work.import_upload(str(document), str(tmp_path / "root"), progress=_ignore)
    except PublishError as error:
        said = str(error)
        assert not list((tmp_path / "root").iterdir())
    else:
        said = ""
        assert (tmp_path / "root" / found.source).is_file()
    assert str(tmp_path / "sent") not in said
    assert not document.parent.exists()


def _ignore(_step: str, _done: int, _total: int) -> None:
    pass


def test_scripts_of_a_document_are_left_behind(tmp_path: Path) -> None:
    (tmp_path / "sent").mkdir()
    (tmp_path / "root").mkdir()
    page = b"<!DOCTYPE html><title>T</title><p onclick='a()'>Words<script>steal()</script>"
    page += b"<svg><script>steal()</script></svg><iframe src='http://example.org'></iframe>"
    (tmp_path / "sent/a.html").write_bytes(page)
    found = work.import_upload(
        str(tmp_path / "sent/a.html"), str(tmp_path / "root"), progress=_ignore
    )
    text = (tmp_path / "root" / found.source).read_text("utf-8")
    assert "Words" in text
    assert "steal" not in text
    assert "onclick" not in text


@pytest.mark.parametrize("name", ["a.exe", "", "a.docx.js", "x/../.md", "a\n.md", ".docx"])
def test_files_with_odd_names_are_refused(client: TestClient, name: str) -> None:
    answer = client.post(f"/upload/desk?name={quote(name)}", content=b"x")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_document_is_imported_into_a_folder_of_its_own(
    client: TestClient, state: ServeState
) -> None:
    for folder in ("A-note", "A-note-2"):
        answer = client.post("/upload/desk?name=C:%5CA%20note.txt", content=b"A note\n\nWords.\n")
        number = answer.json()["id"]
        state.jobs._jobs[number].ended.wait(60)
        assert client.get(f"/desk/result/{number}").json()["source"] == f"{folder}/{folder}.md"
        assert (state.root / folder / f"{folder}.md").is_file()
    page = client.get(f"/desk/imported/{number}").text
    assert "A note.txt" in page


def test_a_document_brings_its_pictures(client: TestClient, state: ServeState) -> None:
    """Those that are files of their own, sent before it; without them the page says how."""
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(picture, "PNG")
    text = b"# A dog\n\nIt waits.\n\n![A red dog waits.](p/dog.png)\n"
    for source, group in (("dog", "ab" * 16), ("dog-2", "")):
        if group:
            address = f"/upload/desk/picture?group={group}&name="
            for name in ("../p/dog.png", "p/dog.exe", ".p/dog.png", "p//dog.png"):
                assert client.post(f"{address}{name}", content=b"x").status_code == 400
            assert client.post("/upload/desk/picture?name=p/dog.png").status_code == 400
            sent = client.post(f"{address}p/dog.png", content=picture.getvalue())
            assert sent.status_code == 204
            clash = client.post(f"/upload/desk/picture?group={'cd' * 16}&name=a.png", content=b"x")
            assert clash.status_code == 204
            clash = client.post(f"/upload/desk/picture?group={'cd' * 16}&name=a.png/b.png")
            assert clash.status_code == 400
        answer = client.post(f"/upload/desk?name=dog.md&group={group}", content=text)
        number = answer.json()["id"]
        state.jobs._jobs[number].ended.wait(60)
        assert client.get(f"/desk/result/{number}").json()["source"] == f"{source}/{source}.md"
        assert bool(list((state.root / source).rglob("dog*.png"))) is bool(group)
        page = client.get(f"/desk/imported/{number}").text
        assert ("files of their own come with the document" in page) is not bool(group)
    assert not list((state.scratch / "uploads").iterdir())


def test_no_more_files_are_kept_than_a_page_has(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_MOST_FILES", 2)
    address = f"/upload/desk/picture?group={'ef' * 16}&name="
    answers = [client.post(f"{address}{name}.png", content=b"") for name in "abc"]
    assert [answer.status_code for answer in answers[:2]] == [204, 204]
    assert answers[2].status_code >= 400
    assert "files were sent" in answers[2].text


def test_an_edition_is_built_shown_and_downloaded(
    client: TestClient, state: ServeState, article: Path
) -> None:
    address = "/desk/change/one/one.md"
    picture = {"number": 0, "picture": "p/a.png"}
    client.post(address, json=change("picture", "alt", "", "A red square.", **picture))
    assert client.post("/desk/build/one/one.md", json={"only": []}).status_code == 400
    begun = client.post("/desk/build/one/one.md", json={"only": ["epub"], "voice": "none"})
    job = state.jobs._jobs[begun.json()["id"]]
    job.ended.wait(90)
    assert job.status.state == "done", job.status.error
    assert (article.parent / "dist/one.epub").is_file()
    page = client.get("/desk/editions/one/one.md").text
    assert 'href="/file/one/dist/one.epub" download="one.epub"' in page
    archive = client.get("/desk/zip/one/one.md").content
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == ["one.epub"]
    assert (
        client.get("/desk/thumb/one/one.md?edition=one.epub").headers["content-type"]
        == "image/jpeg"
    )
    assert client.get("/desk/zip/one/one.md?edition=../../x").status_code == 404


def test_a_folder_of_editions_that_leads_out_is_refused(
    client: TestClient, article: Path, tmp_path: Path
) -> None:
    (article.parent / "dist").symlink_to(tmp_path)
    answer = client.post("/desk/build/one/one.md", json={"only": ["epub"]})
    assert answer.status_code == 400


def test_the_voice_says_a_word(client: TestClient, state: ServeState, article: Path) -> None:
    del article
    address = "/desk/say/one/one.md"
    sent = {"words": "Bondar", "how": "bon-DAR", "voice": "draft"}
    answer = client.post(address, json=sent).json()
    state.jobs._jobs[answer["job"]].ended.wait(60)
    assert client.get(answer["sound"]).content[:4] == b"RIFF"
    assert "job" not in client.post(address, json=sent).json()
    assert client.post(address, json={"words": "x" * 500}).status_code == 400
    assert client.get("/desk/sound/..%2f..%2fx.wav").status_code == 404
