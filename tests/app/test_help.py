"""Every command explains itself, on 80 columns, with an example that works."""

import asyncio
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from monitor.app.cli.app import app
from tests.app.command import run_monitor
from tests.fakes.newsroom import Newsroom, article_page


def commands() -> Iterator[tuple[str, str]]:
    """Yield each command as it is typed, with its help text."""
    root = typer.main.get_command(app)
    pending = [("monitor", root)]
    while pending:
        name, command = pending.pop()
        inner = getattr(command, "commands", {})
        pending.extend((f"{name} {word}", one) for word, one in inner.items())
        if not inner:
            yield name, command.help or ""


HELP = dict(commands())


def example(command: str) -> str:
    (line,) = [line for line in HELP[command].splitlines() if line.startswith("Example: ")]
    return line.removeprefix("Example: ")


@pytest.mark.parametrize("command", HELP)
def test_every_command_has_one_example_of_itself(command: str) -> None:
    assert example(command).startswith(command)


@pytest.mark.parametrize("group", ["", "feeds"])
def test_a_list_of_commands_cuts_no_description_short(group: str) -> None:
    shown = run_monitor(*group.split(), "--help", COLUMNS="80").stdout

    assert "..." not in shown.partition("Commands:")[2]
    assert max(map(len, shown.splitlines())) <= 80


def test_help_names_the_defaults_that_are_not_in_the_code() -> None:
    shown = " ".join(run_monitor("run", "--help", COLUMNS="80").stdout.split())

    assert "[default: rules]" in shown
    assert "[default: the platform's state directory]" in shown


async def test_the_examples_work(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        (tmp_path / "page.html").write_text(article_page(0))
        (tmp_path / "rules" / "tested.yaml").write_text(
            "rules:\n  - rule: tested\n    title: T\n    match: strike\n    channel: console\n"
            "    tests: [{given: A strike, expect: match}]\n"
        )
        environment = newsroom.environment | {"PATH": f"{tmp_path}:{newsroom.environment['PATH']}"}
        starter = tmp_path / "monitor"
        starter.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m monitor "$@"\n')
        starter.chmod(0o755)
        assert (await newsroom.run_once()).status == 0  # so that there is something to list
        bare = {name: value for name, value in environment.items() if not name.startswith("MONITOR_")}
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        for command in set(HELP) - {"monitor demo"}:  # the demo has tests of its own
            new = command == "monitor init"
            process = await asyncio.create_subprocess_shell(
                example(command),
                cwd=elsewhere if new else tmp_path,
                env=bare if new else environment,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            out, err = await process.communicate()

            assert process.returncode == 0, f"{example(command)}: {err.decode()}"
            assert out or command == "monitor run", example(command)  # the run before took all that there was
