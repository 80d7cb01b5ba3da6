"""How an article changed since it was first read, on the terminal and as JSON."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.app.cli.output import console, counted, show, when
from monitor.app.printable import printable

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.core.records import StoredArticle
    from monitor.core.rereading import Edit
    from monitor.core.stores import Transaction


@dataclass(frozen=True, slots=True)
class Change:
    """One revision against the version before it."""

    revision: int
    at: "datetime"
    cause: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    state: tuple[str, str]  #: before and after
    edits: "tuple[Edit, ...]"


def changes_of(tx: "Transaction", stored: "StoredArticle") -> list[Change]:
    """Return how each revision of an article that is kept differs from the version before, the first one first."""
    from monitor.articles.revisions import changes

    earlier = tx.revisions.of_article(stored.id)
    edits = tx.revisions.edits(stored.id)
    versions = [(one.number, one.read_at, one.article) for one in earlier]
    versions.append((stored.revision, stored.revised_at or stored.found_at, stored.article))
    found = []
    for before, (number, at, now) in zip(earlier, versions[1:], strict=True):
        differing = changes(before.article, now)
        found.append(
            Change(
                revision=number,
                at=at,
                cause=before.cause,
                removed=differing.removed,
                added=differing.added,
                state=(before.article.state, now.state),
                edits=tuple(one.edit for one in edits if before.number < one.revision <= number),
            )
        )
    return found


def stopped_rules(tx: "Transaction", stored: "StoredArticle") -> frozenset[str]:
    """Return the rules that matched an article and do not since an edit."""
    from monitor.core.rereading import EditKind

    last = {one.edit.rule: one.edit.kind for one in tx.revisions.edits(stored.id)}
    return frozenset(rule for rule, kind in last.items() if kind is EditKind.STOPPED)


def change_object(change: Change) -> dict[str, object]:
    """Return a revision as `articles show --json` prints it."""
    return {
        "revision": change.revision,
        "at": change.at,
        "cause": change.cause,
        "removed": change.removed,
        "added": change.added,
        "state_before": change.state[0],
        "state": change.state[1],
        "edits": [
            {"rule": edit.rule, "kind": edit.kind, "removed": edit.removed, "added": edit.added}
            for edit in change.edits
        ],
    }


def show_changes(changes: list[Change]) -> None:
    """Print what went and what came, revision by revision."""
    from rich.text import Text

    if not changes:
        show("it says what it said when it was first read")
        return
    out = console()
    for change in changes:
        was, now = change.state
        state = f"; {was} before, {now} now" if was != now else ""
        show(f"revision {change.revision}, {when(change.at)} UTC: {change.cause}{state}")
        for sign, colour, sentences in (("-", "red", change.removed), ("+", "green", change.added)):
            for sentence in sentences:
                out.print(Text(printable(f"  {sign} {sentence}"), style=colour), soft_wrap=True)
        for edit in change.edits:
            show(f"  {edit.rule} {edit.kind}")


def revised(stored: "StoredArticle") -> str:
    """Return in a few words how often an article was revised, "" if never."""
    if not stored.revised_at:
        return ""
    return f"{counted(stored.revision, 'revision')}, the last {when(stored.revised_at)} UTC (--diff shows what changed)"
