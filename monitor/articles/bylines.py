"""Who wrote an article, where only readers are told: the line beside its date, or what is marked as its byline."""

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from monitor.articles.dates import Moment
from monitor.articles.prose import one_line
from monitor.articles.stamps import read_stamp

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_BYLINE_CHARS: Final = 120
MAX_PLACES: Final = 20
_BY: Final = re.compile(
    r"^\W*(?:(?:by|von|par|por|de|di|door|text|texte|texto|testo|author|autor|auteur|autore|written by|posted by)\b"
    r"\s*:?"
    r"|文\s*[=＝:：/／・]|取材\s*[=＝:：/／・]|글\s*[=:/·])\s*",
    re.IGNORECASE,
)
#: What follows a name: its owner's work, paper or place.
_ROLE: Final = re.compile(
    r"\b(?:staff|writers?|reporters?|correspondents?|editors?|contributors?|columnists?|bureau|redaktion|redakteurin|redakteur"
    r"|korrespondentin|korrespondent|reporterin|journalistes?|journalistin|journalist|rédaction|rédacteur|correspondante?"
    r"|periodista|redacción|redactora?|corresponsal|redazione|giornalista|inviat[oa]|repórter|jornalista|redação|redactie"
    r"|verslaggever|associated press|reuters|afp|dpa|ap)\b",
    re.IGNORECASE,
)
_ASIAN_ROLE: Final = re.compile(r"\s*(?:記者|編集委員|論説委員|通信員|记者|기자|특파원|논설위원)\s*")
_ENDS: Final = re.compile(r"\s*(?:[,|•·/（(]|\s[–—-]\s|\d)")
_AND: Final = re.compile(r"\s+(?:and|und|et|y|e|en|&)\s+")
_PARTICLE: Final = r"(?:de|da|del|della|di|do|dos|du|la|le|van|von|der|den|ter|bin|al|el|y)"
_NAME: Final = re.compile(rf"[^\W\d_a-zß-ÿ][\w'’.\-]*(?:\s+(?:{_PARTICLE}\s+){{0,2}}[^\W\d_a-zß-ÿ][\w'’.\-]*){{1,3}}")
_ASIAN: Final = "\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
_ASIAN_NAME: Final = re.compile(rf"[{_ASIAN}]{{2,5}}|[{_ASIAN}]{{1,5}}[ \u3000・][{_ASIAN}]{{1,5}}")
_PLACES: Final = (
    ".//*[self::p or self::div or self::span or self::a or self::address or self::li]"
    "[contains(@class, 'yline') or contains(@class, 'uthor') or contains(@class, 'reporter') or @rel='author'"
    " or @itemprop='author']"
)


def read_names(line: str, *, marked: bool = False) -> str:
    """Return the names in a byline, "" if it reads as none; `marked` lines are known to be bylines.

    Beside a date stands all sorts of things, so an unmarked line has to say "by" or what its owner is.

    >>> read_names("KIM JAEWON, Nikkei staff writer"), read_names("By Mara Lind and Jo Vane"), read_names("World news")
    ('KIM JAEWON', 'Mara Lind, Jo Vane', '')
    """
    text = one_line(line)[:MAX_BYLINE_CHARS]
    plain = _BY.sub("", text)
    asian = _ASIAN_ROLE.search(plain)
    if not (marked or plain != text or asian or _ROLE.search(plain)):
        return ""
    if asian:
        plain = plain[: asian.start()].split("=")[-1].strip(" \u3000【】[]()（）")
        return plain if _ASIAN_NAME.fullmatch(plain) else ""
    end = _ENDS.search(plain)
    names = _AND.split((plain[: end.start()] if end else plain).strip(" .:;"))
    good = [name for name in names if _NAME.fullmatch(name) or (marked and _ASIAN_NAME.fullmatch(name))]
    return ", ".join(dict.fromkeys(good)) if len(good) == len(names) and not any(map(_ROLE.search, good)) else ""


def visible_author(region: "HtmlElement") -> str:
    """Return who wrote the article in `region` by what a reader sees, "" if nothing says so."""
    for node in region.xpath(_PLACES)[:MAX_PLACES]:
        text = one_line(" ".join(node.itertext()))
        if text and len(text) <= MAX_BYLINE_CHARS and (names := read_names(text, marked=True)):
            return names
    time = next(region.iter("time"), None)
    parent = None if time is None else time.getparent()
    return "" if parent is None else read_names(parent.text or "")


def visible_moment(region: "HtmlElement") -> Moment | None:
    """Return what the first `time` that reads as a date tells readers, None if there is none."""
    texts = (one_line(" ".join(time.itertext())) for time in islice(region.iter("time"), MAX_PLACES))
    return next((moment for text in texts if (moment := read_stamp(text))), None)
