from monitor.alerts.edits import MOST_CHARACTERS, MOST_SENTENCES, find_edits
from monitor.core.article import Field
from monitor.core.match import Match, Span
from monitor.core.rereading import Edit, EditKind


def match(rule: str, *words: str) -> Match:
    return Match(rule, tuple(Span(Field.BODY, 0, len(word), "clause", word) for word in words))


def test_a_rule_of_one_version_only_started_or_stopped_with_the_sentences_that_have_its_words() -> None:
    edits = find_edits(
        [match("both", "deal"), match("old", "Strike")],
        [match("both", "deal"), match("new", "treaty")],
        removed=["A strike goes on.", "It rains."],
        added=["The TREATY was signed.", "It snows."],
    )
    assert edits == (
        Edit(
            rule="new",
            kind=EditKind.STARTED,
            removed=("A strike goes on.", "It rains."),
            added=("The TREATY was signed.",),
        ),
        Edit(
            rule="old",
            kind=EditKind.STOPPED,
            removed=("A strike goes on.",),
            added=("The TREATY was signed.", "It snows."),
        ),
    )


def test_no_edit_where_both_versions_match_the_same_rules() -> None:
    assert find_edits([match("a", "x")], [match("a", "y")], removed=["x"], added=["y"]) == ()


def test_few_sentences_are_told_and_none_at_any_length() -> None:
    added = [f"{number} {'treaty ' * 200}" for number in range(50)]
    (edit,) = find_edits([], [match("new", "treaty")], removed=[], added=added)
    assert len(edit.added) == MOST_SENTENCES
    assert {len(sentence) for sentence in edit.added} == {MOST_CHARACTERS}
    assert edit.added[0].endswith("…")
