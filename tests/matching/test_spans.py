"""What is marked is what was looked for, in every script."""

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.article import Field
from monitor.matching import Percolator
from monitor.text import fold
from tests.fakes.rule_sets import article, rule, rule_set, word

#: Letters that change their length or their neighbours when folded, and all kinds of boundaries.
LETTERS = st.text("aäßĳﬁE\u0301İ'’s-. \u00ad\n北朝ガカ\u3099ｶﾞ㍿กำж\u0306שׁक़ا\u064bـ½™", min_size=1, max_size=25)


@settings(max_examples=300)
@given(LETTERS, LETTERS, st.data())
def test_a_span_folds_to_the_pattern(title: str, body: str, data: st.DataObject) -> None:
    one = article(body, title=title, captions=[title])
    words = fold(f"{title}\n{body}").bytes.decode().split()
    words = [one_word for one_word in words if one_word[0].isalnum()]  # a mark without a letter is no word to write
    picked = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=2) if words else st.just(["a"]))
    patterns = [" ".join(picked), "a", "北朝", "ガ"]
    rules = rule_set(*(rule(word(pattern), str(number)) for number, pattern in enumerate(patterns)))
    for match in Percolator(rules).match(one):
        for span in match.spans:
            assert one.field(span.field)[span.start : span.end] == span.text
            assert span.field is not Field.BODY or "\n" not in span.text
            folded = fold(span.text.replace("\n", " ")).bytes.strip()  # titles and captions are one paragraph each
            # One character that folds to several (㍿, ½) is marked as a whole.
            assert fold(patterns[int(match.rule)]).bytes.strip() in folded
            assert span.text[0].isalnum()
