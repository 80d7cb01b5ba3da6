"""The single values of the format: durations, addresses, languages, channel names."""

import re
from datetime import time, timedelta
from urllib.parse import urlsplit

from monitor.rules.languages import KNOWN, OFTEN_MEANT
from monitor.rules.model import Backlog
from monitor.rules.reader import Reader
from monitor.rules.suggestions import did_you_mean, short
from monitor.rules.yaml_nodes import Node

MAX_DURATION = timedelta(days=3650)  #: longer ones are mistakes, and far beyond it is no date

_DURATION = re.compile(r"([0-9]{1,9})([smhd])")
#: A duration as people write it; a month is none, since it has no length.
_WORDED = re.compile(r"([0-9]{1,6})\s*(?:(s|m|h|d|w)(?:ec|in|r|ay|eek|econd|inute|our)?s?)?", re.IGNORECASE)
_CLOCK_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_LAST = re.compile(r"last\s+([0-9]{1,6})")
_IDENTITY = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:-[A-Za-z0-9]{2,8})*)")
_SLACK_ID = re.compile(r"[CGD][A-Z0-9]{7,20}")  #: https://docs.slack.dev: public, private, direct
_SLACK_NAME = re.compile(r"#[^\s#@,:\"'<>]{1,80}")
_WEBHOOK = "webhook:"
_WEBHOOK_NAME = re.compile(r"[a-z0-9-]{1,80}")
_MENTION = re.compile(r"@(?:here|channel|everyone|[UWS][A-Z0-9]{7,20})")
_GLOB = re.compile(r"[*?\[]")
_BARE_ADDRESS = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/:?]\S*)?$", re.IGNORECASE)
_HOST = re.compile(r"[^\s/?#@:\[\]\\]+|[0-9A-Fa-f:.]+")

MAX_IDENTITY = 100  #: identities are part of keys that travel with every message


def parse_duration(text: str) -> timedelta | None:
    """Return a duration, None if it is none.

    >>> parse_duration("90s"), parse_duration("5 minutes")
    (datetime.timedelta(seconds=90), None)
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    seconds = int(found[1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[found[2]]
    return timedelta(seconds=seconds) if seconds <= MAX_DURATION.total_seconds() else None


def duration(reader: Reader, node: Node, what: str, *, least: timedelta = timedelta(seconds=1)) -> timedelta | None:
    """Read a duration of at least `least`."""
    text = reader.text(node, what)
    if text is None:
        return None
    value = parse_duration(text)
    if value is None:
        reader.problem(node, f"{what}: {short(text)} is not a duration ({_duration_hint(text)})")
    elif value < least:
        reader.problem(node, f"{what}: at least {int(least.total_seconds())}s")
        return None
    return value


def _duration_hint(text: str) -> str:
    """Return what would work in place of something that is no duration: 60, 5 min, 2 Weeks, 4000d."""
    if _DURATION.fullmatch(text):
        return f"at most {MAX_DURATION.days}d"
    found = _WORDED.fullmatch(text)
    if found is None:
        return "a number with s, m, h or d, for seconds, minutes, hours or days: 60s, 5m, 24h, 30d"
    number, unit = int(found[1]), (found[2] or "s").lower()
    return f"did you mean {7 * number}d?" if unit == "w" else f"did you mean {number}{unit}?"


def duration_or_off(
    reader: Reader, node: Node, what: str, *, least: timedelta = timedelta(seconds=1)
) -> timedelta | None:
    """Read a duration, or `off`, which is None."""
    if reader.text(node, what) == "off":
        return None
    return duration(reader, node, what, least=least)


def clock_time(reader: Reader, node: Node, what: str) -> time | None:
    """Read a time of day."""
    return reader.parsed(node, what, parse_clock_time, 'a time of day (from "00:00" to "23:59")')


def parse_clock_time(text: str) -> time | None:
    """Return a time of day, None if it is none.

    >>> parse_clock_time("7:30"), parse_clock_time("24:00")
    (datetime.time(7, 30), None)
    """
    found = _CLOCK_TIME.fullmatch(text)
    return time(int(found[1]), int(found[2])) if found else None


def backlog(reader: Reader, node: Node) -> Backlog:
    """Read how much of a feed's first poll is wanted."""
    wanted = "none, all, a duration (24h) or last and a number (last 10)"
    return reader.parsed(node, "backlog", parse_backlog, wanted) or Backlog()


def parse_backlog(text: str) -> Backlog | None:
    """Return how much of a first poll `text` asks for, None if it is not understood.

    >>> parse_backlog("24h"), parse_backlog("last 10").last, parse_backlog("some")
    (Backlog(everything=False, period=datetime.timedelta(days=1), last=None), 10, None)
    """
    if text in {"none", "all"}:
        return Backlog(everything=text == "all")
    last = _LAST.fullmatch(text)
    if last:
        return Backlog(last=int(last[1])) if int(last[1]) else None
    period = parse_duration(text)
    return Backlog(period=period) if period else None


