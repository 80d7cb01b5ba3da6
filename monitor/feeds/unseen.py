"""A feed that was parsed before: only its unseen items are parsed again.

feedparser is given the document without the items that it has been given before. What it finds is what it would find
in the whole document, or the whole document is parsed: where it cannot be split (`split`), where it is damaged (damage
in one item may reach into the next), where entries and items do not agree in number, and where the identity of a new
entry depends on an old one (a guid or a link that both have is none).
Of each item three hashes are remembered: of its text, of its guid and of its link. An item that gave no entry is not
remembered, nor is anything of a document that is damaged: nothing is passed over that has not been understood.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import NamedTuple

from monitor.core.errors import NotAFeed
from monitor.core.feed import Feed, Increment
from monitor.feeds import syndication
from monitor.feeds.cut_off import is_whole, without_unfinished
from monitor.feeds.document import Document, read_document
from monitor.feeds.entries import RawEntry, is_usable
from monitor.feeds.parse import kind_of
from monitor.feeds.split import HASH_BYTES, Split, split_items
from monitor.feeds.urls import normalise_url

#: Items that are remembered, the first in the document; the largest real feed known has 2,789 (reference §7, 17).
MOST_ITEMS = 20_000
#: Of a guid or link: two that are only taken for equal cost a full parse, nothing else.
_NAME_BYTES = 4
ITEM_BYTES = HASH_BYTES + 2 * _NAME_BYTES


class _Names(NamedTuple):
    """What an entry may be known by, as hashes."""

    guid: bytes
    link: bytes


def parse_unseen(
    body: bytes,
    *,
    url: str,
    content_type: str = "",
    charset: str | None = None,
    seen: bytes = b"",
    as_it_is: bool = False,
) -> Increment:
    """Return the entries of a feed that are not among `seen`, which is `items` of the increment before.

    With nothing seen these are all entries, as `parse` returns them. An item whose text has changed is unseen. Where
    the document has to be parsed as a whole, all its entries come; where nothing is unseen, nothing is parsed, and the
    feed is without its title. The entry that a document was cut off in is left out, unless that is to be taken
    `as_it_is`. Raises NotAFeed, as `parse` does, and nothing else.
    """
    document = read_document(body, url=url, content_type=content_type, charset=charset)
    whole = is_whole(document.text)
    if not whole and not as_it_is:
        document = replace(document, text=without_unfinished(document.text))
    kind = kind_of(document)
    if kind.read is not syndication.read:
        feed = kind.read(document)
        return Increment(feed=feed, items=b"", found=len(feed.entries), whole=whole)
    split = split_items(document.text, url=document.url)
    known = _unpack(seen)
    increment = _parse_rest(document, split, known) if split and known else None
    return replace(increment or _parse_whole(document, split, known), whole=whole)


def _parse_whole(document: Document, split: Split | None, known: dict[bytes, _Names]) -> Increment:
    parsed = syndication.parse_document(document)
    feed = parsed.feed(document.url)
    agree = split is not None and parsed.well_formed and len(parsed.raw) == len(split.spans)
    items = _pack(zip(split.hashes, map(_names, parsed.raw), strict=True)) if split and agree else b""
    return Increment(feed=feed, items=items, found=len(feed.entries), overlaps=_overlap(parsed.raw, known))


def _overlap(raw: Sequence[RawEntry], known: dict[bytes, _Names]) -> bool | None:
    """Whether an entry has the guid or the link of one that was seen; None if nothing was."""
    if not known:
        return None
    nameless = _name_hash("")
    seen = {name for names in known.values() for name in names} - {nameless}
    return any(name in seen for names in map(_names, raw) if names for name in names)


def _parse_rest(document: Document, split: Split, known: dict[bytes, _Names]) -> Increment | None:
    """Return the entries that are unseen, None if they cannot be told without the others."""
    unseen = [number for number, text_hash in enumerate(split.hashes) if text_hash not in known]
    names: list[_Names | None] = [known.get(text_hash) for text_hash in split.hashes]
    old = [one for one in names if one is not None]
    if not unseen:
        feed = Feed(kind=syndication.kind_of_root(document))
    elif not old:
        return None
    else:
        try:
            parsed = syndication.parse_document(replace(document, text=split.only(unseen)))
        except NotAFeed:
            return None
        if not parsed.well_formed or len(parsed.raw) != len(unseen) or _clash(parsed.raw, old):
            return None
        feed = parsed.feed(document.url)
        for number, raw in zip(unseen, parsed.raw, strict=True):
            names[number] = _names(raw)
    items = _pack(zip(split.hashes, names, strict=True))
    return Increment(feed=feed, items=items, found=len(old) + len(feed.entries), overlaps=True)


def _clash(raw: Sequence[RawEntry], old: Sequence[_Names]) -> bool:
    """Whether the key of a new entry may depend on the old ones (`entries.assemble` gives the keys)."""
    old_guids, old_links = {one.guid for one in old}, {one.link for one in old}
    guids = Counter(entry.guid for entry in raw)
    for entry in raw:
        if entry.guid and _name_hash(entry.guid) in old_guids:
            return True
        link = normalise_url(entry.url) if not entry.guid or guids[entry.guid] > 1 else ""
        if link and _name_hash(link) in old_links:
            return True
    return False


def _names(raw: RawEntry) -> _Names | None:
    """Return what an entry may be known by, None for one that is no entry."""
    return _Names(_name_hash(raw.guid), _name_hash(normalise_url(raw.url))) if is_usable(raw) else None


def _name_hash(name: str) -> bytes:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=_NAME_BYTES).digest()


def _pack(items: "Iterator[tuple[bytes, _Names | None]]") -> bytes:
    """Return 16 bytes for each item: 8 of its text, 4 of its guid, 4 of its link."""
    some = {text_hash: text_hash + names.guid + names.link for text_hash, names in items if names}
    return b"".join(list(some.values())[:MOST_ITEMS])


def _unpack(packed: bytes) -> dict[bytes, _Names]:
    if len(packed) % ITEM_BYTES:  # not ours: as good as nothing
        return {}
    items = (packed[at : at + ITEM_BYTES] for at in range(0, len(packed), ITEM_BYTES))
    middle = HASH_BYTES + _NAME_BYTES
    return {item[:HASH_BYTES]: _Names(item[HASH_BYTES:middle], item[middle:]) for item in items}
