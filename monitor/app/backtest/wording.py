"""What a terminal and a page say alike about a backtest; `printable` is for whoever shows it."""

from collections.abc import Sequence
from datetime import datetime

from monitor.alerts.differences import count_alerts
from monitor.app.backtest.brief import FOLDER_TIME
from monitor.app.backtest.report import MINUS, Figures, Item, Report, RuleLine, Told

_FAILURES = 20  #: of articles that could not be replayed, told one by one


def opening(report: Report) -> str:
    """Return what was replayed."""
    period = report.period
    found = f" found {when(period[0])} to {when(period[1])} UTC" if period else ""
    versions = [f"{one.label} ({counted(len(one.rule_set.rules), 'rule')})" for one in report.question.versions]
    edited = f", {report.block.edited:,} of them also as they read before edits" if report.block.edited else ""
    return f"{counted(report.block.articles, 'article')}{found}{edited}: {' against '.join(versions)}"


def notices(report: Report) -> list[str]:
    """Return what could not be replayed, a sentence each."""
    block = report.block
    said = []
    if block.without_text:
        said.append(
            f"{counted(block.without_text, 'article')} cannot be replayed: the text was let go (the setting retention)"
        )
    for number, reason in block.failed[:_FAILURES]:
        said.append(f"not replayed: {f'article {number}: ' if report.question.stored else ''}{reason}")
    if len(block.failed) > _FAILURES:
        said.append(f"… and {len(block.failed) - _FAILURES:,} more that could not be replayed")
    return said


def listed(report: Report) -> list[RuleLine]:
    """Return the rules that are worth a line: those that changed, or those with alerts; most first."""
    if report.compared:
        lines = [line for line in report.lines if line.changed]
        return sorted(lines, key=lambda line: -(line.gained + line.lost))
    return sorted((line for line in report.lines if line.figures.alerts), key=lambda line: -line.figures.alerts)


def columns_of(report: Report) -> list[str]:
    """Return the heads of the table of rules."""
    compared = ["gained", "lost", "before"] if report.compared else []
    return ["rule", *compared, "alerts", *(["a week"] if report.weeks else []), "stories", "articles"]


def row_of(line: RuleLine, report: Report) -> list[str]:
    """Return the cells of a rule; of a shadow rule the alerts that it would make."""
    cells = [line.rule + _note(line, report)]
    if report.compared:
        is_shadow = not (line.gained or line.lost)
        gained, lost = (line.shadow_gained, line.shadow_lost) if is_shadow else (line.gained, line.lost)
        cells += [f"+{gained:,}", f"{MINUS}{lost:,}", _alerts(line.before)]
    cells.append(_alerts(line.now))
    if report.weeks:
        cells.append(f"{line.a_week:,.1f}" if line.a_week is not None else "–")
    now = line.now
    return [*cells, f"{now.stories:,}" if now else "–", f"{now.articles:,}" if now else "–"]


def left_out(report: Report, chosen: Sequence[Told]) -> str:
    """Return how many alerts are not shown, "" if all are."""
    shown = count_alerts(told.item.raised for told in chosen)
    every = count_alerts(item.raised for item in report.items())
    return f"… and {counted(every - shown, 'more alert')} (--limit N shows more, --json all)" if shown < every else ""


def never_matches(rules: int) -> str:
    """Return `2 rules never match`."""
    return f"{counted(rules, 'rule')} never {'matches' if rules == 1 else 'match'}"


def where_to(item: Item) -> str:
    """Return where alerts go, or would go."""
    would = "shadow, would go " if item.shadow else ""
    return f"{would}→ {', '.join(item.raised.channels)}"


def when(time: datetime) -> str:
    """Return a time as people read it, in UTC; "" of the pages of a folder, which have none."""
    return "" if time == FOLDER_TIME else f"{time:%Y-%m-%d %H:%M}"


def counted(number: int, one: str) -> str:
    """Return how many of what: `1 rule`, `2 rules`."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _note(line: RuleLine, report: Report) -> str:
    """Return what is special about a rule, in parentheses."""
    if line.now is None:
        return " (gone)"
    said = [*(["new"] if report.compared and line.before is None else []), *(["shadow"] if line.now.shadow else [])]
    return f" ({', '.join(said)})" if said else ""


def _alerts(figures: Figures | None) -> str:
    return f"{figures.alerts:,}" if figures is not None else "–"
