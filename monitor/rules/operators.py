"""The words of the language that are not words to look for.

One table, so that a new operator moves from `LATER` to the parser in one place.
"""

import re

CONNECTIVES = ("AND", "OR", "NOT")

#: RULES.md §2, not in this version: said to be so, never read as plain words.
LATER_OPERATORS = ("NEAR", "ONEAR", "EXCEPT")
LATER_SCOPES = ("SENTENCE", "PARAGRAPH", "TITLE", "LEAD", "BODY", "CAPTION", "FIRST", "ATLEAST", "ANY")

OPERATORS = (*CONNECTIVES, *LATER_OPERATORS)

#: A proximity operator with its number, or a scope, as somebody may write it.
OPERATOR = re.compile(rf"({'|'.join(OPERATORS)})(?:/[0-9]*)?", re.IGNORECASE)
SCOPE = re.compile(rf"({'|'.join(LATER_SCOPES)})(?:/[0-9]*)?", re.IGNORECASE)
NUMBERED = re.compile(r"[A-Za-z]+/[0-9]+")

#: What other search languages write.
FOREIGN = {"&": "AND", "&&": "AND", "+": "AND", "|": "OR", "||": "OR", "!": "AND NOT", "-": "AND NOT"}

SUPPORTED = 'words, "phrases", =exact, @names, AND, OR, AND NOT, parentheses'
