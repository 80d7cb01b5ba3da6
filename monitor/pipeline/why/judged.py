"""What the rules say of an article: those that matched when it was read, and, of others, what they lack. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.core.article import Article, TextState
from monitor.core.records import StoredArticle
from monitor.matching import Explanation, LackKind, explain_each, lack_of, nearest
from monitor.pipeline.rule_book import carriers_of
from monitor.pipeline.why.read import REDUCED
from monitor.pipeline.why.stations import Ending, Judging, Miss, Outcome, Station, Step, Walk
from monitor.pipeline.why.trace import Trace
from monitor.pipeline.why.words import clock, command, counted

#: The step at which a rule's lack shows.
_STEPS = {
    LackKind.DISABLED: Step.RULE,
    LackKind.WHERE: Step.WHERE,
    LackKind.NOT: Step.CLAUSES,
    LackKind.SCOPE: Step.CLAUSES,
    LackKind.CLAUSE: Step.CLAUSES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """An article, or a rule on it, without a match: how that ends, and the rules that came nearest."""

    ending: Ending
    misses: tuple[Miss, ...] = ()


def article_of(stored: StoredArticle, judging: Judging) -> Article:
    """Return an article as `where` sees it: with the names and tags of the feeds that brought it."""
    sources = {source.url: source for source in judging.rule_set.feeds} if judging.rule_set else {}
    feeds, tags = carriers_of(sources, stored.carriers)
    return replace(stored.article, feeds=feeds, tags=tags)


def are_newer(trace: Trace, judging: Judging) -> bool:
    """Whether the rules as they stand now are others than those that the article was judged under."""
    if trace.article is None or trace.rules_in_force is None:
        return False
    version, digest = trace.rules_in_force
    on_disk = judging.rule_set.digest if judging.rule_set is not None else digest
    return trace.article.rule_set != version or on_disk != digest


def unmatched(trace: Trace, stored: StoredArticle, judging: Judging, before: Sequence[Station]) -> Unmatched:
    """Return why no rule, or not the one that is asked for, matched an article."""
    walk, at = Walk(list(before)), stored.revised_at or stored.found_at
    read_at, version = clock(at, trace.now), f"rule set {stored.rule_set}"
    what = f"rule {judging.only}" if judging.only else "no rule"
    judged = f"{what} {'did not match' if judging.only else 'matched'} when it was read, {read_at} ({version})"
    blank = None
    if judging.rule_set is None:
        blank = "rules unreadable", f"{judged}; the rules cannot be read now: {judging.trouble}"
    elif not stored.text_kept:
        blank = (
            "text gone",
            f"{judged}; its text was let go since (setting `retention`), so nobody can tell which clause failed",
        )
    if blank is not None:
        walk.add(Step.CLAUSES, blank[0], blank[1], at=at, rule=judging.only)
        return Unmatched(ending=walk.end(Outcome.NOT_POSTED, f"Not posted: {blank[1]}."))
    explanations = _explanations(trace, stored, judging)
    misses = tuple(_miss(one) for one in explanations)
    if judging.only:
        return Unmatched(ending=_of_one(trace, stored, judging, explanations[0], walk))
    walk.add(Step.CLAUSES, "no rule", judged, at=at)
    return Unmatched(ending=_of_all(trace, stored, judging, explanations, walk), misses=misses)


def standing(trace: Trace, stored: StoredArticle, judging: Judging, rules: Sequence[str]) -> list[Station]:
    """Return what the rules that matched say now, if they are newer than the article: a station each."""
    if not are_newer(trace, judging) or judging.rule_set is None or not stored.text_kept:
        return []
    known = {rule.identity for rule in judging.rule_set.rules}
    found = explain_each(
        judging.rule_set,
        [rule for rule in rules if rule in known],
        article_of(stored, judging),
        languages=judging.languages,
        closely=True,
    )
    walk = Walk()
    for one in found:
        lack = lack_of(one)
        says = "as the rules stand now, it matches too" if lack is None else f"as the rules stand now, it {lack.words}"
        walk.add(Step.RULE, "matches now" if lack is None else "does not match now", says, rule=one.rule)
    for rule in rules:
        if rule not in known:
            walk.add(Step.RULE, "gone now", "it is not in the rules any more", rule=rule)
    return walk.stations


def _explanations(trace: Trace, stored: StoredArticle, judging: Judging) -> list[Explanation]:
    assert judging.rule_set is not None  # noqa: S101 - asked before
    article = article_of(stored, judging)
    if judging.only:
        return explain_each(judging.rule_set, [judging.only], article, languages=judging.languages, closely=True)
    matched = {one.match.rule for one in trace.matches}
    return nearest(judging.rule_set, article, most=judging.most, without=matched, languages=judging.languages)


def _miss(one: Explanation) -> Miss:
    lack = lack_of(one)
    return Miss(rule=one.rule, words=lack.words if lack else "matches as the rules stand now", holds=lack is None)


def _of_one(trace: Trace, stored: StoredArticle, judging: Judging, one: Explanation, walk: Walk) -> Ending:
    lack, at = lack_of(one), stored.revised_at or stored.found_at
    if lack is None:
        return _of_newer(trace, stored, judging, one.rule, walk, one.lines())
    _up_to(walk, one, lack.kind, lack.words)
    says = f"rule {one.rule} {lack.words}"
    if are_newer(trace, judging):
        then = f"{clock(at, trace.now)} (rule set {stored.rule_set})"
        now = _version_now(trace, judging)
        says = (
            f"rule {one.rule} did not match when it was read, {then}; as the rules stand now ({now}), it {lack.words}"
        )
    reduced = _reduced(stored, lack.kind)
    if reduced is not None:
        place = _place_of_text(walk, stored)
        return walk.end(Outcome.NOT_POSTED, f"Not posted: {reduced}; {says}.", *_of_text(stored), decided=place)
    return walk.end(Outcome.NOT_POSTED, f"Not posted: {says}.", _edit_of(judging, one.rule, lack.kind, stored))


def _up_to(walk: Walk, one: Explanation, kind: LackKind, words: str) -> None:
    """Add what holds of a rule, and at the end what does not."""
    step, tree = _STEPS[kind], one.lines()
    if step is Step.RULE:
        walk.add(Step.RULE, kind.value, words, rule=one.rule, lines=tree)
        return
    if step is Step.WHERE:
        walk.add(Step.WHERE, kind.value, words, rule=one.rule, lines=tree)
        return
    walk.add(Step.WHERE, "holds", "every line of `where` holds", rule=one.rule)
    walk.add(Step.CLAUSES, kind.value, words, rule=one.rule, lines=tree)


def _of_all(trace: Trace, stored: StoredArticle, judging: Judging, found: Sequence[Explanation], walk: Walk) -> Ending:
    """Return how it ends where no rule matched: a page that could not be read decided, or the nearest rule's lack."""
    first = found[0] if found else None
    lack = lack_of(first) if first is not None else None
    if first is not None and lack is None:
        return _of_newer(trace, stored, judging, first.rule, walk, ())
    reduced = _reduced(stored, lack.kind if lack else LackKind.CLAUSE)
    if reduced is not None:
        near = f"; the nearest is {first.rule}: it {lack.words}" if first and lack else ""
        sentence = f"Not posted: {reduced}, and no rule matched that{near}."
        return walk.end(Outcome.NOT_POSTED, sentence, *_of_text(stored), decided=_place_of_text(walk, stored))
    rules = counted(len(judging.rule_set.rules), "rule") if judging.rule_set else "rules"
    if first is None or lack is None:
        sentence = f"Not posted: no rule matches; of {rules} none has any of its words in it."
        return walk.end(Outcome.NOT_POSTED, sentence, command("match", stored.article.url, "--explain"))
    _up_to(walk, first, lack.kind, lack.words)
    sentence = f"Not posted: no rule matches; the nearest is {first.rule}: it {lack.words}."
    edit = _edit_of(judging, first.rule, lack.kind, stored)
    return walk.end(Outcome.NOT_POSTED, sentence, edit, command("why", stored.article.url, "--rule", first.rule))