def identity(reader: Reader, node: Node, what: str) -> str | None:
    """Read the name that a thing is called by in other places of the files."""
    wanted = f"an identity (small letters a-z, digits and -, up to {MAX_IDENTITY} characters: north-korea)"
    return reader.parsed(node, what, lambda text: text if is_identity(text) else None, wanted)


def is_identity(text: str) -> bool:
    """Whether the text can name a rule, an entity or a term."""
    return len(text) <= MAX_IDENTITY and _IDENTITY.fullmatch(text) is not None


def parse_language(text: str) -> str | None:
    """Return a language tag in its usual spelling, None if it names no language that is known.

    >>> parse_language("EN-us"), parse_language("jp")
    ('en-US', None)
    """
    found = _LANGUAGE.fullmatch(text)
    if found is None or found[1].lower() not in KNOWN:
        return None
    parts = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in found[2].split("-")
    ]
    return found[1].lower() + "-".join(parts)


def language(reader: Reader, node: Node, what: str, *, globs: bool = False) -> str | None:
    """Read a language tag, or a pattern for some."""
    text = reader.text(node, what)
    if text is None:
        return None
    if globs and _GLOB.search(text):
        return text
    tag = parse_language(text)
    if tag is None:
        meant = OFTEN_MEANT.get(text.lower())
        hint = f"did you mean {meant}?" if meant else "write a code such as en, ko, zh or pt-BR"
        reader.problem(node, f"{what}: unknown language {short(text)} ({hint})")
    return tag


def feed_url(reader: Reader, node: Node) -> str | None:
    """Read the address of a feed."""
    text = reader.text(node, "feed")
    if text is None:
        return None
    trouble = _url_trouble(text)
    if trouble is None:
        return text
    reader.problem(node, f"feed: {short(text)} {trouble}")
    return None


def web_url(reader: Reader, node: Node, what: str) -> str | None:
    """Read the address of a page."""
    return reader.parsed(
        node, what, lambda text: None if _url_trouble(text) else text, "an address (https://news.example/article)"
    )


def _url_trouble(text: str) -> str | None:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "is not an address (write https://host/path)"
    if parts.scheme.lower() not in {"http", "https"}:
        meant = (
            f"did you mean https://{short(text)}?"
            if _BARE_ADDRESS.match(text)
            else "it starts with http:// or https://"
        )
        return f"is not a web address ({meant})"
    if not host or any(char.isspace() for char in text) or not _HOST.fullmatch(host):
        return "is not an address (write https://host/path)"
    return "has no usable port" if port == 0 else None


def url_identity(url: str) -> str:
    """Return what two spellings of one address have in common: scheme and host in small letters, no fragment."""
    parts = urlsplit(url)
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), fragment="").geturl()


def channel(reader: Reader, node: Node, what: str = "channel") -> str | None:
    """Read where alerts go."""
    text = reader.text(node, what)
    if text is None:
        return None
    if text == "console" or _SLACK_ID.fullmatch(text) or _SLACK_NAME.fullmatch(text):
        return text
    if text.startswith(_WEBHOOK):
        name = text.removeprefix(_WEBHOOK)
        if _WEBHOOK_NAME.fullmatch(name):
            return text
        reader.problem(node, f"{what}: {_webhook_trouble(name)}")
        return None
    hint = (
        did_you_mean(text, ["console"])
        or f' (write "#{short(text.lstrip("#"))}" for a Slack channel, its ID, webhook:NAME, or console)'
    )
    reader.problem(node, f"{what}: unknown channel {short(text)}{hint}")
    return None


def _webhook_trouble(name: str) -> str:
    """Return what is wrong with the name of a webhook; an address is a secret and not repeated."""
    if "/" in name:
        return "after webhook: comes a name, no address (the address is set in monitor.toml: [webhooks.NAME] url = …)"
    meant = re.sub(r"[^a-z0-9-]+", "-", name.strip().lower()).strip("-")
    hint = f"did you mean {_WEBHOOK}{meant}?" if _WEBHOOK_NAME.fullmatch(meant) else "webhook:ops, say"
    return f"{short(_WEBHOOK + name)} names no webhook: small letters a-z, digits and - ({hint})"


def mention(reader: Reader, node: Node) -> str | None:
    """Read who is pinged."""
    wanted = 'somebody to mention ("@here", "@channel", "@everyone", or @ and a Slack ID: "@U0123ABCD")'
    return reader.parsed(node, "mention", lambda text: text if _MENTION.fullmatch(text) else None, wanted)
