"""`monitor why`: why we did, or did not, hear about an article; the verdict first, then the walk."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.opened import snapshot
from monitor.app.cli.options import DataOption, JsonOption, RulesOption
from monitor.app.cli.output import console, counted, say, show, show_json, when
from monitor.app.cli.settings import settings_of
from monitor.app.printable import printable

if TYPE_CHECKING:
    from monitor.app.settings import Settings
    from monitor.pipeline.why import Answer, Candidates, Judging, Period, Station, Trace

_LONGEST = 4_000  #: characters of a URL, as for the links of feeds
_TIMES = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
_MOST_LINES = 40  #: of a tree of clauses


def why(
    url: Annotated[str, typer.Argument(metavar="URL", help="The article's URL, or a part that only its URL has.")],
    rule: Annotated[
        str | None, typer.Option("--rule", metavar="ID", help="Why this rule did, or did not, tell of it.")
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option(
            "--at",
            metavar="TIME",
            formats=_TIMES,
            help="When it was published, UTC: 2026-11-30 or '2026-11-30 21:00'. Counts for what was never seen; the "
            "day that a URL names need not be said.",
        ),
    ] = None,
    rules: RulesOption = None,
    data: DataOption = None,
    json: JsonOption = False,
) -> None:
    """Tell why we did, or did not, hear about an article.

    The first line is the verdict. Then the walk from the feed to the channel, a step a line with its time (UTC), the
    one that decided marked with >, and what can be done. Exits 1 if a part of a URL means no article, or several.

    Example: monitor why https://www.example.org/news/1
    """
    from monitor.app.clock import SystemClock
    from monitor.pipeline.why import Candidates, answer, gather

    url = url.strip()
    if not url or len(url) > _LONGEST:
        raise typer.BadParameter(
            "write an article's URL, or a part of it" if not url else f"longer than {_LONGEST:,} characters: no URL",
            param_hint="URL",
        )
    settings = settings_of(rules=rules, data=data)
    with snapshot(settings) as tx:
        found = gather(tx, url, now=SystemClock().now())
    if isinstance(found, Candidates):
        _tell_candidates(found, json=json)
        raise typer.Exit(1)
    told = answer(found, _judging(found, rule, settings), period=_period(at))
    if json:
        show_json(_object(told))
    else:
        _show(told)


def _judging(trace: "Trace", only: str | None, settings: "Settings") -> "Judging":
    """Return the rules as the files say now; they are read only if the answer may need them."""
    from monitor.app.cli.rule_paths import check_known
    from monitor.app.cli.waiting import WaitingLine
    from monitor.core.errors import RuleFileError
    from monitor.pipeline.why import Judging
    from monitor.rules import load

    if only is None and trace.article is None:
        return Judging(rule_set=None, trouble="they were not needed")
    try:
        with WaitingLine() as waiting:
            rule_set = load(settings.rules, observer=waiting)
    except RuleFileError as error:
        first, more = error.problems[0], len(error.problems) - 1
        trouble = f"{first}{f' (`monitor check` tells {more} more)' if more else ''}"
        say(f"the rules cannot be read, so nothing is told of what they say now: {trouble}")
        return Judging(rule_set=None, trouble=trouble, only=only or "", languages=settings.languages)
    matched = {one.match.rule for one in trace.matches}
    if only is not None and only not in matched:
        check_known([only], [rule.identity for rule in rule_set.rules])
    return Judging(rule_set=rule_set, only=only or "", languages=settings.languages)


def _period(at: datetime | None) -> "Period | None":
    """Return when it was published; a day without a time is all of it."""
    from monitor.pipeline.why import Period

    if at is None:
        return None
    start = at.replace(tzinfo=UTC)
    whole_day = (at.hour, at.minute, at.second) == (0, 0, 0)
    return Period(start=start, end=start + timedelta(days=1) if whole_day else start)


def _tell_candidates(found: "Candidates", *, json: bool) -> None:
    if json:
        show_json({"asked": found.part, "candidates": found.urls, "more": found.more})
    if not found.urls:
        say(f"nothing is known of {found.part} (write the whole URL: https://… to learn whether its site is polled)")
        return
    most = "more than " if found.more else ""
    say(f"{most}{counted(len(found.urls), 'article')} have {found.part} in their URL (write more of one):")
    for url in found.urls:
        say(f"  {url}")


def _object(told: "Answer") -> dict[str, object]:
    decisive = told.decisive
    return {
        "asked": told.asked,
        "url": told.url,
        "title": told.title or None,
        "outcome": told.outcome,
        "verdict": told.verdict,
        "decided_by": {"step": decisive.step, "outcome": decisive.outcome},
        "stations": [
            {
                "step": one.step,
                "outcome": one.outcome,
                "at": one.at,
                "rule": one.rule or None,
                "channel": one.channel or None,
                "detail": one.detail,
                "decided": one.decided,
                "lines": one.lines,
            }
            for one in told.stations
        ],
        "remedies": told.remedies,
        "nearest": [{"rule": one.rule, "matches_now": one.holds, "why": one.words} for one in told.misses],
    }


def _show(told: "Answer") -> None:
    from rich.text import Text

    out = console()
    out.print(Text(printable(told.verdict), style="bold"), soft_wrap=True)
    show(f"\n{told.title}\n{told.url}\n" if told.title else f"\n{told.url}\n")
    for station in told.stations:
        style = "bold" if station.decided else ""
        out.print(Text(printable(_line(station)), style=style), soft_wrap=True)
        for line in station.lines[:_MOST_LINES]:
            show(f"{'':<30}{line}")
        if len(station.lines) > _MOST_LINES:
            show(f"{'':<30}… and {counted(len(station.lines) - _MOST_LINES, 'more line')}")
    if told.misses:
        show("\nthe rules that came nearest (--rule ID shows every clause of one):")
        for one in told.misses:
            show(f"  {one.rule}: {one.words}")
    if told.remedies:
        show("\nnext:")
        for remedy in told.remedies:
            show(f"  {remedy}")


def _line(station: "Station") -> str:
    """Return a step on one line: a mark, its time, its name, whose it is, what happened."""
    whose = " → ".join(filter(None, (station.rule, station.channel)))
    said = f"{whose}: {station.detail}" if whose else station.detail
    return f"{'>' if station.decided else ' '} {when(station.at):<16}  {station.step:<8}  {said}"
