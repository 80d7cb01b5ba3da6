"""What a URL says about identity and place: equal articles, hosts, shards."""

import re
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit
from zlib import crc32

SHARDS = 512

#: Parameters that say where a reader came from, not what is read; compared in lower case.
#: utm_ is Google Analytics, at_ Piano Analytics (BBC, France 24), ns_ Comscore, maca Deutsche Welle, xtor AT Internet.
_TRACKING = re.compile(
    r"utm_\w+|at_(?:medium|campaign\w*|creation|variant|network|term|format|ptr_name|custom\d|link_\w+|bbc_team)"
    r"|ns_(?:mchannel|source|campaign|linkname|fee)|guce_\w+|oly_(?:enc|anon)_id|vero_(?:id|conv)|_hs(?:enc|mi)|hsctatracking"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_[ce]id|mkt_tok|_openstat"
    r"|guccounter|__twitter_impression|cmpid|ocid|ncid|s_cid|xtor|ito|smid|smtyp|emc|maca|srnd|wt\.mc_id|traffic_source"
    r"|feedtype|feedname|wickedid|__s|taid|soc_src|soc_trk|sr_share|partner=rss|ref=rss|source=rss|mod=rss\w*|output=amp"
)
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPES = re.compile(r"%[0-9a-fA-F]{2}")
_PORTS = {"http": 80, "https": 443}
#: Everything that may stand for itself in a path or query (RFC 3986 section 3.3), and `%`, which is normalised apart.
_SAFE = "/:@!$&'()*+,;=?~%[]|"


def normalise_url(url: str) -> str:
    """Return what is equal for the same article in every feed; "" for anything but a whole http(s) URL.

    http and https are equal, so are letters of any case in scheme and host, default ports, escapes of plain letters;
    fragments, credentials and tracking parameters are left out. The order of the other parameters and a slash at the
    end are kept: there are sites where they matter, and two articles taken for one would be lost.

    >>> normalise_url("HTTP://News.Example:80/a%7Eb?utm_source=rss&id=7#top")
    'https://news.example/a~b?id=7'
    """
    parts = _split(url)
    if parts is None:
        return ""
    host = _host(parts)
    if parts.port is not None and parts.port != _PORTS[parts.scheme]:
        host = f"{host}:{parts.port}"
    path = _remove_dot_segments(_normalise_escapes(parts.path)) or "/"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_tracking(pair))
    query = f"?{_normalise_escapes(query)}" if query else ""
    # Pages drawn by a script name the article in the fragment: `#!/a`, `#/a`.
    fragment = f"#{_normalise_escapes(parts.fragment)}" if parts.fragment.startswith(("!", "/")) else ""
    return f"https://{host}{path}{query}{fragment}"


def host_of(url: str) -> str:
    """Return the host in lower case, in ASCII, without port; "" for anything but a whole http(s) URL."""
    parts = _split(url)
    return _host(parts) if parts else ""


def shard_of(url: str) -> int:
    """Return the shard that everything on the URL's host belongs to, 0 to 511 (DESIGN.md §3)."""
    return crc32(host_of(url).encode()) % SHARDS


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in _PORTS and parts.hostname and (parts.port or 1)  # reading an odd port raises
    except ValueError:
        return None
    return parts if usable else None


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if host.isascii():
        return f"[{host}]" if ":" in host else host
    try:
        return host.encode("idna").decode()
    except UnicodeError:  # a label that is empty or too long: no such host, but still a name
        return quote(host, errors="replace")


def _is_tracking(pair: str) -> bool:
    pair = pair.lower()
    return bool(_TRACKING.fullmatch(pair) or _TRACKING.fullmatch(pair.partition("=")[0]))


def _normalise_escapes(part: str) -> str:
    def plain(escape: re.Match[str]) -> str:
        byte = unquote_to_bytes(escape[0])
        return byte.decode() if byte[0] in _UNRESERVED else escape[0].upper()

    return _ESCAPES.sub(plain, quote(part, safe=_SAFE, errors="replace"))


def _remove_dot_segments(path: str) -> str:
    """Return the path without `.` and `..` (RFC 3986 section 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)
