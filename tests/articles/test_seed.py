"""The page that started the project: its text must come out whole, and nothing else with it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.articles import extract, read_text
from monitor.core.article import Article, TextState

SEED = Path(__file__).parents[3] / "shared" / "data" / "seed"
DUMP = SEED / "nikkei-asia-north-korea.txt"
TITLE = "North Korea seeks sanctions relief offer before any US talks"

pytestmark = pytest.mark.skipif(not DUMP.exists(), reason="the seed data is not part of the project")


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def parts_of_the_dump() -> tuple[list[str], list[str], list[str], list[str]]:
    """Return body paragraphs, captions, junk lines at the end, and the navigation on top."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", DUMP.read_text(encoding="utf-8")) if block.strip()]
    first = blocks.index(TITLE) + 2
    end = blocks.index("Sponsored Content")
    captions = [block for block in blocks[first:end] if "©" in block]
    body = [block for block in blocks[first:end] if "©" not in block]
    junk = [line for block in blocks[end:] for line in block.split("\n") if words(line)]
    return body, captions, junk, blocks[0].split("\n")


ARTICLES = {
    "classed": lambda: extract((SEED / "nikkei-classed.html").read_bytes(), url="https://news.example/a"),
    "plain": lambda: extract((SEED / "nikkei-plain.html").read_bytes(), url="https://news.example/a"),
    "inline": lambda: extract((SEED / "nikkei-inline.html").read_bytes(), url="https://news.example/a"),
    "text": lambda: read_text(DUMP.read_text(encoding="utf-8")),
}


@pytest.fixture(params=ARTICLES)
def article(request: pytest.FixtureRequest) -> Article:
    return ARTICLES[request.param]()


def test_every_paragraph_of_the_body_is_kept(article: Article) -> None:
    body, *_ = parts_of_the_dump()
    kept = {words(line) for line in article.text.split("\n")}
    assert len(body) == 22
    assert [one for one in body if words(one) not in kept] == []


def test_no_subscription_or_navigation_line_is_kept(article: Article) -> None:
    *_, junk, top = parts_of_the_dump()
    everything = [words(part) for part in (article.title, *article.text.split("\n"), *article.captions)]
    assert [one for one in (*junk, *top) if any(words(one) == part for part in everything)] == []
    assert "{{" not in article.text


def test_the_text_holds_nothing_but_standfirst_and_body(article: Article) -> None:
    assert len(article.text.split("\n")) == 23


def test_captions_are_apart_from_the_text(article: Article) -> None:
    _, captions, *_ = parts_of_the_dump()
    assert [words(one) for one in article.captions] == [words(one) for one in captions]
    assert [one for one in captions if words(one) in words(article.text)] == []


def test_title_lead_language_and_state_are_told(article: Article) -> None:
    assert article.title == TITLE
    assert article.lead.startswith("SEOUL -- North Korea has rejected")
    assert article.language == "en"
    assert article.state is TextState.FULL


@pytest.mark.parametrize("form", ["classed", "plain", "inline"])
def test_the_page_tells_author_and_date_to_readers(form: str) -> None:
    article = ARTICLES[form]()
    assert article.author == "KIM JAEWON"
    assert article.published_at == datetime(2021, 3, 19, 1, 12, tzinfo=UTC)  # 10:12 JST
