"""The routes of the desk.

Reading a source takes a thread; importing, speaking, building and reports are jobs
(:mod:`publish.serve.desk.work`).  A file of a request is found by ``path_inside`` alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from publish.errors import PublishError, UsageError
from publish.intake import read
from publish.runtime.text import read_text
from publish.serve.desk import pages, picture_cards, sheet, work
from publish.serve.desk.content import (
    Content,
    card_of,
    check_word,
    content_of_source,
    names_of,
)
from publish.serve.desk.edits import Change, ConflictError, apply
from publish.serve.desk.reading import field_value
from publish.serve.desk.thumbnails import thumbnail
from publish.serve.files import list_sources, path_inside
from publish.serve.jobs import JobStatus
from publish.serve.page import page
from publish.serve.state import ServeState, state_of
from publish.serve.uploads import receive_upload
from publish.serve.wording import wording_for
from publish.xhtml.tree import Node

T = TypeVar("T")

#: Sources whose titles the first page shows.
_MOST_TITLES = 200

#: The policy of a report: a page of ours with its own style sheet and pictures.
_PAPER = "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def _page(request: Request, title: str, content: list[Node]) -> Response:
    return page(request, title, *content, scripts=("desk.js",), sheets=("desk.css",), kind="desk")


def _source(request: Request) -> Path:
    """Return the source of a request.  Raises :class:`RefusedPathError`."""
    return path_inside(state_of(request).root, request.path_params["path"])


def _folder(state: ServeState, source: Path) -> Path:
    """Return the folder for the editions of ``source``.  Raises :class:`UsageError`."""
    folder = source.parent / "dist"
    if not folder.resolve().is_relative_to(state.root):
        raise UsageError(f"The folder {folder.name} leads out of {state.root.name}. Rename it.")
    return folder


def _scratch(state: ServeState, name: str) -> Path:
    folder = state.scratch / "desk" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


async def _body(request: Request, kind: type[T]) -> T:
    """Return the JSON of a request as a record.  Raises :class:`UsageError`."""
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"The request can't be read: {error}.") from error


def _json(data: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(data), status, media_type="application/json")


# ------------------------------------------------------------------ pages


async def _first(request: Request) -> Response:
    """Show the preview of the one source, or the first page."""
    source = state_of(request).source
    return RedirectResponse(f"/preview/{quote(source)}", 303) if source else await _start(request)


async def _start(request: Request) -> Response:
    words, root = wording_for(request), state_of(request).root

    def titles() -> list[tuple[str, str]]:
        return [(path, _title(root / path)) for path in list_sources(root)[:_MOST_TITLES]]

    listed = await run_in_threadpool(titles)
    return _page(request, words("start.title"), pages.start(words, listed))


def _title(file: Path) -> str:
    try:
        return field_value(file, read_text(file), "title")
    except PublishError:  # its own page says what is wrong
        return ""


async def _imported(request: Request) -> Response:
    job = state_of(request).jobs.find(request.path_params["number"])
    if job is None or not isinstance(job.result, work.ImportReport):
        return RedirectResponse("/desk", 303)
    words = wording_for(request)
    title = words("imported.title", document=job.result.document)
    return _page(request, title, pages.imported(words, job.result))


async def _content(request: Request) -> Content:
    source, root = _source(request), state_of(request).root
    return await run_in_threadpool(content_of_source, root, source)


def _titled(request: Request, step: str, content: Content) -> str:
    return f"{wording_for(request)(f'step.{step}')} – {content.title or content.file.name}"


async def _article(request: Request) -> Response:
    content = await _content(request)
    made = pages.article(wording_for(request), request.path_params["path"], content)
    return _page(request, _titled(request, "article", content), made)


async def _pictures(request: Request) -> Response:
    content = await _content(request)
    made = picture_cards.pictures(wording_for(request), request.path_params["path"], content)
    return _page(request, _titled(request, "pictures", content), made)


async def _names(request: Request) -> Response:
    content = await _content(request)
    added = check_word(request.query_params.get("word", ""))
    listed = await run_in_threadpool(names_of, content, added)
    voices = await run_in_threadpool(work.voices, content.language)
    path = request.path_params["path"]
    most = None if "all" in request.query_params else pages.MOST_NAMES
    made = pages.names(wording_for(request), path, content, listed, voices, most)
    return _page(request, _titled(request, "names", content), made)


async def _editions(request: Request) -> Response:
    content = await _content(request)
    voices = await run_in_threadpool(work.voices, content.language)
    folder = _folder(state_of(request), content.file)
    path = request.path_params["path"]
    made = sheet.editions(wording_for(request), path, content, voices, folder)
    return _page(request, _titled(request, "editions", content), made)


async def _reports(request: Request) -> Response:
    content = await _content(request)
    folder = _folder(state_of(request), content.file)
    built = bool(content.article and work.finished(folder / content.article.name))
    path = request.path_params["path"]
    made = pages.reports(wording_for(request), path, content, built=built)
    return _page(request, _titled(request, "reports", content), made)


# ------------------------------------------------------------------ changes


async def _change(request: Request) -> Response:
    """Write one change; answer with what the checker says of the picture then."""
    source, root = _source(request), state_of(request).root
    change = await _body(request, Change)
    try:
        await run_in_threadpool(apply, source, change)
    except ConflictError as error:
        conflict = {"error": str(error), "current": error.current, "yours": error.yours}
        return JSONResponse(conflict, 409)
    answer: dict[str, object] = {"saved": True}
    if change.place == "picture":
        card = await run_in_threadpool(card_of, root, source, change.file, change.number)
        if card:
            words = wording_for(request)
            answer["notes"] = [
                {
                    "kind": one.kind,
                    "said": words(f"notes.{one.kind}"),
                    "text": f"{one.message} {one.fix}".strip(),
                }
                for one in card.notes
            ]
            written = getattr(card.fields, change.field)
            answer["value"] = written if isinstance(written, str) else change.value
            answer["complete"] = card.complete
            answer["state"] = words("picture.ready" if card.complete else "picture.missing")
            answer["decorative"] = card.fields.decorative
    return _json(answer)


# ------------------------------------------------------------------ jobs


async def _upload(request: Request) -> Response:
    state = state_of(request)
    name = request.query_params.get("name", "")
    suffix = Path(name).suffix.lower()
    if suffix not in work.DOCUMENTS:
        raise UsageError(wording_for(request)("start.wrong", name=name[:80] or "?"))
    file = await receive_upload(request, name, request.query_params.get("group", ""))
    started = state.jobs.start("import", str(file), work.import_upload, str(file), str(state.root))
    return _json(started)


async def _upload_picture(request: Request) -> Response:
    """Receive a picture for the document that is sent after it."""
    name, group = (request.query_params.get(one, "") for one in ("name", "group"))
    if Path(name).suffix.lower() not in work.PICTURES or not group:
        raise UsageError(wording_for(request)("start.wrong", name=name[:80] or "?"))
    await receive_upload(request, name, group)
    return Response(status_code=204)


async def _result(request: Request) -> Response:
    """Answer with the result of a job that has ended."""
    job = state_of(request).jobs.find(request.path_params["number"])
    if job is None or job.status.state != "done":
        raise HTTPException(404)
    return _json(job.result)


class _Saying(msgspec.Struct, frozen=True):
    """``words`` to speak as ``how`` says (empty: as the voice reads them); ``voice`` is a kind."""

    words: str
    how: str = ""
    voice: str = "draft"


async def _say(request: Request) -> Response:
    source, state = _source(request), state_of(request)
    asked = await _body(request, _Saying)
    words, how = check_word(asked.words), check_word(asked.how)
    content = await run_in_threadpool(content_of_source, state.root, source)
    voices = await run_in_threadpool(work.voices, content.language)
    voice = voices.get(asked.voice, voices["draft"])
    key = f"{words}\n{how}\n{content.language}\n{voice}"
    name = f"{hashlib.sha256(key.encode()).hexdigest()}.wav"
    file = _scratch(state, "sounds") / name
    if file.is_file():
        return _json({"sound": f"/desk/sound/{name}"})
    arguments = (words, how, content.language or "en", voice, str(file))
    started = state.jobs.start("say", key, work.say, *arguments)
    return _json({"job": started.id, "sound": f"/desk/sound/{name}"})


async def _sound(request: Request) -> Response:
    return _kept(request, "sounds", ".wav")


def _kept(
    request: Request, folder: str, suffix: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with a file that a job has made."""
    name = request.path_params["name"]
    file = _scratch(state_of(request), folder) / name
    if not name.removesuffix(suffix).isalnum() or not name.endswith(suffix) or not file.is_file():
        raise HTTPException(404)
    return FileResponse(file, headers=headers)


