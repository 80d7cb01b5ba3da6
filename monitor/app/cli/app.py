"""The commands, put together."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from monitor import __version__
from monitor.app.cli import (
    alert_list,
    alerts,
    article_list,
    backtest,
    channels,
    daemon,
    database,
    demo,
    feed_list,
    feed_poll,
    feeds,
    mutes,
    reading,
    rule_files,
    rule_log,
    schema,
    starter,
    status,
    stored_article,
    why,
)

app = typer.Typer(
    name="monitor",
    help="Watch news feeds: read the articles, match them against your rules, post the passages to Slack.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"news-monitor {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    _show: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


app.command("demo")(demo.demo)
app.command("init")(starter.init)
app.command("check")(rule_files.check)
app.command("test")(rule_files.test)
app.command("schema")(schema.schema)
app.command("match")(reading.match)
app.command("extract")(reading.extract)
app.command("backtest")(backtest.backtest)
app.command("run")(daemon.run)
app.command("why")(why.why)
app.command("status")(status.status)

_ARTICLES: dict[str, Callable[..., Any]] = {"list": article_list.articles, "show": stored_article.show_stored}
_ALERTS: dict[str, Callable[..., Any]] = {
    "list": alert_list.alerts,
    "show": alerts.show_alert,
    "retry": alerts.retry,
    "render": alerts.render,
    "rate": alerts.rate,
}
_FEEDS: dict[str, Callable[..., Any]] = {
    "list": feed_list.feeds,
    "discover": feeds.discover,
    "poll": feed_poll.poll,
    "add": feeds.add,
    "remove": feeds.remove,
    "import": feeds.import_,
    "export": feeds.export,
}
_MUTES: dict[str, Callable[..., Any]] = {"add": mutes.add, "list": mutes.list_mutes, "remove": mutes.remove}
_RULES: dict[str, Callable[..., Any]] = {"log": rule_log.log}
_CHANNELS: dict[str, Callable[..., Any]] = {"list": channels.list_channels, "test": channels.test}
_DATABASE: dict[str, Callable[..., Any]] = {
    "stats": database.stats,
    "backup": database.backup,
    "restore": database.restore,
    "upgrade": database.upgrade,
    "compact": database.compact,
}

for _name, _help, _commands in (
    ("feeds", "The feeds that are polled.", _FEEDS),
    ("articles", "The articles that were read.", _ARTICLES),
    ("alerts", "The alerts and where they are on their way.", _ALERTS),
    ("mute", "What nobody wants to hear of for a while.", _MUTES),
    ("rules", "Which rules are in force.", _RULES),
    ("channels", "Where alerts go.", _CHANNELS),
    ("db", "The database: its size, backups, upgrades.", _DATABASE),
):
    _group = typer.Typer(help=_help, no_args_is_help=True, rich_markup_mode=None)
    for _command, _function in _commands.items():
        _group.command(_command)(_function)
    app.add_typer(_group, name=_name)
