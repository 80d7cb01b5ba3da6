"""From the feed to the text of an article: who brought it, why its page was or was not read, what came of it. Pure."""

from collections.abc import Callable
from datetime import datetime

from monitor.core.article import TextState
from monitor.core.outbox import LET_GO, NO_WORDS, EntryState
from monitor.core.records import StoredArticle
from monitor.core.tracing import TracedEntry
from monitor.pipeline.pages import RETRY_WAITS
from monitor.pipeline.why.stations import Ending, Outcome, Step, Walk
from monitor.pipeline.why.trace import Trace
from monitor.pipeline.why.words import clock, command, counted, ordinal, since_published, span

_MOST_CARRIERS = 8  #: entries of one article that are walked
#: How its text ended up being what rules saw, where that is less than the article.
REDUCED = {
    TextState.FAILED: "only what the feed carried was matched",
    TextState.BLOCKED: "only what the feed carried was matched",
    TextState.TEASER: "only the part before the cut was matched",
}


def walk_to_text(trace: Trace) -> tuple[Walk, Ending | None]:
    """Return the stations up to the text; the ending if it went no further."""
    walk = Walk()
    _brought(walk, trace)
    if trace.article is None:
        return walk, _stopped(walk, trace)
    _of_page(walk, trace, trace.article)
    return walk, None


def copy_of(trace: Trace) -> TracedEntry | None:
    """Return the entry that was asked for, where another link had brought its article before it."""
    own = [one for one in trace.entries if one.id in trace.own]
    if not own or trace.article is None or any(one.state is not EntryState.DUPLICATE for one in own):
        return None
    return own[0]


def _brought(walk: Walk, trace: Trace) -> None:
    published = trace.article.article.published_at if trace.article else None
    first = sorted(trace.entries, key=lambda one: (one.id not in trace.own, one.id))[:_MOST_CARRIERS]
    for entry in sorted(first, key=lambda one: one.id):
        late = since_published(published, entry.seen_at)
        walk.add(Step.FEED, "brought", f"{entry.feed_name} brought it{late}", at=entry.seen_at, lines=(entry.url,))
        if trace.article is not None and entry.state in {EntryState.BACKLOG, EntryState.FILTERED}:
            walk.add(Step.ENTRY, str(entry.state), f"{entry.state}: {entry.reason}", at=entry.seen_at)
        if entry.state is EntryState.DUPLICATE:
            walk.add(Step.ENTRY, "duplicate", f"an article that was known: {_known_as(trace)}", at=entry.seen_at)
    if trace.taken_for:
        again = "it is to be read again" if trace.is_read_again else "it was read again"
        detail = f"filtered as seen: its feed gave the entry of {trace.taken_for} this address, and {again} as an edit"
        revised = trace.article.revised_at if trace.article is not None else None
        walk.add(Step.ENTRY, "seen", detail, at=None if trace.is_read_again else revised)
    if len(trace.entries) > _MOST_CARRIERS:
        more = counted(len(trace.entries) - _MOST_CARRIERS, "more entry", "more entries")
        walk.add(Step.FEED, "brought", f"{more} brought it")


def _known_as(trace: Trace) -> str:
    return trace.article.article.url if trace.article else "it is kept no more"


def _stopped(walk: Walk, trace: Trace) -> Ending:
    """Return the ending of an entry without an article; of several the one that may still be read counts."""
    order = {EntryState.WAITING: 0, EntryState.FAILED: 1, EntryState.FILTERED: 2, EntryState.BACKLOG: 3}
    entry = min(trace.entries, key=lambda one: (order.get(one.state, 4), one.id))
    endings: dict[EntryState, Callable[[Walk, TracedEntry, datetime], Ending]] = {
        EntryState.WAITING: _waiting,
        EntryState.FAILED: _failed,
        EntryState.FILTERED: _filtered,
        EntryState.BACKLOG: _backlog,
    }
    return endings.get(entry.state, _let_go)(walk, entry, trace.now)


def _waiting(walk: Walk, entry: TracedEntry, now: datetime) -> Ending:
    again = f"due since {clock(entry.due_at, now)}" if entry.due_at <= now else f"due at {clock(entry.due_at, now)}"
    running = command("run") if entry.due_at <= now else ""
    if not entry.reason:
        walk.add(Step.ENTRY, "waiting", f"it waits to be read, {again}", at=entry.due_at)
        sentence = f"Not read yet: {entry.feed_name} brought it at {clock(entry.seen_at, now)}, and it is {again}."
        return walk.end(Outcome.WAITING, sentence, running)
    tried = (
        f"{entry.attempts} of {len(RETRY_WAITS) + 1} attempts made" if entry.attempts else "not an attempt of its own"
    )
    walk.add(Step.ENTRY, "waiting", "it waits for its page", at=entry.seen_at)
    walk.add(Step.PAGE, "waiting", f"{entry.reason} ({tried}; {again})", at=entry.due_at)
    number = f", {ordinal(entry.attempts + 1)} attempt" if entry.attempts else ""
    sentence = f"Not read yet: its page could not be had ({entry.reason}); the next try is {again}{number}."
    return walk.end(
        Outcome.WAITING, sentence, running, f"{command('extract', entry.url)}  # reads the page now, for you"
    )


