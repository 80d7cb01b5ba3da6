"""`monitor run`: the daemon."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.options import DataOption, RulesOption
from monitor.app.cli.output import counted, say, show_json, when
from monitor.app.cli.settings import settings_of

if TYPE_CHECKING:
    from monitor.app.daemon import Job
    from monitor.app.rule_watch import RulesOnDisk
    from monitor.app.settings import Settings
    from monitor.pipeline.engines.once import Left
    from monitor.rules.model import RuleSet


def run(
    once: Annotated[bool, typer.Option("--once", help="Do everything that is due now, then exit: for cron.")] = False,
    backlog: Annotated[
        str | None,
        typer.Option(
            "--backlog",
            metavar="WHAT",
            help="What the first poll of a feed brings: none, all, 24h (undated entries left out), 'last 10'; instead "
            "of what the files say.",
        ),
    ] = None,
    to_console: Annotated[
        bool, typer.Option("--console", help="Show every alert here instead of where the rules say.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every step.")] = False,
    rules: RulesOption = None,
    data: DataOption = None,
    json: Annotated[bool, typer.Option("--json", help="With --once: print what is still due as JSON.")] = False,
) -> None:
    """Poll the feeds, read the articles, match them, post alerts.

    Runs until Ctrl-C or SIGTERM, with a live line on a terminal and structured logs otherwise. Rule files that are
    changed meanwhile are used within two seconds, if all of them are valid; SIGHUP has them read at once.

    Example: monitor run --once --backlog 24h --console
    """
    from monitor.app.daemon import Job, labels_in_use, slack_labels
    from monitor.app.webhooks import how_to_set, unset
    from monitor.core.errors import SettingsError
    from monitor.rules.scalars import parse_backlog

    settings = settings_of(rules=rules, data=data)
    first = None
    if backlog is not None:
        first = parse_backlog(backlog)
        if first is None:
            raise SettingsError(f"--backlog {backlog}: write none, all, a duration such as 24h, or 'last 10'")
    source = _rules_on_disk(settings, to_console=to_console)
    rule_set = source.load()
    labels = slack_labels(rule_set)
    if labels and settings.slack_bot_token is None:
        raise SettingsError(
            f"the rules post to Slack ({', '.join(labels[:3])}{', …' if len(labels) > 3 else ''}) and no token is set: "
            "set MONITOR_SLACK_BOT_TOKEN (deploy/ tells how to make the app), or try `monitor run --console`"
        )
    missing = unset(labels_in_use(rule_set), settings)
    if missing:
        raise SettingsError("\n".join([*map(how_to_set, missing), "or try `monitor run --console`"]))
    watched = None if once else source
    job = Job(settings=settings, rule_set=rule_set, once=once, backlog=first, rules=watched)
    left = _observed(job, verbose=verbose)
    if left is not None:
        _tell_left(left, settings, json=json)


def _rules_on_disk(settings: "Settings", *, to_console: bool) -> "RulesOnDisk":
    """Return how this run reads its rules, at the start and whenever they change."""
    from monitor.app.daemon import CONSOLE
    from monitor.app.rule_watch import RulesOnDisk
    from monitor.rules import RuleCache, load

    cache = RuleCache()

    def read() -> "RuleSet":
        rule_set = load(settings.rules, cache=cache)
        return _to_channel(rule_set, CONSOLE) if to_console else rule_set

    return RulesOnDisk(path=settings.rules, load=read)


def _to_channel(rule_set: "RuleSet", channel: str) -> "RuleSet":
    return replace(rule_set, rules=tuple(replace(rule, channels=(channel,)) for rule in rule_set.rules))


def _observed(job: "Job", *, verbose: bool) -> "Left | None":
    """Run the daemon under a live line on a terminal, under structured logs otherwise."""
    from monitor.app.daemon import run_daemon
    from monitor.app.logs import LogObserver, set_up_logs

    if sys.stderr.isatty() and not verbose:
        from rich.console import Console

        from monitor.app.progress import TerminalProgress

        with TerminalProgress(Console(stderr=True)) as progress:
            return run_daemon(job, progress)
    set_up_logs(verbose=verbose)
    return run_daemon(job, LogObserver())


def _tell_left(left: "Left", settings: "Settings", *, json: bool) -> None:
    """Say what one pass could not finish; all of it is kept, and a later run goes on with it."""
    from monitor.app.cli.opened import snapshot
    from monitor.app.cli.status import channel_troubles, told
    from monitor.app.clock import SystemClock

    if json:
        open_ones, held = ([alert.key for alert in alerts] for alerts in (left.alerts, left.held))
        show_json({"entries_waiting": left.entries, "alerts_open": open_ones, "alerts_held": held})
        return
    if left.entries:
        say(f"still due: {counted(left.entries, 'entry', 'entries')}, whose pages could not be had for the time being")
    if left.alerts:
        say(f"still due: {counted(len(left.alerts), 'alert')}")
        now = SystemClock().now()
        with snapshot(settings) as tx:
            for trouble in channel_troubles(tx, now):
                say(f"  {told(trouble, now)}")
    if left.held:
        first = min(alert.due_at for alert in left.held)
        say(
            f"held: {counted(len(left.held), 'alert')}, for the digest of {when(first)} UTC or later "
            "(`monitor alerts list --state held` tells why)"
        )
