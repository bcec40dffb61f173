"""The process in which the system's speech engine runs: it answers one request, and ends.

It is started as ``python -m publish.narration.voices.system_child``.  The Linux driver of pyttsx3
returns before its file is written and loses settings, and its second sentence depends on its first;
so each text gets a new process.

The request is a JSON object on one line: ``{}`` asks for the voices; ``voice``, ``rate``, ``text``
and ``file`` are for speaking a text into that file.  The answer is a JSON object: ``error`` says
what failed, and ``missing`` that there is no engine.  When standard input ends, the parent has
ended, and this process ends too.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import sys
import threading
from typing import Any


def main() -> None:
    """Answer the request on standard input on standard output."""
    # The driver prints to standard output, which must have nothing but the answer.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    request = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        engine = _engine()
    except Exception as error:  # drivers raise anything
        answer: dict[str, Any] = {"error": str(error) or type(error).__name__, "missing": True}
    else:
        try:
            answer = _answer(engine, request)
        except Exception as error:
            answer = {"error": str(error) or type(error).__name__}
    json.dump(answer, answers)
    answers.close()
    os._exit(0)  # a driver may crash in an orderly shutdown


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def _answer(engine: Any, request: dict[str, Any]) -> dict[str, Any]:
    known = engine.getProperty("voices")
    if not request:
        return {
            "driver": str(engine),
            "voices": [
                {"id": voice.id, "name": voice.name, "languages": list(voice.languages)}
                for voice in known
            ],
        }
    voice = next(voice for voice in known if voice.id == request["voice"])
    engine.proxy.setBusy(False)  # otherwise settings wait for the first loop, and can't be checked
    _set(engine, "voice", voice.id)
    if str(engine) == "espeak" and engine.getProperty("voice") != voice.id:
        # It reports the names of its files in lower case, and doesn't find them by those.
        _set(engine, "voice", voice.name)
    chosen = engine.getProperty("voice")
    if chosen not in (voice.id, None):
        raise RuntimeError(f"it took the voice {chosen} for {voice.id}")
    _set(engine, "rate", request["rate"])
    engine.save_to_file(request["text"], request["file"])
    engine.runAndWait()
    _settle(engine)
    return {}


def _set(engine: Any, name: str, value: object) -> None:
    engine.setProperty(name, value)
    _settle(engine)


def _settle(engine: Any) -> None:
    """Wait until espeak-ng has finished; the other drivers wait by themselves."""
    if str(engine) == "espeak":
        from pyttsx3.drivers import _espeak

        _espeak.Synchronize()


def _engine() -> Any:
    if sys.platform not in ("win32", "darwin"):
        _find_espeak()
    import pyttsx3

    return pyttsx3.init()


def _find_espeak() -> None:
    """Use the espeak-ng of the wheel if the system has none."""
    with contextlib.suppress(OSError):
        ctypes.CDLL("libespeak-ng.so.1")
        return
    from publish.narration.voices.espeak import bind, data, library, short_path

    os.environ["ESPEAK_DATA_PATH"] = str(short_path(data()))
    bind(ctypes.CDLL(library()))


if __name__ == "__main__":
    main()
