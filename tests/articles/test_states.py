from dataclasses import replace
from itertools import pairwise

import pytest

from monitor.articles import extract
from monitor.core.article import Article, TextState
from monitor.core.feed import Entry
from tests.articles.pages import SAMPLES, Sample
from tests.articles.walls import CUT, INSTEAD, WHOLE, words

URL = "https://www.harbour-post.example/2031/05/grain"
ENTRY = Entry(key="1", url="https://feeds.example/1", title="Port suspends permits", summary="All permits are off.")

every_language = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)


def said_anywhere(lines: list[str], article: Article) -> list[str]:
    everything = "\n".join((article.title, article.text, *article.captions))
    return [line for line in lines if line in everything]


@every_language
@pytest.mark.parametrize("style", WHOLE)
def test_a_whole_article_is_full_whatever_is_laid_over_it(sample: Sample, style: str) -> None:
    page, key = WHOLE[style]
    longer = replace(sample, body=(*sample.body, *(f"{other} {one}" for one, other in pairwise(sample.body))))
    article = extract(page(longer), url=URL)
    assert article.text.split("\n") == list(longer.paragraphs)
    assert said_anywhere(words(sample, key), article) == []
    assert (article.state, article.state_reason) == (TextState.FULL, "")


@every_language
@pytest.mark.parametrize("style", CUT)
def test_a_cut_article_is_a_teaser_and_what_is_asked_for_is_no_part_of_it(sample: Sample, style: str) -> None:
    page, key, shown = CUT[style]
    article = extract(page(sample), url=URL)
    assert [line.rstrip(" …") for line in article.text.split("\n")] == [*sample.paragraphs[:shown]]
    assert said_anywhere(words(sample, key), article) == []
    assert article.state is TextState.TEASER
    assert article.state_reason


@every_language
@pytest.mark.parametrize("style", INSTEAD)
def test_of_a_page_that_asks_for_consent_only_what_the_feed_carried_is_read(sample: Sample, style: str) -> None:
    article = extract(INSTEAD[style](sample), url=URL, entry=ENTRY)
    assert (article.state, article.title, article.text) == (TextState.BLOCKED, ENTRY.title, ENTRY.summary)
    assert article.state_reason.startswith("a consent page")
