"""Every form of an expression as it is written, from the text of the rule to the marks, each both ways."""

import pytest

from monitor.core.article import Article
from monitor.matching import Percolator
from monitor.rules.parse import parse
from tests.fakes.rule_sets import article, entity, rule, rule_set, term

ENTITIES = [
    entity("north-korea", ["North Korea", "=DPRK"], weak=["Pyongyang", "the North"], except_=["North Korea Street"])
]
TERMS = [term("easing", ["~ease", "~lift", "relief", "trade wa?", "=Waiver", "relax*"])]


def marks(expression: str, one: Article) -> list[str] | None:
    """The texts of the spans, None if the rule does not match."""
    parsed = parse(expression)
    assert parsed.node is not None, parsed.faults
    matches = Percolator(rule_set(rule(parsed.node), entities=ENTITIES, terms=TERMS)).match(one)
    return [span.text for span in matches[0].spans] if matches else None


def in_body(expression: str, text: str, language: str = "en") -> list[str] | None:
    return marks(expression, article(text, language=language))


@pytest.mark.parametrize(
    ("expression", "text", "found"),
    [
        ("sanctions", "SANCTIONS, Sánctions; sanctions", ["SANCTIONS", "Sánctions", "sanctions"]),
        ("sanctions", "sanction sanctionsrelief", None),
        ('"sanctions relief"', "Sanctions: relief. Sanctions-relief", ["Sanctions: relief", "Sanctions-relief"]),
        ('"sanctions relief"', "relief sanctions, sanctions for relief", None),
        ('"sanctions relief"', "Sanctions\nRelief", None),
        ("“sanctions relief”", "sanctions relief", ["sanctions relief"]),
        ("sanction*", "sanction sanctions sanctioned", ["sanction", "sanctions", "sanctioned"]),
        ("sanction*", "sanct unsanctioned", None),
        ("organi?ation", "organisation organization", ["organisation", "organization"]),
        ("organi?ation", "organiation organissation", None),
        ('"sanction* relief"', "sanctioned relief", ["sanctioned relief"]),
        ('"sanction* relief"', "sanctioned big relief", None),
        ("~sanction", "sanctions sanctioned sanctioning", ["sanctions", "sanctioned", "sanctioning"]),
        ("~sanctions", "sanction", ["sanction"]),
        ("~sanction", "sanctioner sanctity", None),
        ('~"sanction relief"', "sanctioned reliefs", ["sanctioned reliefs"]),
        ('~"sanction relief"', "relief sanctions", None),
        ("=US", "The US and us", ["US"]),
        ("=US", "us Us USA", None),
        ('="AT&T"', "AT&T at&t", ["AT&T"]),
        ('="C++"', "C++", ["C++"]),
        ('="C++"', "c++ C+ +", None),
        ("@north-korea", "North Korea and DPRK", ["North Korea", "DPRK"]),
        ("@north-korea", "Pyongyang and North-Korea", ["Pyongyang", "North-Korea"]),
        ("@north-korea", "Pyongyang and dprk, North Korea Street", None),
        (
            "@easing",
            "eased, lifting, RELIEF, trade war, relaxed",
            ["eased", "lifting", "RELIEF", "trade war", "relaxed"],
        ),
        ("@easing", "Waiver, waiver", ["Waiver"]),
        ("@easing", "release liftoff reliefs", None),
        ("iran AND oil", "Oil of Iran", ["Oil", "Iran"]),
        ("iran AND oil", "Oil", None),
        ("iran OR oil", "Oil", ["Oil"]),
        ("iran OR oil", "Gas", None),
        ("iran AND NOT oil", "Iran", ["Iran"]),
        ("iran AND NOT oil", "Iran's oil", None),
        ("iran NEAR/5 oil", "Iran a b c d e oil", ["Iran", "oil"]),
        ("iran NEAR/5 oil", "oil a b c d e Iran", ["oil", "Iran"]),
        ("iran NEAR/5 oil", "Iran a b c d e f oil", None),
        ("iran NEAR/5 oil", "Iran\noil", None),
        ("iran ONEAR/5 oil", "Iran oil", ["Iran", "oil"]),
        ("iran ONEAR/5 oil", "oil Iran", None),
        ("(iran OR iraq) NEAR/1 (oil OR gas)", "Iraq gas x x Iran", ["Iraq", "gas"]),
        ("(iran OR iraq) NEAR/1 (oil OR gas)", "Iraq x x gas", None),
        ("iran NOT NEAR/2 oil", "Iran x x x oil", ["Iran"]),
        ("iran NOT NEAR/2 oil", "Iran x x oil", None),
        ('iran EXCEPT "iran air"', "Iran Air, Iran", ["Iran"]),
        ('iran EXCEPT "iran air"', "Iran Air", None),
        ('oil NEAR/2 (iran EXCEPT "iran air")', "oil Iran Air Iran", ["oil", "Iran"]),
        ('oil NEAR/1 (iran EXCEPT "iran air")', "oil Iran Air Iran", None),
        ("iran NEAR/1 oil NEAR/1 gas", "gas x oil x Iran", ["gas", "oil", "Iran"]),
        ("iran NEAR/1 oil NEAR/1 gas", "Iran oil x x oil gas", None),
        ("SENTENCE(iran AND oil)", "Mr. Rouhani of Iran sold 3.5 m barrels of oil. No.", ["Iran", "oil"]),
        ("SENTENCE(iran AND oil)", "Iran talks. Oil is up.", None),
        ("PARAGRAPH(iran AND oil)", "Iran talks. Oil is up.", ["Iran", "Oil"]),
        ("PARAGRAPH(iran AND oil)", "Iran talks.\nOil is up.", None),
        ("ATLEAST/3(iran)", "Iran Iran iran", ["Iran", "Iran", "iran"]),
        ("ATLEAST/3(iran)", "Iran Iran", None),
        ("ANY/2(iran, oil, gas)", "gas, oil", ["gas", "oil"]),
        ("ANY/2(iran, oil, gas)", "gas, gas", None),
        (r"/CVE-\d{4}-\d{4,}/", "cve-2024-12345", ["cve-2024-12345"]),
        (r"/CVE-\d{4}-\d{4,}/", "CVE-24-1", None),
        (r"/(?-i)CVE-\d{4}-\d{4,}/", "cve-2024-12345", None),
        (r"/24\/7/", "on 24/7", ["24/7"]),
        ("/nction/", "sanctions", ["nction"]),
        (r"/iran\soil/", "Iran\noil", None),
        ("iran # AND oil\nOR gas # (", "Iran", ["Iran"]),
        ("iran # OR oil", "oil", None),
    ],
)
def test_a_row_of_the_table(expression: str, text: str, found: list[str] | None) -> None:
    assert in_body(expression, text) == found


