import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.articles import extract
from monitor.articles.guards import MAX_PAGE_BYTES, SIGNATURES, check_bytes, check_markup, check_text, depth_of
from monitor.core.errors import NotAPage

URL = "https://news.example/a"
PROSE = "The harbour of Eastmere stayed closed on Tuesday while inspectors searched its silos for the missing barley. "


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<div>" * 30_000 + "x" + "</div>" * 30_000, "too deeply nested"),
        ("<div>" * 100_000 + "x" + "</div>" * 100_000, "too many tags"),
        ("<p>" + "<b><i>x" * 30_000, "too deeply nested"),
        ("<" * 2_999_999, "too many tags"),
        ("<p>x" * 700_000, "too many tags"),
        ("<html>" + "x" * MAX_PAGE_BYTES, "larger than 3 MB"),
        (f"<div {' '.join(f'a{n}=b' for n in range(100_000))}>x</div>", "too many attributes"),
        (f"<div {' '.join(f'a{n}' for n in range(10_000))}>x</div>", "too many attributes"),
        ("\x00" * 1000, "empty"),
        ("<p>" + "\x01\x02\x03" * 1000 + "</p>", "binary data"),
        ("\ufffd" * 10_000, "binary data"),
        ("   \n\t ", "empty"),
    ],
)
@pytest.mark.parametrize("form", [str, str.encode], ids=["text", "bytes"])
def test_hostile_pages_are_refused_at_once(page: str, reason: str, form: Callable[[str], str | bytes]) -> None:
    started = time.process_time()
    with pytest.raises(NotAPage, match=f"^{reason}$"):
        extract(form(page), url=URL)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(("signature", "name"), SIGNATURES)
def test_other_kinds_of_files_are_named(signature: bytes, name: str) -> None:
    with pytest.raises(NotAPage, match=f"^{name}$"):
        check_bytes(signature + b"\x00" * 100)


@pytest.mark.parametrize(
    "page",
    [
        "<script>" * 200_000,
        "<!--" * 200_000,
        "<a" * 200_000,
        "<a " + "b=c " * 200_000,
        "<" + "a" * 1_000_000,
        "<a\t" * 300_000,
    ],
)
def test_counting_depth_takes_linear_time(page: str) -> None:
    started = time.process_time()
    depth_of(page)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("page", "depth"),
    [
        ("no markup", 0),
        ("<div></div>" * 50, 1),
        ("<div><div><div>", 3),
        ("<p>" * 5000 + "<li>" * 5000 + "<br>" * 5000, 0),
        ("<script>if (a<div) '<div><div><div>'</script><div>", 1),
        ("<!-- <div><div> --><div>", 1),
        ("<path/>" * 5000, 0),
        ("</div>" * 10 + "<div>", 1),
        ("<SCRIPT><div></SCRIPT><DIV></DIV>", 1),
    ],
)
def test_depth_is_that_of_elements_that_nest(page: str, depth: int) -> None:
    assert depth_of(page) == depth


def test_a_page_with_many_flat_elements_is_no_deep_page() -> None:
    check_markup("<div>" + "<p>word<br>" * 20_000 + "</div>")


@pytest.mark.parametrize(
    "page",
    [
        f"<script>{'a = b;' * 50_000}</script><p>x</p>",
        f"<p>{'a = b ' * 50_000}</p>",
        f'<div data-state="{"a=b " * 50_000}">x</div>',
    ],
    ids=["script", "text", "one long attribute"],
)
def test_a_long_script_text_or_attribute_is_not_many_attributes(page: str) -> None:
    check_markup(page)


def test_stray_control_characters_are_dropped() -> None:
    assert check_text("<p>har\x00bour\x0b</p>") == "<p>harbour</p>"


def test_a_large_honest_page_is_read() -> None:
    page = "<html><body><article>" + "".join(f"<p>{n}. {PROSE}</p>" for n in range(8_000)) + "</article>"
    assert extract(page, url=URL).text.count("\n") > 1_000


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_whatever_comes_is_read_or_refused(body: bytes) -> None:
    for page in (body, b"<html><body><p>" + body):
        try:
            article = extract(page, url=URL)
        except NotAPage:
            continue
        assert "\n\n" not in article.text
