"""A backtest on the terminal and as JSON."""

from typing import TYPE_CHECKING

from monitor.app.cli.output import console, marked, plain, show, show_json, table
from monitor.app.printable import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from monitor.app.backtest.report import Report, Told

_NAMED = 20  #: rules that never match, by name
_EXCERPTS = 2
MINUS = "\N{MINUS SIGN}"
_SIGNS = {"gained": ("+", "bold green"), "lost": (MINUS, "bold red")}  #: by change


def print_lines(report: "Report") -> None:
    """Print what was replayed, then a line for each rule."""
    question, block = report.question, report.block
    versions = [{"name": one.label, "digest": one.rule_set.digest} for one in question.versions]
    period = report.period
    replayed = {
        "rules": versions[0],
        "against": versions[1] if report.compared else None,
        "since": question.since or None,
        "first": period[0] if period else None,
        "last": period[1] if period else None,
        "articles": block.articles,
        "edited": block.edited,
        "without_text": block.without_text,
        "failed": [reason for _, reason in block.failed],
        "matched": report.now.articles,
        "stories": report.now.stories,
    }
    show_json({"backtest": replayed})
    for line in report.lines:
        about: dict[str, object] = {"rule": line.rule, "title": line.title, "channels": line.channels}
        about |= {"now": plain(line.now), "a_week": line.a_week}
        if report.compared:
            about |= {"before": plain(line.before), "gained": line.gained, "lost": line.lost}
            about |= {"shadow_gained": line.shadow_gained, "shadow_lost": line.shadow_lost}
        show_json(about)


def print_told(told: "Told") -> None:
    """Print one line: the alerts of a rule that one article brings."""
    item, article = told.item, told.shown.article
    about: dict[str, object] = {
        "alert": item.rule,
        "change": item.change or None,
        "channels": item.raised.channels,
        "shadow": item.shadow,
    }
    about |= {"story": item.raised.story_id, "article": item.raised.article_id, "found_at": told.shown.found_at}
    for key in ("url", "title", "site", "language", "published_at"):
        about[key] = getattr(article, key) if article is not None else None
    show_json(about | {"excerpts": told.excerpts})


def print_total(report: "Report") -> None:
    """Print the last line."""
    totals = report.totals
    about = {"alerts": totals.alerts, "never": report.never}
    if report.compared:
        about |= {name: getattr(totals, name) for name in ("before", "gained", "lost", "same")}
        about |= {"shadow_gained": totals.shadow_gained, "shadow_lost": totals.shadow_lost}
    show_json({"total": about})


def show_report(report: "Report", chosen: "Sequence[Told]") -> None:
    """Print the report: what was replayed, the rules, the alerts chosen, the rules that never match, the answer."""
    from monitor.app.backtest.wording import columns_of, left_out, listed, opening, row_of

    show(opening(report))
    rows = [row_of(line, report) for line in listed(report)]
    if rows:
        show("")
        table(columns_of(report), rows)
    _show_chosen(chosen)
    for line in filter(None, [left_out(report, chosen), *_closing(report)]):
        show(f"\n{line}")


def _closing(report: "Report") -> list[str]:
    """Return the sentences that end a report, the answer last."""
    from monitor.app.backtest.wording import never_matches

    lines = []
    never = report.never
    if never:
        named = ", ".join(never[:_NAMED]) + (f", … and {len(never) - _NAMED:,} more" if len(never) > _NAMED else "")
        lines.append(f"{never_matches(len(never))}: {named}")
    totals = report.totals
    if totals.shadow_gained or totals.shadow_lost:
        lines.append(f"of shadow rules, which post nothing: +{totals.shadow_gained:,}, {MINUS}{totals.shadow_lost:,}")
    same = f" ({totals.same:,} the same)" if report.compared else ""
    return [*lines, report.headline() + same]


def _show_chosen(chosen: "Sequence[Told]") -> None:
    from rich.text import Text

    out = console()
    rule = ""
    for told in chosen:
        if told.item.rule != rule:
            rule = told.item.rule
            out.print(Text(f"\n{rule}", style="bold"))
        _show_told(told, out)


def _show_told(told: "Told", out: "Console") -> None:
    from rich.padding import Padding
    from rich.text import Text

    from monitor.app.backtest.wording import when, where_to

    sign, style = _SIGNS.get(told.item.change, ("·", ""))
    article = told.shown.article
    title = printable(article.title or article.url) if article is not None else "an article that is gone by now"
    source = printable(article.site or "") if article is not None else ""
    known = [when(told.shown.found_at) if told.shown.found_at else "", source]
    facts = " · ".join(filter(None, known)), where_to(told.item)
    head = Text.assemble((f"{sign} ", style), (title, "bold"))
    about = Text("  ".join(filter(None, facts)), style="dim")
    if out.is_terminal and head.cell_len + about.cell_len + 4 > out.width:
        out.print(Padding(head, (0, 0, 0, 2)))
        out.print(Padding(about, (0, 0, 0, 6)))
    else:
        out.print(Text.assemble("  ", head, "  ", about), soft_wrap=True)
    for excerpt in told.excerpts[:_EXCERPTS]:
        lead = "headline: " if excerpt.field == "title" else ""
        passage = Text.assemble(lead, *marked(excerpt.text, excerpt.marks, out))
        if out.is_terminal:
            out.print(Padding(passage, (0, 0, 0, 6)))
        else:
            out.print(Text.assemble("      ", passage), soft_wrap=True)
