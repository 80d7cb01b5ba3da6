"""`monitor articles show`: one article as it was read, what was found in it, and what became of that."""

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.article_view import article_object, show_article, show_excerpts
from monitor.app.cli.opened import snapshot
from monitor.app.cli.options import DataOption, JsonOption
from monitor.app.cli.output import console, counted, plain, say, show, show_json, when
from monitor.app.cli.revision_view import change_object, changes_of, revised, show_changes, stopped_rules
from monitor.app.cli.settings import settings_of

if TYPE_CHECKING:
    from monitor.core.records import StoredArticle, StoredMatch
    from monitor.core.stores import Transaction

_MOST_NAMED = 10  #: articles that a part of a URL may mean


def show_stored(
    url: Annotated[str, typer.Argument(metavar="URL", help="The article's URL, or a part that only its URL has.")],
    diff: Annotated[bool, typer.Option("--diff", help="Show how it changed since, instead of its text.")] = False,
    data: DataOption = None,
    json: JsonOption = False,
) -> None:
    """Show an article as it was read last: its text, the rules that match, what became of each match.

    Exits 1 if no article was read from there.

    Example: monitor articles show https://www.example.org/news/1
    """
    settings = settings_of(data=data)
    with snapshot(settings) as tx:
        found = _named(tx, url)
        matches = tx.matches.of_article(found[0].id) if len(found) == 1 else []
        stopped = stopped_rules(tx, found[0]) if len(found) == 1 else frozenset()
        changes = changes_of(tx, found[0]) if len(found) == 1 and (diff or json) else []
        let_go = not found and _was_let_go(tx, url)
    if len(found) != 1:
        _tell_of(url, found, let_go=let_go)
        raise typer.Exit(1)
    if json:
        show_json(_object(found[0], matches, stopped) | {"revisions": [change_object(change) for change in changes]})
    elif diff:
        show(f"{found[0].article.title}\n{found[0].article.url}\n")
        show_changes(changes)
    else:
        _show(found[0], matches, stopped, settings.retention)


def _named(tx: "Transaction", url: str) -> "list[StoredArticle]":
    from monitor.feeds.urls import normalise_url

    key = normalise_url(url)
    exact = tx.articles.find(key) if key else None
    return [exact] if exact else tx.articles.list(url_contains=url, limit=_MOST_NAMED + 1)


def _was_let_go(tx: "Transaction", url: str) -> bool:
    from monitor.feeds.urls import normalise_url

    key = normalise_url(url)
    return bool(key) and tx.articles.was_let_go(key)


def _tell_of(url: str, found: "list[StoredArticle]", *, let_go: bool) -> None:
    if let_go:
        say(f"{url} was read; what was kept of it was let go since (settings `retention_outcomes` and `max_size`)")
        return
    if not found:
        others = "`monitor articles list --url PART` finds those that were; `monitor why URL` tells why not"
        say(f"no article was read from {url} ({others})")
        return
    most = "more than " if len(found) > _MOST_NAMED else ""
    say(f"{most}{counted(min(len(found), _MOST_NAMED), 'article')} have {url} in their URL (write more of one):")
    for one in found[:_MOST_NAMED]:
        say(f"  {one.article.url}")


def _object(stored: "StoredArticle", matches: "list[StoredMatch]", stopped: frozenset[str]) -> dict[str, object]:
    return {
        **article_object(stored.article),
        "reason": stored.article.state_reason,
        "found": stored.found_at,
        "feeds": stored.carriers,
        "rule_set": stored.rule_set,
        "text_kept": stored.text_kept,
        "matches": [
            {
                "rule": one.match.rule,
                "channel": one.channel,
                "outcome": one.outcome,
                "reason": one.reason,
                "matches_now": one.match.rule not in stopped,
                "found": one.found_at,
                "excerpts": plain(one.match.excerpts),
            }
            for one in matches
        ],
    }


def _show(
    stored: "StoredArticle", matches: "list[StoredMatch]", stopped: frozenset[str], retention: int | None
) -> None:
    show_article(stored.article.url, stored.article)
    if not stored.text_kept:
        days = f" {counted(retention, 'day')}" if retention is not None else ""
        show(f"its text was kept{days} and is gone (setting `retention`); what was found in it stays\n")
    for feed in stored.carriers:
        show(f"feed       {feed}")
    show(f"found      {when(stored.found_at)} UTC, under rule set {stored.rule_set}")
    show(f"revised    {revised(stored)}\n" if revised(stored) else "")
    if not matches:
        show("no rule matched")
    out = console()
    for one in matches:
        outcome = f"{one.outcome}{': ' if one.reason else ''}{one.reason}"
        since = "; it stopped matching since" if one.match.rule in stopped else ""
        show(f"{one.match.rule} → {one.channel}: {outcome}{since}")
        show_excerpts(one.match, out)
