from dataclasses import replace
from datetime import UTC, datetime

from monitor.articles import extract
from monitor.articles.repeated import line_number, line_numbers, without_repeated
from tests.articles.pages import ENGLISH, page_of
from tests.fakes.boilerplate_lines import MemoryBoilerplateLines

NOW = datetime(2031, 5, 6, tzinfo=UTC)
URL = "https://www.harbour-post.example/2031/05/grain"
MOTTO = (
    "The Harbour Post has reported from the coast since 1871 and belongs to the people who write it and to nobody else."
)


def pages(count: int) -> list[str]:
    """Return articles of one host that all end in the same line, which no phrase knows."""
    texts = [
        tuple(f"{n}: {one} {other}" for one, other in zip(ENGLISH.body, reversed(ENGLISH.body), strict=True))
        for n in range(count)
    ]
    return [page_of(replace(ENGLISH, body=(*text, MOTTO), closing=())) for text in texts]


def test_a_line_is_left_out_once_its_host_has_shown_it_on_three_pages() -> None:
    lines = MemoryBoilerplateLines()
    ends = []
    for number, page in enumerate(pages(5)):
        article = extract(page, url=f"{URL}-{number}", repeated=lines.known("www.harbour-post.example"))
        lines.learn("www.harbour-post.example", f"{URL}-{number}", line_numbers(article), now=NOW)
        ends.append(MOTTO in article.text)
    assert ends == [True, True, True, False, False]


def test_the_same_page_read_again_counts_once() -> None:
    lines = MemoryBoilerplateLines()
    article = extract(pages(1)[0], url=URL)
    for _ in range(5):
        lines.learn("www.harbour-post.example", URL, line_numbers(article), now=NOW)
    assert lines.known("www.harbour-post.example") == frozenset()


def test_an_article_at_its_fourth_address_is_no_boilerplate() -> None:
    page = pages(1)[0]
    known = line_numbers(extract(page, url=URL))
    assert extract(page, url=f"{URL}-4", repeated=known).text == extract(page, url=URL).text


def test_captions_are_counted_and_left_out_too() -> None:
    page = page_of(ENGLISH)
    assert ENGLISH.picture in extract(page, url=URL).captions
    assert ENGLISH.picture not in extract(page, url=URL, repeated={line_number(ENGLISH.picture)}).captions


def test_case_and_punctuation_do_not_make_another_line() -> None:
    assert line_number("THE COAST – daily!") == line_number("The coast, daily")
    assert line_number("The coast, daily") != line_number("The coast, weekly")
    assert 0 <= line_number("x") < 2**63


def test_nothing_is_left_out_that_would_be_much_of_the_text() -> None:
    lines = [("one two three", 3), ("four", 1)]
    assert without_repeated(lines, {line_number("one two three")}) == lines
    assert without_repeated(lines, {line_number("four")}) == [("one two three", 3)]
