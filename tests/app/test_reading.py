import asyncio
import contextlib
import io
import sys
from pathlib import Path

import pytest

from monitor.app.reading import Unreadable, read_named, read_page_file, standard_input
from monitor.app.settings import Settings
from monitor.core.article import Article
from tests.fakes.web import Reply, Site

PAGE = """<!doctype html><html lang="en"><head><title>Port at rest</title></head><body><article><h1>Port at rest</h1>
<p>The dock workers of the northern port began a strike on Monday after talks on pay and shifts had failed for the third
time in a month, their union said in a letter.</p><p>Ships with fruit and grain wait outside the breakwater, and the
harbour master said that nobody could tell when they would be unloaded.</p></article></body></html>"""
TEXT = "Port at rest\n\nThe dock workers of the northern port began a strike on Monday.\n"


def settings(**values: object) -> Settings:
    return Settings.model_validate({"allow_private_networks": True, **values})


async def read(*names: str, **values: object) -> dict[str, Article | Unreadable]:
    return {name: article async for name, article in read_named(names, settings(**values))}


def test_a_page_file_is_read_as_a_page_and_a_text_as_a_text(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "page").write_text(PAGE)  # what it holds decides
    (tmp_path / "note.txt").write_text(TEXT)

    for name in ("page.html", "page", "note.txt"):
        article = read_page_file(tmp_path / name)
        assert article.title == "Port at rest"
        assert article.url == (tmp_path / name).as_uri()
        assert "<" not in article.text
        assert "began a strike on Monday" in article.text


def test_a_file_that_is_too_large_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "big.html"
    path.write_bytes(b"<p>" + b"x" * 3_000_000)

    with pytest.raises(Unreadable, match=r"big\.html: larger than 3 MB"):
        read_page_file(path)


@pytest.mark.parametrize("content", [b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b" \n"])
def test_a_file_that_is_no_article_is_refused_whatever_its_name(content: bytes, tmp_path: Path) -> None:
    for name in ("a.html", "a.txt"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Unreadable, match=f"^{tmp_path / name}: "):
            read_page_file(tmp_path / name)


async def test_standard_input_is_read_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    async def read_input(text: str) -> Article | Unreadable:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        (found,) = [article async for _, article in read_named(["-"], settings(), given=standard_input())]
        return found

    article = await read_input(PAGE)
    assert isinstance(article, Article)
    assert article.title == "Port at rest"
    refused = await read_input("x" * 4_000_000)
    assert str(refused) == "-: larger than 3 MB, which no article is"
    assert str(await read_input("")) == "-: empty"


async def test_urls_are_fetched_and_each_failure_is_a_value() -> None:
    pages: dict[str, Reply] = {
        "/1": Reply(body=PAGE),
        "/paper": Reply(body=b"%PDF-1.7 x", content_type="application/pdf"),
    }
    async with Site(pages) as site:
        names = [site.url("/none"), site.url("/paper"), site.url("/1"), site.url("/1").replace("http", "HTTP")]

        found = await read(*names, "gopher://example.com/")

        assert list(found) == [*names, "gopher://example.com/"]
        assert str(found[names[0]]) == f"{names[0]}: HTTP 404"
        assert str(found[names[1]]) == f"{names[1]}: a PDF"
        for name in names[2:]:
            article = found[name]
            assert isinstance(article, Article)
            assert article.url == name
            assert article.title == "Port at rest"
        assert "gopher addresses are not read" in str(found["gopher://example.com/"])


async def test_a_private_address_is_refused_with_the_setting_that_allows_it() -> None:
    async with Site({"/1": PAGE}) as site:
        refused = (await read(site.url("/1"), allow_private_networks=False))[site.url("/1")]

        assert str(refused).endswith("refused a private address (MONITOR_ALLOW_PRIVATE_NETWORKS=true allows it)")
        assert site.requests == []


async def test_many_are_read_at_once_and_told_in_the_order_named(tmp_path: Path) -> None:
    names = []
    for number in range(9):
        path = tmp_path / f"{9 - number}.html"
        if number % 4:
            path.write_text(PAGE.replace("Port at rest", f"Port {number}") + " " * (number % 2) * 100_000)
        names.append(str(path))

    found = [(name, article) async for name, article in read_named(names, settings(workers=3))]

    assert [name for name, _ in found] == names
    assert [isinstance(article, Unreadable) for _, article in found] == [number % 4 == 0 for number in range(9)]
    assert [article.title for _, article in found if isinstance(article, Article)] == [
        f"Port {number}" for number in range(9) if number % 4
    ]


async def test_who_stops_listening_leaves_nothing_running(tmp_path: Path) -> None:
    names = [str(tmp_path / f"{number}.txt") for number in range(20)]
    for name in names:
        Path(name).write_text(TEXT)
    async with contextlib.aclosing(read_named(names, settings(workers=1))) as reading:
        async for name, _ in reading:
            assert name == names[0]
            break
    assert len(asyncio.all_tasks()) == 1
