"""External programs: fed and read without deadlock, stopped in time, told of when they fail."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import pytest

from publish.errors import MissingToolError, ToolError
from publish.runtime.programs import TAIL, run

PYTHON = sys.executable


def test_input_and_output_of_any_size() -> None:
    """More than any pipe holds, in both directions at once."""
    piece = b"x" * 100_000
    copy = "import sys, shutil; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)"
    assert run([PYTHON, "-c", copy], stdin=[piece] * 20, timeout=30) == piece * 20


def test_a_failure_has_the_end_of_what_was_said() -> None:
    program = f"import sys; sys.stderr.write('x' * {TAIL * 50} + 'the end'); sys.exit(3)"
    with pytest.raises(ToolError) as error:
        run([PYTHON, "-c", program], timeout=30)
    assert error.value.detail.endswith("the end")
    assert len(error.value.detail) <= TAIL


def test_a_failure_without_a_word_has_its_code() -> None:
    with pytest.raises(ToolError, match="code 3"):
        run([PYTHON, "-c", "raise SystemExit(3)"], timeout=30)


def test_a_program_that_stops_listening_is_judged_by_its_code() -> None:
    pieces = [b"x" * 100_000] * 100
    run([PYTHON, "-c", "pass"], stdin=pieces, timeout=30)
    with pytest.raises(ToolError, match="code 4"):
        run([PYTHON, "-c", "raise SystemExit(4)"], stdin=pieces, timeout=30)


@pytest.mark.parametrize("stdin", [[], [b"x" * 100_000] * 100])
def test_a_program_that_hangs_is_stopped(stdin: list[bytes]) -> None:
    started = time.monotonic()
    with pytest.raises(ToolError, match="too long"):
        run([PYTHON, "-c", "import time; time.sleep(60)"], stdin=stdin, timeout=0.3)
    assert time.monotonic() - started < 10


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(MissingToolError, match=r"needed for tests.*Make it"):
        run(["no-such-program"], timeout=1, needed_for="tests", fix="Make it.")


def test_too_long_a_command_is_no_missing_program() -> None:
    with pytest.raises(ToolError, match="Argument list too long"):
        run([PYTHON, "-c", "pass", *["x" * 100_000] * 200], timeout=30)


def test_an_error_in_the_input_stops_the_program() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x"
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        run([PYTHON, "-c", "import time; time.sleep(60)"], stdin=pieces(), timeout=30)
