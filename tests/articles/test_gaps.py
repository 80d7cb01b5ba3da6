from hypothesis import given
from hypothesis import strategies as st

from monitor.articles.gaps import fill_gaps

PARAGRAPHS = [
    (
        "The port authority of Eastmere suspended all grain export permits on Tuesday after inspectors found "
        "three false declarations."
    ),
    (
        "Traders said that prices had hardly moved, since most of the autumn harvest had been sold by then, "
        "and that only small farms worried."
    ),
    (
        "The ministry would not comment before the end of the inquiry, and pointed to rules that forbid it to "
        "name any of the firms involved."
    ),
    (
        "In the harbour itself nothing moved all day, while eleven ships waited outside for a berth that "
        "nobody was allowed to give to them."
    ),
    (
        "A spokesman for the shipping firms called the whole affair a misunderstanding about forms that had "
        "been changed twice in one year."
    ),
    (
        "The inspectors are to come back within ten days, and until then the silos along the eastern pier "
        "will stay closed, officials said."
    ),
]
OTHER = [
    (
        "A storm that nobody had forecast took the roof off the town hall of Northby on Monday night, but "
        "left the people inside unhurt."
    ),
    (
        "The town council of Northby voted on the same day for a new sea wall that is to be built within the "
        "next four years or so."
    ),
]
TEASER = "Storm over Northby"


def test_a_lost_end_of_three_paragraphs_or_more_is_put_back() -> None:
    assert fill_gaps(PARAGRAPHS[:3], PARAGRAPHS) == PARAGRAPHS


def test_one_or_two_paragraphs_after_the_last_common_one_are_teasers() -> None:
    assert fill_gaps(PARAGRAPHS[:2], [*PARAGRAPHS[:2], *OTHER]) == PARAGRAPHS[:2]


def test_a_lost_paragraph_is_put_back_where_it_stood() -> None:
    kept = [PARAGRAPHS[0], PARAGRAPHS[2], PARAGRAPHS[5]]
    assert fill_gaps(kept, PARAGRAPHS) == PARAGRAPHS


def test_what_the_second_reading_has_before_the_first_common_line_is_not_believed() -> None:
    assert fill_gaps(PARAGRAPHS[2:], [*OTHER, *PARAGRAPHS]) == PARAGRAPHS[2:]


def test_a_second_reading_that_is_hardly_longer_adds_nothing() -> None:
    assert fill_gaps(PARAGRAPHS[:5], PARAGRAPHS) == PARAGRAPHS[:5]


def test_neither_short_lines_nor_junk_nor_captions_nor_repeats_are_put_back() -> None:
    kept = [PARAGRAPHS[0], PARAGRAPHS[5]]
    junk = [
        TEASER,
        (
            "Sign up for our newsletter and get the news of the coast, from the harbour to the fields, every "
            "morning at seven o'clock sharp."
        ),
        (
            "Silos at the eastern pier of Eastmere, where loading stopped on Tuesday after inspectors had found "
            "three false declarations. © Mara Lind"
        ),
        f"As we said: {PARAGRAPHS[0]}",
    ]
    filled = fill_gaps(kept, [PARAGRAPHS[0], *junk, PARAGRAPHS[1], *junk, PARAGRAPHS[5]])
    assert filled == [PARAGRAPHS[0], PARAGRAPHS[1], PARAGRAPHS[5]]


def test_a_short_sentence_between_lost_paragraphs_comes_with_them_and_a_heading_ends_nothing() -> None:
    second = [*PARAGRAPHS[:3], "Nobody was hurt.", TEASER, *PARAGRAPHS[3:], "So it went."]
    assert fill_gaps(PARAGRAPHS[:2], second) == [*PARAGRAPHS[:3], "Nobody was hurt.", *PARAGRAPHS[3:]]


def test_the_end_is_where_something_stands_that_is_no_news() -> None:
    longer = "Storm over Northby takes the roof off the town hall and leaves all unhurt"
    second = [*PARAGRAPHS[:5], longer, *OTHER, *OTHER[::-1]]
    assert fill_gaps(PARAGRAPHS[:2], second) == PARAGRAPHS[:5]


def test_readings_with_nothing_in_common_are_not_mixed() -> None:
    assert fill_gaps(PARAGRAPHS[:1], OTHER) == PARAGRAPHS[:1]


def test_lines_wrapped_by_hand_are_one_paragraph_again() -> None:
    words = PARAGRAPHS[0].split()
    wrapped = [" ".join(words[:6]), " ".join(words[6:13]), " ".join(words[13:])]
    assert fill_gaps([*wrapped, PARAGRAPHS[1]], PARAGRAPHS[:2]) == PARAGRAPHS[:2]


def test_glued_paragraphs_are_parted_and_what_stood_between_them_stays() -> None:
    glued = f"By Mara Lind {PARAGRAPHS[0]} {PARAGRAPHS[1]} | Home |"
    assert fill_gaps([glued, PARAGRAPHS[2]], PARAGRAPHS[:3]) == ["By Mara Lind", *PARAGRAPHS[:2], "Home", PARAGRAPHS[2]]


def test_a_line_that_merely_quotes_another_one_is_left_alone() -> None:
    quoting = f"“{PARAGRAPHS[0]}” he said, and left."
    assert fill_gaps([quoting, PARAGRAPHS[1]], PARAGRAPHS[:2]) == [quoting, PARAGRAPHS[1]]


lines = st.lists(st.sampled_from([*PARAGRAPHS, *OTHER, TEASER, "Home", "…"]), max_size=8)


@given(lines, lines)
def test_nothing_is_lost_and_nothing_invented(first: list[str], second: list[str]) -> None:
    filled = fill_gaps(first, second)
    left = iter(filled)
    assert all(line in left for line in first)
    assert set(filled) <= {*first, *second}
