"""`monitor match` and `monitor extract`: what the product makes of an article."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.options import JsonOption, RulesOption
from monitor.app.cli.output import console, plain, say, show, show_json

if TYPE_CHECKING:
    from monitor.core.article import Article
    from monitor.core.match import Match
    from monitor.rules.model import RuleSet

ArticlesArgument = Annotated[
    list[str], typer.Argument(metavar="ARTICLE…", help="HTML pages, text files, URLs; - reads standard input.")
]


def match(
    articles: ArticlesArgument,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", metavar="ID", help="Only this rule; may be repeated.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show every clause, true or false, with counts.")] = False,
    rules: RulesOption = None,
    json: JsonOption = False,
) -> None:
    """Tell which rules match an article, with the passages that make them match.

    Example: monitor match page.html --rule dprk-sanctions-relief
    """
    from monitor.app.settings import load_settings
    from monitor.core.errors import SettingsError
    from monitor.matching import Percolator
    from monitor.rules import load

    settings = load_settings(rules=rules)
    rule_set = load(settings.rules)
    known = {one.identity for one in rule_set.rules}
    for name in rule or ():
        if name not in known:
            raise SettingsError(f"--rule {name}: there is no such rule{_similar(name, known)}")
    percolator = Percolator(rule_set)
    failed = False
    for name, article in _read(articles):
        if article is None:
            failed = True
            continue
        found = percolator.match(article, only=frozenset(rule)) if rule else percolator.match(article)
        if json:
            show_json({"article": {"source": name, **_describe(article)}, "matches": plain(found)})
        else:
            _show_matches(name, article, found)
            if explain:
                _show_explanations(rule_set, rule or sorted(one.rule for one in found), article)
    if failed:
        raise typer.Exit(1)


def extract(pages: ArticlesArgument, json: JsonOption = False) -> None:
    """Show the text that rules see.

    Example: monitor extract https://example.com/news/1 --json
    """
    failed = False
    for name, article in _read(pages):
        if article is None:
            failed = True
        elif json:
            show_json({"source": name, **_describe(article)})
        else:
            _show_article(name, article)
    if failed:
        raise typer.Exit(1)


def _read(names: list[str]) -> "list[tuple[str, Article | None]]":
    """Read each article; one that cannot be read is told and comes back as None."""
    from monitor.app.reading import Unreadable, read_named
    from monitor.app.settings import load_settings

    read: list[tuple[str, Article | None]] = []
    for name, article in asyncio.run(read_named(names, load_settings())):
        if isinstance(article, Unreadable):
            say(str(article))
            read.append((name, None))
        else:
            read.append((name, article))
    return read


def _describe(article: "Article") -> dict[str, object]:
    keys = ("url", "title", "text", "lead", "captions", "author", "language", "published_at", "state")
    described = {key: plain(getattr(article, key)) for key in keys}
    described["published"] = described.pop("published_at")
    return described


def _show_matches(name: str, article: "Article", found: "list[Match]") -> None:
    from rich.text import Text

    out = console()
    out.print(
        Text.assemble((article.title or name, "bold"), f"  ({article.state}, {article.language or 'language unknown'})")
    )
    if not found:
        out.print("  no rule matches")
    for one in found:
        out.print(Text(f"  {one.rule}", style="bold green"))
        for excerpt in one.excerpts:
            line = Text("    " + ("headline: " if excerpt.field == "title" else "… ") + excerpt.text)
            shift = len(line) - len(excerpt.text)
            for start, end in excerpt.marks:
                line.stylize("bold reverse", start + shift, end + shift)
            out.print(line, soft_wrap=True)
    out.print()


def _show_explanations(rule_set: "RuleSet", rules: list[str], article: "Article") -> None:
    from monitor.matching.explain import explain

    for identity in rules:
        show(f"  {identity}")
        for line in explain(rule_set, identity, article).lines():
            show(f"    {line}")


def _show_article(name: str, article: "Article") -> None:
    show(f"source     {name}")
    for label, value in (
        ("title", article.title),
        ("state", f"{article.state}" + (f" ({article.state_reason})" if article.state_reason else "")),
        ("language", article.language or "unknown"),
        ("author", article.author or "unknown"),
        ("published", article.published_at.isoformat() if article.published_at else "unknown"),
        *(("caption", caption) for caption in article.captions),
    ):
        show(f"{label:<10} {value}")
    show("")
    show(article.text)
    show("")


def _similar(name: str, known: set[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]}?)" if close else ""