def _of_newer(
    trace: Trace, stored: StoredArticle, judging: Judging, rule: str, walk: Walk, lines: Sequence[str]
) -> Ending:
    """Return how it ends where a rule matches now that did not when the article was read."""
    at = stored.revised_at or stored.found_at
    judged = f"when it was read, {clock(at, trace.now)} (rule set {stored.rule_set})"
    now = _version_now(trace, judging)
    detail = f"did not match {judged}; it matches as the rules stand now ({now})"
    walk.add(Step.CLAUSES, "matches now", detail, at=at, rule=rule, lines=lines)
    sentence = f"Not posted: rule {rule} {detail}; articles that were read are not told again."
    return walk.end(Outcome.NOT_POSTED, sentence, command("alerts", "render", stored.article.url, "--rule", rule))


def _version_now(trace: Trace, judging: Judging) -> str:
    version, digest = trace.rules_in_force or (0, "")
    if judging.rule_set is not None and judging.rule_set.digest != digest:
        return "the files, which are not in force: no daemon has taken them up"
    return f"rule set {version}"


def _reduced(stored: StoredArticle, kind: LackKind) -> str | None:
    """Return in words that rules saw less than the article; None if they saw it, or more would not have helped."""
    article = stored.article
    if article.state not in REDUCED or kind not in {LackKind.CLAUSE, LackKind.SCOPE}:
        return None
    seen = REDUCED[article.state]
    if not article.text and article.state is not TextState.TEASER:
        seen = "only its headline was matched"
    what = (
        "its page could not be read" if article.state is TextState.FAILED else f"its page showed a {article.state} text"
    )
    if article.state is TextState.BLOCKED:
        what = "its page was a wall and no article"
    why = f" ({article.state_reason})" if article.state_reason else ""
    return f"{what}{why}, so {seen}"


