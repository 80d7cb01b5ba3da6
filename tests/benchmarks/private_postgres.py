"""A PostgreSQL of one's own: a new cluster in a temporary directory, reached through a socket in it, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

#: Large enough for an index to be loaded in order; durability is as by default.
_SETTINGS = "-c listen_addresses= -c shared_buffers=1GB -c max_wal_size=8GB -c maintenance_work_mem=512MB"
_USER = "monitor"


def missing() -> str | None:
    """Return what keeps PostgreSQL from being started here, None if nothing does."""
    if _programs() is None:
        return "PostgreSQL is not installed"
    if find_spec("psycopg") is None:
        return "psycopg is not installed"
    return None if _owner() or os.geteuid() else "PostgreSQL does not run as root, and there is no user postgres"


@contextmanager
def private_postgres() -> Iterator[str]:
    """Start a cluster; yield the URL of an empty database. Only where `missing` returned None."""
    programs = _programs()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    owner = _owner()
    if owner:
        os.chown(folder, owner, -1)
    data, log = folder / "data", folder / "log"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(programs / program), "-D", str(data), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            user=owner,
            cwd=folder,
        )

    try:
        run("initdb", "-U", _USER, "--auth=trust", "--no-locale", "--encoding=UTF8")
        run("pg_ctl", "start", "--wait", "--log", str(log), "-o", f"{_SETTINGS} -k {folder}")
        try:
            yield f"postgresql+psycopg://{_USER}@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", "--mode=immediate")
    finally:
        shutil.rmtree(folder)


def _programs() -> Path | None:
    """Return the directory of the newest version's programs; Debian keeps them off the search path."""
    on_path = shutil.which("pg_ctl")
    found = [Path(on_path).resolve()] if on_path else list(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return max(found, key=lambda path: (len(path.parts), path)).parent if found else None


def _owner() -> int | None:
    """Return the user that the server has to run as, None for ourselves."""
    if os.geteuid():
        return None
    try:
        return pwd.getpwnam("postgres").pw_uid
    except KeyError:
        return None
