"""Tables of lines that are no part of an article: `whole`, `starts`, `within`; `kinds` says how to read them.

`walls` holds what tells a page that is no article at all.
"""

from monitor.articles.phrases.kinds import MAX_WORDS, STRONG, Kind, Table, rows
from monitor.articles.phrases.starts import STARTS
from monitor.articles.phrases.whole import SERVICES, WHOLE
from monitor.articles.phrases.within import HOLDS

__all__ = ["HOLDS", "MAX_WORDS", "SERVICES", "STARTS", "STRONG", "WHOLE", "Kind", "Table", "rows"]
