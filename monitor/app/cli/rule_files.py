"""`monitor check` and `monitor test`: rule files before they go live."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.app.cli.options import JsonOption
from monitor.app.cli.output import counted, say, show, show_json

PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH", help="A directory is one rule set; a file is a rule set of its own. [default: rules]"
    ),
]


def check(
    paths: PathsArgument = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 on warnings too.")] = False,
    json: JsonOption = False,
) -> None:
    """Read rule files; tell each problem with line and column.

    Exits 1 if there is one.

    Example: monitor check rules
    """
    from monitor.app.cli.rule_paths import rule_paths
    from monitor.rules import check as check_rules

    bad = warned = 0
    for path in rule_paths(paths):
        checked = check_rules(path)
        for problem in (*checked.problems, *checked.warnings):
            if json:
                show_json({**problem._asdict(), "severity": "warning" if problem.code else "error"})
            else:
                say(str(problem))
        bad += len(checked.problems)
        warned += len(checked.warnings)
        if checked.rule_set is not None and not json:
            found = checked.rule_set
            parts = [
                counted(len(found.rules), "rule"),
                counted(len(found.entities), "entity", "entities"),
                counted(len(found.terms), "term"),
                counted(len(found.feeds), "feed"),
            ]
            warnings = f", {counted(len(checked.warnings), 'warning')}" if checked.warnings else ""
            show(f"{path}: {', '.join(parts)}: ok{warnings}")
    if bad or (strict and warned):
        raise typer.Exit(1)


def test(paths: PathsArgument = None, json: JsonOption = False) -> None:
    """Run the tests that the rules carry.

    They go through the engine that matches articles. Exits 1 if one fails, 5 if there are none.

    Example: monitor test rules
    """
    from monitor.app.cli.rule_paths import rule_paths
    from monitor.app.cli.settings import settings_of
    from monitor.app.reading import read_page_file
    from monitor.pipeline.check import run_tests
    from monitor.rules import load

    settings = settings_of()
    results = [
        result
        for path in rule_paths(paths, settings)
        for result in run_tests(load(path), read_page_file, languages=settings.languages)
    ]
    failed = [result for result in results if not result.ok]
    for result in results if json else failed:
        if json:
            show_json(result)
        else:
            show(f"{result.path}:{result.line}: {result.rule}: test {result.test}: {result.reason}")
    if not json:
        show(f"{len(results) - len(failed)} of {len(results)} tests hold")
    if failed:
        raise typer.Exit(1)
    if not results:
        raise typer.Exit(5)
