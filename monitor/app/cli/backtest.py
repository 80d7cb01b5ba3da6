"""`monitor backtest`: the rules tried on the past."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.options import DataOption, RulesOption
from monitor.app.cli.output import counted, say, when
from monitor.app.cli.settings import settings_of

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.app.backtest.kept import Bounds, KeptBlocks
    from monitor.app.backtest.question import Question, Version
    from monitor.app.backtest.report import Report, Told
    from monitor.app.backtest.run import Backtest
    from monitor.app.settings import Settings

SHOWN = 30  #: alerts with their passages on a terminal
SHOWN_ON_PAGE = 300

SinceOption = Annotated[
    str, typer.Option("--since", metavar="TIME", help="Articles found since then: 30d, 12h, or all.")
]
AgainstOption = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="DIR|REVISION",
        help="Show what differs from the rules of another directory, or from these as they were in a git revision.",
    ),
]
PagesOption = Annotated[
    Path | None,
    typer.Option("--articles", metavar="DIR", help="Replay the pages and texts in a folder, not the database."),
]
ShownOption = Annotated[
    int | None,
    typer.Option(
        "--limit",
        metavar="N",
        min=0,
        max=1_000_000,
        help=f"Show at most so many alerts. [default: {SHOWN}; {SHOWN_ON_PAGE} in --html; all in --json]",
    ),
]
HtmlOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write one page to share, with all that is shown.")
]
AtMostOption = Annotated[
    int | None,
    typer.Option(
        "--at-most",
        metavar="N",
        min=0,
        help="Exit 1 if a rule makes more than N alerts a week (in all, if less than a week is replayed).",
    ),
]
SameOption = Annotated[
    bool, typer.Option("--expect-same", help="With --against: exit 1 if any alert is gained or lost.")
]


def backtest(
    since: SinceOption = "30d",
    rules: RulesOption = None,
    against: AgainstOption = None,
    articles: PagesOption = None,
    limit: ShownOption = None,
    html: HtmlOption = None,
    at_most: AtMostOption = None,
    expect_same: SameOption = False,
    data: DataOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON lines: backtest, rule, alert, total.")] = False,
) -> None:
    """Replay stored articles: what the rules would alert to.

    An alert is a rule, a story and a channel; caps, quiet hours, mutes and merged messages are not replayed. A run that
    was stopped goes on where it was if it is started again within a day. Exit 0, whatever differs, unless --at-most or
    --expect-same is not met.

    Example: monitor backtest --since 7d --html review.html
    """
    from monitor.app.backtest.kept import KeptBlocks
    from monitor.app.clock import SystemClock
    from monitor.core.errors import SettingsError

    if expect_same and against is None:
        raise SettingsError("--expect-same needs --against, with which the alerts are to be the same")
    settings = settings_of(rules=rules, data=data)
    _check_page(html)
    now = SystemClock().now()
    asked = _Asked(limit=limit, html=html, json=json, at_most=at_most, expect_same=expect_same)
    with tempfile.TemporaryDirectory(prefix="news-monitor-backtest-") as name:
        folder = Path(name)
        question = _question(settings, _versions(settings, against, folder), articles, since, now)
        with KeptBlocks(question.key()) as kept:
            bounds, question = _bounds(question, kept, settings, now)
            if not question.articles:
                say(f"no article was found since {since}: nothing is replayed (`monitor articles list` shows them)")
                raise typer.Exit(1)
            run = _Run(question, folder, kept, bounds, processes=settings.processes)
            with _telling_of_interruption(run):
                missed = asyncio.run(run.answer(asked))
            kept.remove(bounds, len(question.blocks()))
    if missed:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """How the answer is told, and what is demanded of it."""

    limit: int | None
    html: Path | None
    json: bool
    at_most: int | None
    expect_same: bool


def _check_page(html: Path | None) -> None:
    """Raise SettingsError if the page cannot be written there: better now than after an hour."""
    from monitor.core.errors import SettingsError

    if html is None:
        return
    folder = html.absolute().parent
    if html.is_dir():
        what = "is a directory"
    elif not folder.is_dir():
        what = f"there is no directory {html.parent}"
    elif not os.access(folder, os.W_OK | os.X_OK):
        what = f"directory {html.parent} cannot be written"
    else:
        return
    raise SettingsError(f"--html {html}: {what} (name a file, such as review.html)")


def _versions(settings: "Settings", against: str | None, folder: Path) -> "tuple[Version, ...]":
    from monitor.app.backtest.question import Version, other_version
    from monitor.rules import load

    now = Version(str(settings.rules), load(settings.rules))
    if against is None:
        return (now,)
    before = folder / "before"
    before.mkdir()
    return now, other_version(against, settings.rules, before)


def _question(
    settings: "Settings", versions: "tuple[Version, ...]", articles: Path | None, since: str, now: "datetime"
) -> "Question":
    from monitor.app.backtest.question import folder_question, rules_about_feeds, since_moment, stored_question
    from monitor.app.cli.opened import snapshot

    if articles is not None:
        asking = max(rules_about_feeds(version.rule_set) for version in versions)
        if asking:
            asks = "rule asks" if asking == 1 else "rules ask"
            say(f"{asking:,} {asks} for feeds, tags or sites, which pages of a folder do not have: no match there")
        return folder_question(articles, versions, languages=settings.languages)
    since_moment(since, now)  # a mistake in it is told before the database is looked for
    if settings.archive == "matched":
        say("archive is matched: pages that had no word of the rules of their day were not read, and are not replayed")
    with snapshot(settings) as tx:
        return stored_question(tx, versions, languages=settings.languages, database=settings.url, since=since, now=now)


def _bounds(
    question: "Question", kept: "KeptBlocks", settings: "Settings", now: "datetime"
) -> "tuple[Bounds, Question]":
    """Return the articles to replay: those of a run that was stopped, else those of now."""
    from monitor.app.cli.opened import snapshot

    found, why_not = kept.bounds(now)
    if why_not:
        say(f"{why_not}: begun anew")
    if found is None:
        return kept.begin(question.first, question.last, now), question
    say(f"goes on with what was begun at {when(found.asked_at)} UTC")
    count = question.articles
    if question.stored:
        with snapshot(settings) as tx:
            count = tx.archive.count(found.first, found.last)
    return found, replace(question, first=found.first, last=found.last, articles=count)


class _Run:
    """One run, and how far it is."""

    def __init__(
        self, question: "Question", folder: Path, kept: "KeptBlocks", bounds: "Bounds", *, processes: int
    ) -> None:
        self.question = question
        self.done = 0
        self._folder = folder
        self._kept = kept
        self._bounds = bounds
        self._processes = processes

    async def answer(self, asked: _Asked) -> bool:
        """Replay and tell; return whether what was demanded is not met."""
        from rich.console import Console

        from monitor.app.backtest.report import Report
        from monitor.app.backtest.run import Backtest
        from monitor.app.backtest.wording import notices
        from monitor.app.progress import counting

        processes = min(self._processes, len(self.question.blocks()))
        async with Backtest(self.question, self._folder, self._kept, self._bounds, processes=processes) as work:
            await work.make_ready()
            with counting(self.question.articles, "articles", Console(stderr=True)) as count:
                outcome = await work.judge(count, self._note)
            report = Report(self.question, outcome)
            for notice in notices(report):
                say(notice)
            await _tell(work, report, asked)
        return _missed(report, asked)

    def _note(self, done: int) -> None:
        self.done = done


@contextmanager
def _telling_of_interruption(run: _Run) -> Iterator[None]:
    """Say how far it was when somebody stops it."""
    try:
        yield
    except KeyboardInterrupt:
        said = f"stopped: {run.done:,} of {counted(run.question.articles, 'article')} are done"
        say(f"{said}; the same command goes on from there")
        raise


async def _tell(work: "Backtest", report: "Report", asked: _Asked) -> None:
    from monitor.app.backtest.page import write_page
    from monitor.app.backtest.report import tell
    from monitor.app.cli import backtest_view

    limit, html = asked.limit, asked.html
    if asked.json:
        backtest_view.print_lines(report)
        items = report.items() if limit is None else report.choice(limit)
        async for told in tell(work, items):
            backtest_view.print_told(told)
        backtest_view.print_total(report)
    else:
        most = SHOWN if limit is None else limit
        chosen: list[Told] = [told async for told in tell(work, report.choice(most))]
        backtest_view.show_report(report, chosen)
    if html is not None:
        most = SHOWN_ON_PAGE if limit is None else limit
        chosen = [told async for told in tell(work, report.choice(most))]
        write_page(html, report, chosen)
        say(f"{html}: {counted(len(chosen), 'headline')} of {report.headline()}")


def _missed(report: "Report", asked: _Asked) -> bool:
    """Say what was demanded and is not met; return whether there is anything."""
    missed = False
    if asked.at_most is not None:
        a_week = " a week" if report.weeks else ""
        for rule, rate in report.over(asked.at_most):
            say(f"{rule}: {rate:,.1f} alerts{a_week}, more than {asked.at_most:,}".replace(".0 alerts", " alerts"))
            missed = True
    if asked.expect_same and (report.totals.gained or report.totals.lost):
        say(f"not the same: {report.headline()}")
        missed = True
    return missed
