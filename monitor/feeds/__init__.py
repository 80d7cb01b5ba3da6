"""Bytes to entries, and when to poll again; no I/O.

Here: `parse` (RSS, Atom, RDF, JSON Feed, sitemaps), `unseen` (of a feed that was parsed before, what is new), `urls`
(identity and shards), `aggregators` (where links of Google News and the like lead), `plan` (which entries of a poll are
read), `cadence` (when to poll again: from `rhythm`, what a feed's entries tell, and `intervals`; beside it `roll_off`,
`silence` and `moves`), `health` (how a feed is doing, in words), `opml` and `discovery` (lists of feeds, those of a
site). Not here: fetching (`fetching`), articles (`articles`), storing (`store`).
A feed is hostile until parsed: what is here raises NotAFeed and nothing else, but may take long; run it in a worker.
"""

from monitor.feeds.parse import parse
from monitor.feeds.unseen import parse_unseen

__all__ = ["parse", "parse_unseen"]
