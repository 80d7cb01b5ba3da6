import pytest

from monitor.core.article import Field
from monitor.core.match import Match
from monitor.matching import Percolator
from monitor.rules.model import Enabled, Where
from monitor.rules.nodes import Node
from tests.fakes.rule_sets import (
    all_of,
    any_of,
    article,
    entity,
    exact,
    name,
    none_of,
    rule,
    rule_set,
    term,
    word,
)


def marks(match: Match) -> list[str]:
    return [span.text for span in match.spans]


def found(expression: Node, text: str, **of_article: str) -> list[str] | None:
    """The texts of the spans, None if the rule does not match."""
    matches = Percolator(rule_set(rule(expression))).match(article(text, **of_article))  # type: ignore[arg-type]  # only texts are passed on
    return marks(matches[0]) if matches else None


KOREA = entity(
    "north-korea",
    ["North Korea", "N. Korea", "=DPRK", "Democratic People's Republic of Korea"],
    weak=["Pyongyang", "the North"],
    except_=["North Korea Street", "North Korea cocktail"],
)


def korea(text: str, *, title: str = "") -> list[str] | None:
    matches = Percolator(rule_set(rule(name("north-korea")), entities=[KOREA])).match(article(text, title=title))
    return marks(matches[0]) if matches else None


def test_a_word_is_found_whatever_its_case_and_accents_but_never_inside_another() -> None:
    assert found(word("élysée"), "Elysee, ÉLYSÉE’S, elyseeism") == ["Elysee", "ÉLYSÉE"]
    assert found(word("elysee"), "elyseeism") is None


def test_a_phrase_looks_through_punctuation_but_never_across_a_paragraph() -> None:
    assert found(word("sanctions relief"), "sanctions – relief. Sanctions. Relief") == [
        "sanctions – relief",
        "Sanctions. Relief",
    ]
    assert found(word("sanctions relief"), "sanctions\nrelief") is None


def test_a_phrase_never_crosses_fields() -> None:
    rules = rule_set(rule(word("sanctions relief")))
    crossing = article("relief and sanctions", title="New sanctions", captions=["Relief", "sanctions"])
    assert Percolator(rules).match(crossing) == []


def test_spans_count_in_their_own_field_title_first() -> None:
    one = article("Iran said. L'Iran's oil.", title="Iran\u00a0talks", captions=["A map", "Iran in 2024"])
    (match,) = Percolator(rule_set(rule(word("iran")))).match(one)
    assert [(s.field, s.start, s.end, s.text, s.clause) for s in match.spans] == [
        (Field.TITLE, 0, 4, "Iran", "iran"),
        (Field.BODY, 0, 4, "Iran", "iran"),
        (Field.BODY, 13, 17, "Iran", "iran"),
        (Field.CAPTION, 6, 10, "Iran", "iran"),
    ]
    assert all(one.field(s.field)[s.start : s.end] == s.text for s in match.spans)


def test_every_true_alternative_is_marked_and_no_other() -> None:
    expression = any_of(word("tariff"), all_of(word("export"), word("ban")), word("levy"))
    assert found(expression, "A levy, an export, a tariff") == ["levy", "tariff"]
    assert found(expression, "An export ban") == ["export", "ban"]
    assert found(expression, "An export") is None


def test_what_a_not_forbids_is_never_marked() -> None:
    expression = all_of(word("iran"), none_of(word("football")))
    assert found(expression, "Iran talks") == ["Iran"]
    assert found(expression, "Iran football") is None
    nested = any_of(all_of(word("iran"), none_of(word("football"))), word("football"))
    assert found(nested, "Iran football") == ["football"]


def test_exact_terms_compare_what_is_written() -> None:
    assert found(exact("US"), "The US asked us, RUSSIA, US's, NATO") == ["US", "US"]
    assert found(exact("C++"), "c++ and C++") == ["C++"]
    assert found(all_of(exact("WHO"), word("who")), "who is the WHO") == ["who", "WHO", "WHO"]


def test_a_name_counts_its_weak_names_only_beside_a_strong_one() -> None:
    assert korea("Pyongyang and the North") is None
    assert korea("Pyongyang told North Korea") == ["Pyongyang", "North Korea"]
    assert korea("Pyongyang said", title="DPRK statement") == ["DPRK", "Pyongyang"]


def test_a_name_inside_an_exception_does_not_count() -> None:
    assert korea("A walk down North Korea Street") is None
    assert korea("North Korea Street, North Korea") == ["North Korea"]
    assert korea("North Korea Street in Pyongyang") is None


def test_an_exception_takes_out_a_name_wherever_in_it_the_name_stands() -> None:
    oil = entity("oil", ["oil"], except_=["olive oil", "oil paint", "snake oil seller"])
    percolator = Percolator(rule_set(rule(name("oil")), entities=[oil]))
    assert percolator.match(article("Olive oil, oil paint, a snake oil seller")) == []
    (match,) = percolator.match(article("olive oil oil paint, oil olive"))
    assert [(span.start, span.end) for span in match.spans] == [(21, 24)]


