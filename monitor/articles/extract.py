"""A page to an article."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from monitor.articles.dates import settle_date
from monitor.articles.decoding import decode
from monitor.articles.facts import Facts, read_facts
from monitor.articles.filters import Cleaned, Known, clean, to_lines
from monitor.articles.from_feed import from_feed
from monitor.articles.guards import check_bytes, check_markup, check_text
from monitor.articles.language import settle_language
from monitor.articles.prose import key_of, lead_of, one_line, weigh
from monitor.articles.repeated import line_number
from monitor.articles.states import CONSENT_WORDS, CUT_WORDS, Evidence, decide
from monitor.core.article import Article, TextState
from monitor.core.feed import Entry

if TYPE_CHECKING:
    from lxml.html import HtmlElement

FEED_WORDS: Final = 100  #: of a feed's text that is longer than the page's; a shorter one is a summary
MUCH_MORE: Final = 2


def extract(
    page: bytes | str,
    *,
    url: str,
    charset: str | None = None,
    entry: Entry | None = None,
    repeated: AbstractSet[int] = frozenset(),
) -> Article:
    """Return the article on `page`, its state decided by what the page shows; raises NotAPage.

    `charset` is what the transport said; valid UTF-8 wins over it. `entry` is what the feed carried: it fills what
    the page does not say, and is all that is used of a page that turns out to be a wall (`blocked`), to be empty, or
    to show much less than the feed. `repeated` are the lines that the page's host is known to repeat (`repeated`).
    """
    page = _checked(page, charset)
    from monitor.articles import markup  # noqa: PLC0415 - lxml and trafilatura take 0.4 s to load

    tree = markup.parse_tree(page)
    facts = read_facts(tree, url)
    cleaned = _body(tree, facts, repeated)
    evidence = _evidence(page, url, facts, cleaned)
    state, reason = decide(evidence)
    if state in {TextState.BLOCKED, TextState.FAILED}:
        return _carried(entry, facts, url, state, reason)
    if entry is not None and (better := _better_carried(entry, evidence.text_words, state)):
        return _carried(entry, facts, url, TextState.FEED, f"{better} ({reason})" if reason else better)
    return replace(
        _assemble(facts, cleaned, entry, repeated),
        url=facts.canonical or url,
        published_at=_published_at(facts, tree, entry),
        state=state,
        state_reason=reason,
    )


def read_body(page: bytes | str, *, url: str, charset: str | None = None) -> str:
    """Return the text of the article on `page` alone, whatever its state; raises NotAPage. For measuring."""
    page = _checked(page, charset)
    from monitor.articles import markup  # noqa: PLC0415 - as above

    tree = markup.parse_tree(page)
    return "\n".join(_body(tree, read_facts(tree, url), frozenset()).lines)


def _checked(page: bytes | str, charset: str | None) -> str:
    if isinstance(page, bytes):
        check_bytes(page)
        page = decode(page, charset)
    page = check_text(page)
    check_markup(page)
    return page


def _body(tree: "HtmlElement", facts: Facts, repeated: AbstractSet[int]) -> Cleaned:
    """Return the article's lines; where the page shows none, those that it tells search engines."""
    from monitor.articles import markup  # noqa: PLC0415 - loaded by now

    known = Known(
        headlines=facts.headlines,
        captions=facts.captions,
        author=facts.author,
        links=lambda: markup.link_keys(tree),
        repeated=repeated,
    )
    cleaned = clean(markup.body_lines(tree), known)
    return cleaned if cleaned.lines else replace(clean(to_lines(facts.structured.body), known), dropped=cleaned.dropped)


def _evidence(page: str, url: str, facts: Facts, cleaned: Cleaned) -> Evidence:
    from monitor.articles import markup  # noqa: PLC0415 - loaded by now

    text_words = cleaned.words
    # what is seen beside the text can only decide about short texts, and about long ones that may be a consent page
    search = text_words < CUT_WORDS or (not facts.is_article and text_words <= CONSENT_WORDS)
    return Evidence(
        url=url,
        window_title=facts.window_title,
        text_words=text_words,
        last_line=cleaned.lines[-1] if cleaned.lines else "",
        visible=markup.visible_text(page) if search else "",
        is_article=facts.is_article,
        free=facts.free,
        stated_words=max(facts.structured.words, weigh(facts.structured.body)),
        dropped=cleaned.dropped,
    )


def _better_carried(entry: Entry, shown: int, state: TextState) -> str:
    """Return why the feed's text is to be preferred to the page's of `shown` words, "" if it is not."""
    enough = MUCH_MORE * shown if state is TextState.TEASER else max(MUCH_MORE * shown, FEED_WORDS)
    if weigh(entry.content) <= enough:
        return ""
    carried = weigh(from_feed(entry, state=TextState.FEED, reason="").text)
    return f"the feed carries {carried} words, the page shows {shown}" if carried > enough else ""


def _published_at(facts: Facts, tree: "HtmlElement", entry: Entry | None) -> datetime | None:
    from monitor.articles import markup  # noqa: PLC0415 - loaded by now

    carried = entry.published_at if entry else None
    stated = facts.published
    if stated is None and carried is None:
        stated = markup.search_date(tree)
    return settle_date(stated, carried)


def _assemble(facts: Facts, cleaned: Cleaned, entry: Entry | None, repeated: AbstractSet[int]) -> Article:
    text = "\n".join(cleaned.lines)
    said = facts.languages if entry is None else (*facts.languages, entry.language)
    return Article(
        url="",
        title=facts.title or (one_line(entry.title) if entry else ""),
        text=text,
        lead=lead_of(text),
        captions=_captions(facts, cleaned, text, repeated),
        author=facts.author or (entry.author if entry else None),
        site=facts.site,
        language=settle_language(said, text),
    )


def _captions(facts: Facts, cleaned: Cleaned, text: str, repeated: AbstractSet[int]) -> tuple[str, ...]:
    """Return the captions and image texts, and the page's description of itself where the text does not say it."""
    captions = list(dict.fromkeys((*facts.captions, *cleaned.captions)))
    if facts.description and facts.description not in text:
        key = key_of(facts.description)
        said = {key_of(one) for one in (*captions, *facts.headlines)}
        if key and key not in said and key not in key_of(text):
            captions.append(facts.description)
    return tuple(one for one in captions if not repeated or line_number(one) not in repeated)


def _carried(entry: Entry | None, facts: Facts, url: str, state: TextState, reason: str) -> Article:
    """Return what the feed carried, at the page's address; without an entry an article that has no text."""
    if entry is None:
        title = "" if state is TextState.BLOCKED else facts.title
        return Article(url=url, title=title, text="", site=facts.site, state=state, state_reason=reason)
    article = from_feed(entry, state=state, reason=reason)
    if state is TextState.BLOCKED:
        return replace(article, url=entry.url or url)
    return replace(article, url=url, title=article.title or facts.title, site=facts.site)
