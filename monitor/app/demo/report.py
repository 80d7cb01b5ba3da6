"""The end of the demo: what was polled, what became of every entry, what was told."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from monitor.core.outbox import DeliveryState, EntryState
from monitor.core.records import Counts

#: Outcomes of an entry behind which there is an article in the store.
_WITH_ARTICLE = (EntryState.READ, EntryState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """What the world saw of the polls of one feed."""

    name: str
    kind: str
    entries: int  #: announced, each once
    full: int  #: answers with the whole feed
    unchanged: int  #: answers 304


def add_up(counts: Counts, *, announced: int, alerts: int) -> list[str]:
    """Return what does not add up in the store's figures; `announced` entries and `alerts` messages there were."""
    faults = []
    entries = sum(counts.entries.values())
    if entries != announced:
        faults.append(f"{announced} entries were announced, {entries} have an outcome")
    if counts.entries.get(EntryState.WAITING, 0):
        faults.append(f"{counts.entries[EntryState.WAITING]} entries still wait")
    articles = sum(counts.articles.values())
    sources = sum(counts.entries.get(state, 0) for state in _WITH_ARTICLE)
    if articles != sources:
        faults.append(f"{sources} entries were read or failed, but there are {articles} articles")
    sent = counts.alerts.get(DeliveryState.SENT, 0)
    if sent != alerts:
        faults.append(f"{alerts} messages stand in Slack, but {sent} alerts are marked as sent")
    unfinished = sum(counts.alerts.values()) - sent - counts.alerts.get(DeliveryState.MERGED, 0)
    if unfinished:
        faults.append(f"{unfinished} alerts are not finished")
    return faults


def show_tables(console: Console, feeds: Sequence[FeedLine], counts: Counts, *, announced: int) -> None:
    """Print the feeds as they were polled and the store's figures."""
    console.print(_feeds(feeds, announced))
    console.print(_outcomes(counts))


def _feeds(feeds: Sequence[FeedLine], announced: int) -> Table:
    table = Table(title="Feeds polled", title_justify="left", show_footer=True)
    table.add_column("feed", f"{len(feeds)} feeds", no_wrap=True)
    table.add_column("kind")
    for name, total in (
        ("entries", announced),
        ("polls", sum(line.full + line.unchanged for line in feeds)),
        ("changed", sum(line.full for line in feeds)),
        ("304", sum(line.unchanged for line in feeds)),
    ):
        table.add_column(name, str(total), justify="right")
    for line in feeds:
        figures = (line.entries, line.full + line.unchanged, line.full, line.unchanged)
        table.add_row(line.name, line.kind, *(str(figure) for figure in figures))
    return table


def _outcomes(counts: Counts) -> Table:
    table = Table(title="What became of it", title_justify="left")
    table.add_column("")
    table.add_column("how many", justify="right")
    table.add_column("of which")
    table.add_row("entries seen", str(sum(counts.entries.values())), _listed(counts.entries))
    table.add_row("not read because", str(sum(counts.failures.values())), _listed(counts.failures))
    table.add_row("articles by text", str(sum(counts.articles.values())), _listed(counts.articles))
    table.add_row("articles matched", str(counts.articles_matched), "")
    table.add_row("matches", str(sum(counts.matches.values())), _listed(counts.matches))
    table.add_row("alerts", str(sum(counts.alerts.values())), _listed(counts.alerts))
    table.add_row("alerts posted", str(counts.alerts.get(DeliveryState.SENT, 0)), "")
    return table


def _listed(figures: dict[str, int]) -> str:
    """Return the figures as a sum reads: `16 read + 2 duplicate`."""
    return " + ".join(f"{count} {name}" for name, count in sorted(figures.items(), key=lambda f: -f[1]) if count)
