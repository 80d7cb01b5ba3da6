import pytest

from monitor.articles import extract
from monitor.articles.bylines import read_names
from tests.articles.pages import ENGLISH, page_of

URL = "https://www.harbour-post.example/2031/05/grain"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("MARA LIND, Harbour Post staff writer", "MARA LIND"),
        ("By Mara Lind and Jo Vane", "Mara Lind, Jo Vane"),
        ("By Jean-Luc de la Tour | 6 May 2031", "Jean-Luc de la Tour"),
        ("Von Ines Kalder, Korrespondentin in Ostmeer", "Ines Kalder"),
        ("Par Léa O'Brien avec AFP", ""),
        ("Por Inés Calderón y Juan van der Meer", "Inés Calderón, Juan van der Meer"),
        ("Mara Lind, Associated Press", "Mara Lind"),
        ("港 太郎 記者", "港 太郎"),
        ("김항구 기자", "김항구"),
        ("[항구일보=김항구 기자]", "김항구"),
    ],
)
def test_names_are_read_from_bylines(line: str, names: str) -> None:
    assert read_names(line) == names


@pytest.mark.parametrize(
    "line", ["World news", "Harbour Post", "By the harbour", "6 May 2031", "", "Editor's choice", "@x"]
)
def test_other_lines_beside_a_date_are_no_byline(line: str) -> None:
    assert read_names(line) == ""


def test_a_marked_byline_need_not_say_so() -> None:
    assert read_names("Mara Lind", marked=True) == "Mara Lind"
    assert read_names("Read all stories by our newsroom", marked=True) == ""


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="article-byline">By <a href="/m">Mara Lind</a></div>',
        '<p class="author-name">Mara Lind</p>',
        '<div>Mara Lind, staff writer <time datetime="2031-05-06">May 6, 2031</time></div>',
    ],
)
def test_the_author_is_found_where_only_readers_are_told(markup: str) -> None:
    article = extract(page_of(ENGLISH).replace("</h1>", f"</h1>{markup}", 1), url=URL)
    assert article.author == "Mara Lind"
    assert article.text.split("\n") == list(ENGLISH.paragraphs)


def test_nobody_is_named_where_nobody_is() -> None:
    assert extract(page_of(ENGLISH), url=URL).author is None
