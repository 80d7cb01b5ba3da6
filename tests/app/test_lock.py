import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.app.lock import LOCK_NAME, only_daemon
from monitor.core.errors import DaemonRunning, SettingsError

HOLD = """
import sys
from pathlib import Path
from monitor.app.lock import only_daemon
with only_daemon(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_directory_is_made_and_names_its_owner(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"

    with only_daemon(data):
        assert (data / LOCK_NAME).read_text() == str(os.getpid())


def test_the_lock_can_be_taken_again_when_it_was_given_back(tmp_path: Path) -> None:
    for _ in range(2):
        with only_daemon(tmp_path):
            pass


def test_a_second_owner_is_told_about_the_first_until_that_is_killed(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    with holder, holder.stdin, holder.stdout:
        assert holder.stdout.readline() == "held\n"

        with pytest.raises(DaemonRunning, match=rf"process {holder.pid}\) works on {tmp_path}"), only_daemon(tmp_path):
            pass

        holder.kill()
        holder.wait()
    with only_daemon(tmp_path):
        assert (tmp_path / LOCK_NAME).read_text() == str(os.getpid())


def test_another_directory_is_free(tmp_path: Path) -> None:
    with only_daemon(tmp_path / "one"), only_daemon(tmp_path / "two"):
        pass


def test_a_directory_that_cannot_be_made_is_named_with_what_would_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingsError, match=r"file/data cannot be used.*--data"), only_daemon(tmp_path / "file/data"):
        pass
