"""What kinds of lines and pages are no article, and how their phrases are written down: a module for each language.

Lines are told in three ways, from safe to daring: `whole` is the entire line (punctuation aside), `starts` its
beginning, and `holds` anywhere in it. Each row is one phrase, a regular expression, so that it can be read, tested and
taken out alone; an apostrophe stands for the curly one too. Second person and imperatives make most of them safe: news
is written in the third. A line longer than `MAX_WORDS` of its kind is kept, whatever it says.

Pages are told by their title (rows that are the entire title, a site's name before or after it aside) and by what is
to be seen on them.

Rows of `holds` and `paywall` are `literal :: pattern`: the pattern is only tried where the literal occurs (lower case),
which every match must contain. That makes them a hundred times cheaper: a search of all patterns cost 220 µs a line.

Languages are modules only for the eye: pages mix them, so all are tried. Add a phrase with a line to drop and one to
keep in tests/articles/samples/lines/.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
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

Cells = Mapping[Kind, str]  #: phrases by kind, one a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The phrases of one language."""

    whole: Cells = field(default_factory=dict)
    starts: Cells = field(default_factory=dict)
    holds: Cells = field(default_factory=dict)
    wall_titles: str = ""  #: of pages that ask who is there
    wall_texts: str = ""  #: what such pages say
    error_titles: str = ""
    consent_titles: str = ""
    consent_words: str = ""  #: what consent pages go on about
    consent_buttons: str = ""  #: and what they want to be clicked
    paywall: str = ""  #: asks for money or an account where the text stops; only searched for where the text is short


def rows(cell: str) -> list[str]:
    """Return the phrases of one cell."""
    return [row for line in cell.splitlines() if (row := line.strip())]


def held(cell: str) -> list[tuple[str, str]]:
    """Return the phrases of a cell whose rows are `literal :: pattern`, with their literals."""
    pairs = (row.partition(" :: ") for row in rows(cell))
    return [(literal, pattern) for literal, _, pattern in pairs]
