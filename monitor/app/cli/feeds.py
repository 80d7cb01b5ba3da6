"""`monitor feeds discover`, `add`, `remove`, `import`, `export`: find feeds, name them, exchange lists."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.options import JsonOption, RulesOption, UrlArgument
from monitor.app.cli.output import counted, say, show, show_json, table, when
from monitor.app.cli.settings import settings_of

if TYPE_CHECKING:
    from monitor.app.feed_probe import Probed


def discover(url: UrlArgument, json: JsonOption = False) -> None:
    """Find the feeds of a site.

    Fetches its page, and each address on it that may be one. Exits 1 if there is none.

    Example: monitor feeds discover https://www.example.org/feed
    """
    from monitor.app.feed_probe import discover as discover_feeds

    found = asyncio.run(discover_feeds(url, settings_of()))
    if json:
        for one in found:
            show_json(_object(one))
    elif found:
        table(
            ("feed", "kind", "entries", "newest (UTC)", "title"),
            ((one.url, one.feed.kind, f"{len(one.feed.entries):,}", when(one.newest), one.feed.title) for one in found),
        )
    if not found:
        say(f"{url}: no feed was found (look for RSS on the site, or name its news sitemap)")
        raise typer.Exit(1)


def add(
    url: UrlArgument,
    name: Annotated[str, typer.Option("--name", help="How alerts call it. [default: its own title]")] = "",
    tags: Annotated[
        list[str] | None, typer.Option("--tag", metavar="TAG", help="For `where` lines of rules; may be repeated.")
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="FILE", help="The rule file. [default: added-feeds.yaml in the rules]"),
    ] = None,
    fetch: Annotated[bool, typer.Option("--fetch/--no-fetch", help="Try first whether it is a feed.")] = True,
    rules: RulesOption = None,
) -> None:
    """Add a feed to the rules, once it was seen to be one.

    It stands at the end of a rule file's list of feeds; a running daemon polls it within seconds. Exits 1 if it
    is no feed, or named already.

    Example: monitor feeds add https://www.example.org/feed
    """
    from monitor.app.feed_edit import add_feed
    from monitor.app.feed_probe import poll as poll_feed
    from monitor.feeds.opml import ListedFeed

    settings = settings_of(rules=rules)
    seen = ""
    if fetch:
        found = asyncio.run(poll_feed(url, settings))
        newest = f", the newest of {when(found.newest)} UTC" if found.newest else ""
        seen = f": {found.feed.title or 'no title'}, {counted(len(found.feed.entries), 'entry', 'entries')}{newest}"
    file = add_feed(settings.rules, ListedFeed(url=url, name=name, tags=tuple(tags or ())), into=into)
    show(f"{file}: {url} added{seen}")


def remove(url: UrlArgument, rules: RulesOption = None) -> None:
    """Take a feed out of the rules.

    What it brought stays in the database, and so does where it was: named again, it goes on from there.

    Example: monitor feeds remove https://www.example.org/feed
    """
    from monitor.app.feed_edit import remove_feed

    file, lines = remove_feed(settings_of(rules=rules).rules, url)
    show(f"{file}: removed")
    for line in lines:
        show(f"  {line}")


def export(rules: RulesOption = None) -> None:
    """Print the feeds of the rules as OPML, for readers.

    Example: monitor feeds export
    """
    from monitor.feeds.opml import ListedFeed, write_opml
    from monitor.rules import load

    feeds = load(settings_of(rules=rules).rules).feeds
    listed = (ListedFeed(url=one.url, name=one.name or "", tags=tuple(sorted(one.tags))) for one in feeds)
    show(write_opml(listed, title="Feeds of the news monitor").rstrip("\n"))


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list of feeds as readers export it: OPML.")],
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="FILE", help="The new rule file. [default: imported-feeds.yaml in the rules]"),
    ] = None,
    rules: RulesOption = None,
) -> None:
    """Make a rule file of the feeds in an OPML list.

    Feeds that the rules name already are left out. Folders and categories become tags. A file that exists is never
    touched.

    Example: monitor feeds import feeds.opml
    """
    from monitor.app.feed_files import import_opml

    settings = settings_of(rules=rules)
    target = into or settings.rules / "imported-feeds.yaml"
    new, known = import_opml(file, target, settings.rules)
    already = f"; {known:,} named already" if known else ""
    if new:
        show(f"{target}: {counted(new, 'feed')} written{already} (`monitor check` reads them)")
    else:
        show(f"{file}: nothing new{already}")


def _object(found: "Probed") -> dict[str, object]:
    feed = found.feed
    return {
        "url": found.url,
        "kind": feed.kind,
        "title": feed.title,
        "language": feed.language,
        "count": len(feed.entries),
        "newest": found.newest,
    }
