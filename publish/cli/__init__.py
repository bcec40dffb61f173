"""The command line: the only place that parses arguments, prints and exits."""

from __future__ import annotations

import atexit
import errno
import gc
import os
import signal
import sys
from collections.abc import Sequence

from publish.cli.screen import (
    Screen,
    StandardOutputError,
    drop_output,
    finish_output,
    output_errors,
    prepare_streams,
)
from publish.errors import PublishError, SourceError, ToolError, UsageError, shortened

#: The exit code of a program that was ended by Ctrl-C (128 + SIGINT).
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code.

    The codes are listed in the help of ``publish`` and in :mod:`publish.errors`.
    """
    # The model is large and has no cycles: frequent garbage collection takes a tenth of the time,
    # and the collection at exit another tenth.  What has cycles is small: tokens of the source.
    gc.set_threshold(500_000)
    if arguments is None and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # until the command begins: no traceback
    prepare_streams()
    atexit.register(gc.freeze)
    import typer

    from publish.cli.commands import app_for
    from publish.cli.completing import VARIABLE
    from publish.frontend import own_temporary_folder, stop_on_terminate

    if arguments is None and VARIABLE in os.environ:
        return _complete()
    if arguments is None and (code := _supervised()) is not None:
        return code
    words = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    screen = Screen(json="--json" in words)
    asks_help = not {"-h", "--help"}.isdisjoint(words)  # typer prints it, all else screen does
    try:
        stop_on_terminate()
        with output_errors() if asks_help else own_temporary_folder():
            code = app_for(words)(args=words, prog_name="publish", standalone_mode=False)
        finish_output()
    except StandardOutputError as error:
        drop_output()
        Screen().error(error)
        return error.exit_code
    except PublishError as error:
        screen.error(error)
        return error.exit_code
    except typer.TyperException as error:
        command = getattr(getattr(error, "ctx", None), "command_path", "publish")
        screen.error(UsageError(f"{error.format_message()} (See {command} --help.)"))
        return UsageError.exit_code
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except BrokenPipeError:
        drop_output()
        return 1
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
            short = ToolError("publish", "the system lets it open too few files (see ulimit -n).")
            screen.error(short)
            return short.exit_code
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
            name = shortened(str(error.filename), 100)
            long = UsageError(f"No file can have so long a name: {name}. Choose a shorter one.")
            screen.error(long)
            return long.exit_code
        import traceback

        traceback.print_exc()
        message = "This is a fault of publish. Please report it with the lines above."
        screen.ended(1, "Fault", message)
        return 1
    if code == INTERRUPTED:  # typer returns it for a KeyboardInterrupt of a command
        screen.ended(INTERRUPTED, "Interrupted", _STOPPED)
    return code if isinstance(code, int) else 0


_STOPPED = "\nStopped. No file is half-written; finished editions are as they were."


def _complete() -> int:
    """Print what the shell asks for; typer ends the process."""
    from publish.cli.commands import app_for
    from publish.cli.completing import words_so_far

    app_for(words_so_far())(prog_name="publish")
    return 0


def _supervised() -> int | None:
    """Go on in another process (``None``); in this one return its exit code when it has ended."""
    from publish.frontend import CommandEndedError, supervise

    try:
        return supervise()
    except CommandEndedError as ended:
        screen = Screen(json="--json" in sys.argv)
        if ended.refused:
            screen.ended(SourceError.exit_code, SourceError.__name__, ended.task)
            return SourceError.exit_code
        if ended.interrupted:
            screen.ended(INTERRUPTED, "Interrupted", _STOPPED)
            return INTERRUPTED
        message = f"The system ended publish with signal {ended.number}. Is there enough memory?"
        screen.ended(128 + ended.number, "Ended", message)
        return 128 + ended.number
