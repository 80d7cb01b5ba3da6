"""What a robots.txt says to us, and that no file of any kind takes long to read or to ask."""

import time
import tracemalloc
from pathlib import Path

import pytest

from monitor import __version__
from monitor.app.settings import Settings
from monitor.fetching.robots_file import AGENT, MAX_BYTES, MAX_RULES, RobotsFile

SITE = "https://paper.example"


def allowed(text: str, path: str = "/news/a") -> bool:
    return RobotsFile(text.encode()).allows(SITE + path)


def test_the_token_is_that_of_the_user_agent(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).user_agent.startswith(f"{AGENT}/{__version__}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /news/", False),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /news/\nAllow: /news/a", True),
        ("User-agent: *\nDisallow: /*/a$", False),
        ("User-agent: *\nDisallow: /news/%61", False),
        ("\ufeffUser-agent: *\r\nDisallow: /", False),
        ("USER-AGENT : * # everybody\n  DISALLOW:/news # not this", False),
        ("Disallow: /", True),
        ("User-agent: otherbot\nDisallow: /", True),
        ("User-agent: news\nDisallow: /", True),
        ("User-agent: news-monitor-pro\nDisallow: /", True),
        ("User-agent: otherbot\nUser-agent: *\nDisallow: /", False),
        ("User-agent: news-monitor\nDisallow: /", False),
        ("User-agent: News-Monitor/2.0\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: news-monitor\nDisallow: /private", True),
        ("User-agent: news-monitor\nAllow: /\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: news-monitor\n\nUser-agent: *\nDisallow: /", False),
        ("User-agent: news-monitor\nCrawl-delay: 1\nUser-agent: *\nDisallow: /", True),
        ("User-agent: *\nSitemap: https://paper.example/s.xml\nDisallow: /", False),
        ("User-agent: otherbot\nSitemap: /s.xml\nUser-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /x\n\nUser-agent: otherbot\nDisallow: /\n\nUser-agent: *\nDisallow: /news", False),
        ("User-agent *\nDisallow /", False),
        ("<!doctype html><title>Not found</title><p>Disallow: /</p>", True),
    ],
)  # fmt: skip
def test_the_groups_that_name_us_count_else_those_for_everybody(text: str, expected: bool) -> None:
    assert allowed(text) is expected


def test_bytes_that_are_no_text_spoil_nothing_but_their_own_line() -> None:
    assert not RobotsFile(b"\xff\xfe\x00 noise\nUser-agent: *\nDisallow: /news\n").allows(f"{SITE}/news/a")


@pytest.mark.parametrize(
    ("text", "delay_s"),
    [
        ("User-agent: *\nCrawl-delay: 2.5\nDisallow: /x", 2.5),
        ("User-agent: *\nCrawl-delay: 3600", 10.0),
        ("User-agent: *\nCrawl-delay: -1", 0.0),
        ("User-agent: *\nCrawl-delay: nan", 0.0),
        ("User-agent: otherbot\nCrawl-delay: 5", 0.0),
        ("", 0.0),
    ],
)
def test_a_pause_is_honoured_up_to_ten_seconds(text: str, delay_s: float) -> None:
    assert RobotsFile(text.encode()).delay_s == delay_s


U = "User-agent: *\n"
HOSTILE = {
    "half a million wildcards": f"{U}Disallow: /{'*a' * 250_000}b",
    "lines of fifty wildcards": U + "".join(f"Disallow: /{'*a' * 50}b{n}\n" for n in range(5_000)),
    "rules with a wildcard": U + "".join(f"Disallow: /*{n}\n" for n in range(40_000)),
    "near misses": U + "".join(f"Disallow: /*{'a' * 100}b{n}\n" for n in range(5_000)),
    "agents and rules by thousands": "".join(f"User-agent: {n}\n" for n in range(15_000)) + "Disallow: /x\n" * 15_000,
    "our agent by thousands": "User-agent: news-monitor\n" * 10_000 + "Disallow: /x\n" * 15_000,
    "groups by thousands": "".join(f"User-agent: *\nDisallow: /{n}\n" for n in range(15_000)),
    "dollars": f"{U}Disallow: /{'$' * 500_000}",
    "escapes": U + "".join(f"Disallow: /{'%41' * 600}\n" for _ in range(270)),
    "one line": "x" * 600_000,
    "short lines": "a\n" * 300_000,
    "blanks": f"User{' ' * 500_000}agent: *",
    "blanks on many lines": f"User{' ' * 1_900}agen\n" * 260,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_takes_long_to_read_or_to_ask_or_much_memory(name: str) -> None:
    body = HOSTILE[name].encode()[:MAX_BYTES]
    started = time.process_time()
    file = RobotsFile(body)
    read = time.process_time()
    for _ in range(5):
        file.allows(f"{SITE}/{'a' * 4_000}")
    assert read - started < 3
    assert (time.process_time() - read) / 5 < 0.5
    assert file.size <= MAX_RULES


def test_a_file_keeps_no_more_memory_than_its_rules_do() -> None:
    tracemalloc.start()
    try:
        kept = RobotsFile(HOSTILE["agents and rules by thousands"].encode())
        other = RobotsFile(HOSTILE["rules with a wildcard"].encode())
        assert tracemalloc.get_traced_memory()[0] < 20_000_000
    finally:
        tracemalloc.stop()
    assert (kept.size, other.size) == (0, MAX_RULES)
