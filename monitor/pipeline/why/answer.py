"""The answer: the walk as far as it went, the one station that decided, one sentence. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from monitor.core.records import StoredArticle
from monitor.pipeline.why.judged import standing, unmatched
from monitor.pipeline.why.read import copy_of, walk_to_text
from monitor.pipeline.why.stations import Answer, Ending, Judging, Miss, Outcome, Period, Station, Step
from monitor.pipeline.why.told import Told, by_channel
from monitor.pipeline.why.trace import Trace
from monitor.pipeline.why.unseen import unseen

_MOST_WALKED = 30  #: matches besides the one that decided


def answer(trace: Trace, judging: Judging, *, period: Period | None = None) -> Answer:
    """Return why we did, or did not, hear about an article; of one rule, if `judging` asks for one.

    `period` is when it was published, as far as somebody knows: it counts for an article that was never seen.
    """
    if not trace.is_known:
        return _of_ending(trace, unseen(trace, period))
    walk, stopped = walk_to_text(trace)
    if stopped is not None or trace.article is None:
        assert stopped is not None  # noqa: S101 - without an article it ended
        return _of_ending(trace, stopped)
    endings = _endings(trace, trace.article, judging)
    if endings:
        made = _of_matches(trace, trace.article, judging, walk.stations, endings)
    else:
        without = unmatched(trace, trace.article, judging, walk.stations)
        made = _of_ending(trace, without.ending, without.misses)
    return _as_copy(trace, made)


def _endings(trace: Trace, stored: StoredArticle, judging: Judging) -> list[Ending]:
    """Return how each match ends, the best first."""
    positions = {}
    if judging.rule_set is not None:
        places = ((rule.identity, rule.position) for rule in judging.rule_set.rules)
        positions = {identity: f"{place.path}:{place.line}" for identity, place in places}
    deliveries = by_channel(trace)
    endings = [
        Told(trace, stored, match, deliveries, positions.get(match.match.rule, "")).ending()
        for match in trace.matches
        if judging.only in {"", match.match.rule}
    ]
    order = list(Outcome)
    return sorted(endings, key=lambda one: order.index(one.outcome))


def _of_matches(
    trace: Trace, stored: StoredArticle, judging: Judging, before: Sequence[Station], endings: Sequence[Ending]
) -> Answer:
    """Return the answer where rules matched: what became of the one that came furthest is the verdict."""
    best, *others = endings
    stations = [*before, *best.with_decision(), *(one for ending in others[:_MOST_WALKED] for one in ending.stations)]
    if len(others) > _MOST_WALKED:
        detail = f"{len(others) - _MOST_WALKED} more outcomes of rules (`monitor articles show` lists all)"
        stations.append(Station(step=Step.RULE, outcome="more", detail=detail))
    rules = [one.match.rule for one in trace.matches if judging.only in {"", one.match.rule}]
    stations.extend(standing(trace, stored, judging, list(dict.fromkeys(rules))[:_MOST_WALKED]))
    also = f" {len(others)} more {'outcome' if len(others) == 1 else 'outcomes'} below." if others else ""
    walked = (best, *others[:_MOST_WALKED])
    remedies = tuple(dict.fromkeys(line for ending in walked for line in ending.remedies))
    return _answer(trace, best.outcome, best.sentence + also, stations, remedies)


def _of_ending(trace: Trace, ending: Ending, misses: tuple[Miss, ...] = ()) -> Answer:
    return replace(
        _answer(trace, ending.outcome, ending.sentence, ending.with_decision(), ending.remedies), misses=misses
    )


def _answer(
    trace: Trace, outcome: Outcome, verdict: str, stations: Sequence[Station], remedies: Sequence[str]
) -> Answer:
    stored, entry = trace.article, next(iter(trace.entries), None)
    return Answer(
        asked=trace.asked,
        url=stored.article.url if stored else entry.url if entry else trace.asked,
        title=stored.article.title if stored else entry.title if entry else "",
        outcome=outcome,
        verdict=verdict,
        stations=tuple(stations),
        remedies=tuple(remedies),
    )


def _as_copy(trace: Trace, made: Answer) -> Answer:
    """Say of a link that led to an article which was known, or to an edit of one, that it made nothing of its own."""
    copy = copy_of(trace)
    if copy is None and not trace.taken_for:
        return made
    outcome = "seen" if copy is None else "duplicate"
    places = [place for place, one in enumerate(made.stations) if (one.step, one.outcome) == (Step.ENTRY, outcome)]
    if copy is not None:
        places = [place for place in places if made.stations[place].at == copy.seen_at] or places
        said = f"Not posted by itself: it is {made.url}, which was known."
    else:
        said = f"Taken for an edit of {trace.taken_for}: its feed gave that entry this address."
    stations = tuple(replace(one, decided=number == places[0]) for number, one in enumerate(made.stations))
    return replace(made, verdict=f"{said} Of that: {made.verdict}", stations=stations)