def test_possessives_in_names_match_with_and_without() -> None:
    assert korea("The Democratic People’s Republic of Korea's envoy") == ["Democratic People’s Republic of Korea"]


def test_a_term_is_any_of_its_alternatives() -> None:
    rules = rule_set(rule(name("easing")), terms=[term("easing", ["relief", "=Lift"])])
    (match,) = Percolator(rules).match(article("Relief, a lift, a Lift"))
    assert marks(match) == ["Relief", "Lift"]
    assert {span.clause for span in match.spans} == {"@easing"}


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("日本政府と北朝鮮の高官", "北朝鮮", ["北朝鮮"]),
        ("NATOと協議、NATO軍", "NATO", ["NATO", "NATO"]),
        ("2024年度の予算", "2024年", ["2024年"]),
        ("ประเทศไทยวันนี้", "ไทย", ["ไทย"]),
        ("会議中、国会", "中国", None),
        ("북한의 미사일, 북한에서는, 북한산 석탄, 북한", "북한", ["북한", "북한", "북한"]),
        ("대북한 제재", "북한", None),
        ("북한에 대한 제재를 완화", "대한 제재", ["대한 제재"]),
        ("북한의 제재는", "북한 제재", ["북한의 제재"]),
        ("북한산 제재", "북한 제재", None),
        ("美대통령이 말했다", "대통령", ["대통령"]),
        ("NATO 사무총장은", "NATO 사무총장", ["NATO 사무총장"]),
        ("북한 NATO 회담을", "북한 NATO 회담", ["북한 NATO 회담"]),
        ("북한 NATOs", "북한 NATO", None),
        ("وللصين وبالصين والصين الصين صينية", "صين", ["صين", "صين", "صين", "صين"]),
        ("للصين", "الصين", ["لصين"]),
        ("إلى كوريا الشمالية", "كوريا الشمالية", ["كوريا الشمالية"]),
        ("ولكوريا الشمالية", "كوريا الشمالية", ["كوريا الشمالية"]),
        ("בישראל וישראל ישראלי", "ישראל", ["ישראל", "ישראל"]),
    ],
)
def test_scripts_have_their_own_word_boundaries(text: str, pattern: str, expected: list[str] | None) -> None:
    assert found(word(pattern), text) == expected


def test_disabled_rules_never_match_and_shadow_rules_do() -> None:
    rules = rule_set(
        rule(word("iran"), "off", enabled=Enabled.FALSE),
        rule(word("iran"), "quiet", enabled=Enabled.SHADOW),
        rule(word("iran"), "on"),
    )
    assert [m.rule for m in Percolator(rules).match(article("Iran"))] == ["quiet", "on"]
    assert [m.rule for m in Percolator(rules, include_disabled=True).match(article("Iran"))] == ["off", "quiet", "on"]


def test_only_the_named_rules_are_tried() -> None:
    percolator = Percolator(rule_set(rule(word("iran"), "a"), rule(word("iran"), "b"), rule(word("oil"), "c")))
    assert [m.rule for m in percolator.match(article("Iran oil"), only=["c", "b", "unknown"])] == ["b", "c"]
    assert [m.rule for m in percolator.match_rules(article("Iran oil"), ["a"])] == ["a"]
    assert percolator.match(article("Iran oil"), only=()) == []


def test_a_rule_matches_only_where_it_says() -> None:
    rules = rule_set(rule(word("iran"), where=Where(languages=("en",), tags=("asia",))))
    percolator = Percolator(rules)
    assert percolator.match(article("Iran", language="en-US", tags=["Asia"]))
    assert not percolator.match(article("Iran", language="en-US"))
    assert percolator.match_rules(article("Iran", language="en"), ["rule"], where_lines=("languages",))


def test_an_article_without_words_matches_nothing() -> None:
    percolator = Percolator(rule_set(rule(word("iran"))))
    assert percolator.match(article("")) == []
    assert Percolator(rule_set()).match(article("Iran")) == []


def test_what_is_cut_to_a_bound_is_said() -> None:
    percolator = Percolator(rule_set(rule(word("iran")), rule(word("oil"), "oil")))
    many = percolator.percolate(article("iran " * 700))
    assert many.truncated
    assert len(many.matches[0].spans) == 500
    long = percolator.percolate(article("x " * 250_000 + " oil", title="Iran"))
    assert long.truncated
    assert [m.rule for m in long.matches] == ["rule"]
    assert not percolator.percolate(article("iran oil " * 100)).truncated


def test_an_unknown_name_is_an_error_and_no_silence() -> None:
    with pytest.raises(KeyError):
        Percolator(rule_set(rule(name("nobody"))))


def test_a_page_made_to_match_everything_gets_few_spans_for_the_last_rules() -> None:
    rules = [rule(word("iran"), f"r{number}") for number in range(46)]
    report = Percolator(rule_set(*rules)).percolate(article("iran " * 450))
    assert report.truncated
    assert [len(match.spans) for match in report.matches] == [450] * 44 + [200, 20]
