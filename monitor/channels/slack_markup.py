"""Slack's mrkdwn, made so that text from the web stays text.

Only `& < >` can be escaped (docs.slack.dev, "Formatting message text"). What formats is exchanged for characters that
look alike, for there is no escape for it; so is the first colon of anything that reads like an emoji's `:name:`.
"""

import re
import sys
from datetime import datetime
from urllib.parse import quote

from monitor.channels.wording import beginning, is_web, line, utc

MAX_URL = 2000  #: characters as escaped; a longer one is not linked, for a section holds 3,000
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LOOK_ALIKES = {"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"}
#: At the end of a text too, for our own colon may follow.
_EMOJI_NAME = re.compile(r":(?=(?!\d{1,2}(?::|$)|//)[^\s:]+(?::|$))")
#: What a URL cannot hold inside `<url|label>`, and what would have to be escaped in JSON.
_UNSAFE_IN_URL = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]")
_NAMED = re.compile(r"`(?P<code>[^`]+)`|(?P<word>\w+)")
_USER = re.compile(r"@([UW][A-Z0-9]{6,})")
_GROUP = re.compile(r"@(S[A-Z0-9]{6,})")
_EXPLICIT = re.compile(r"<@[UW][A-Z0-9]{6,}>|<!subteam\^S[A-Z0-9]{6,}>|<!(?:here|channel|everyone)>")
#: The years that Slack's clients can show; others stand as plain text.
_FIRST_YEAR, _LAST_YEAR = 1971, 2100


def mrkdwn(text: str, limit: int) -> str:
    """Return text that mrkdwn shows as it is, on one line, at most `limit` characters as escaped.

    >>> mrkdwn("<!channel> Rock & *Roll*", 80)
    '&lt;!channel&gt; Rock &amp; \u2217Roll\u2217'
    """
    return _fit(_EMOJI_NAME.sub("\u2236", line(text, limit)), limit, _ESCAPES | _LOOK_ALIKES)


def prose(text: str, limit: int) -> str:
    """Return a line of the program's own, at most `limit` characters: commands and names of settings as code.

    >>> prose("over max_per_hour: see `monitor status`", 80)
    'over `max_per_hour`: see `monitor status`'
    """
    shown = ""
    for room in (limit, limit // 2, limit // 6):  # an escape makes one character five, two backticks three of one
        shown = _prose(line(text, room))
        if len(shown) <= limit:
            break
    return shown


def code(text: str, limit: int) -> str:
    """Return text as a code span of at most `limit` characters; nothing inside formats but a backtick."""
    return f"`{_fit(line(text, limit - 2), limit - 2, _ESCAPES | {'`': _LOOK_ALIKES['`']}) or ' '}`"


def link(url: str, label: str) -> str:
    """Return a link to `url`; `label` is mrkdwn already. Only the label where the URL cannot be linked."""
    target = linkable(url)
    return f"<{target}|{label}>" if target else label


def linkable(url: str) -> str:
    """Return a URL as it stands inside `<…>`; "" if it is not of the web, or too long."""
    if not is_web(url):
        return ""
    target = _UNSAFE_IN_URL.sub(lambda found: quote(found[0], safe="", errors="replace"), url.strip())
    target = target.replace("&", "&amp;")
    return target if len(target) <= MAX_URL else ""


def date(moment: datetime) -> str:
    """Return a time that each reader sees in their own zone."""
    fallback = utc(moment)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return fallback
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def mention(wanted: str | None) -> str:
    """Return what pings: `@here`, `@channel`, `@everyone`, `@U…`, `@S…`; other text pings nobody.

    >>> mention("@here"), mention("@U024BE7LH"), mention("@sam")
    ('<!here>', '<@U024BE7LH>', '@sam')
    """
    if not wanted:
        return ""
    if wanted in {"@here", "@channel", "@everyone"}:
        return f"<!{wanted[1:]}>"
    if user := _USER.fullmatch(wanted):
        return f"<@{user[1]}>"
    if group := _GROUP.fullmatch(wanted):
        return f"<!subteam^{group[1]}>"
    return wanted if _EXPLICIT.fullmatch(wanted) else mrkdwn(wanted, 80)


def _prose(text: str) -> str:
    parts: list[str] = []
    at = 0
    for found in _NAMED.finditer(text):
        if found["word"] and "_" not in found["word"].strip("_"):
            continue
        parts += [_exchanged(text[at : found.start()]), code(found["code"] or found["word"], sys.maxsize)]
        at = found.end()
    return "".join([*parts, _exchanged(text[at:])])


def _exchanged(text: str) -> str:
    return "".join((_ESCAPES | _LOOK_ALIKES).get(one, one) for one in _EMOJI_NAME.sub("\u2236", text))


def _fit(text: str, limit: int, exchanges: dict[str, str]) -> str:
    """Return the longest beginning that fits after the exchange, with … where something was cut."""
    whole = "".join(exchanges.get(one, one) for one in text)
    if len(whole) <= limit:
        return whole
    room, length = limit - 1, 0
    for kept, one in enumerate(text):
        length += len(exchanges.get(one, one))
        if length > room:
            return "".join(exchanges.get(one, one) for one in beginning(text, kept))
    return whole
