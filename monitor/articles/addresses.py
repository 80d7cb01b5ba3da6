"""The address that a page itself calls its own, where it is plainly the same article."""

import re
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, urljoin, urlsplit

from monitor.articles.dates import EARLIEST, LATEST, Moment

_FORM: Final = re.compile(r"^(?:www|m|mobile|amp)\.")  #: names of hosts that show the same pages in another form
_AMP_SEGMENT: Final = re.compile(r"(?:^amp$|\.amp$|[.-]amp(?=\.html?$))", re.IGNORECASE)
#: What may stand behind `?` without naming another article.
_FORM_PARAMETER: Final = re.compile(r"^(?:amp|m|output(?:type)?|utm_\w+|[a-z]{1,2}clid|ref|cmp(?:id)?)$", re.IGNORECASE)
_DAY: Final = re.compile(r"/((?:19|20)\d\d)(?:([/-])(\d{1,2})\2(\d{1,2})|(\d\d)(\d\d))(?=[/-]|$)")


def canonical_url(stated: str, url: str) -> str:
    """Return what `stated` names, where it is `url` in another form (AMP, mobile, tracking), else "".

    Pages name a wrong address often enough (their section, their front page, all of a site the same one) that it is
    only believed where host and last part of the path agree: two articles must never be taken for one.

    >>> canonical_url("/2031/port-shut", "https://m.harbour.example/2031/port-shut/amp?utm_source=x")
    'https://m.harbour.example/2031/port-shut'
    >>> canonical_url("https://harbour.example/news", "https://harbour.example/news?id=7")
    ''
    """
    try:
        full = urljoin(url, stated.strip())
        there, here = urlsplit(full), urlsplit(url)
        hosts = [_FORM.sub("", (one.hostname or "").lower()) for one in (there, here)]
    except ValueError:
        return ""
    if there.scheme not in {"http", "https"} or hosts[0] != hosts[1] or not hosts[0]:
        return ""
    slug = _slug(there.path)
    if not stated.strip() or not slug or slug != _slug(here.path):
        return ""
    names = {name for name, _ in parse_qsl(here.query, keep_blank_values=True)}
    if here.query != there.query and not all(map(_FORM_PARAMETER.match, names)):
        return ""
    return full


def _slug(path: str) -> str:
    """Return the last part of a path that says more than its form."""
    parts = [_AMP_SEGMENT.sub("", part) for part in path.lower().split("/")]
    return next((part for part in reversed(parts) if part), "")


def date_in_url(url: str) -> Moment | None:
    """Return the day that an address names, as `/2031/05/06/` does; None if it names none.

    >>> date_in_url("https://harbour.example/world/2031/05/06/port-shut").at.day
    6
    """
    found = _DAY.search(urlsplit(url).path) if "://" in url else None
    if found is None:
        return None
    try:
        at = datetime(int(found[1]), int(found[3] or found[5]), int(found[4] or found[6]), tzinfo=UTC)
    except ValueError:
        return None
    return Moment(at, has_time=False, has_zone=False) if EARLIEST <= at.year < LATEST else None
