"""The command line: the only place that parses arguments, prints and exits."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Sequence

from publish.cli.screen import Screen
from publish.errors import PublishError, UsageError

#: What a shell expects of a program that Ctrl-C ended (128 + SIGINT).
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code.

    0 done, 1 a bug (with its traceback), 2 usage, 3 to 7 as in :mod:`publish.errors`, 130 Ctrl-C.
    """
    # The model is large and has no cycles: looking for them often takes a tenth of the time, and
    # looking once more at the end, when all memory is given back anyway, another tenth.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    import typer

    from publish.cli.commands import app_for
    from publish.runtime.background import interrupt_on_terminate

    words = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    screen = Screen(json="--json" in words)
    interrupt_on_terminate()
    try:
        code = app_for(words)(args=words, prog_name="publish", standalone_mode=False)
    except PublishError as error:
        screen.error(error)
        return error.exit_code
    except typer.TyperException as error:
        # one about a command knows which
        command = getattr(getattr(error, "ctx", None), "command_path", "publish")
        screen.error(UsageError(f"{error.format_message()} ({command} --help says what there is.)"))
        return UsageError.exit_code
    except (typer.Abort, KeyboardInterrupt):
        screen.say("\nStopped. Nothing is half-written; what was finished before is as it was.")
        return INTERRUPTED
    except BrokenPipeError:
        return 1
    except Exception:
        import traceback

        traceback.print_exc()
        screen.say("This is a fault of publish. Please report it with the lines above.")
        return 1
    return code if isinstance(code, int) else 0
