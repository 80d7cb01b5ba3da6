"""What a robots.txt says to us (RFC 9309): pure, and safe on a file that was made to do harm.

Protego reads and matches rules, but keeps every rule for every agent that a group names: half a megabyte of agents
and rules makes two hundred million of them. So it is given the lines of our own group alone, and of those no more than
anybody would write by hand.
"""

import re
from collections.abc import Iterator

from protego import Protego

AGENT = "news-monitor"  #: the product token of our User-Agent (RFC 9309 section 2.2.1)
MAX_BYTES = 512_000  #: what is behind them is ignored (section 2.5)
MAX_RULES = 10_000  #: the longest known file of a newspaper has a tenth of it
_MAX_LINE_CHARS = 2_000  #: longer than any path that a page has
LONGEST_DELAY_S = 10.0  #: some files ask for minutes: a site of fifty articles a day would be read for hours

_AGENT_LINE = re.compile(r"user(?:-|\s*)agent\s*[:\s]\s*(.*)", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z_-]+")
#: What ends the agents of a group: any rule, but for what belongs to the whole site.
_RULE = re.compile(r"(?!(?:site-?maps?|host)\s*:)(?:[^:]*:|(?:dis+)?all?ow\s)", re.IGNORECASE)


class RobotsFile:
    """The rules that a site has for us."""

    def __init__(self, body: bytes = b"") -> None:
        """Read the file; one that says nothing to us, an HTML page say, allows everything."""
        lines = _ours(body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff"))
        self.size = len(lines)  #: in rules
        self._rules = Protego.parse("\n".join([f"User-agent: {AGENT}", *lines]))

    def allows(self, url: str) -> bool:
        """Whether the page may be fetched."""
        return self._rules.can_fetch(url, AGENT)

    @property
    def delay_s(self) -> float:
        """The pause between two pages that it asks for, as far as that is honoured."""
        return min(self._rules.crawl_delay(AGENT) or 0.0, LONGEST_DELAY_S)


def _ours(text: str) -> list[str]:
    """Return the rules of the groups that name us, else of those for everybody."""
    ours: list[str] = []
    everybody: list[str] = []
    named = False
    for agents, line in _grouped(text):
        named = named or AGENT in agents
        if line and AGENT in agents and len(ours) < MAX_RULES:
            ours.append(line)
        elif line and "*" in agents and len(everybody) < MAX_RULES:
            everybody.append(line)
    return ours if named else everybody


def _grouped(text: str) -> Iterator[tuple[frozenset[str], str]]:
    """Yield each rule with the agents of its group, of which only ours and `*` are told; "" is a group's beginning."""
    agents: frozenset[str] = frozenset()
    ruled = True  # a line of an agent begins a new group
    for whole in text.splitlines():
        line = whole.partition("#")[0].strip()
        if not line or len(line) > _MAX_LINE_CHARS:
            continue
        agent = _AGENT_LINE.fullmatch(line)
        if agent is None:
            ruled = ruled or _RULE.match(line) is not None
            yield agents, line
            continue
        token = _TOKEN.match(agent[1])
        name = token[0].lower() if token else agent[1]
        agents = (frozenset() if ruled else agents) | ({name} & {AGENT, "*"})
        ruled = False
        yield agents, ""
