"""What holds a match back: a cap, quiet hours, a mute, the digest after an outage. Pure."""

from dataclasses import dataclass
from datetime import datetime

from monitor.core.mutes import Mute
from monitor.pipeline.why.words import clock, command


@dataclass(frozen=True, slots=True)
class Held:
    """What holds it, until when, and what would let it go."""

    outcome: str  #: cap | quiet | mute | outage | held
    detail: str
    sentence: str  #: goes on after `… matched, and `
    remedies: tuple[str, ...]


def hold_of(reason: str, *, channel: str, until: datetime | None, mute: Mute | None, now: datetime) -> Held:
    """Return what the stored `reason` of a held match means; `until` is when it comes out."""
    kind, _, rest = reason.partition(": ")
    comes = f"; it comes out at {clock(until, now)}" if until is not None else ""
    detail = f"{reason}{comes}"
    of_channel = f"of {channel} in the rules"
    match kind:
        case "cap":
            sentence = f"{channel} has had its share ({rest}): it is held for the digest{_at(until, now)}"
            return Held(
                "cap",
                detail,
                sentence,
                (f"a higher `max_per_hour:`  # {of_channel}", "severity: critical  # passes caps"),
            )
        case "quiet":
            when = f" ({rest})" if rest and not rest.startswith("for the thread") else ""
            sentence = f"{channel} has quiet hours{when}: it is held{_until(until, now)}"
            return Held(
                "quiet",
                detail,
                sentence,
                (f"shorter `quiet:` hours  # {of_channel}", "severity: critical  # passes quiet hours"),
            )
        case "mute":
            remedy = command("mute", "remove", str(mute.id)) if mute is not None else command("mute", "list")
            end = f", which ends at {clock(mute.until, now)}" if mute is not None else ""
            sentence = f"it is muted ({rest}){end}: it is held{_until(until, now)}"
            return Held("mute", detail, sentence, (remedy,))
        case "outage":
            sentence = f"{channel} had many late alerts after an outage: they go out as one digest{_at(until, now)}"
            return Held("outage", detail, sentence, ())
    return Held("held", detail or f"held{comes}", f"it is held{_until(until, now)}", ())


def _at(until: datetime | None, now: datetime) -> str:
    return f" at {clock(until, now)}" if until is not None else ""


def _until(until: datetime | None, now: datetime) -> str:
    return f" until {clock(until, now)}" if until is not None else ""
