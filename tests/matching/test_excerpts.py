from monitor.core.article import Article, Field
from monitor.core.match import Excerpt
from monitor.matching import Percolator
from monitor.rules.nodes import Node
from tests.fakes.rule_sets import all_of, any_of, article, rule, rule_set, word

BOTH = all_of(word("harbour"), word("strike"))


def excerpts(expression: Node, one: Article) -> tuple[Excerpt, ...]:
    (match,) = Percolator(rule_set(rule(expression))).match(one)
    return match.excerpts


def marked(excerpt: Excerpt) -> list[str]:
    return [excerpt.text[start:end] for start, end in excerpt.marks]


def test_the_sentences_that_cover_most_are_shown_in_order_and_those_that_say_less_are_not() -> None:
    text = "The harbour is old. Rain fell. A strike at the harbour began. The strike spread. The harbour strike ended."
    found = excerpts(BOTH, article(text))
    assert [e.text for e in found] == ["A strike at the harbour began.", "The harbour strike ended."]
    assert marked(found[0]) == ["strike", "harbour"]


def test_sentences_for_different_clauses_are_all_shown() -> None:
    found = excerpts(all_of(word("harbour"), word("strike"), word("union")), article("A union. A harbour strike."))
    assert [e.text for e in found] == ["A harbour strike.", "A union."]


def test_a_clause_that_is_not_shown_yet_comes_before_another_sentence_of_one_that_is() -> None:
    text = "One harbour here. Two harbour there. Three harbour more. Then a strike came."
    assert [e.text for e in excerpts(BOTH, article(text))][:2] == ["One harbour here.", "Then a strike came."]


def test_the_headline_is_an_excerpt_after_sentences_that_say_as_much() -> None:
    found = excerpts(BOTH, article("A strike hit the harbour. The harbour is shut.", title="Harbour strike"))
    assert [(e.field, e.text) for e in found] == [
        (Field.BODY, "A strike hit the harbour."),
        (Field.TITLE, "Harbour strike"),
    ]


def test_a_headline_that_says_it_all_takes_the_place_of_no_sentence() -> None:
    found = excerpts(BOTH, article("The harbour is shut. Rain fell. The strike goes on.", title="Harbour strike"))
    assert [(e.field, e.text) for e in found] == [
        (Field.TITLE, "Harbour strike"),
        (Field.BODY, "The harbour is shut."),
        (Field.BODY, "The strike goes on."),
    ]


def test_a_caption_is_one_sentence() -> None:
    found = excerpts(BOTH, article("", captions=["The harbour. A strike.", "Strike, harbour"]))
    assert [(e.field, e.text) for e in found] == [
        (Field.CAPTION, "The harbour. A strike."),
        (Field.CAPTION, "Strike, harbour"),
    ]


def test_a_phrase_across_a_sentence_end_shows_both_sentences() -> None:
    found = excerpts(word("harbour strike"), article("They shut the harbour. Strike leaders cheered. Rain fell."))
    assert [e.text for e in found] == ["They shut the harbour. Strike leaders cheered."]
    assert marked(found[0]) == ["harbour. Strike"]


def test_overlapping_marks_are_joined() -> None:
    expression = any_of(word("harbour strike"), word("strike committee"))
    found = excerpts(expression, article("The harbour strike committee met."))
    assert marked(found[0]) == ["harbour strike committee"]


def test_a_sentence_that_stands_twice_is_shown_once() -> None:
    found = excerpts(BOTH, article("A harbour strike.\nA harbour strike.", title="A harbour strike."))
    assert len(found) == 1


def test_a_very_long_sentence_is_cut_around_its_marks() -> None:
    filler = "word " * 200
    found = excerpts(BOTH, article(f"{filler}the harbour {filler}a strike {filler}end."))
    (excerpt,) = found
    assert marked(excerpt) == ["harbour", "strike"]
    assert len(excerpt.text) < 700
    assert excerpt.text.startswith("…word")
    assert excerpt.text.endswith("word…")
    assert " … " in excerpt.text


def test_there_are_never_more_than_twelve() -> None:
    found = excerpts(word("harbour"), article(" ".join(f"Harbour number {n} closed." for n in range(30))))
    assert len(found) == 12
