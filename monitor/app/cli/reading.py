"""`monitor match` and `monitor extract`: what the product makes of an article."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.article_view import article_object, show_article, show_excerpts
from monitor.app.cli.options import JsonOption, RulesOption
from monitor.app.cli.output import console, counted, plain, say, show, show_json
from monitor.app.cli.settings import settings_of
from monitor.app.printable import printable

if TYPE_CHECKING:
    from monitor.app.settings import Settings
    from monitor.core.article import Article
    from monitor.core.match import Match
    from monitor.matching.explain import Explanation
    from monitor.rules.model import RuleSet

ArticlesArgument = Annotated[
    list[str], typer.Argument(metavar="ARTICLE", help="HTML pages, text files, URLs; - reads standard input.")
]


_MOST_OTHERS = 20  #: rules that do not match, of which a line is shown


def match(
    articles: ArticlesArgument,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", metavar="ID", help="Only this rule; may be repeated.")
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Show every clause, true or false, with its count: of the rules that match, or of those that --rule "
            "names; of the others what decided.",
        ),
    ] = False,
    rules: RulesOption = None,
    json: JsonOption = False,
) -> None:
    """Tell which rules match an article, and the passages.

    Example: monitor match page.html --explain
    """
    from monitor.app.cli.rule_paths import check_known
    from monitor.matching import Percolator
    from monitor.rules import load

    settings = settings_of(rules=rules)
    rule_set = load(settings.rules)
    known = [one.identity for one in rule_set.rules]
    check_known(rule, known)
    percolator = Percolator(rule_set, languages=settings.languages)

    def tell(name: str, article: "Article") -> None:
        found = percolator.match(article, only=frozenset(rule)) if rule else percolator.match(article)
        explanations = _explanations(rule_set, rule, article, settings) if explain else []
        if json:
            told: dict[str, object] = {"article": {"source": name, **article_object(article)}, "matches": plain(found)}
            if explain:
                told["explanations"] = list(map(_describe_explanation, explanations))
            show_json(told)
        else:
            _show_matches(name, article, found)
            _show_explanations(explanations, in_full=bool(rule))
            show("")

    _read(articles, settings, tell)


def extract(pages: ArticlesArgument, json: JsonOption = False) -> None:
    """Show the text that rules see in an article.

    Example: monitor extract page.html --json
    """

    def tell(name: str, article: "Article") -> None:
        if json:
            show_json({"source": name, **article_object(article)})
        else:
            show_article("standard input" if name == "-" else name, article)

    _read(pages, settings_of(), tell)


def _read(names: list[str], settings: "Settings", tell: "Callable[[str, Article], None]") -> None:
    """Read each article and tell about it; exit 1 at the end if one could not be read, which is told too."""
    from rich.console import Console

    from monitor.app.progress import counting
    from monitor.app.reading import Unreadable, read_named, standard_input

    given = standard_input() if "-" in names else b""

    async def read() -> int:
        unreadable = 0
        with counting(len(names), "pages", Console(stderr=True)) as count:
            async for name, article in read_named(names, settings, given=given):
                if isinstance(article, Unreadable):
                    say(str(article))
                    unreadable += 1
                else:
                    tell(name, article)
                count()
        return unreadable

    if asyncio.run(read()):
        raise typer.Exit(1)


def _describe_explanation(one: "Explanation") -> dict[str, object]:
    described = {key: plain(getattr(one, key)) for key in ("rule", "holds", "enabled", "where")}
    return described | {"decided": one.deciding_clause(), "expression": plain(one.expression)}


def _show_matches(name: str, article: "Article", found: "list[Match]") -> None:
    from rich.text import Text

    out = console()
    title = printable(article.title or ("standard input" if name == "-" else name))
    out.print(
        Text.assemble((title, "bold"), f"  ({article.state}, {article.language or 'language unknown'})"),
        soft_wrap=True,
    )
    if not found:
        out.print("  no rule matches")
    for one in found:
        out.print(Text(f"  {one.rule}", style="bold green"))
        show_excerpts(one, out)


def _explanations(
    rule_set: "RuleSet", rules: list[str] | None, article: "Article", settings: "Settings"
) -> "list[Explanation]":
    """Explain the rules that are asked for, closely; else all of them, those that match first, then by nearness."""
    from monitor.matching import explain_each

    if rules:
        return explain_each(rule_set, rules, article, languages=settings.languages, closely=True)
    every = [one.identity for one in rule_set.rules]
    found = explain_each(rule_set, every, article, languages=settings.languages)
    return sorted(found, key=lambda one: (not one.holds, -one.nearness()))


def _show_explanations(explanations: "list[Explanation]", *, in_full: bool) -> None:
    """Show the tree of each rule that matches, or of all; of the others, nearest first, what decided."""
    for one in explanations:
        if one.holds or in_full:
            show(f"\n  {one.rule}: {'matches' if one.holds else 'does not match'}")
            if not one.holds:
                show(f"    {one.deciding_clause()}\n")
            for line in one.lines():
                show(f"    {line}")
    others = [one for one in explanations if not one.holds]
    if in_full or not others:
        return
    show("\n  why the other rules do not match, the nearest first (--rule ID shows every clause of one):")
    for one in others[:_MOST_OTHERS]:
        show(f"    {one.rule}: {one.deciding_clause()}")
    if len(others) > _MOST_OTHERS:
        show(f"    … and {counted(len(others) - _MOST_OTHERS, 'more rule')}")