LONG = " ".join(["word"] * 15)
PAPER = article(
    f"By Oil Reporter\nThe lead has {LONG} gas.\nLast comes Iran.", title="Iran. Gas", captions=["Coal", "A map of oil"]
)


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("TITLE(iran)", ["Iran"]),
        ("TITLE(oil)", None),
        ("TITLE(SENTENCE(iran AND gas))", ["Iran", "Gas"]),  # a title is a sentence
        ("LEAD(gas)", ["gas"]),
        ("LEAD(oil)", None),  # a byline is no lead
        ("BODY(oil)", ["Oil"]),
        ("BODY(coal)", None),
        ("CAPTION(oil)", ["oil"]),
        ("CAPTION(iran)", None),
        ("CAPTION(PARAGRAPH(coal AND oil))", None),  # each caption is one
        ("FIRST/3(oil)", ["Oil"]),
        ("FIRST/1(oil)", None),
        ("FIRST/100000(coal)", None),
        ("iran AND coal", ["Iran", "Iran", "Coal"]),  # everywhere
        ("iran NEAR/9 gas", ["Iran", "Gas"]),
        ("TITLE(iran NEAR/0 gas)", ["Iran", "Gas"]),
        ("TITLE(iran AND NOT oil)", ["Iran"]),  # only inside the scope
        ("iran AND NOT oil", None),
        ("iran AND NOT TITLE(oil)", ["Iran", "Iran"]),
    ],
)
def test_a_scope_is_where_it_says(expression: str, found: list[str] | None) -> None:
    assert marks(expression, PAPER) == found


