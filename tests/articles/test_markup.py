"""What the two extractors make of the shapes that pages come in."""

from html import escape

import pytest

from monitor.articles import extract
from monitor.core.article import TextState
from monitor.core.errors import NotAPage
from tests.articles.pages import ENGLISH, page_of

URL = "https://www.harbour-post.example/2031/05/grain"
#: Five paragraphs and five more: enough words for the fast way.
TEXTS = (*ENGLISH.paragraphs, *(f"On the next day, too: {text}" for text in ENGLISH.paragraphs))


def document(body: str, head: str = "") -> str:
    return f"<!doctype html><html lang=en><head><title>x</title>{head}</head><body>{body}</body></html>"


def paragraphs(texts: tuple[str, ...] = TEXTS) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


@pytest.mark.parametrize(
    "body",
    [
        f"<article>{paragraphs()}</article>",
        f"<div class=post>{'<br><br>'.join(map(escape, TEXTS))}</div>",
        f"<table><tr><td>{'<br><br>'.join(map(escape, TEXTS))}</td></tr></table>",
        f"<nav><div>{paragraphs()}</div></nav>",
        f"<footer><div>{paragraphs()}</div></footer>",
        f"<form>{paragraphs()}</form>",
    ],
    ids=["article", "line breaks", "table", "unclosed nav", "unclosed footer", "form"],
)
def test_the_paragraphs_come_out_whole_however_they_are_laid_out(body: str) -> None:
    assert extract(document(body), url=URL).text.split("\n") == list(TEXTS)


def test_text_that_was_wrapped_by_hand_is_paragraphs_again() -> None:
    wrapped = [text.replace(", ", ",\n").replace(" and ", "\nand ") for text in TEXTS]
    page = document(f"<h1>Grain</h1><div>{''.join(f'<div>{escape(text)}</div>' for text in wrapped)}</div>")
    assert extract(page, url=URL).text.split("\n") == list(TEXTS)


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{escape(ENGLISH.lead)}</p>",
        f"{escape(ENGLISH.lead)}<br>",
        f'<?xml version="1.0" encoding="iso-8859-1"?><html xmlns="http://www.w3.org/1999/xhtml"><p>{ENGLISH.lead}</p>',
        f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "about:legacy-compat"><html/><p>{ENGLISH.lead}</p>',
        f"<html><body><p>{escape(ENGLISH.lead)}\ud800</p>",
    ],
    ids=["fragment", "text", "xhtml", "doctype and closed root", "lone surrogate"],
)
def test_a_page_need_not_be_well_made(page: str) -> None:
    assert extract(page, url=URL).text.rstrip("?") == ENGLISH.lead


def test_a_page_without_any_element_is_refused() -> None:
    with pytest.raises(NotAPage, match="no HTML"):
        extract("1 < 2 and 3 > 2", url=URL)


def test_rows_of_links_are_no_text_but_a_linked_heading_is() -> None:
    rows = "".join(f'<p><a href="/{n}">{title}</a></p>' for n, title in enumerate(ENGLISH.related))
    middle = f'<h3><a href="/q">Where the barley went</a></h3>{paragraphs(TEXTS[5:])}'
    page = document(f"<article>{paragraphs(TEXTS[:3])}{rows}{paragraphs(TEXTS[3:5])}{middle}</article>")
    assert extract(page, url=URL).text.split("\n") == [*TEXTS[:5], "Where the barley went", *TEXTS[5:]]


class TestDescription:
    SAID = "Three firms, eleven thousand tonnes and no barley: what is known of the affair at Eastmere."

    def page(self, description: str) -> str:
        head = f'<meta property="og:description" content="{escape(description)}">'
        return page_of(ENGLISH).replace("</head>", f"{head}</head>", 1)

    def test_what_only_the_description_says_stands_with_the_captions_and_never_in_the_text(self) -> None:
        article = extract(self.page(self.SAID), url=URL)
        assert article.captions == (ENGLISH.picture, ENGLISH.caption, self.SAID)
        assert article.text.split("\n") == list(ENGLISH.paragraphs)

    @pytest.mark.parametrize("said", [ENGLISH.lead, f"{ENGLISH.lead[:70]}…", ENGLISH.title, ENGLISH.caption, " "])
    def test_what_the_article_says_itself_is_not_said_twice(self, said: str) -> None:
        assert extract(self.page(said), url=URL).captions == (ENGLISH.picture, ENGLISH.caption)


def test_the_body_that_search_engines_are_told_is_no_substitute_for_a_page_that_shows_one() -> None:
    from tests.articles.test_extract import ld, with_head

    page = with_head(
        document(f"<article>{paragraphs()}</article>"), ld(headline="x", articleBody="Something else. " * 99)
    )
    assert extract(page, url=URL).text.split("\n") == list(TEXTS)


def test_a_part_that_is_not_free_makes_a_short_article_a_teaser() -> None:
    from tests.articles.test_extract import ld, short, with_head

    part = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".c-0"}
    article = extract(with_head(page_of(short(ENGLISH)), ld(headline=ENGLISH.title, hasPart=part)), url=URL)
    assert article.state is TextState.TEASER


def test_a_text_of_which_most_is_missing_by_the_publishers_own_count_is_a_teaser() -> None:
    from tests.articles.test_extract import ld, with_head

    page = document(f"<article>{paragraphs(TEXTS * 2)}</article>")
    sold = extract(with_head(page, ld(headline="x", isAccessibleForFree=False, wordCount=4000)), url=URL)
    free = extract(with_head(page, ld(headline="x", isAccessibleForFree=True, wordCount=4000)), url=URL)
    assert sold.state is TextState.TEASER
    assert sold.state_reason.endswith("of 4000 words are shown")
    assert free.state is TextState.FULL
