"""`monitor demo`: the whole way once, offline."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer


def demo(
    keep: Annotated[Path | None, typer.Option("--keep", metavar="DIR", help="Keep rules and database there.")] = None,
    show_json: Annotated[bool, typer.Option("--show-json", help="Print the payload of each Slack message.")] = False,
    plant: Annotated[
        str | None,
        typer.Option("--plant", metavar="double|loss", help="Plant a fault that the audit must find: exit 1."),
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            "--port", metavar="N", min=0, max=65535, show_default="any free one", help="Port of the small news world."
        ),
    ] = 0,
) -> None:
    """See the whole way once, offline, on a small news world.

    Feeds are polled, articles read and matched, alerts posted to a Slack-compatible server; exits 1 unless every
    expected alert arrived exactly once.

    Example: monitor demo --keep demo
    """
    from monitor.app.cli.output import console
    from monitor.app.demo.run import run_demo

    status = asyncio.run(run_demo(keep=keep, show_json=show_json, plant=plant, port=port, console=console()))
    raise typer.Exit(status)
