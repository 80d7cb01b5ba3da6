"""Which pages were read where `archive` is `matched`: how many passed, and what keeps pages from being left unread."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.app.settings import Settings
    from monitor.core.records import Counts

_UNKNOWN = "the rule files have mistakes (`monitor check` tells them)"


def scan_of(settings: "Settings") -> dict[str, object]:
    """Return whether pages are looked at before they are read, and if they are not although they should, why."""
    from monitor.app.daemon import name_some
    from monitor.core.errors import RuleFileError
    from monitor.matching import wordless_rules
    from monitor.rules import load

    described: dict[str, object] = {"archive": settings.archive, "scan": "off", "reason": ""}
    if settings.archive != "matched":
        return described
    try:
        wordless = wordless_rules(load(settings.rules))
    except RuleFileError:
        return described | {"scan": "unknown", "reason": _UNKNOWN}
    if wordless:
        return described | {"reason": f"{name_some(wordless)} can match without any word"}
    return described | {"scan": "on"}


def page_line(counts: "Counts", scan: dict[str, object]) -> str | None:
    """Return the line of `monitor status` about pages; None where none was ever looked at."""
    looked = counts.pages_passed + counts.pages_unread
    if not looked and scan["archive"] != "matched":
        return None
    figures = f"  {counts.pages_passed:,} passed, {counts.pages_unread:,} unread" if looked else ""
    share = f"; {counts.pages_passed / looked:.1%} pass" if looked else ""
    return f"{'pages':<9}{looked:>7,}{figures}{share}{_now(scan)}"


def _now(scan: dict[str, object]) -> str:
    match scan["scan"]:
        case "on":
            return ""
        case "unknown":
            return f"; whether pages are left unread is not known: {scan['reason']}"
        case _:
            return f"; every page is read now: {scan['reason'] or 'archive is all'}"
