"""`monitor articles list`: what was read."""

from typing import Annotated

import typer

from monitor.app.cli.opened import snapshot
from monitor.app.cli.options import DataOption, JsonOption, LimitOption
from monitor.app.cli.output import say, show_json, table, when
from monitor.app.cli.settings import settings_of


def articles(
    matched: Annotated[
        bool | None, typer.Option("--matched/--unmatched", help="Only those that a rule matches, or none.")
    ] = None,
    url: Annotated[str, typer.Option("--url", metavar="PART", help="Only those whose URL contains this.")] = "",
    limit: LimitOption = 50,
    data: DataOption = None,
    json: JsonOption = False,
) -> None:
    """List the articles that were read, the newest first.

    Example: monitor articles list --matched --limit 10
    """
    with snapshot(settings_of(data=data)) as tx:
        found = tx.articles.list(matched=matched, url_contains=url, limit=limit)
    if json:
        for one in found:
            article = one.article
            show_json(
                {
                    "url": article.url,
                    "title": article.title,
                    "state": article.state,
                    "language": article.language,
                    "published": article.published_at,
                    "found": one.found_at,
                    "matched": one.matched,
                    "feeds": one.carriers,
                }
            )
        return
    if not found:
        say("no such articles")
        return
    table(
        ("found (UTC)", "text", "matched", "title", "url"),
        (
            (
                when(one.found_at),
                str(one.article.state),
                "yes" if one.matched else "no",
                one.article.title,
                one.article.url,
            )
            for one in found
        ),
        beneath=True,
    )
