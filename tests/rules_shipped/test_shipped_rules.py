"""The shipped rule set keeps what it promises: it loads, its tests hold, nothing in it is idle."""

from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor.app.editors import SCHEMA_LINE, schema_text
from monitor.core.article import Article
from monitor.matching import Percolator
from monitor.pipeline.check import run_tests
from monitor.rules import check, load
from monitor.rules.model import Entity, Rule
from monitor.rules.nodes import And, Name, Node, Not, Or, Words
from monitor.text import fold

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"
SEED = ROOT.parent / "shared" / "data" / "seed" / "nikkei-asia-north-korea.txt"

_PROMISED = {
    "dprk-sanctions-relief",
    "dprk-missile-launch",
    "chip-export-controls",
    "ransomware-attack",
    "central-bank-rate-decision",
    "election-result",
    "shipping-disruption",
    "sanctions-designation",
    "central-bank-intervention",
    "critical-vulnerability",
}


SHIPPED = load(RULES)


def _no_page(path: Path) -> Article:
    raise AssertionError(f"no shipped rule is tested with a page, but this one asks for {path}")


def _names(node: Node) -> set[str]:
    if isinstance(node, Name):
        return {node.identity}
    if isinstance(node, And | Or):
        return {name for item in node.items for name in _names(item)}
    return _names(node.item) if isinstance(node, Not) else set()


def test_the_shipped_files_have_no_problem_and_no_warning() -> None:
    checked = check(RULES)

    assert (checked.problems, checked.warnings) == ((), ())


def test_every_test_of_every_shipped_rule_holds() -> None:
    results = run_tests(SHIPPED, _no_page)

    assert len(results) >= 2 * len(SHIPPED.rules)
    assert not [result for result in results if not result.ok]


def test_there_is_enough_to_work_with() -> None:
    assert len(SHIPPED.rules) >= 25
    assert len(SHIPPED.entities) >= 40
    assert len(SHIPPED.feeds) >= 30
    assert len({rule.position.path for rule in SHIPPED.rules}) >= 6
    assert {rule.identity for rule in SHIPPED.rules} >= _PROMISED


@pytest.mark.parametrize("rule", SHIPPED.rules, ids=lambda rule: rule.identity)
def test_a_rule_has_a_title_for_people_and_tests_of_both_kinds(rule: Rule) -> None:
    assert rule.title != rule.identity
    assert {test.expect_match for test in rule.tests} == {True, False}
    assert any(test.spans for test in rule.tests), "at least one test shows what is marked"


def test_the_tests_speak_many_languages() -> None:
    languages = Counter(test.given.language for rule in SHIPPED.rules for test in rule.tests if test.given)

    assert {"en", "ko", "ja", "zh", "de", "fr", "es", "ru", "ar"} <= set(languages)


def test_every_entity_and_term_is_used_by_a_rule() -> None:
    used = {name for rule in SHIPPED.rules for name in _names(rule.expression)}
    there = {entity.identity for entity in SHIPPED.entities} | {term.identity for term in SHIPPED.terms}

    assert used == there


def test_no_rule_names_a_channel_so_that_all_of_them_go_where_the_defaults_say() -> None:
    topics = [file for file in RULES.glob("*.yaml") if file.name != "defaults.yaml"]

    assert not [file.name for file in topics if "channel:" in file.read_text(encoding="utf-8")]
    assert {rule.channels for rule in SHIPPED.rules} == {("console",)}
    assert SHIPPED.channels == ()


def test_every_file_begins_with_its_schema_and_a_comment_on_what_is_in_it() -> None:
    for file in RULES.rglob("*.y*ml"):
        first, second, *_ = file.read_text(encoding="utf-8").splitlines()
        schema = first.removeprefix("# yaml-language-server: $schema=")
        assert schema != first, file.name
        assert (file.parent / schema).resolve() == RULES / "rules.schema.json", file.name
        assert second.startswith("# "), file.name


def test_the_schema_beside_the_rules_is_the_one_that_this_version_reads_with() -> None:
    # Written with: monitor schema > rules/rules.schema.json
    assert (RULES / "rules.schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_read_by_editors_only(tmp_path: Path) -> None:
    (tmp_path / "rules.schema.json").write_text("rules: [this is no rule file]")
    (tmp_path / "mine.yaml").write_text(f"{SCHEMA_LINE}\ndefaults:\n  channel: console\n")

    assert check(tmp_path).problems == ()
    assert SHIPPED.files
    assert not [file for file in SHIPPED.files if "schema" in str(file)]


def test_every_feed_says_who_it_is_and_is_there_once() -> None:
    for feed in SHIPPED.feeds:
        assert urlsplit(feed.url).scheme == "https", feed.url
        assert feed.name
        assert feed.tags, feed.url
        assert feed.language, feed.url
    assert len({feed.url for feed in SHIPPED.feeds}) == len(SHIPPED.feeds)
    assert len({feed.name for feed in SHIPPED.feeds}) == len(SHIPPED.feeds)


def test_every_tag_that_a_rule_asks_for_is_carried_by_a_feed() -> None:
    carried = {tag for feed in SHIPPED.feeds for tag in feed.tags}

    assert {tag for rule in SHIPPED.rules for tag in rule.where.tags} <= carried


@pytest.mark.parametrize("entity", SHIPPED.entities, ids=lambda entity: entity.identity)
def test_an_entity_lists_no_name_twice_in_other_letters(entity: Entity) -> None:
    listed = [(*entity.names,), (*entity.weak,), (*entity.except_,)]

    for names in listed:
        folded = Counter(b" ".join(fold(name.text).words()) for name in names if isinstance(name, Words))
        assert not [name.decode() for name, times in folded.items() if times > 1]


def test_a_term_lists_no_alternative_twice_in_other_letters() -> None:
    for term in SHIPPED.terms:
        folded = Counter(b" ".join(fold(one.text).words()) for one in term.any if isinstance(one, Words))
        assert not [f"{term.identity}: {one.decode()}" for one, times in folded.items() if times > 1]


def test_the_weak_names_of_north_korea_do_not_count_alone() -> None:
    percolator = Percolator(SHIPPED)
    alone = Article(url="", title="Pyongyang bistro names its sanctions relief cocktail", text="Try it.")
    together = Article(url="", title="Pyongyang wants sanctions relief", text="North Korea said so on Monday.")

    assert not percolator.match(alone)
    assert [found.rule for found in percolator.match(together)] == ["dprk-sanctions-relief"]


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not beside this checkout")
def test_the_seed_article_matches_with_the_sentences_on_sanctions_relief_first() -> None:
    lines = SEED.read_text(encoding="utf-8").split("\n\n")
    title = "North Korea seeks sanctions relief offer before any US talks"
    body = "\n".join(" ".join(line.split()) for line in lines if line.strip() != title)

    found = Percolator(SHIPPED).match(Article(url="", title=title, text=body, language="en"))

    relief = next(match for match in found if match.rule == "dprk-sanctions-relief")
    best = [excerpt.text for excerpt in relief.excerpts[:4]]  # three are shown, beside the headline
    assert title in best
    assert any("offers of sanctions relief" in text for text in best)
    assert any("if sanctions relief is not on the table" in text for text in best)
