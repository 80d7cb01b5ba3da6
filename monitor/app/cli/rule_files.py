"""`monitor check` and `monitor test`: rule files before they go live."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.failures import SHOWN, rest_of, show_failure
from monitor.app.cli.options import JsonOption
from monitor.app.cli.output import console, counted, say, show, show_json
from monitor.app.cli.settings import settings_of
from monitor.app.cli.waiting import WaitingLine
from monitor.core.errors import RuleProblem

if TYPE_CHECKING:
    from monitor.pipeline.check import RuleTestResult
    from monitor.rules import Checked

PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH", help="A directory is one rule set; a file is a rule set of its own. [default: rules]"
    ),
]

#: What `test --json` prints of a test.
_TOLD = ("path", "line", "rule", "test", "ok", "reason", "expected", "got", "expected_marks", "got_marks")


def check(
    paths: PathsArgument = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 on warnings too.")] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Read every file anew, also those that are as they were.")
    ] = False,
    slack: Annotated[
        bool, typer.Option("--slack", help="Also ask Slack for every channel that rules name, and join it.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Read rule files; tell each problem with line and column.

    Exits 1 if there is one. What it finds out about a file is kept in the platform's cache directory.

    Example: monitor check rules
    """
    from monitor.app.cli.rule_paths import rule_paths
    from monitor.app.rule_cache import rule_shelf
    from monitor.rules import RuleCache
    from monitor.rules import check as check_rules

    bad = warned = 0
    with rule_shelf() as shelf:
        cache = RuleCache(None if no_cache else shelf)
        for path in rule_paths(paths):
            with WaitingLine() as waiting:
                checked = check_rules(path, cache=cache, observer=waiting)
            unset = _unset_webhooks(checked)
            _show_checked(path, checked, unset, json=json)
            bad += len(checked.problems) + len(unset)
            warned += len(checked.warnings)
            if slack and checked.ok:
                bad += _ask_slack(path, json=json)
    if bad or (strict and warned):
        raise typer.Exit(1)


def _ask_slack(path: Path, *, json: bool) -> int:
    """Tell what keeps alerts from the channels of a rule set; return how many things that are."""
    import asyncio

    from monitor.app.daemon import slack_labels
    from monitor.app.slack import trouble_in
    from monitor.rules import load

    labels = slack_labels(load(path))
    found = asyncio.run(trouble_in(settings_of(), labels))
    for trouble in found:
        if json:
            show_json({"path": str(path), "message": trouble, "severity": "error"})
        else:
            say(trouble)
    if not found and not json:
        show(f"{path}: {counted(len(labels), 'Slack channel')}: ok")
    return len(found)


def _unset_webhooks(checked: "Checked") -> "list[RuleProblem]":
    """Return the webhooks that a rule set names and the settings do not have: the one thing that rules ask of them."""
    places = {label: place for label, place in checked.channels if label.startswith("webhook:")}
    if not places:
        return []  # whoever names none need not have settings that can be read, nor wait until they are
    from monitor.app.webhooks import how_to_set, unset

    missing = [(places[label], how_to_set(label)) for label in unset(places, settings_of())]
    return [RuleProblem(place.path, place.line, place.column, message) for place, message in missing]


def _show_checked(path: Path, checked: "Checked", unset: "Sequence[RuleProblem]", *, json: bool) -> None:
    """Tell what was found in one rule set, and that it can be used if it can."""
    for problem in (*checked.problems, *unset, *checked.warnings):
        if json:
            show_json({**problem._asdict(), "severity": "warning" if problem.code else "error"})
        else:
            say(str(problem))
    if checked.ok and not unset and not json:
        parts = [
            counted(checked.rules, "rule"),
            counted(checked.entities, "entity", "entities"),
            counted(checked.terms, "term"),
            counted(checked.feeds, "feed"),
        ]
        warnings = f", {counted(len(checked.warnings), 'warning')}" if checked.warnings else ""
        show(f"{path}: {', '.join(parts)}: ok{warnings}")


def test(
    paths: PathsArgument = None,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", metavar="ID", help="Only the tests of this rule; may be repeated.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help=f"Show every test that fails, not the first {SHOWN}.")] = False,
    json: JsonOption = False,
) -> None:
    """Run the tests that the rules carry.

    They go through the engine that matches articles. Exits 1 if one fails, 5 if there are none.

    Example: monitor test rules
    """
    from monitor.app.cli.rule_paths import check_known, rule_paths
    from monitor.app.reading import read_page_file
    from monitor.pipeline.check import Run, each_test
    from monitor.rules import load

    count = 0
    failed: list[RuleTestResult] = []
    known: list[str] = []
    settings = settings_of()
    run = Run(only=rule or None, most_explained=None if all_ or json else SHOWN, languages=settings.languages)
    for path in rule_paths(paths, settings):
        with WaitingLine(quiet=json) as waiting:
            rule_set = load(path, observer=waiting)
            known.extend(one.identity for one in rule_set.rules)
            for result in each_test(rule_set, read_page_file, run, waiting):
                count += 1
                if json:
                    show_json({key: getattr(result, key) for key in _TOLD})
                if not result.ok:
                    failed.append(result)
    check_known(rule, known)
    if not json:
        _show_failed(failed, most=len(failed) if all_ else SHOWN)
        show(f"{count - len(failed)} of {count} tests hold")
    if failed:
        raise typer.Exit(1)
    if not count:
        raise typer.Exit(5)


def _show_failed(failed: "Sequence[RuleTestResult]", *, most: int) -> None:
    """Show the tests that failed: so many in full, the others by file."""
    if not failed:
        return
    out = console()
    for result in failed[:most]:
        show_failure(out, result)
    if len(failed) > most:
        show(rest_of(failed[most:]))