class _Building(msgspec.Struct, frozen=True):
    """The editions to build (``epub``, ``pdf:screen``), and the kind of the voice."""

    only: tuple[str, ...]
    voice: str = "natural"


async def _build(request: Request) -> Response:
    source, state = _source(request), state_of(request)
    asked = await _body(request, _Building)
    only, pdfs = sheet.choices_of(asked.only)
    if not only:
        raise UsageError(wording_for(request)("build.nothing"))
    folder = _folder(state, source)
    thumbnails = str(_scratch(state, "thumbnails"))
    arguments = (str(source), str(folder), only, pdfs, asked.voice, thumbnails)
    return _json(state.jobs.start("build", str(source), work.build, *arguments))


async def _report(request: Request) -> Response:
    return _json(await _paper_job(request, "report", work.report))


async def _audit(request: Request) -> Response:
    return _json(await _paper_job(request, "audit", work.audit))


async def _paper_job(request: Request, kind: str, function: Callable[..., str]) -> JobStatus:
    source, state = _source(request), state_of(request)
    folder, file = _folder(state, source), _scratch(state, "papers") / f"{kind}.html"
    name = f"{kind}{hashlib.sha256(str(source).encode()).hexdigest()[:16]}.html"
    arguments = (str(source), str(folder), str(file.with_name(name)))
    return state.jobs.start(kind, str(source), function, *arguments)


