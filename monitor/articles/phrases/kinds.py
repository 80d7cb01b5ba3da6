"""What kinds of lines are no part of an article, and how their phrases are written down (tables beside this module).

Three ways, from safe to daring: `WHOLE` is the entire line (punctuation aside), `STARTS` its beginning, and `HOLDS`
anywhere in it. Each row is one phrase, a regular expression, so that it can be read, tested and
taken out alone; an apostrophe stands for the curly one too. Second person and
imperatives make most of them safe: news is written in the third. A line longer than `MAX_WORDS` of its kind is kept,
whatever it says. Add a phrase with a line to drop and one to keep in tests/articles/test_filters.py.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a line is instead of news."""

    SUBSCRIPTION = "subscription"
    NEWSLETTER = "newsletter"
    COOKIE = "cookie"
    RELATED = "related"
    SHARE = "share"
    NAVIGATION = "navigation"
    LEGAL = "legal"
    ADVERT = "advert"
    TEMPLATE = "template"
    SYNDICATION = "syndication"


#: These sell or ask; a closing block of them is cut as a whole.
STRONG: Final = frozenset({Kind.SUBSCRIPTION, Kind.NEWSLETTER, Kind.COOKIE, Kind.LEGAL, Kind.ADVERT, Kind.TEMPLATE})

MAX_WORDS: Final[Mapping[Kind, int]] = {
    Kind.SUBSCRIPTION: 60,
    Kind.NEWSLETTER: 60,
    Kind.COOKIE: 90,
    Kind.RELATED: 30,
    Kind.SHARE: 25,
    Kind.NAVIGATION: 30,
    Kind.LEGAL: 60,
    Kind.ADVERT: 45,
    Kind.TEMPLATE: 60,
    Kind.SYNDICATION: 45,
}

#: By language (only for the eye: pages mix languages, so all of them are tried), then kind, one phrase a row.
Table = Mapping[str, Mapping[Kind, str]]


def rows(phrases: str) -> list[str]:
    """Return the phrases of one cell of a table."""
    return [row for line in phrases.splitlines() if (row := line.strip())]
