"""The rules that came nearest to an article: those for which the fewest clauses fail."""

from collections.abc import Collection
from dataclasses import replace

from monitor.core.article import Article
from monitor.matching.clauses import Clause, Window
from monitor.matching.evaluate import Compiler, inflection_languages
from monitor.matching.explain import Explanation, explain_each
from monitor.matching.layout import DEFAULT_LANGUAGE, Layout
from monitor.matching.reading import Reading
from monitor.matching.where import Filter, Traits
from monitor.rules.model import Enabled, Rule, RuleSet
from monitor.rules.nodes import And, Not

MOST_RANKED = 50_000  #: rules that are looked at; of more, those that come first in the files


def nearest(
    rule_set: RuleSet,
    article: Article,
    *,
    most: int,
    without: Collection[str] = (),
    languages: Collection[str] = (DEFAULT_LANGUAGE,),
) -> list[Explanation]:
    """Return the explanations of at most `most` rules, the nearest first; `without` names rules to leave out.

    Rules that match come first; of others something has to be there, or two words of the language would be near to
    everything. Each rule is asked once whether its outermost clauses hold: the trees are made for the few alone.
    """
    asked = tuple(rule for rule in rule_set.rules if rule.identity not in set(without))[:MOST_RANKED]
    named = inflection_languages(rule_set, languages)
    compiler = Compiler(replace(rule_set, rules=asked), named)
    clauses = [compiler.clause(rule.expression) for rule in asked]
    window = Window(Reading(Layout(article), compiler.scanner()))
    traits = Traits(article)
    ranked = [
        (rank, place, rule.identity)
        for place, (rule, clause) in enumerate(zip(asked, clauses, strict=True))
        if (rank := _rank(rule, clause, window, traits)) is not None
    ]
    chosen = [identity for _, _, identity in sorted(ranked)[:most]]
    explained = {one.rule: one for one in explain_each(rule_set, chosen, article, languages=languages, closely=True)}
    return [explained[identity] for identity in chosen]


def _rank(rule: Rule, clause: Clause, window: Window, traits: Traits) -> tuple[int, int] | None:
    """Return (how much fails, minus how much holds); None where nothing of the rule is there."""
    is_list = isinstance(rule.expression, And)
    items = rule.expression.items if isinstance(rule.expression, And) else (rule.expression,)
    parts = clause.children if is_list else (clause,)
    failed = held = 0
    for item, part in zip(items, parts, strict=True):
        holds = part.holds(window)
        failed += not holds
        held += holds and not isinstance(item, Not)
    if not held:
        return None
    failed += len(Filter(rule.where).unmet(traits)) + (rule.enabled is Enabled.FALSE)
    return failed, -held