def _place_of_text(walk: Walk, stored: StoredArticle) -> int:
    """Return the station at which the text was lost."""
    step = Step.PAGE if stored.article.state is TextState.FAILED else Step.STATE
    return next(place for place, one in enumerate(walk.stations) if one.step is step)


def _of_text(stored: StoredArticle) -> tuple[str, ...]:
    article = stored.article
    if "robots.txt" in article.state_reason:
        return ("robots = false  # a setting; ask the site first", command("match", article.url))
    if article.state in {TextState.TEASER, TextState.BLOCKED}:
        return (
            "sites.NAME.cookies  # a setting: what your subscription's browser sends",
            f"{command('extract', article.url)}  # what its page shows now",
        )
    return (f"{command('match', article.url, '--explain')}  # reads and matches it now, for you",)


def _edit_of(judging: Judging, rule_id: str, kind: LackKind, stored: StoredArticle) -> str:
    """Return the edit that would change it, where it stands."""
    rule = next((one for one in judging.rule_set.rules if one.identity == rule_id), None) if judging.rule_set else None
    if rule is None:
        return ""
    place = f"{rule.position.path}:{rule.position.line}"
    edit = {
        LackKind.DISABLED: "remove its line `enabled: false`",
        LackKind.WHERE: "widen its `where:`",
        LackKind.NOT: "narrow that with NOT NEAR or EXCEPT",
        LackKind.SCOPE: "widen the scope",
        LackKind.CLAUSE: "add what the article says as an alternative, and the article as a test",
    }[kind]
    again = command("match", stored.article.url, "--rule", rule_id, "--explain")
    return f"{place}: {edit}  # then: {again}"
