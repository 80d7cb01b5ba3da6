import pytest

from monitor.rules.nodes import Exact, Inflected, Node, Regex, Words
from monitor.rules.parse import parse
from monitor.rules.patterns import stars

_SIGN = '(write ="…" to look for the sign itself)'
_FEW = "letters right before it, or it would find too much"


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("sanction*", Words("sanction*")),
        ("organi?ation", Words("organi?ation")),
        ("?ran", Words("?ran")),
        ('"sanction* relief"', Words("sanction* relief", quoted=True)),
        ("제재*", Words("제재*")),
        ("санкц*", Words("санкц*")),
        ("l'Ira*", Words("l'Ira*")),
        ("anti-gov*", Words("anti-gov*")),
        ("北?", Words("北?")),
        ('="who? a*"', Exact("who? a*", quoted=True)),
        ("~sanction", Inflected("sanction")),
        ('~"sanction relief"', Inflected("sanction relief", quoted=True)),
        ("~“sanction relief”", Inflected("sanction relief", quoted=True)),
        (r"/CVE-\d{4}-\d{4,}/", Regex(r"CVE-\d{4}-\d{4,}")),
        (r"/24\/7 (news|desk) # a, b/", Regex("24/7 (news|desk) # a, b")),
        (r"/a\\/", Regex(r"a\\")),
        ("/(?-i)NATO/", Regex("(?-i)NATO")),
        (r"/(?-i)\bX\b/", Regex(r"(?-i)\bX\b")),
        ("/€/", Regex("€")),
    ],
)
def test_a_pattern_is_read_as_written(text: str, node: Node) -> None:
    assert parse(text).node == node


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("ab*", 2, f"* needs at least 3 {_FEW}"),
        ("a OR ab?*", 8, f"* needs at least 3 {_FEW}"),
        ("제*", 1, f"* needs at least 2 {_FEW}"),
        ("AI제*", 3, f"* needs at least 2 {_FEW}"),
        ("anti-go*", 7, f"* needs at least 3 {_FEW}"),
        ("l'Ir*", 4, f"* needs at least 3 {_FEW}"),
        ('"sanctions * relief"', 11, f"* needs at least 3 {_FEW}"),
        ("san*tion", 3, f"* stands only at the end of a word {_SIGN}"),
        ("sanction**", 8, f"* stands only at the end of a word {_SIGN}"),
        ("*tion", 0, f"* stands only at the end of a word {_SIGN}"),
        ('"what is it ?"', 12, f"? stands for one letter or digit of a word, and no word is here {_SIGN}"),
        (
            "北朝鮮*",
            3,
            "* has no use in a script without spaces: a term is found inside longer ones anyway (leave it out)",
        ),
        (
            '"ไทย* x"',
            4,
            "* has no use in a script without spaces: a term is found inside longer ones anyway (leave it out)",
        ),
        ("a OR ?", 5, "? has no letter or digit to look for"),
        ("a OR *", 5, "* has no letter or digit to look for"),
        ('"* ?"', 0, '"* ?" has no letter or digit to look for'),
        ("=who?", 0, '=who? has more than letters and digits (write ="who?")'),
        ("~sanction*", 9, "~ finds every form already, and takes no wildcards (leave out one or the other)"),
        ('~"trade wa?"', 10, "~ finds every form already, and takes no wildcards (leave out one or the other)"),
        ("~U.S.", 0, '~U.S. has more than letters and digits (write ~"U.S.")'),
        ("~ a", 0, '~ needs a word or "…" right behind it'),
        ('~"…"', 0, '~"…" has no letter or digit to look for'),
        ('a AND ~"b', 6, "this quote has no partner (close it)"),
        (
            "/abc AND d",
            0,
            "this regular expression has no / at its end on this line (write \\/ for a slash inside it)",
        ),
        (
            "/abc/i OR d",
            5,
            (
                "behind the / that ends a regular expression comes a space "
                "(write \\/ for a slash inside it; flags stand inside, too: (?-i))"
            ),
        ),
        ("a OR //", 5, "an empty regular expression (write something between the /)"),
        ("a OR /[b/", 5, "this is no regular expression: missing ]: [b"),
        (
            "/a(?=b)/",
            0,
            "this is no regular expression: invalid perl operator: (?= (RE2 looks neither ahead nor behind)",
        ),
        (r"/(a)\1/", 0, r"this is no regular expression: invalid escape sequence: \1"),
        (
            "/a*/",
            0,
            "this matches the empty text, so nearly everything (ask for at least one character: + and not *)",
        ),
        (
            r"/\b/",
            0,
            "this matches the empty text, so nearly everything (ask for at least one character: + and not *)",
        ),
        ("/./ AND iran", 0, "this matches a single letter, digit or space, so nearly everything (ask for more)"),
        ("/b/", 0, "this matches a single letter, digit or space, so nearly everything (ask for more)"),
        (r"/\d|%/", 0, "this matches a single letter, digit or space, so nearly everything (ask for more)"),
        ("/" + "a" * 1001 + "/", 0, "this regular expression is longer than 1,000 characters (write several, with OR)"),
    ],
)
def test_a_pattern_that_cannot_be_says_where_and_what_would_work(text: str, column: int, message: str) -> None:
    parsed = parse(text)
    assert parsed.node is None
    assert [(fault.column, fault.message) for fault in parsed.faults] == [(column, message)]


def test_a_regular_expression_that_re2_cannot_hold_is_refused() -> None:
    (fault,) = parse(r"/((\pL{1,100}){1,9}x){1,9}/").faults
    assert fault.message.startswith("this is no regular expression: ")


def test_letters_before_a_star_are_counted_as_folded() -> None:
    assert list(stars("the sanction* of Groß* and 제재*")) == [(12, "sanction"), (21, "gross"), (29, "제재")]
