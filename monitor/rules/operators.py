"""The words of the language that are not words to look for: one table for the lexer and the parser."""

import re

CONNECTIVES = ("AND", "OR", "NOT")
NUMBERED_OPERATORS = ("NEAR", "ONEAR")
OPERATORS = (*CONNECTIVES, *NUMBERED_OPERATORS, "EXCEPT")

PLAIN_SCOPES = ("SENTENCE", "PARAGRAPH", "TITLE", "LEAD", "BODY", "CAPTION")
NUMBERED_CALLS = ("FIRST", "ATLEAST", "ANY")
CALLS = (*PLAIN_SCOPES, *NUMBERED_CALLS)

#: How each that takes a number is written.
EXAMPLES = {"NEAR": "NEAR/5", "ONEAR": "ONEAR/5", "FIRST": "FIRST/100", "ATLEAST": "ATLEAST/3", "ANY": "ANY/2"}

MAX_NUMBER = 100_000  #: words or items; an article has far fewer

#: An operator or a call with its number, as somebody may write it.
OPERATOR = re.compile(rf"({'|'.join(OPERATORS)})(?:/(.*))?", re.IGNORECASE)
CALL = re.compile(rf"({'|'.join(CALLS)})(?:/(.*))?", re.IGNORECASE)
NUMBERED = re.compile(r"[A-Za-z]+/[0-9]+")

#: What other search languages write: signs, and words in capitals, some with a number (`w/5`, `ADJ3`).
FOREIGN = {"&": "AND", "&&": "AND", "+": "AND", "|": "OR", "||": "OR", "!": "AND NOT", "-": "AND NOT"}
FOREIGN_WORDS = {"ANDNOT": "AND NOT", "AND-NOT": "AND NOT", "BUTNOT": "AND NOT", "XOR": "OR"}
FOREIGN_NUMBERED = {
    **dict.fromkeys(("W", "N", "WITHIN", "SAME", "ATL"), "NEAR"),
    **dict.fromkeys(("ADJ", "PRE", "BEFORE", "NEXT", "FOLLOWED"), "ONEAR"),
}
#: A number without its slash.
UNSLASHED = re.compile(rf"({'|'.join((*NUMBERED_OPERATORS, *NUMBERED_CALLS, *FOREIGN_NUMBERED))})([0-9]+)")

#: Quotes of other kinds, opening -> closing; phrases take the double ones.
FOREIGN_QUOTES = {
    "'": "'’",
    "‘": "’'",
    "’": "’'",
    "`": "`´'",
    "‹": "›",
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
    "《": "》",
}
