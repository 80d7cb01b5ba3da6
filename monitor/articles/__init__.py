"""Bytes of a page to an article and its state; no I/O.

Here: what is no page at all (`guards`), bytes to text (`decoding`), the body by trafilatura (`markup`, the one heavy
module), what the page says about itself (`facts`, `structured`), which lines are no part of an article (`filters`,
with its tables `phrases`), how much of it was shown (`states`), and the three ways to an article: `extract` from a
page, `from_feed` from what a feed carried, `read_text` from a plain text; what words a page has, before it is read
(`glance`), which lines a host repeats (`repeated`), and what changed since it was read last (`revisions`).
Not here: fetching (`fetching`), what feeds are made of (`feeds`), time and memory limits (`pipeline.workers`): no
extractor is safe on hostile input, so pages from outside are read in a worker process.
"""

from monitor.articles.extract import extract
from monitor.articles.from_feed import from_feed
from monitor.articles.plain_text import read_text

__all__ = ["extract", "from_feed", "read_text"]
