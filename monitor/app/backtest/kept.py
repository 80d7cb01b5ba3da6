"""What a backtest keeps while it runs, so that one that was stopped or killed goes on where it was.

In the cache directory, by question: the bounds of the articles when it was asked first, and what became of each block.
No text is kept. All of it is removed when the backtest ends; what is older than a day counts as absent, since texts are
let go and edited meanwhile. A block that is damaged is done again.
"""

import json
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from platformdirs import user_cache_path

import monitor
from monitor.alerts.replay import Judged
from monitor.app.rule_cache import code_version
from monitor.app.shelf import FolderShelf
from monitor.pipeline.judging import Block

MOST_AGE = timedelta(days=1)
MOST_BYTES = 512 << 20  #: some millions of articles that match

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ROOMS = ("core", "text", "rules", "matching", "alerts", "pipeline", "store", "articles", "app")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The articles of a question as they were when it was asked."""

    first: int
    last: int
    asked_at: datetime
    token: str  #: names the blocks that belong to it


class KeptBlocks:
    """What is kept of one question; where the cache directory cannot be used, nothing is."""

    def __init__(self, question: Sequence[str], *, folder: Path | None = None) -> None:
        """Take everything that the answer depends on; `folder` instead of the platform's cache directory."""
        where = folder or user_cache_path("news-monitor") / "backtests"
        version = code_version(Path(monitor.__file__).parent, rooms=_ROOMS)
        self._shelf = FolderShelf(where, version=version, most_bytes=MOST_BYTES)
        self._name = sha256("\0".join(question).encode("utf-8", "surrogateescape")).hexdigest()

    def __enter__(self) -> "KeptBlocks":
        """Open nothing before it is needed."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the folder."""
        self._shelf.__exit__(None, None, None)

    def bounds(self, now: datetime) -> tuple[Bounds | None, str]:
        """Return what a run before this one began with, None if there was none; and why it does not count."""
        data = self._shelf.get(self._name)
        if data is None:
            return None, ""
        try:
            first, last, asked_us, token = json.loads(data)
            found = Bounds(int(first), int(last), _time(asked_us), str(token))
        except (ValueError, TypeError, OverflowError):
            return None, "what an earlier run kept is damaged"
        if not timedelta(0) <= now - found.asked_at <= MOST_AGE:
            return None, f"what a run of {found.asked_at:%Y-%m-%d %H:%M} UTC kept is too old"
        return found, ""

    def begin(self, first: int, last: int, now: datetime) -> Bounds:
        """Keep the bounds of a question that is asked now."""
        bounds = Bounds(first, last, now, secrets.token_hex(8))
        self._shelf.put(self._name, json.dumps([first, last, _number(now), bounds.token]).encode())
        return bounds

    def get(self, bounds: Bounds, number: int) -> Block | None:
        """Return a block that is done, None if it is to be done."""
        data = self._shelf.get(self._block(bounds, number))
        if data is None:
            return None
        try:
            return _unpack(data)
        except (ValueError, TypeError, KeyError, OverflowError, zlib.error):
            return None

    def put(self, bounds: Bounds, number: int, block: Block) -> None:
        """Keep a block that is done."""
        self._shelf.put(self._block(bounds, number), _pack(block))

    def remove(self, bounds: Bounds, blocks: int) -> None:
        """Forget the question: it is answered."""
        self._shelf.drop(self._name)
        for number in range(blocks):
            self._shelf.drop(self._block(bounds, number))

    def _block(self, bounds: Bounds, number: int) -> str:
        return f"{self._name} {bounds.token} {number}"


def _pack(block: Block) -> bytes:
    said = {
        "counts": [block.articles, block.edited, block.without_text],
        "failed": block.failed,
        "at": [None if at is None else _number(at) for at in (block.first_at, block.last_at)],
        "judged": [
            [_number(one.at), one.article_id, one.places, sorted(one.signature), one.after, one.late, one.goes_on]
            for one in block.judged
        ],
    }
    return zlib.compress(json.dumps(said, separators=(",", ":")).encode("ascii"), level=1)


def _unpack(data: bytes) -> Block:
    said = json.loads(zlib.decompress(data))
    articles, edited, without_text = said["counts"]
    first_at, last_at = (None if at is None else _time(at) for at in said["at"])
    return Block(
        articles=articles,
        edited=edited,
        without_text=without_text,
        failed=tuple((int(number), str(reason)) for number, reason in said["failed"]),
        first_at=first_at,
        last_at=last_at,
        judged=tuple(
            Judged(
                at=_time(at),
                article_id=article_id,
                places=tuple(map(tuple, places)),
                signature=frozenset(signature),
                after=after,
                late=late,
                goes_on=goes_on,
            )
            for at, article_id, places, signature, after, late, goes_on in said["judged"]
        ),
    )


def _number(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _time(number: int) -> datetime:
    return _EPOCH + timedelta(microseconds=number)
