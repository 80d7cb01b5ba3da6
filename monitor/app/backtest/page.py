"""A backtest as one page to share in a review: no script, nothing from elsewhere, article text always as text."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from monitor.app.backtest.report import GAINED, LOST, MINUS, Report, Told
from monitor.app.backtest.wording import (
    columns_of,
    left_out,
    listed,
    never_matches,
    notices,
    opening,
    row_of,
    when,
    where_to,
)
from monitor.app.printable import printable
from monitor.core.article import Field
from monitor.core.match import Excerpt

_HERE = Path(__file__).parent
_EXCERPTS = 3
_MOST_NEVER = 500  #: rules that never match, by name
_SIGNS = {GAINED: "+", LOST: MINUS}


def write_page(path: Path, report: Report, chosen: Sequence[Told]) -> None:
    """Write the page, whole or not at all; raises OSError."""
    unfinished = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        unfinished.write_text(render_page(report, chosen), encoding="utf-8")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def render_page(report: Report, chosen: Sequence[Told]) -> str:
    """Return the page with these alerts."""
    style = (_HERE / "page.css").read_text("utf-8")
    never = report.never
    page = _environment().from_string((_HERE / "page.html").read_text("utf-8"))
    return page.render(
        style=Markup(style),  # noqa: S704 - our own file, and nothing put into it
        style_hash=f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}",
        headline=report.headline(),
        opening=opening(report),
        compared=report.compared,
        totals=report.totals,
        notices=notices(report),
        columns=columns_of(report),
        rows=[row_of(line, report) for line in listed(report)],
        groups=[_group(report, rule, list(alerts)) for rule, alerts in groupby(chosen, lambda told: told.item.rule)],
        left_out=left_out(report, chosen),
        never=never[:_MOST_NEVER],
        never_heading=never_matches(len(never)),
    )


def _environment() -> Environment:
    # Values are cleared of control characters too, as they are for a terminal: what turns the direction of writing
    # would show one text and be another.
    environment = Environment(autoescape=True, undefined=StrictUndefined, finalize=_clear)
    environment.tests["gained"] = lambda cell: str(cell).startswith("+") and cell != "+0"
    environment.tests["nothing"] = lambda cell: cell in {"+0", f"{MINUS}0", "–"}
    environment.tests["lost"] = lambda cell: str(cell).startswith(MINUS) and cell != f"{MINUS}0"
    return environment


def _clear(value: object) -> object:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _group(report: Report, rule: str, alerts: Sequence[Told]) -> dict[str, object]:
    title = next(line.title for line in report.lines if line.rule == rule)
    return {"rule": rule, "title": title, "alerts": [_alert(told) for told in alerts]}


def _alert(told: Told) -> dict[str, object]:
    article = told.shown.article
    found = told.shown.found_at
    facts = [
        f"{when(found)} UTC" if found is not None and when(found) else "",
        (article.site or _host(article.url)) if article is not None else "",
        "" if told.excerpts else "no passage: its text is gone by now",
    ]
    return {
        "change": told.item.change,
        "sign": _SIGNS.get(told.item.change, ""),
        "headline": (article.title or article.url) if article is not None else "an article that is gone by now",
        "language": article.language if article is not None else None,
        "link": _link(article.url) if article is not None else None,
        "facts": " · ".join(filter(None, facts)),
        "channels": where_to(told.item),
        "excerpts": [_pieces(excerpt) for excerpt in told.excerpts[:_EXCERPTS] if excerpt.field is not Field.TITLE],
    }


def _pieces(excerpt: Excerpt) -> list[tuple[str, bool]]:
    """Return the parts of a passage, each with whether it is marked."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in excerpt.marks:
        pieces += [(excerpt.text[at:start], False), (excerpt.text[start:end], True)]
        at = end
    return [*pieces, (excerpt.text[at:], False)]


def _link(url: str) -> str | None:
    """Return an address that may be followed from a page: of the web, and nothing that runs."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and parts.netloc else None


def _host(url: str) -> str:
    """Return the host of an address, "" if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
