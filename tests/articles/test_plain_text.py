import pytest

from monitor.articles import read_text
from monitor.core.errors import NotAPage

PARAGRAPH = (
    "The port authority of Eastmere suspended all grain export permits on Tuesday after inspectors found that three "
    "shipping firms had filed false declarations about where their cargo was bound."
)
SECOND = "Officials said that the inspectors would come back within ten days, and that the harbour would stay closed."
WRAPPED = """The port authority of Eastmere suspended all grain export permits on
Tuesday after inspectors found that three shipping firms had filed false
declarations about where their cargo was bound."""


def test_the_first_line_that_reads_as_a_headline_is_the_title() -> None:
    article = read_text(f"Port suspends grain permits\n\n{PARAGRAPH}\n\n{SECOND}\n")
    assert article.title == "Port suspends grain permits"
    assert article.text.split("\n") == [PARAGRAPH, SECOND]
    assert article.lead == PARAGRAPH


def test_navigation_and_kicker_above_the_headline_are_left_out() -> None:
    top = "Skip to content\nHome > World > Coast\nArrowIcon FacebookIcon ChevronTitle Path Layer\nHarbour news\n\n"
    article = read_text(f"{top}Port suspends grain permits after inspection\n\n{PARAGRAPH}\n\n{SECOND}")
    assert article.title == "Port suspends grain permits after inspection"
    assert article.text.split("\n") == [PARAGRAPH, SECOND]


def test_wrapped_lines_are_one_paragraph() -> None:
    article = read_text(f"Port suspends grain permits\n\n{WRAPPED}\n\n{SECOND}")
    assert article.text.split("\n") == [PARAGRAPH, SECOND]


def test_without_blank_lines_every_line_is_a_paragraph() -> None:
    article = read_text(f"Port suspends grain permits\r\n{PARAGRAPH}\r\n{SECOND}")
    assert (article.title, article.text.split("\n")) == ("Port suspends grain permits", [PARAGRAPH, SECOND])


def test_subscription_lines_and_captions_are_not_part_of_the_text() -> None:
    caption = "Silos at the pier on Tuesday.   © Mara Lind"
    closing = "You have {{left}} free articles\n\nSubscribe now\n\nThe voice of the coast\n\nTry 1 month for $1"
    article = read_text(f"Port suspends grain permits\n\n{caption}\n\n{PARAGRAPH}\n\n{SECOND}\n\n{closing}")
    assert article.text.split("\n") == [PARAGRAPH, SECOND]
    assert article.captions == ("Silos at the pier on Tuesday. © Mara Lind",)


def test_a_text_that_begins_with_prose_has_no_title() -> None:
    article = read_text(f"{PARAGRAPH}\n\n{SECOND}")
    assert (article.title, article.text.split("\n")) == ("", [PARAGRAPH, SECOND])


def test_language_and_address_are_those_given() -> None:
    article = read_text(PARAGRAPH, url="https://news.example/a", language="en-GB")
    assert (article.url, article.language) == ("https://news.example/a", "en-GB")


@pytest.mark.parametrize(("text", "reason"), [("", "empty"), (" \n ", "empty"), ("\x00\x01\x02" * 99, "binary data")])
def test_what_is_no_text_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotAPage, match=f"^{reason}$"):
        read_text(text)
