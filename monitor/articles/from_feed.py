"""The article as the feed carries it: for `text: feed`, and where the page cannot be read."""

from typing import Final

from monitor.articles.filters import Known, clean, to_lines
from monitor.articles.language import settle_language
from monitor.articles.prose import lead_of, one_line
from monitor.core.article import Article, TextState
from monitor.core.feed import Entry

MAX_TEXT_CHARS: Final = 500_000


def from_feed(entry: Entry, *, state: TextState, reason: str, feed_language: str | None = None) -> Article:
    """Return the article that `entry` carries: its content, else its summary, without the feed's own boilerplate.

    `reason` is kept as the reason of `state`; `feed_language` is what the feed says of all its entries.
    """
    carried = (entry.content if entry.content.strip() else entry.summary)[:MAX_TEXT_CHARS]
    title = one_line(entry.title)
    cleaned = clean(to_lines(carried), Known(headlines=[title], author=entry.author))
    text = "\n".join(cleaned.lines)
    return Article(
        url=entry.url,
        title=title,
        text=text,
        lead=lead_of(text),
        captions=cleaned.captions,
        author=entry.author,
        language=settle_language((entry.language, feed_language), f"{title}\n{text}"),
        published_at=entry.published_at,
        state=state,
        state_reason=reason,
    )
