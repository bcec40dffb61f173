"""Run a judge that is written in Java."""

import os
from collections.abc import Sequence
from pathlib import Path

from .process import program, run

# The runs are short: the simple collector and the simple compiler start fastest.
FLAGS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")


def run_java(
    classpath: Sequence[Path],
    main: str,
    arguments: Sequence[str | Path],
    *,
    timeout: float,
    accept: Sequence[int] = (0,),
) -> str:
    """Run the class `main` and return its standard output; otherwise as `process.run`."""
    java = program("java", "a Java runtime 11 or later (Debian: default-jre-headless)")
    jars = os.pathsep.join(map(str, classpath))
    return run([java, *FLAGS, "-cp", jars, main, *arguments], timeout=timeout, accept=accept)
