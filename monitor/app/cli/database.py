"""`monitor db`: what the database holds, a copy of it, a copy in its place."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.opened import require_database
from monitor.app.cli.options import DataOption, JsonOption
from monitor.app.cli.output import counted, say, show, show_json, sized, table, when
from monitor.app.cli.settings import settings_of

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.app.settings import Settings
    from monitor.store.backup import Progress
    from monitor.store.stats import DatabaseStats

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]


def stats(
    check: Annotated[bool, typer.Option("--check", help="Look at every page for damage: takes a while.")] = False,
    data: DataOption = None,
    json: JsonOption = False,
) -> None:
    """Tell what the database holds and how it grows.

    With --check the exit status is 1 where it is damaged.

    Example: monitor db stats --check
    """
    from monitor.app.clock import SystemClock
    from monitor.store.stats import measure

    settings = settings_of(data=data)
    require_database(settings)
    now = SystemClock().now()
    found = measure(settings.url, now=now, check=check)
    if json:
        show_json(_object(found, settings, now))
    else:
        for line in _lines(found, settings):
            show(line)
        show("")
        sizes = "size" if found.measured else "size, about"
        rows = [
            (one.name, f"{one.rows:,}", sized(one.bytes), when(one.oldest), when(one.newest)) for one in found.tables
        ]
        table(("table", "rows", sizes, "oldest", "newest"), rows)
    if found.faults:
        for fault in found.faults:
            say(f"damaged: {fault}")
        say("put a backup in its place: `monitor db restore FILE`")
        raise typer.Exit(1)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write; must not be there yet.")],
    data: DataOption = None,
    json: JsonOption = False,
) -> None:
    """Copy the database to FILE, also while the daemon runs.

    The copy is of one moment. Every row of it is compared, and only then does it get its name.

    Example: monitor db backup monitor-backup.db
    """
    from monitor.app import database

    settings = settings_of(data=data)
    with _bars() as progress:
        made = database.backup(settings, file, progress)
    tables = {name: {"rows": one.rows, "hash": one.digest} for name, one in made.tables.items()}
    if json:
        show_json({"file": made.path, "bytes": made.bytes, "schema": made.revision, "tables": tables})
    else:
        show(f"{file}: {sized(made.bytes)}, {counted(made.rows, 'row')} of {counted(len(tables), 'table')}, compared")


def restore(file: FileArgument, data: DataOption = None, json: JsonOption = False) -> None:
    """Put a backup in the place of the database.

    The daemon must not run. The database that is there is kept beside it; what was told since the backup was made is
    not known any more, and may be told again.

    Example: monitor db restore monitor-backup.db
    """
    from monitor.app import database
    from monitor.app.clock import SystemClock

    settings = settings_of(data=data)
    with _bars() as progress:
        done = database.restore(settings, file, progress, now=SystemClock().now())
    if json:
        rows = {name: one.rows for name, one in done.copied.tables.items()}
        show_json({"file": file, "kept": done.kept, "schema": done.revision, "rows": rows})
        return
    from_older = f", upgraded from schema {done.copied.revision}" if done.copied.revision != done.revision else ""
    show(f"restored {file}: {counted(done.copied.rows, 'row')}{from_older}")
    if done.kept is not None:
        show(f"what was there is kept as {done.kept}")


def upgrade(data: DataOption = None) -> None:
    """Bring the database to this version's schema.

    `monitor run` does it by itself; a backup is made beside it first.

    Example: monitor db upgrade
    """
    from monitor.app import database
    from monitor.store.schema import REVISION

    settings = settings_of(data=data)
    require_database(settings)
    show(f"{database.upgrade(settings)}: schema {REVISION}")


def compact(data: DataOption = None) -> None:
    """Give all free room back to the disk.

    The daemon must not run. As much room again is needed for the time. Afterwards the file gives back by itself what
    it does not need.

    Example: monitor db compact
    """
    from monitor.app import database

    settings = settings_of(data=data)
    require_database(settings)
    before, after = database.compact(settings)
    show(f"{sized(before)} before, {sized(after)} now")


@contextlib.contextmanager
def _bars() -> "Iterator[Progress]":
    """Show how far copying is, then how many rows are compared; on a terminal."""
    from rich.console import Console

    from monitor.app.progress import stages

    with stages(Console(stderr=True)) as progress:
        yield progress


def _lines(found: "DatabaseStats", settings: "Settings") -> list[str]:
    space = found.space
    shrinks = "" if space.can_shrink else "; `monitor db compact` gives it back to the disk"
    free = f", {sized(space.free_bytes)} free for what comes{shrinks}" if space.free_bytes else ""
    growth = "nothing came within a week"
    if found.growth_bytes is not None:
        growth = f"{sized(found.growth_bytes)} a day within the last week, before anything is let go"
    journal = sized(found.journal_bytes)
    lines = [
        f"database  {found.path}, schema {found.revision}",
        f"size      {sized(found.file_bytes)}: {sized(space.used_bytes)} used{free}; journal {journal}",
        f"kept      {kept_line(found.kept.texts_since, found.kept.outcomes_since, settings)}",
        f"growth    {growth}",
        f"limit     {_limit(found, settings)}",
    ]
    if found.faults is not None:
        lines.append(f"check     {'no damage' if not found.faults else 'DAMAGED'}")
    return lines


def kept_line(texts: "datetime | None", outcomes: "datetime | None", settings: "Settings") -> str:
    """Return since when things are kept, and for how long they are to be."""

    def part(what: str, since: "datetime | None", days: int | None) -> str:
        begin = f"since {since:%Y-%m-%d}" if since is not None else "none"
        return f"{what} {begin} ({'for ever' if days is None else counted(days, 'day')})"

    return f"{part('texts', texts, settings.retention)}, {part('outcomes', outcomes, settings.retention_outcomes)}"


def days_to_limit(found: "DatabaseStats", settings: "Settings") -> float | None:
    """Return in how many days `max_size` is reached, if nothing is let go until then; None: not by what is known."""
    if settings.max_size is None or not found.growth_bytes:
        return None
    return max(settings.max_size - found.space.used_bytes, 0) / found.growth_bytes


def _limit(found: "DatabaseStats", settings: "Settings") -> str:
    if settings.max_size is None:
        return "none is set (`max_size`)"
    limit = sized(settings.max_size)
    days = days_to_limit(found, settings)
    if days is None:
        return limit
    if days == 0:
        return f"{limit}, which is reached: the oldest texts go, then the oldest outcomes"
    return f"{limit}, reached in {counted(int(days) or 1, 'day')} at this growth, if nothing is let go before"


def _object(found: "DatabaseStats", settings: "Settings", now: "datetime") -> dict[str, object]:
    days = days_to_limit(found, settings)
    return {
        "path": found.path,
        "schema": found.revision,
        "file_bytes": found.file_bytes,
        "journal_bytes": found.journal_bytes,
        "used_bytes": found.space.used_bytes,
        "free_bytes": found.space.free_bytes,
        "can_shrink": found.space.can_shrink,
        "texts_since": found.kept.texts_since,
        "outcomes_since": found.kept.outcomes_since,
        "growth_bytes_per_day": found.growth_bytes,
        "max_bytes": settings.max_size,
        "days_to_limit": None if days is None else round(days, 1),
        "measured": found.measured,
        "faults": found.faults,
        "tables": [
            {"table": one.name, "rows": one.rows, "bytes": one.bytes, "oldest": one.oldest, "newest": one.newest}
            for one in found.tables
        ],
        "at": now,
    }
