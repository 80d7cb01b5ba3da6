"""`python -m MODULE …` as a process of its own that need not load anything: a fork of one that has loaded it all.

A daemon takes two seconds of CPU to load its libraries, and as a rule that is not what a test is about. So one process
loads them once, runs nothing, and is forked for each run. What comes out is a process like any other, with its own
environment, output, exit status, worker processes and end; only `ps` shows another command line. Tests of the start
itself, of signals and of terminals start `python -m monitor` in full (`Newsroom.start`).
"""

import asyncio
import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import connection, forkserver
from pathlib import Path
from typing import Any

from monitor.pipeline.workers import PRELOAD

#: All that a run can come to need, the lazy imports of the daemon and the parsers included.
LOADED = (
    "monitor.app.cli.app",
    "monitor.app.daemon",
    "monitor.app.logs",
    "monitor.channels.slack",
    "alembic.command",
    "alembic.runtime.migration",
    *PRELOAD,
)


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that ended."""

    status: int
    stdout: str
    stderr: str


async def run_warm(
    arguments: Sequence[str], environment: Mapping[str, str], *, timeout_s: float, directory: Path | None = None
) -> Ended:
    """Run `python -m ARGUMENTS` with just these variables until it and all that it forked have ended.

    Raises TimeoutError if that takes longer; then the process is killed.
    """
    ours, theirs = socket.socketpair()
    with ours, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with theirs:
            socket.send_fds(_server(), [b"."], [theirs.fileno(), out.fileno(), err.fileno()])
        ours.sendall(json.dumps([list(arguments), dict(environment), str(directory or Path.cwd())]).encode())
        ours.shutdown(socket.SHUT_WR)
        ours.setblocking(False)
        told = b""
        try:
            async with asyncio.timeout(timeout_s):
                while part := await asyncio.get_running_loop().sock_recv(ours, 1000):
                    told += part
        except BaseException:
            if told:
                os.kill(int(told.split()[0]), signal.SIGKILL)
            raise
        out.seek(0)
        err.seek(0)
        return Ended(int(told.split()[1]), out.read().decode(), err.read().decode())


@functools.cache
def _server() -> socket.socket:
    """Start the process that is forked, once, and return the way to it; it ends when that is closed."""
    ours, theirs = socket.socketpair()
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    with theirs:
        # One thread of BLAS: a process of several is not for forking.
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.warm"],
            stdin=theirs.fileno(),
            env=os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
        )

    def end() -> None:
        ours.close()
        server.wait()

    atexit.register(end)
    return ours


def _serve(orders: socket.socket) -> None:
    """Fork for each order; returns in the forks only, ready to run what `sys.argv` says."""
    for name in LOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what is here is shared: no fork has to look through it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks for the attendants' status
    while True:
        asked, fds, _, _ = socket.recv_fds(orders, 1, 3)
        if not asked:
            os._exit(0)
        if os.fork() == 0:
            orders.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _attend(*fds)
            return
        for fd in fds:
            os.close(fd)


def _attend(client_fd: int, out: int, err: int) -> None:
    """Fork the process that is asked for and tell its number and, at its end, its status; returns in that process.

    It and all that it forks keep the socket open, so that the client sees when the last of them has ended.
    """
    with socket.socket(fileno=os.dup(client_fd)) as client, client.makefile("rb") as told:
        arguments, environment, directory = json.load(told)
    pid = os.fork()
    if pid == 0:
        nothing = os.open(os.devnull, os.O_RDONLY)
        for fd, standard in ((nothing, 0), (out, 1), (err, 2)):
            os.dup2(fd, standard)
            os.close(fd)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(directory)
        tempfile.tempdir = None  # found anew from the variables
        sys.argv = arguments
        _offer_fork_server()
        return
    os.close(out)
    os.close(err)
    os.write(client_fd, f"{pid}\n".encode())
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with contextlib.suppress(BrokenPipeError):
        os.write(client_fd, f"{status}\n".encode())
    os._exit(0)


def _offer_fork_server() -> None:
    """Fork the server that multiprocessing would start, which would load the parsers again.

    The pool finds it running. Where the library is not the one that this was written for, it starts its own.
    """
    known: Any = forkserver._forkserver
    if hasattr(known, "_forkserver_authkey"):  # 3.14
        return
    alive_r, alive_w = os.pipe()
    with socket.socket(socket.AF_UNIX) as listener:
        address = connection.arbitrary_address("AF_UNIX")  # type: ignore[attr-defined]  # as above
        listener.bind(address)
        listener.listen()
        pid = os.fork()
        if pid == 0:
            os.close(alive_w)
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
            try:
                forkserver.main(listener.detach(), alive_r, [])
            finally:
                os._exit(0)
    os.close(alive_r)
    known._forkserver_address, known._forkserver_alive_fd, known._forkserver_pid = address, alive_w, pid


def _run() -> int:
    """Run what `sys.argv` says; return the exit status."""
    try:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException:  # noqa: BLE001 - what nobody caught ends a process like this
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    _serve(socket.socket(fileno=os.dup(0)))
    ended = _run()
    # As multiprocessing ends what it forked: everything but to take a hundred modules down that are not its own.
    threading._shutdown()  # type: ignore[attr-defined]  # typeshed hides it
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(ended)
