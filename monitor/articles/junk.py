"""What a single line is instead of news: by its phrases, as a date, a row of share buttons, a caption's credit."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple

from monitor.articles.phrases import LANGUAGES, MAX_WORDS, SERVICES, STRONG, Cells, Kind, held, rows
from monitor.articles.prose import ends_as_sentence, key_of, weigh
from monitor.articles.stamps import is_date_line

PROSE_WORDS: Final = 25  #: a line of so many words that ends as a sentence is prose
LONGEST_JUNK: Final = max(MAX_WORDS.values())
MAX_CHARS: Final = 1_000  #: longer lines are prose, whatever they say
SHORT_WORDS: Final = 25  #: a phrase that is an entire line has fewer; so have dates and rows of buttons
#: Languages whose phrases are not in Latin letters, and what their letters are.
OTHER_SCRIPTS: Final = frozenset({"ja", "ko", "ru", "zh"})
_OTHER_SCRIPT: Final = re.compile("[\u0370-\u1dff\u2e80-\ufeff]")
#: A phrase that may stand anywhere in a line: a text that it needs, lower case, itself, and what it tells.
Held = tuple[str, re.Pattern[str], Kind]
#: What a long line that ends as a sentence may be.
ASKING: Final = STRONG | {Kind.SYNDICATION}

#: The credit that closes a caption. A paragraph that ends so is a caption that lost its figure.
#: Each with a text that it needs, so that few lines are searched.
CREDITS: Final = tuple(
    (needed, re.compile(pattern))
    for needed, pattern in (
        ("©", r"\s{1,4}©\s?[^.!?。©]{2,60}$"),
        ("ⓒ", r"\s{1,4}ⓒ\s?[^.!?。ⓒ]{2,60}$"),
        ("Photo/", r"\((?:AP|AFP|EPA|Reuters|Getty|dpa) Photo/[^)]{2,60}\)\W*$"),
        ("Getty Images", r"(?:/\s?|via\s|\()(?:AFP via )?Getty Images\)?\W*$"),
        ("picture alliance", r"(?:/\s?|\()picture alliance\)?\W*$"),
        ("Photo", r"\sPhoto(?:graph| credit)? ?: ?[^.!?]{2,60}$"),
        ("Image", r"\sImage(?: credit)? ?: ?[^.!?]{2,60}$"),
        ("Foto", r"\sFoto(?:grafía)? ?: ?[^.!?]{2,60}$"),
        ("Crédit", r"\sCrédit(?:s|s photo| photo)? ?: ?[^.!?]{2,60}$"),
        ("写真", r"写真\s?[=＝:：]\s?[^。]{1,30}$"),
        ("提供", r"[=＝（(／/]\s?[^。]{1,20}提供[）)]?$"),
        ("사진", r"[/\[(]\s?(?:자료)?사진\s?[=:：]?\s?[^\])]{0,30}[\])]?$"),
    )
)
CAPTION_WORDS: Final = 90
#: Where a phrase may begin: after quotes, dashes and arrows, but with the signs that phrases themselves begin with.
_FIRST_SIGN: Final = re.compile(r"[\w©ⓒ(\[【▶▼■◆▷☞{<$%]")
_ICON_WORD: Final = re.compile(
    r"(?:icon|arrow|chevron|artboard|sketch|svg|path|layer|title|created|with|print|mail|twitter|facebook|linkedin|close|menu|search|share|contact|positive)+",
    re.IGNORECASE,
)
_ICON_SIGNS: Final = ("icon", "chevron", "artboard", "sketch", "svg")


class _Phrases(NamedTuple):
    """The tables, compiled: two alternations with the kinds as named groups, and single patterns by literal."""

    whole: re.Pattern[str]
    starts: re.Pattern[str]
    within: tuple[Held, ...]


@cache
def _compiled(*, latin_only: bool) -> _Phrases:
    """Return the phrases of all languages, or of those in Latin letters: half of the cost for most pages."""
    languages = [one for name, one in LANGUAGES.items() if not (latin_only and name in OTHER_SCRIPTS)]
    within = [
        (literal, re.compile(pattern, re.IGNORECASE), kind)
        for language in languages
        for kind, cell in language.holds.items()
        for literal, pattern in held(cell)
    ]
    whole = _alternation((language.whole for language in languages), r"(?:{0})\W*\Z")
    return _Phrases(whole, _alternation((language.starts for language in languages), "(?:{0})"), tuple(within))


def _alternation(tables: Iterable[Cells], form: str) -> re.Pattern[str]:
    by_kind: dict[Kind, list[str]] = {}
    for cells in tables:
        for kind, cell in cells.items():
            by_kind.setdefault(kind, []).extend(rows(cell))
    groups = (f"(?P<{kind.name}>{form.format('|'.join(phrases))})" for kind, phrases in by_kind.items())
    return re.compile("|".join(groups), re.IGNORECASE)


class Judged(NamedTuple):
    """A line and what was found out about it."""

    text: str
    words: int  #: its weight, `prose.weigh`
    sentence: bool  #: it ends as a sentence does
    kind: Kind | None  #: None if it is news

    @property
    def is_prose(self) -> bool:
        """Whether it is a paragraph of news."""
        return self.words >= PROSE_WORDS and self.sentence


def judge(lines: Sequence[str]) -> list[Judged]:
    """Return lines with what they are."""
    # most phrases are about words that are nowhere in the text: they are left out once, not line by line
    whole = "\n".join(line for line in lines if len(line) <= MAX_CHARS).replace("’", "'").lower()
    phrases = _compiled(latin_only=_OTHER_SCRIPT.search(whole) is None)
    narrowed = phrases._replace(within=tuple(phrase for phrase in phrases.within if phrase[0] in whole))
    return [_judge(line, narrowed) for line in lines]


def _judge(line: str, phrases: _Phrases) -> Judged:
    words = weigh(line)
    sentence = ends_as_sentence(line)
    return Judged(line, words, sentence, _kind(line, words, phrases, prose=sentence and words >= PROSE_WORDS))


def is_credit_line(line: str) -> bool:
    """Whether a line is a caption by the photographer's or agency's credit at its end."""
    return any(needed in line and credit.search(line) for needed, credit in CREDITS)


def junk_kind(line: str) -> Kind | None:
    """Return what a line is instead of news, None if it is news.

    >>> junk_kind("You have {{left}} free articles left"), junk_kind("Inspectors get unlimited access to the site.")
    (<Kind.TEMPLATE: 'template'>, None)
    """
    return judge((line,))[0].kind


def _kind(line: str, words: int, phrases: _Phrases, *, prose: bool) -> Kind | None:
    if words > LONGEST_JUNK or len(line) > MAX_CHARS:
        return None
    plain = line.replace("’", "'").replace("\xa0", " ").strip()
    start = _FIRST_SIGN.search(plain)
    if start is None or (words <= SHORT_WORDS and is_date_line(plain)):
        return Kind.NAVIGATION
    kind = _kind_by_phrase(plain, start.start(), words, phrases)
    if kind is not None:
        return kind if words <= MAX_WORDS[kind] and (not prose or kind in ASKING) else None
    if words > SHORT_WORDS:
        return None
    if _is_share_row(plain):
        return Kind.SHARE
    return Kind.NAVIGATION if _is_icon_soup(plain) else None


def _kind_by_phrase(line: str, start: int, words: int, phrases: _Phrases) -> Kind | None:
    """Return the kind of the first phrase that fits; at `start` is the first sign that means something."""
    for pattern in (phrases.whole, phrases.starts) if words <= SHORT_WORDS else (phrases.starts,):
        found = pattern.match(line, start)
        if found is not None and found.lastgroup is not None:
            return Kind[found.lastgroup]
    if phrases.within:
        lower = line.lower()
        for literal, pattern, kind in phrases.within:
            if literal in lower and pattern.search(line):
                return kind
    return None


def _is_share_row(line: str) -> bool:
    return len(line) <= 120 and SERVICES.issuperset(key_of(line).split())


def _is_icon_soup(line: str) -> bool:
    """Whether a line is the titles of a page's SVG icons, run together: `ArrowIcon FacebookIcon MailTitle Chevron`."""
    lower = line.lower()
    if sum(lower.count(sign) for sign in _ICON_SIGNS) < 2:
        return False
    words = line.split()
    return len(words) > 2 and sum(bool(_ICON_WORD.fullmatch(word.strip(".,"))) for word in words) >= 0.6 * len(words)
