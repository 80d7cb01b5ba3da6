import pytest

from monitor.matching import explain
from monitor.rules.model import Enabled, Where
from tests.fakes.rule_sets import all_of, any_of, article, entity, name, none_of, rule, rule_set, word

EXPRESSION = all_of(word("sanctions relief"), any_of(name("korea"), word("iran")), none_of(word("football")))
RULES = rule_set(rule(EXPRESSION, where=Where(languages=("en",))), entities=[entity("korea", ["North Korea"])])


def test_every_clause_tells_whether_it_holds_and_how_often() -> None:
    told = explain(RULES, "rule", article("Sanctions relief. Iran, Iran. Football.", language="en"))
    assert not told.holds
    assert told.lines() == [
        "false    0  AND",
        'true     1    "sanctions relief"',
        "true     2    OR",
        "false    0      @korea",
        "true     2      iran",
        "false    1    NOT",
        "true     1      football",
    ]
    assert told.deciding_clause() == "NOT football: found 1"


@pytest.mark.parametrize(
    ("text", "language", "decider"),
    [
        ("Iran", "en", '"sanctions relief": not found'),
        ("Sanctions relief", "en", "@korea OR iran: not found"),
        ("Sanctions relief for Iran", "ko", "where languages: wants en, the article has ko"),
    ],
)
def test_the_first_thing_that_fails_decides(text: str, language: str, decider: str) -> None:
    assert explain(RULES, "rule", article(text, language=language)).deciding_clause() == decider


def test_a_rule_that_holds_says_so() -> None:
    told = explain(RULES, "rule", article("Sanctions relief for Iran", language="en"))
    assert told.holds
    assert told.deciding_clause() == '"sanctions relief" AND (@korea OR iran) AND NOT football: 2'


def test_a_disabled_rule_is_decided_by_that() -> None:
    told = explain(rule_set(rule(word("iran"), enabled=Enabled.FALSE)), "rule", article("Iran"))
    assert not told.holds
    assert told.deciding_clause() == "enabled: false"
    assert told.lines()[0] == "false    -  enabled: false"


def test_an_unknown_rule_is_an_error() -> None:
    with pytest.raises(KeyError):
        explain(RULES, "nobody", article())