@pytest.mark.parametrize(
    ("expression", "text", "found"),
    [
        # Written without spaces: found as substrings, each character a word.
        ("朝鮮", "北朝鮮は", ["朝鮮"]),
        ("カード", "クレジットカード会社", ["カード"]),
        ("ไทย", "ประเทศไทยวันนี้", ["ไทย"]),
        ("ລາວ", "ປະເທດລາວໃນ", ["ລາວ"]),
        ("ខ្មែរ", "ប្រជាជនខ្មែរនៅ", ["ខ្មែរ"]),
        ("မြန်မာ", "ယနေ့မြန်မာနိုင်ငံ", ["မြန်မာ"]),
        ("中国", "会議中、国会", None),
        ("日本 NEAR/2 中国", "日本政府中国", ["日本", "中国"]),
        ("日本 NEAR/1 中国", "日本政府中国", None),
        ("ก NEAR/1 ค", "กขค", ["ก", "ค"]),
        ("ก NEAR/0 ค", "กขค", None),
        # A change of script ends a word.
        ("NATO", "NATOと NATO의 美NATO", ["NATO", "NATO", "NATO"]),
        ("2024", "2024年 제2024호", ["2024", "2024"]),
        ("대통령", "美대통령", ["대통령"]),
        ("年", "2024年", ["年"]),
        ("nat", "NATと NATOと", ["NAT"]),
        # Hangul takes two particles at the end, nothing in front.
        ("북한", "북한 북한의 북한에서는 북한으로부터의", ["북한"] * 4),
        ("북한", "북한산 대북한 북한에서는요", None),
        ('"북한 제재"', "북한의 제재를", ["북한의 제재"]),
        ("북한*", "북한산", ["북한산"]),
        # `=` asks for what is written.
        ("=NATO", "NATOと Nato", ["NATO"]),
        ("=北", "北京", ["北"]),
        ('=".NET"', "ASP.NET", [".NET"]),
        ("=Côte", "Co\N{COMBINING CIRCUMFLEX ACCENT}te Cote", ["Co\N{COMBINING CIRCUMFLEX ACCENT}te"]),
        ('="O\'Brien"', "O’Brien OBrien", ["O’Brien"]),
        ('="New York"', "New\N{NO-BREAK SPACE}York New\tYork", ["New\N{NO-BREAK SPACE}York", "New\tYork"]),
        ("=Korea", "Ko\N{SOFT HYPHEN}rea", ["Ko\N{SOFT HYPHEN}rea"]),
        ("=Iran", "Irans eIran Iran2", None),
    ],
)
def test_scripts_end_their_words_in_their_own_ways(expression: str, text: str, found: list[str] | None) -> None:
    assert in_body(expression, text) == found


ARABIC = [
    *("", "و", "ف"),
    *(first + second for first in ("", "و", "ف") for second in "بكلس"),
]


@pytest.mark.parametrize("prefix", ARABIC)
def test_an_arabic_word_may_carry_a_conjunction_a_preposition_and_the_article(prefix: str) -> None:
    assert in_body("صين", f"x {prefix}صين x") == ["صين"]
    article_ = "ل" if prefix.endswith("ل") else "ال"
    assert in_body("صين", f"x {prefix}{article_}صين x") == ["صين"]


@pytest.mark.parametrize("text", ["بوصين", "ببصين", "االصين", "مصين", "صينية", "الوصين"])
def test_an_arabic_word_carries_nothing_else(text: str) -> None:
    assert in_body("صين", text) is None


def test_arabic_tatweel_is_no_letter() -> None:
    assert in_body("صين", "صـــين") == ["صـــين"]


@pytest.mark.parametrize("prefix", "ובלמהשכ")
def test_a_hebrew_word_may_carry_one_letter(prefix: str) -> None:
    assert in_body("ישראל", f"x {prefix}ישראל x") == ["ישראל"]
    assert in_body("ישראל", f"x ו{prefix}ישראל x") is None


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "sanctioned", ["sanctioned"]),
        ("en-GB", "sanctioned", ["sanctioned"]),
        ("de", "sanctioned", None),  # no rule, feed or setting names German
        ("de", "sanction", ["sanction"]),
        ("ko", "sanctioned", None),  # no forms are known
        ("ko", "sanction", ["sanction"]),
    ],
)
def test_forms_are_those_of_the_language_of_the_article(language: str, text: str, found: list[str] | None) -> None:
    assert in_body("~sanction", text, language) == found


@pytest.mark.parametrize(
    ("expression", "text", "found"),
    [
        ("iran OR oil", "Oil, Iran, oil", ["Oil", "Iran", "oil"]),  # every occurrence of every true alternative
        ("iran OR (oil AND gas)", "Iran, oil", ["Iran"]),  # of those that are not true none
        ("ANY/1(iran, oil AND gas)", "Iran, oil", ["Iran"]),
        ("iran AND NOT (oil AND gas)", "Iran, oil", ["Iran"]),
        ("iran NEAR/0 oil", "Iran oil, Iran", ["Iran", "oil", "Iran"]),  # a comma is no word
        ("iran NEAR/0 oil", "Iran oil x Iran", ["Iran", "oil"]),
        ("SENTENCE(iran AND oil)", "Iran's oil. Iran is big.", ["Iran", "oil"]),
        ("@north-korea", "The North, North Korea, North Korea Street", ["The North", "North Korea"]),
        ('"North Korea" OR Korea', "North Korea", ["North Korea", "Korea"]),
        ("korea", "Korea's", ["Korea"]),
        ("북한", "북한의", ["북한"]),
        ("صين", "والصين", ["صين"]),
        ("café", "cafe\N{COMBINING ACUTE ACCENT}s cafe\N{COMBINING ACUTE ACCENT}", ["cafe\N{COMBINING ACUTE ACCENT}"]),
        ("/iran('s)?/", "Iran's", ["Iran's"]),  # of a regular expression just what was matched
        ('"first second"', "It came first. Second it went", ["first. Second"]),
    ],
)
def test_the_marks_are_what_makes_it_true_and_nothing_else(expression: str, text: str, found: list[str] | None) -> None:
    assert in_body(expression, text) == found
