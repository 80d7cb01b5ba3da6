"""Every command explains itself, on 80 columns, with an example that works."""

import asyncio
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from monitor.app.cli.app import app
from tests.app.command import call_monitor
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


#: The demo, what needs an alert that was refused or a backup, and what changes the rules.
TESTED_BY_THEMSELVES = {
    "monitor demo",
    "monitor alerts retry",
    "monitor feeds add",
    "monitor feeds remove",
    "monitor db restore",
}
EXAMPLE_URL = "https://www.example.org/news/1"
EXAMPLE_FEED = "https://www.example.org/feed"
HELP = dict(commands())


def example(command: str) -> str:
    (line,) = [line for line in HELP[command].splitlines() if line.startswith("Example: ")]
    return line.removeprefix("Example: ")


@pytest.mark.parametrize("command", HELP)
def test_every_command_has_one_example_of_itself(command: str) -> None:
    assert example(command).startswith(command)


@pytest.mark.parametrize("group", ["", "feeds"])
def test_a_list_of_commands_cuts_no_description_short(group: str) -> None:
    shown = call_monitor(*group.split(), "--help", variables={"COLUMNS": "80"}).stdout

    assert "..." not in shown.partition("Commands:")[2]
    assert max(map(len, shown.splitlines())) <= 80


def test_help_names_the_defaults_that_are_not_in_the_code() -> None:
    shown = " ".join(call_monitor("run", "--help", variables={"COLUMNS": "80"}).stdout.split())

    assert "[default: rules]" in shown
    assert "[default: the platform's state directory]" in shown


async def test_the_examples_work(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        (tmp_path / "page.html").write_text(article_page(0))
        (tmp_path / "rules" / "tested.yaml").write_text(
            "rules:\n  - rule: tested\n    title: T\n    match: strike\n    channel: console\n"
            "    tests: [{given: A strike, expect: match}]\n"
        )
        newsroom.site.pages["/"] = '<link rel="alternate" type="application/rss+xml" href="/feed">'
        (tmp_path / "feeds.opml").write_text(
            '<opml version="2.0"><body><outline text="X" xmlUrl="https://x.example/rss"/></body></opml>'
        )
        await newsroom.run_once()  # so that there is something to list
        for source in ("A", "B"):
            call_monitor("mute", "add", "--source", source, "--for", "1h", cwd=tmp_path, newsroom=newsroom)
        ended = await newsroom.run(*shlex.split(example("monitor run")))
        assert ended.status == 0, ended.stderr
        for command in set(HELP) - {"monitor run", "monitor init", *TESTED_BY_THEMSELVES}:
            typed = example(command).replace(EXAMPLE_URL, newsroom.site.url("/articles/0"))
            words = shlex.split(typed.replace(EXAMPLE_FEED, newsroom.site.url("/feed")))[1:]
            ended = await asyncio.to_thread(call_monitor, *words, cwd=tmp_path, newsroom=newsroom)
            assert ended.status == 0, f"{words}: {ended.stderr}"
            assert ended.stdout, words


def test_the_example_of_init_works(tmp_path: Path) -> None:
    place = tmp_path
    for step in example("monitor init").split(" && "):
        program, *words = shlex.split(step)
        if program == "cd":
            place /= words[0]
        else:
            assert call_monitor(*words, cwd=place).status == 0, step