async def _paper(request: Request) -> Response:
    return _kept(request, "papers", ".html", {"Content-Security-Policy": _PAPER})


# ------------------------------------------------------------------ editions


async def _thumbnail(request: Request) -> Response:
    source, state = _source(request), state_of(request)
    folder, name = _folder(state, source), request.query_params.get("edition", "")
    kept = _scratch(state, "thumbnails")

    def drawn() -> Path | None:
        article = read(source)
        found = work.finished(folder / article.name)
        file = next((path for _, path in found if path.name == name), None)
        return thumbnail(article, file, kept) if file else None

    picture = await run_in_threadpool(drawn)
    if picture is None:
        return Response(_TILE, media_type="image/svg+xml")
    return FileResponse(picture)


_TILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 400">'
    '<rect width="300" height="400" fill="#dfe5ea"/>'
    '<path d="M60 90h180M60 130h180M60 170h120" stroke="#5b6b7a" stroke-width="10"/></svg>'
)


async def _zip(request: Request) -> Response:
    source, state = _source(request), state_of(request)
    content = await run_in_threadpool(content_of_source, state.root, source)
    if content.article is None:
        raise HTTPException(404)
    target = _folder(state, source) / content.article.name
    only = request.query_params.get("edition", "")
    if only and only not in [path.name for _, path in work.finished(target)]:
        raise HTTPException(404)
    file = await run_in_threadpool(sheet.zipped, target, _scratch(state, "zips"), only)
    return FileResponse(file, filename=file.name)


ROUTES = [
    Route("/", _first),
    Route("/desk", _start),
    Route("/desk/imported/{number:int}", _imported),
    Route("/desk/article/{path:path}", _article),
    Route("/desk/pictures/{path:path}", _pictures),
    Route("/desk/names/{path:path}", _names),
    Route("/desk/editions/{path:path}", _editions),
    Route("/desk/reports/{path:path}", _reports),
    Route("/desk/change/{path:path}", _change, methods=["POST"]),
    Route("/desk/say/{path:path}", _say, methods=["POST"]),
    Route("/desk/build/{path:path}", _build, methods=["POST"]),
    Route("/desk/report/{path:path}", _report, methods=["POST"]),
    Route("/desk/audit/{path:path}", _audit, methods=["POST"]),
    Route("/desk/result/{number:int}", _result),
    Route("/desk/sound/{name}", _sound),
    Route("/desk/paper/{name}", _paper),
    Route("/desk/thumb/{path:path}", _thumbnail),
    Route("/desk/zip/{path:path}", _zip),
    Route("/upload/desk", _upload, methods=["POST"]),
    Route("/upload/desk/picture", _upload_picture, methods=["POST"]),
]
