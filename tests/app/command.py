"""The command as a person starts it, without the caller's settings."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from monitor.app.cli import main
from tests.fakes.newsroom import Newsroom
from tests.fakes.warm import Ended


def run_monitor(*arguments: str) -> Ended:
    """Run `monitor ARGUMENTS` as a process without `MONITOR_` variables to its end."""
    ended = subprocess.run(
        [sys.executable, "-m", "monitor", *arguments],
        capture_output=True,
        text=True,
        env=_environment({}),
        timeout=60,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def call_monitor(
    *arguments: str,
    stdin: str = "",
    cwd: Path | None = None,
    variables: Mapping[str, str] | None = None,
    newsroom: Newsroom | None = None,
) -> Ended:
    """Do the same in this process, which saves its start: with these variables, or in a newsroom.

    What nobody catches fails the test.
    """
    given_variables = variables or {}
    if newsroom is not None:
        given_variables = {name: value for name, value in newsroom.environment.items() if name.startswith("MONITOR_")}
    given, out, err = io.BytesIO(stdin.encode()), io.BytesIO(), io.BytesIO()
    with _world(cwd, given_variables), _streams(given, out, err):
        before, sys.argv = sys.argv, ["monitor", *arguments]
        try:
            main()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0
        finally:
            sys.argv = before
    return Ended(status, out.getvalue().decode(), err.getvalue().decode())


def only_line(text: str) -> str:
    """Return the one line that the text is, which is no traceback."""
    assert text.count("\n") == 1, text
    assert "Traceback" not in text
    return text.rstrip("\n")


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")} | dict(variables)


@contextlib.contextmanager
def _world(cwd: Path | None, variables: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    wanted = _environment(variables)
    try:
        os.environ.clear()
        os.environ.update(wanted)
        with contextlib.chdir(cwd or Path.cwd()):
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def _streams(*streams: io.BytesIO) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    ours = [io.TextIOWrapper(stream, "utf-8") for stream in streams]
    try:
        sys.stdin, sys.stdout, sys.stderr = ours
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for one in ours:
            one.detach()  # flushes, and leaves the bytes readable