def _failed(walk: Walk, entry: TracedEntry, now: datetime) -> Ending:
    walk.add(Step.ENTRY, "failed", f"{entry.reason}: nothing of it was kept", at=entry.seen_at)
    sentence = f"Not posted: it could not be read ({entry.reason}), seen at {clock(entry.seen_at, now)}."
    return walk.end(Outcome.NOT_POSTED, sentence, f"{command('match', entry.url)}  # reads and matches it now, for you")


def _filtered(walk: Walk, entry: TracedEntry, now: datetime) -> Ending:
    match_it = f"{command('match', entry.url, '--explain')}  # reads and matches it now, for you"
    if entry.reason == NO_WORDS:
        walk.add(Step.PAGE, "no words", f"the page was looked at and not read: {entry.reason}", at=entry.seen_at)
        sentence = "Not posted: its page has no word that any rule needs, so it was looked at and not read."
        return walk.end(Outcome.NOT_POSTED, sentence, match_it)
    walk.add(Step.ENTRY, "too old", f"filtered: {entry.reason} when it was seen", at=entry.seen_at)
    seen = clock(entry.seen_at, now)
    sentence = f"Not posted: it was {entry.reason} when {entry.feed_name} brought it at {seen} (max_age)."
    return walk.end(Outcome.NOT_POSTED, sentence, "a longer `max_age:` of the feed in the rules", match_it)


def _backlog(walk: Walk, entry: TracedEntry, now: datetime) -> Ending:
    walk.add(Step.ENTRY, "backlog", f"not read: {entry.reason}", at=entry.seen_at)
    why = "" if entry.reason == "first poll" else f" ({entry.reason})"
    sentence = (
        f"Not posted: it was there already when {entry.feed_name} was polled for the first time, "
        f"{clock(entry.seen_at, now)}, and the backlog was not asked for{why}."
    )
    return walk.end(
        Outcome.NOT_POSTED,
        sentence,
        "backlog: 24h  # at a feed in the rules; it counts at the first poll alone",
        f"{command('match', entry.url, '--explain')}  # reads and matches it now, for you",
    )


def _let_go(walk: Walk, entry: TracedEntry, now: datetime) -> Ending:
    if entry.reason == LET_GO:
        walk.add(Step.ENTRY, "let go", "it was read before; all but a mark of it was let go since", at=entry.seen_at)
        sentence = (
            f"Not posted again: it was read before {entry.feed_name} brought it at {clock(entry.seen_at, now)}; "
            "what became of it then was let go since (`retention_outcomes`, `max_size`)."
        )
        return walk.end(
            Outcome.LET_GO, sentence, f"{command('match', entry.url, '--explain')}  # matches it now, for you"
        )
    walk.add(Step.ENTRY, str(entry.state), "its article is kept no more", at=entry.seen_at)
    sentence = f"Unknown: it was {entry.state} after {clock(entry.seen_at, now)}, and its article is kept no more."
    return walk.end(Outcome.NOT_POSTED, sentence)


def _of_page(walk: Walk, trace: Trace, stored: StoredArticle) -> None:
    article, read_at = stored.article, stored.found_at
    reader = next((one for one in trace.entries if one.state in {EntryState.READ, EntryState.FAILED}), None)
    if reader is not None:
        late = f", {span(read_at - reader.seen_at)} after it was seen" if read_at >= reader.seen_at else ""
        walk.add(Step.ENTRY, str(reader.state), f"{reader.state}{late}{_why(reader.reason)}", at=read_at)
    if article.state is TextState.FAILED:
        outcome = "robots" if "robots.txt" in article.state_reason else "failed"
        walk.add(Step.PAGE, outcome, f"{article.state_reason}: {REDUCED[TextState.FAILED]}", at=read_at)
    elif article.state is TextState.FEED:
        walk.add(Step.PAGE, "not fetched", article.state_reason or "the feed's text is used", at=read_at)
    else:
        walk.add(Step.PAGE, "fetched", article.url, at=read_at)
    words = len(article.text.split())
    kept = counted(words, "word") if stored.text_kept else "its text was let go (setting `retention`)"
    less = f": {REDUCED[article.state]}" if article.state in REDUCED else ""
    why = f" ({article.state_reason})" if article.state_reason and article.state is not TextState.FAILED else ""
    language = article.language or "language unknown"
    walk.add(Step.STATE, str(article.state), f"{article.state}{why}{less}; {language}, {kept}", at=read_at)


def _why(reason: str) -> str:
    return f": {reason}" if reason else ""
