"""How much of an article a page shows: the words that give walls away, and the decision (RULES.md §6).

Walls are told by short texts only: an article *about* paywalls, cookies or bots is long, a wall is not.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from monitor.articles.phrases import LANGUAGES, Kind, held, rows
from monitor.articles.prose import weigh
from monitor.core.article import TextState

WALL_WORDS: Final = 120  #: a page with more text than this is no bot wall and no error page
CONSENT_WORDS: Final = 700  #: consent pages explain themselves at length
SHORT_WORDS: Final = 120  #: a page that says it is not free and shows less is cut off
CUT_WORDS: Final = 300  #: and so is one with less that also asks for a subscription

_CUT_OFF: Final = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])[\"'”’»)\]]*$")


def _any(cells: Iterable[str], form: str = "(?:{0})") -> re.Pattern[str]:
    return re.compile(form.format("|".join(row for cell in cells for row in rows(cell))), re.IGNORECASE)


_TITLE_FORM: Final = r"^\W*(?:[^|–—]{{1,30}}[|–—-]\s*|[\w.-]+\W+)?(?:{0})\W*(?:[|–—:-].*)?$"
_WALL_TITLE: Final = _any((one.wall_titles for one in LANGUAGES.values()), _TITLE_FORM)
_ERROR_TITLE: Final = _any((one.error_titles for one in LANGUAGES.values()), _TITLE_FORM)
_CONSENT_TITLE: Final = _any((one.consent_titles for one in LANGUAGES.values()), _TITLE_FORM)
_WALL_TEXT: Final = _any(one.wall_texts for one in LANGUAGES.values())
_CONSENT_WORD: Final = _any(one.consent_words for one in LANGUAGES.values())
_CONSENT_BUTTON: Final = _any(one.consent_buttons for one in LANGUAGES.values())
_PAYWALL: Final = tuple(
    (literal, re.compile(pattern, re.IGNORECASE))
    for one in LANGUAGES.values()
    for literal, pattern in held(one.paywall)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the decision rests on."""

    url: str
    window_title: str
    text_words: int  #: after the filters
    last_line: str
    visible: str  #: everything to be seen on the page; may be "" where the text is long
    is_article: bool
    free: bool | None
    stated_words: int  #: what the publisher says the article's length is; 0 if nothing
    dropped: AbstractSet[Kind]


def wall_reason(evidence: Evidence) -> str | None:
    """Return why the page is a wall instead of an article, None if it is none."""
    host = urlsplit(evidence.url).hostname or ""
    if host.startswith(("consent.", "guce.", "validate.")):
        return "a consent page, by its address"
    title = evidence.window_title
    if evidence.text_words <= WALL_WORDS:
        if _WALL_TITLE.search(title):
            return f"a wall: “{title[:60]}”"
        if _ERROR_TITLE.search(title) and not evidence.is_article:
            return f"an error page: “{title[:60]}”"
        if weigh(evidence.visible) <= 2 * WALL_WORDS and (found := _WALL_TEXT.search(evidence.visible)):
            return f"a wall: “{found[0][:60]}”"
    return _consent_reason(evidence)


def _consent_reason(evidence: Evidence) -> str | None:
    if evidence.is_article and evidence.text_words >= WALL_WORDS // 3:
        return None
    words = weigh(evidence.visible)
    if not 0 < words <= CONSENT_WORDS or evidence.text_words > CONSENT_WORDS:
        return None
    signs = len(_CONSENT_WORD.findall(evidence.visible))
    buttons = _CONSENT_BUTTON.search(evidence.visible)
    if _CONSENT_TITLE.search(evidence.window_title) and signs >= 2:
        return f"a consent page: “{evidence.window_title[:60]}”"
    if buttons and signs >= max(3, words // 25):
        return "a consent page"
    return None


def cut_reason(evidence: Evidence) -> str | None:
    """Return why the text is only the beginning of the article, None if nothing says so."""
    words = evidence.text_words
    stated = evidence.stated_words if evidence.stated_words > max(2 * words, SHORT_WORDS) else 0
    if words >= CUT_WORDS:
        sold = evidence.free is False or Kind.SUBSCRIPTION in evidence.dropped
        return f"{words} of {stated} words are shown" if stated and sold else None
    asks = Kind.SUBSCRIPTION in evidence.dropped or asks_for_money(evidence.visible)
    cut_off = _CUT_OFF.search(evidence.last_line) is not None
    if evidence.free is False and (asks or words < SHORT_WORDS or cut_off):
        return "not accessible for free" + (
            ", and the page asks for a subscription" if asks else ", and the text is short"
        )
    if asks and (cut_off or (words < SHORT_WORDS and evidence.free is not True)):
        return "the page asks for a subscription, and the text is short"
    if stated and (asks or cut_off):
        return f"{words} of {stated} words are shown"
    return None


def asks_for_money(visible: str) -> bool:
    """Whether something to be seen on a page asks for a subscription or an account in order to read on."""
    plain = visible.replace("’", "'")
    lower = plain.lower()
    return any(literal in lower and pattern.search(plain) for literal, pattern in _PAYWALL)


def decide(evidence: Evidence) -> tuple[TextState, str]:
    """Return the state of a page's text and what on the page decided it."""
    if reason := wall_reason(evidence):
        return TextState.BLOCKED, reason
    if evidence.text_words == 0:
        return TextState.FAILED, "no text on the page"
    if reason := cut_reason(evidence):
        return TextState.TEASER, reason
    return TextState.FULL, ""
