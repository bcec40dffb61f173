"""Receive a file piece by piece into the temporary folder of the server.

Neither memory nor disk grows with what a stranger sends: the guard counts the bytes of each
request, and here those of all files that are kept are counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from publish.errors import PublishError, UsageError
from publish.serve.state import state_of

if TYPE_CHECKING:
    from starlette.requests import Request

#: Uploads at the same time, and the bytes and the files that are kept.
_AT_ONCE, _KEPT, _MOST_FILES = 2, 1_000_000_000, 2_000

#: Bytes of a name, and folders in the name of a file.
_LONGEST, _DEEPEST = 200, 8

_receiving = asyncio.Semaphore(_AT_ONCE)


class UploadRefusedError(PublishError):
    """There is no room for an upload."""

    exit_code = 7


async def receive_upload(request: Request, name: str, group: str = "") -> Path:
    """Return the file with the body of ``request``, in a folder of its own in the scratch folder.

    ``name`` is that of the file on the sender's computer; only its last part is used.  Files of a
    ``group`` (32 hexadecimal digits) share a folder, below which their names may have folders.
    Whoever calls this removes the folder when the file has served its purpose.

    Raises:
        UsageError: ``name`` can't be one.
        UploadRefusedError: There is no room, or others are being received.
        HTTPException: The file is too long, or its sender pauses too long.
    """
    parts = [part.strip() for part in name.replace("\\", "/").split("/")]
    parts = parts if group else parts[-1:]
    if len(parts) > _DEEPEST or not all(map(_can_be_named, parts)):
        raise UsageError(f"A file can't be named {name[:80]!r}. Rename it, and send it again.")
    if group and not re.fullmatch("[0-9a-f]{32}", group):
        raise UsageError("The files of this group can't be received. Send them again.")
    folder = state_of(request).scratch / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    if _receiving.locked():
        raise UploadRefusedError("Other files are being received. Try again when they are there.")
    async with _receiving:
        kept, files = await run_in_threadpool(_kept_in, folder)
        if files >= _MOST_FILES:
            raise UploadRefusedError(
                f"More than {_MOST_FILES} files were sent. Send fewer, or start the server again."
            )
        own = folder / (group or secrets.token_hex(8))
        own.mkdir(mode=0o700, exist_ok=bool(group))
        target = own.joinpath(*parts)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                async for piece in request.stream():
                    kept += len(piece)
                    if kept > _KEPT:
                        raise UploadRefusedError(
                            "The files that were sent take too much room. Start the server again."
                        )
                    file.write(piece)
        except (FileExistsError, IsADirectoryError, NotADirectoryError) as error:
            shutil.rmtree(own, ignore_errors=True)
            raise UsageError(
                f"{name[:80]!r} is a file and a folder. Rename one of them."
            ) from error
        except BaseException:
            shutil.rmtree(own, ignore_errors=True)
            raise
    return target


def _kept_in(folder: Path) -> tuple[int, int]:
    """Return the bytes of all files below ``folder``, and how many there are."""
    sizes = []
    for one in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # its import has just ended
            sizes += [one.stat().st_size] if one.is_file() else []
    return sum(sizes), len(sizes)


def _can_be_named(part: str) -> bool:
    return (
        bool(part)
        and not part.startswith(".")
        and part.isprintable()
        and len(part.encode()) <= _LONGEST
    )
