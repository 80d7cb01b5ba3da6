import pytest

from monitor.core.article import Article, TextState
from monitor.matching.where import Filter, Traits
from monitor.rules.model import Where
from tests.fakes.rule_sets import article


@pytest.mark.parametrize(
    ("where", "one", "holds"),
    [
        (Where(), article(), True),
        (Where(languages=("en",)), article(language="en"), True),
        (Where(languages=("en",)), article(language="EN_us"), True),
        (Where(languages=("en-US",)), article(language="en"), False),
        (Where(languages=("e",)), article(language="en"), False),
        (Where(languages=("zh*", "ko")), article(language="zh-Hant"), True),
        (Where(languages=("en",)), article(language=None), False),
        (Where(tags=("asia", "business")), article(tags=["Business"]), True),
        (Where(tags=("asia",)), article(), False),
        (Where(feeds=("nikkei*",)), article(feeds=["Wire", "Nikkei Asia"]), True),
        (Where(feeds=("Nikkei",)), article(feeds=["Nikkei Asia"]), False),
        (Where(sites=("*.Nikkei.com",)), article(url="https://asia.nikkei.com/x"), True),
        (Where(sites=("*.nikkei.com",)), article(url="https://nikkei.com/x"), False),
        (Where(sites=("nikkei.com",)), article(url="https://NIKKEI.com:443/x"), True),
        (Where(sites=("*",)), article(url="https://[broken"), True),
        (Where(text=(TextState.FULL, TextState.FEED)), article(state=TextState.FEED), True),
        (Where(text=(TextState.FULL,)), article(state=TextState.TEASER), False),
        (Where(tags=("asia",), languages=("en",)), article(tags=["asia"], language="ko"), False),
    ],
)
def test_every_line_must_hold_and_any_value_is_enough(where: Where, one: Article, holds: bool) -> None:
    assert Filter(where).holds(Traits(one)) is holds


def test_lines_that_are_not_asked_hold() -> None:
    filter_ = Filter(Where(tags=("asia",), languages=("en",)))
    assert filter_.holds(Traits(article(language="en")), ("languages",))
    assert not filter_.holds(Traits(article(language="en")), ("tags",))


def test_an_unmet_line_says_what_was_wanted_and_what_there_is() -> None:
    filter_ = Filter(Where(languages=("en", "fr"), tags=("asia",)))
    assert filter_.unmet(Traits(article(language="ko"))) == (
        "languages: wants en or fr, the article has ko",
        "tags: wants asia, the article has none",
    )
