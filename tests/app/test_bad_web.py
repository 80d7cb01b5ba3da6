"""What the web and Slack do wrong: each is told with its reason, and the rest goes on."""

import json
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.app.command import call_monitor
from tests.fakes.newsroom import RULES, Newsroom
from tests.fakes.slack_faults import FaultySlack
from tests.fakes.web import Handler, Reply

FIFTY_MB = 50_000_000
PDF = Reply(body=b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"x" * 5000, content_type="application/pdf")


class Flood:
    """A page that goes on for 50 MB; `sent` is how much of it a client took."""

    def __init__(self) -> None:
        self.sent = 0

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        try:
            while self.sent < FIFTY_MB:
                await response.write(b"<p>strike</p>" * 5_000)
                self.sent += 65_000
        except ConnectionError:
            pass  # the client has seen enough
        return response


def carry(newsroom: Newsroom, path: str, page: Reply | Handler) -> None:
    """Give the newsroom a second feed, whose one entry has a text and links to the page."""
    newsroom.site.pages[path] = page
    link = newsroom.site.url(path)
    item = f"<item><title>Strike on paper</title><link>{link}</link><description>All the workers of the mill began a strike.</description></item>"  # noqa: E501 - one element
    rss = (
        f'<rss version="2.0"><channel><title>Papers</title><link>{newsroom.site.url("/")}</link>{item}</channel></rss>'
    )
    newsroom.site.pages["/papers"] = Reply(body=rss, content_type="application/rss+xml")
    poll(newsroom, "/papers")


def poll(newsroom: Newsroom, path: str) -> None:
    """Add a feed to the rule files."""
    feeds = newsroom.rules / "feeds.yaml"
    feeds.write_text(f"{feeds.read_text()}  - feed: {newsroom.site.url(path)}\n    backlog: all\n")


def listed(newsroom: Newsroom, *command: str) -> list[dict[str, Any]]:
    ended = call_monitor(*command, "--json", newsroom=newsroom)
    assert ended.status == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


def status(newsroom: Newsroom) -> dict[str, Any]:
    return listed(newsroom, "status")[0]


async def test_a_page_that_is_a_pdf_ends_failed_and_what_the_feed_carried_is_matched(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        carry(newsroom, "/report.pdf", PDF)

        ended = await newsroom.run_once()

        assert ended.status == 0, ended.stderr
        found = status(newsroom)
        assert found["entries"] == {"read": 3, "failed": 1}
        assert found["failures"] == {"a PDF": 1}
        assert [message.text for message in newsroom.slack.messages if "paper" in message.text] != []
        shown = call_monitor("status", newsroom=newsroom).stdout
        assert "3 read, 1 failed" in shown or "1 failed, 3 read" in shown
        assert "1 × a PDF" in shown


async def test_a_page_of_50_mb_is_cut_off_and_what_the_feed_carried_is_matched(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        flood = Flood()
        carry(newsroom, "/flood", flood)

        ended = await newsroom.run_once()

        assert ended.status == 0, ended.stderr
        found = status(newsroom)
        assert found["entries"] == {"read": 3, "failed": 1}
        (reason,) = found["failures"]
        assert "larger than 3 MB" in reason
        assert flood.sent < 15_000_000  # what the sockets' buffers hold beyond the 3 MB that were read
        assert [message.text for message in newsroom.slack.messages if "paper" in message.text] != []
        matched = await newsroom.run("monitor", "match", newsroom.site.url("/flood"))
        assert (matched.status, matched.stdout) == (1, "")
        assert matched.stderr == f"{newsroom.site.url('/flood')}: {reason}\n"


async def test_feeds_that_are_none_are_told_in_words_and_the_rest_goes_on(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        newsroom.site.pages["/home"] = "<!doctype html><html><title>Home of \x1b[2J</title><p>Hello</p></html>"
        newsroom.site.pages["/report.pdf"] = PDF
        for path in ("/home", "/report.pdf", "/missing"):
            poll(newsroom, path)

        ended = await newsroom.run_once()

        assert ended.status == 0
        assert newsroom.audit() == {}
        reasons = {feed["url"]: feed["last_error"] for feed in listed(newsroom, "feeds", "list")}
        assert "HTML" in reasons[newsroom.site.url("/home")]
        assert reasons[newsroom.site.url("/report.pdf")] == "not a feed: a PDF"
        assert reasons[newsroom.site.url("/missing")] == "HTTP 404"
        assert reasons[newsroom.site.url("/feed")] is None
        for path in ("/home", "/report.pdf", "/missing"):
            assert f'event="feed failed" feed={newsroom.site.url(path)}' in ended.stderr
        shown = call_monitor("feeds", "list", newsroom=newsroom)
        assert "\x1b" not in ended.stderr + shown.stdout


async def test_a_slack_channel_that_is_not_there_is_told_its_alerts_wait_and_the_rest_goes_on(tmp_path: Path) -> None:
    rules = RULES.replace("#port-desk", "#no-such-desk")
    async with Newsroom(tmp_path, rules=rules, slack=FaultySlack(channels=("news-desk",))) as newsroom:
        ended = await newsroom.run_once()

        assert ended.status == 0, ended.stderr
        assert 'event="channel trouble" channel=#no-such-desk reason=' in ended.stderr
        assert "still due: 1 alert\n  #no-such-desk: channel_not_found: " in ended.stderr
        assert len(newsroom.slack.messages_in("news-desk")) == 3
        found = status(newsroom)
        assert found["alerts"] == {"sent": 3, "pending": 1}
        assert [(one["channel"], one["alerts_waiting"]) for one in found["trouble"]] == [("#no-such-desk", 1)]

        newsroom.slack.add_channel("no-such-desk")
        await newsroom.run_once()

        assert (status(newsroom))["alerts"] == {"sent": 4}
        assert "Strike at harbour 0" in newsroom.slack.messages_in("no-such-desk")[0].text
