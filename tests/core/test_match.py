import pickle

from monitor.core.article import Field
from monitor.core.match import Excerpt, Match, Span

SPANS = (Span(Field.BODY, 0, 4, "iran", "Iran"),)
EXCERPTS = (Excerpt("Iran said so.", ((0, 4),)),)


def test_excerpts_are_chosen_once_and_only_when_somebody_asks() -> None:
    asked = []

    def choose() -> tuple[Excerpt, ...]:
        asked.append(True)
        return EXCERPTS

    match = Match("r", SPANS, choose=choose)
    assert not asked
    assert match.excerpts == match.excerpts == EXCERPTS
    assert len(asked) == 1


def test_matches_are_values_however_their_excerpts_came_about() -> None:
    chosen, given = Match("r", SPANS, choose=lambda: EXCERPTS), Match("r", SPANS, EXCERPTS)
    assert chosen == given
    assert hash(chosen) == hash(given)
    assert repr(chosen) == repr(given)
    assert given != Match("other", SPANS, EXCERPTS)
    assert given != Match("r", SPANS)
    assert given != "r"


def test_what_crosses_to_another_process_brings_its_excerpts() -> None:
    match = Match("r", SPANS, choose=lambda: EXCERPTS)  # a function like this cannot be pickled
    assert pickle.loads(pickle.dumps(match)) == Match("r", SPANS, EXCERPTS)  # noqa: S301 - made here
