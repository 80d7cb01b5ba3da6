"""The page of a backtest: it says what the terminal says, loads nothing, and article text stays text."""

import re
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.app.backtest_place import HOSTILE, Place, article
from tests.app.command import only_line

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Seen(HTMLParser):
    """What a browser sees in a page: its elements with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.style = ""
        self._in = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in = tag

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "style":
            self.style += data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, article("a", "walkout"), article("d", "fire drill"), HOSTILE)


@pytest.fixture
def page(place: Place) -> str:
    ended = place.backtest("--against", "before", "--html", "review.html")
    assert ended.status == 0
    assert only_line(ended.stderr) == "review.html: 2 headlines of +2 alerts, −1 alert"
    return (place.folder / "review.html").read_text("utf-8")


def test_the_page_has_the_figures_the_headlines_and_the_marked_passages(page: str) -> None:
    seen = Seen(page)
    said = " ".join(seen.text.split())

    assert "+2 alerts −1 alert 1 the same" in said
    assert "rules (4 rules) against before (3 rules)" in said
    assert "+ Headline a" in said
    assert "− Headline d" in said
    assert "<mark>walkout</mark> was told of at a today." in page
    assert "2 rules never match" in said
    assert [one["href"] for one in seen.all("a")] == ["https://news.example/a", "https://news.example/d"]


def test_the_page_loads_and_runs_nothing(page: str) -> None:
    seen = Seen(page)
    policy = next(one["content"] for one in seen.all("meta") if "http-equiv" in one)
    digest = b64encode(sha256(seen.style.encode()).digest()).decode()

    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not {"script", "img", "link", "iframe", "object", "form"} & {tag for tag, _ in seen.elements}
    assert not [
        name for _, attributes in seen.elements for name in attributes if name.startswith("on") or name == "style"
    ]
    assert "url(" not in seen.style


def test_article_text_with_markup_stays_text(place: Place) -> None:
    ended = place.backtest("--html", "review.html")
    page = (place.folder / "review.html").read_text("utf-8")
    seen = Seen(page)

    assert ended.status == 0
    assert "<img src=x onerror=alert(1)>" in seen.text
    assert "A fire <script>document.title='owned'</script> {{ 7*7 }} &" in seen.text
    assert "<b>Site</b>" in seen.text
    assert not seen.all("b")
    assert not seen.all("script")
    assert all(one["href"] and one["href"].startswith("https://") for one in seen.all("a"))
    assert {one.get("lang") for one in seen.all("blockquote")} == {"en", HOSTILE.language}
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", page)


def test_a_rule_that_never_alerts_gives_a_page_that_says_so(tmp_path: Path) -> None:
    place = Place(tmp_path, article("a", "weather"))
    place.backtest("--html", "plain.html")
    place.backtest("--html", "compared.html", "--against", "rules")

    assert "No rule makes an alert." in (tmp_path / "plain.html").read_text("utf-8")
    assert "Every rule makes the same alerts as before." in (tmp_path / "compared.html").read_text("utf-8")


def test_a_page_is_replaced_whole_and_nothing_is_left_beside_it(place: Place) -> None:
    (place.folder / "review.html").write_text("before")
    place.backtest("--html", "review.html")

    assert (place.folder / "review.html").read_text("utf-8").startswith("<!doctype html>")
    assert sorted(path.name for path in place.folder.iterdir() if "review" in path.name) == ["review.html"]


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
def test_in_a_real_browser_article_text_stays_text(page: str, place: Place) -> None:
    assert BROWSER is not None
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={place.folder / 'profile'}"]
    place.backtest("--html", "review.html")
    ended = subprocess.run(
        [BROWSER, *flags, "--dump-dom", (place.folder / "review.html").as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    seen = Seen(ended.stdout)

    assert "<title>Backtest: 3 alerts</title>" in ended.stdout
    assert not {"script", "img", "b"} & {tag for tag, _ in seen.elements}
    assert "<img src=x onerror=alert(1)>" in seen.text
