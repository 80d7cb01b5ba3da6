"""A page to an article."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.articles.decoding import decode
from monitor.articles.facts import Facts, read_facts
from monitor.articles.filters import Cleaned, clean, to_lines
from monitor.articles.from_feed import from_feed
from monitor.articles.guards import check_bytes, check_markup, check_text
from monitor.articles.language import settle_language
from monitor.articles.prose import key_of, lead_of, one_line, weigh
from monitor.articles.states import CONSENT_WORDS, CUT_WORDS, Evidence, decide
from monitor.core.article import Article, TextState
from monitor.core.feed import Entry

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def extract(page: bytes | str, *, url: str, charset: str | None = None, entry: Entry | None = None) -> Article:
    """Return the article on `page`, its state decided by what the page shows; raises NotAPage.

    `charset` is what the transport said; valid UTF-8 wins over it. `entry` is what the feed carried: it fills what
    the page does not say, and is all that is used of a page that turns out to be a wall (`blocked`) or to be empty.
    """
    if isinstance(page, bytes):
        check_bytes(page)
        page = decode(page, charset)
    page = check_text(page)
    check_markup(page)
    from monitor.articles import markup  # noqa: PLC0415 - lxml and trafilatura take 0.4 s to load

    tree = markup.parse_tree(page)
    facts = read_facts(tree, url)
    raw = markup.body_lines(tree)
    cleaned = clean(raw, facts.headlines, facts.captions, facts.author)
    stated = to_lines(facts.structured.body)
    # nothing shown, or taken from there by trafilatura itself, which loses the paragraphs
    if stated and (not cleaned.lines or (len(raw) == 1 and key_of(raw[0]) == key_of(" ".join(stated)))):
        cleaned = clean(stated, facts.headlines, facts.captions, facts.author)
    evidence = _evidence(tree, url, facts, cleaned)
    state, reason = decide(evidence)
    if state in {TextState.BLOCKED, TextState.FAILED}:
        return _carried(entry, facts, url, state, reason)
    if state is TextState.TEASER and entry is not None and weigh(entry.content) > 2 * evidence.text_words:
        return _carried(entry, facts, url, TextState.FEED, f"the feed carries more than the page ({reason})")
    return _assemble(facts, cleaned, url, entry, state, reason)


def _evidence(tree: "HtmlElement", url: str, facts: Facts, cleaned: Cleaned) -> Evidence:
    from monitor.articles import markup  # noqa: PLC0415 - loaded by now

    text_words = sum(map(weigh, cleaned.lines))
    # what is seen beside the text can only decide about short texts, and about long ones that may be a consent page
    search = text_words < CUT_WORDS or (not facts.is_article and text_words <= CONSENT_WORDS)
    return Evidence(
        url=url,
        window_title=facts.window_title,
        text_words=text_words,
        last_line=cleaned.lines[-1] if cleaned.lines else "",
        visible=markup.visible_text(tree) if search else "",
        is_article=facts.is_article,
        free=facts.free,
        stated_words=max(facts.structured.words, weigh(facts.structured.body)),
        dropped=cleaned.dropped,
    )


def _assemble(facts: Facts, cleaned: Cleaned, url: str, entry: Entry | None, state: TextState, reason: str) -> Article:
    text = "\n".join(cleaned.lines)
    said = facts.languages if entry is None else (*facts.languages, entry.language)
    return Article(
        url=url,
        title=facts.title or (one_line(entry.title) if entry else ""),
        text=text,
        lead=lead_of(text),
        captions=tuple(dict.fromkeys((*facts.captions, *cleaned.captions))),
        author=facts.author or (entry.author if entry else None),
        site=facts.site,
        language=settle_language(said, text),
        published_at=_published_at(facts, entry),
        state=state,
        state_reason=reason,
    )


def _published_at(facts: Facts, entry: Entry | None) -> datetime | None:
    """Return the page's date, or the feed's where the page has none or only the day that the feed's time is in."""
    stated, carried = facts.published, entry.published_at if entry else None
    if stated is None:
        return carried
    if carried and not stated.has_time and abs(carried - stated.at) < timedelta(days=2):
        return carried
    return stated.at


def _carried(entry: Entry | None, facts: Facts, url: str, state: TextState, reason: str) -> Article:
    """Return what the feed carried, at the page's address; without an entry an article that has no text."""
    if entry is None:
        title = "" if state is TextState.BLOCKED else facts.title
        return Article(url=url, title=title, text="", site=facts.site, state=state, state_reason=reason)
    article = from_feed(entry, state=state, reason=reason)
    if state is TextState.BLOCKED:
        return replace(article, url=entry.url or url)
    return replace(article, url=url, title=article.title or facts.title, site=facts.site)
