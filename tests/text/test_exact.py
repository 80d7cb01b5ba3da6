import pytest

from monitor.text import exact_view


def spans(text: str, term: str) -> list[str]:
    view = exact_view(text)
    data = term.encode()
    found = []
    at = view.bytes.find(data)
    while at >= 0:
        span = view.span(at, at + len(data))
        if span is not None:
            found.append(text[slice(*span)])
        at = view.bytes.find(data, at + 1)
    return found


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("US and us, US.", "US", ["US", "US"]),
        ("RUSSIA BUSY", "US", []),
        ("US's O'US", "US", ["US", "US"]),
        ("NATOと NATO軍 NATO의", "NATO", ["NATO", "NATO", "NATO"]),
        ("ASP.NET", ".NET", [".NET"]),
        ("C++ and C++11", "C++", ["C++", "C++"]),
        ("AT&T", "AT&T", ["AT&T"]),
        ("“Il’yushin”", '"Il\'yushin"', ["“Il’yushin”"]),
        ("New\u00a0York New\tYork", "New York", ["New\u00a0York", "New\tYork"]),
        ("U\u00adS", "US", ["U\u00adS"]),
        ("Cafe\u0301", "Café", ["Cafe\u0301"]),
        ("Cafe\u0301", "Cafe", []),
        ("東京都", "京", ["京"]),
        ("북한의", "북한", []),
        ("New\nYork", "New York", []),
    ],
)
def test_only_what_is_written_so_is_found(text: str, term: str, found: list[str]) -> None:
    assert spans(text, term) == found
