"""A folder in which people backtest: a database with a few articles, rules, and the rules as they were."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.core.article import Article
from monitor.store import migrate, open_store
from tests.app.command import call_monitor
from tests.fakes.warm import Ended

RULES = """\
rules:
  - {rule: strikes, title: Strikes, match: strike OR walkout, channel: ["#desk", console]}
  - {rule: fires, title: Fires, match: fire AND NOT drill, channel: console}
  - {rule: fairs, title: Fairs, match: fair, channel: console, enabled: shadow}
  - {rule: comets, title: Comets, match: comet, channel: console}
"""
BEFORE = """\
rules:
  - {rule: strikes, title: Strikes, match: strike, channel: "#desk"}
  - {rule: fires, title: Fires, match: fire, channel: console}
  - {rule: trade, title: Trade, match: trade, channel: console}
"""
HOSTILE = Article(
    url="javascript:alert(1)",
    title="<img src=x onerror=alert(1)> \x1b]0;owned\x07 fire",
    text="A fire <script>document.title='owned'</script> {{ 7*7 }} & \u202etxet\u202c \x1b[2J burnt.\nNobody was hurt.",
    site="<b>Site</b>",
    language='en"><script>document.title="owned"</script>',
)


class Place:
    """The folder; the articles were found an hour apart, the last one an hour ago."""

    def __init__(self, folder: Path, *articles: Article) -> None:
        self.folder = folder
        for name, text in (("rules", RULES), ("before", BEFORE)):
            (folder / name).mkdir()
            (folder / name / "rules.yaml").write_text(text)
        self.url = store_articles(folder / "data", *articles)

    def backtest(self, *arguments: str, **variables: str) -> Ended:
        """Run the command there, with a cache of its own."""
        given = {"XDG_CACHE_HOME": str(self.folder / "cache"), "MONITOR_DATA": "data", "MONITOR_WORKERS": "1"}
        return call_monitor("backtest", *arguments, cwd=self.folder, variables=given | variables)

    def lines(self, *arguments: str, **variables: str) -> list[dict[str, Any]]:
        """Return what `--json` prints."""
        ended = self.backtest("--json", *arguments, **variables)
        assert ended.status == 0, ended.stderr
        return [json.loads(line) for line in ended.stdout.splitlines()]

    @property
    def kept(self) -> list[Path]:
        """The files in the cache."""
        return [path for path in (self.folder / "cache" / "news-monitor").rglob("*") if path.is_file()]


def store_articles(data: Path, *articles: Article) -> str:
    """Make a database of articles in a new folder; return its URL."""
    data.mkdir()
    url = f"sqlite:///{data / 'monitor.db'}"
    migrate(url, backup=False)
    store = open_store(url)
    now = datetime.now(UTC)
    with store.transaction() as tx:
        version = tx.rule_sets.add("d", now=now)
        for number, one in enumerate(articles):
            found_at = now - timedelta(hours=len(articles) - number)
            tx.articles.add(one, url_key=f"k{number}", rule_set=version, matched=False, now=found_at)
    store.close()
    return url


def article(name: str, words: str, *, text: str = "") -> Article:
    """An article that is a story of its own, unless it gets another's text."""
    return Article(
        url=f"https://news.example/{name}",
        title=f"Headline {name}",
        text=text or body(name, words),
        site="Example News",
        language="en",
    )


def body(name: str, words: str) -> str:
    """About a hundred words that no other name has, and these."""
    return f"The {words} was told of at {name} today. " + " ".join(
        f"Paragraph {place} of {name} counts {place * 31} crates and {name}{place} pallets." for place in range(9)
    )
