"""A newsroom on loopback: a site with a feed and articles, a fake Slack, rules on disk, and the daemon as a process."""

import asyncio
import os
import random
import re
import sys
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.fakes.slack_faults import FaultySlack
from tests.fakes.warm import Ended, run_warm
from tests.fakes.web import Reply, Site

TOPICS = (
    "harbour",
    "railway",
    "airport",
    "reservoir",
    "telescope",
    "orchard",
    "lighthouse",
    "quarry",
    "museum",
    "glacier",
)

RULES = """\
defaults: {channel: "#news-desk"}
channels:
  - channel: "#news-desk"
    wait: 60s
    max_per_hour: 1000
  - channel: "#port-desk"
    max_per_hour: 1000
rules:
  - rule: strike-news
    title: Strikes
    match: strike AND workers
  - rule: harbour-news
    title: Harbour
    match: harbour AND strike
    channel: "#port-desk"
"""


def article_page(number: int) -> str:
    """Return a page of its own text: no two pages tell the same story."""
    topic, dice = _topic(number), random.Random(number)  # noqa: S311 - made-up words, the same each time
    words = ["".join(dice.choices("bdfgklmnprstv", k=1) + dice.choices("aeiou", k=1)) for _ in range(400)]
    made_up = ["".join(dice.sample(words, 3)) for _ in range(150)]
    body = "".join(f"<p>{' '.join(made_up[start : start + 25]).capitalize()}.</p>" for start in range(0, 150, 25))
    return (
        f"<!doctype html><html lang='en'><head><title>Strike at {topic} {number}</title></head><body><article>"
        f"<h1>Strike at {topic} {number}</h1><p>Workers at the {topic} number {number} began a strike on Monday over "
        f"pay, their union said.</p>{body}</article></body></html>"
    )


class Newsroom:
    """The whole loopback world; an async context manager."""

    def __init__(
        self, folder: Path, *, articles: int = 3, slack: FaultySlack | None = None, rules: str = RULES
    ) -> None:
        self.folder = folder
        self.articles = articles
        self.slack = slack or FaultySlack(channels=("news-desk", "port-desk"))
        self.site = Site()
        self._rules = rules
        self._copies: list[int] = []
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self.site)
        await self._stack.enter_async_context(self.slack)
        more, self.articles = self.articles, 0
        self.publish(more)
        self.rules.mkdir(parents=True, exist_ok=True)
        feeds = f"feeds:\n  - feed: {self.site.url('/feed')}\n    name: Wire\n    every: 1s\n    backlog: all\n"
        (self.rules / "feeds.yaml").write_text(feeds)
        (self.rules / "rules.yaml").write_text(self._rules)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def edit(self, number: int, sentence: str) -> None:
        """Put a sentence into an article, and say in the feed that there is something new."""
        path = f"/articles/{number}"
        page = self.site.pages[path]
        assert isinstance(page, str)
        self.site.pages[path] = page.replace("</article>", f"<p>{sentence}</p></article>")
        self._publish(updated=number)

    def publish(self, more: int) -> None:
        """Add so many articles to the site and its feed."""
        for number in range(self.articles, self.articles + more):
            self.site.pages[f"/articles/{number}"] = article_page(number)
        self.articles += more
        self._publish()

    def copy(self, number: int, sentence: str) -> None:
        """Have the feed bring an article once more, from another address and with a sentence of its own."""
        page = article_page(number).replace("</article>", f"<p>{sentence}</p></article>")
        self.site.pages[f"/copies/{number}"] = page
        self._copies.append(number)
        self._publish()

    def _publish(self, *, updated: int | None = None) -> None:
        items = ""
        for number in range(self.articles):
            link = self.site.url(f"/articles/{number}")
            title = f"Strike {number}{' (update)' if number == updated else ''}"
            items += f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid></item>"
        for number in self._copies:
            link = self.site.url(f"/copies/{number}")
            items += f"<item><title>Strike {number}, a copy</title><link>{link}</link><guid>{link}</guid></item>"
        feed = (
            f'<rss version="2.0"><channel><title>Wire</title><link>{self.site.url("/")}</link>{items}</channel></rss>'
        )
        self.site.pages["/feed"] = Reply(body=feed, content_type="application/rss+xml")

    @property
    def rules(self) -> Path:
        return self.folder / "rules"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point the daemon at this world, and at nothing of the caller's."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
        return inherited | {
            "MONITOR_RULES": str(self.rules),
            "MONITOR_DATA": str(self.data),
            "MONITOR_SLACK_BOT_TOKEN": self.slack.token,
            "MONITOR_SLACK_BASE_URL": self.slack.base_url,
            "MONITOR_SLACK_PACE_S": "0.02",
            "MONITOR_SLACK_LOOKUP_AFTER_S": "2",
            "MONITOR_TICK_S": "0.1",
            "MONITOR_WORKERS": "1",
            "MONITOR_ALLOW_PRIVATE_NETWORKS": "true",
        }

    async def start(self, *arguments: str, **variables: str) -> asyncio.subprocess.Process:
        """Start `python -m ARGUMENTS` in this world in full, as a person does."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *arguments,
            env=self.environment | variables,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def run(self, *arguments: str, timeout_s: float = 60, **variables: str) -> Ended:
        """Run `python -m ARGUMENTS` in this world to its end, started warm (see `warm`)."""
        return await run_warm(arguments, self.environment | variables, timeout_s=timeout_s)

    async def run_once(self, *arguments: str) -> Ended:
        """Run `monitor run --once`."""
        return await self.run("monitor", "run", "--once", *arguments)

    def audit(self) -> dict[str, int]:
        """Return how often each alert stands in the fake Slack that is not there exactly once; {} if all is well."""
        expected = {("news-desk", headline_of(n)) for n in range(self.articles)}
        expected |= {("port-desk", headline_of(n)) for n in range(self.articles) if is_of_the_harbour(n)}
        posted = Counter(
            (self.slack.channel(message.channel).name, headline_in(message.text)) for message in self.slack.messages
        )
        return {
            f"#{channel} {title}": posted[channel, title]
            for channel, title in expected | set(posted)
            if posted[channel, title] != ((channel, title) in expected)
        }


def _topic(number: int) -> str:
    return TOPICS[number % len(TOPICS)]


def is_of_the_harbour(number: int) -> bool:
    """Whether an article is one for the port's desk."""
    return _topic(number) == "harbour"


def headline_of(number: int) -> str:
    """Return the headline of an article."""
    return f"Strike at {_topic(number)} {number}"


def headline_in(text: str) -> str:
    """Return the headline that a message is about; the whole text if there is none."""
    found = re.search(r"Strike at \w+ \d+", text)
    return found[0] if found else text
