"""`monitor init`: a commented starting set."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.app.cli.output import show


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; must not hold rules yet.")],
) -> None:
    """Write a starting set: settings, feeds, entities, rules.

    Every file says in comments what it is for; nothing that is there is overwritten.

    Example: monitor init newsroom && cd newsroom && monitor check
    """
    from monitor.app.starting_set import write_starting_set

    for path in write_starting_set(directory):
        show(f"wrote {path}")
    show(f"next: cd {directory} && monitor check && monitor run --once --backlog 24h")
