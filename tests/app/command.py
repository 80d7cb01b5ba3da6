"""The command as a person starts it, without the caller's settings."""

import os
import subprocess
import sys
from pathlib import Path


def run_monitor(
    *arguments: str, stdin: str = "", cwd: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run `monitor ARGUMENTS` with these variables and no other `MONITOR_…` to its end."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    return subprocess.run(
        [sys.executable, "-m", "monitor", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env=inherited | variables,
        timeout=60,
        check=False,
    )


def only_line(text: str) -> str:
    """Return the one line that the text is, which is no traceback."""
    assert text.count("\n") == 1, text
    assert "Traceback" not in text
    return text.rstrip("\n")
