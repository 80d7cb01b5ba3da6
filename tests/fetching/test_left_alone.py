"""A host that answers 429 is left alone, and those that had to wait for it come one after the other."""

import pytest

from monitor.core.errors import FetchError, FetchFailure
from monitor.fetching import HttpFetcher
from tests.fakes.web import Reply, Site

AGENT = "news-monitor/test (+https://monitor.example)"


async def test_a_host_that_answers_429_is_left_alone_for_as_long_as_it_asks_and_no_other_host_is() -> None:
    at = 1000.0
    async with Site(host="127.0.0.2") as other, Site({"/b": "news"}) as site:
        site.pages["/a"], other.pages["/"] = Reply(status=429, headers={"Retry-After": "90"}), "news"
        async with HttpFetcher(user_agent=AGENT, allow_private=True, clock_s=lambda: at) as web_:
            with pytest.raises(FetchError, match=r"^HTTP 429$"):
                await web_.get(site.url("/a"), max_bytes=100)
            at += 60
            with pytest.raises(FetchError) as held:
                await web_.get(site.url("/b"), max_bytes=100)
            assert (held.value.reason, held.value.retry_after_s) == ("HTTP 429 of this host just now", 30.0)
            assert not held.value.asked
            assert held.value.failure is FetchFailure.TEMPORARY
            assert (await web_.get(other.url("/"), max_bytes=100)).body == b"news"
            at += 30
            assert (await web_.get(site.url("/b"), max_bytes=100)).body == b"news"


async def test_those_that_were_held_back_come_again_one_after_the_other() -> None:
    at = 0.0
    waits = []
    async with (
        Site({"/": Reply(status=429)}) as site,
        HttpFetcher(user_agent=AGENT, allow_private=True, clock_s=lambda: at) as web_,
    ):
        for _ in range(2):
            for place in range(4):
                with pytest.raises(FetchError) as failed:
                    await web_.get(site.url("/"), max_bytes=100)
                waits += [failed.value.retry_after_s] if place else []
            at += 60
    assert waits == [60.0, 61.0, 62.0] * 2


@pytest.mark.parametrize(("asked", "wait_s"), [({}, 60), ({"Retry-After": "0"}, 0), ({"Retry-After": "86400"}, 3600)])
async def test_a_429_silences_its_host_for_a_minute_where_it_names_no_time_and_for_an_hour_at_most(
    asked: dict[str, str], wait_s: float
) -> None:
    at = 0.0
    async with Site() as site, HttpFetcher(user_agent=AGENT, allow_private=True, clock_s=lambda: at) as web_:
        site.pages["/"] = [Reply(status=429, headers=asked), "news"]
        with pytest.raises(FetchError):
            await web_.get(site.url("/"), max_bytes=100)
        if wait_s:
            at = wait_s - 1
            with pytest.raises(FetchError, match="just now"):
                await web_.get(site.url("/"), max_bytes=100)
        at = wait_s
        assert (await web_.get(site.url("/"), max_bytes=100)).body == b"news"
