"""What is read: articles, their text states, where a passage stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TextState(StrEnum):
    """How much the text of an article can be trusted (RULES.md §6)."""

    FULL = "full"
    FEED = "feed"  #: the feed's own text was used
    TEASER = "teaser"  #: cut off: paywall, "continue reading"
    BLOCKED = "blocked"  #: consent page, bot wall, error page: only what the feed carried is matched
    FAILED = "failed"  #: the page could not be read: only what the feed carried is matched


class Field(StrEnum):
    """The parts of an article that offsets count in."""

    TITLE = "title"
    BODY = "body"  #: the article's text
    CAPTION = "caption"  #: the captions, joined by one newline


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The readable text behind one entry; offsets count code points of the field named beside them."""

    url: str
    title: str
    text: str  #: paragraphs separated by one newline
    lead: str = ""  #: the first paragraph of at least 15 words, else the first
    captions: tuple[str, ...] = ()  #: captions and image texts, none of them part of `text`
    author: str | None = None
    site: str | None = None  #: the name a reader knows the publisher by
    language: str | None = None  #: BCP 47; None if undetected
    published_at: datetime | None = None  #: UTC; None if neither feed nor page says
    state: TextState = TextState.FULL
    state_reason: str = ""  #: what on the page decided the state
    feeds: tuple[str, ...] = ()  #: names of the feeds that carried it
    tags: frozenset[str] = frozenset()  #: tags of those feeds

    def field(self, field: Field) -> str:
        """Return the text that offsets in `field` count in."""
        if field is Field.TITLE:
            return self.title
        return self.text if field is Field.BODY else "\n".join(self.captions)
