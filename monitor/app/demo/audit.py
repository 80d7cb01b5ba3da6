"""Whether everything that had to be told was told exactly once, and nothing else. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.app.demo.content import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A message that has to arrive, once."""

    rule: str
    channel: str
    headlines: tuple[str, ...]  #: of the story's articles; the message bears one of them
    also: frozenset[str] = frozenset()  #: further rules that it stands for


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as a reader of the channel sees it."""

    rule: str
    channel: str
    headline: str
    also: frozenset[str] = frozenset()  #: further rules that it stands for
    text: str = ""  #: everything that it says


@dataclass(frozen=True, slots=True)
class Audit:
    """What is wrong; nothing if all four are empty."""

    lost: tuple[Expected, ...]
    doubled: tuple[Expected, ...]
    unexpected: tuple[Shown, ...]
    leaked: tuple[str, ...]  #: junk of the pages that reached a message

    @property
    def clean(self) -> bool:
        """Whether everything arrived exactly once, and nothing else."""
        return not (self.lost or self.doubled or self.unexpected or self.leaked)

    def faults(self) -> list[str]:
        """Return a line for each fault."""
        return [
            *(f"lost: {_name(alert)} never arrived" for alert in self.lost),
            *(f"doubled: {_name(alert)} arrived more than once" for alert in self.doubled),
            *(f"unexpected: {_name_shown(shown)}" for shown in self.unexpected),
            *(f"leaked: {junk} is not part of any article" for junk in self.leaked),
        ]


def audit(expected: Sequence[Expected], messages: Sequence[Shown], *, junk: Sequence[str] = ()) -> Audit:
    """Compare what had to arrive with what did; `junk` are words that no message may hold.

    >>> rain = Expected(rule="rain", channel="#desk", headlines=("It rains", "Rain at last"))
    >>> told = Shown(rule="rain", channel="#desk", headline="Rain at last")
    >>> audit([rain], [told]).clean
    True
    >>> audit([rain], [told, told]).faults()
    ['doubled: rain in #desk: It rains arrived more than once']
    """
    counts = [sum(_tells(shown, alert) for shown in messages) for alert in expected]
    leaked = dict.fromkeys(word for shown in messages for word in junk if word in shown.text)
    return Audit(
        lost=tuple(alert for alert, count in zip(expected, counts, strict=True) if count == 0),
        doubled=tuple(alert for alert, count in zip(expected, counts, strict=True) if count > 1),
        unexpected=tuple(shown for shown in messages if not any(_tells(shown, alert) for alert in expected)),
        leaked=tuple(leaked),
    )


def planted_double(messages: Sequence[Shown]) -> list[Shown]:
    """Return the messages with the last of them told twice."""
    return [*messages, *messages[-1:]]


def planted_loss(messages: Sequence[Shown]) -> list[Shown]:
    """Return the messages without the last of them."""
    return list(messages[:-1])


def catches_plants(expected: Sequence[Expected], messages: Sequence[Shown]) -> tuple[bool, bool]:
    """Return whether the audit sees a planted double, and a planted loss, in copies of `messages`.

    Each must show as a fault that the messages themselves do not have; with no messages there is nothing to plant.
    """
    real = audit(expected, messages)
    double = audit(expected, planted_double(messages))
    loss = audit(expected, planted_loss(messages))
    return len(double.doubled) > len(real.doubled), len(loss.lost) > len(real.lost)


def expectations(pieces: Sequence[Piece], channel: str) -> tuple[Expected, ...]:
    """Return what these pieces must bring to `channel`: one message a story."""
    stories: dict[tuple[str, str, frozenset[str]], list[str]] = {}
    for piece in pieces:
        if piece.alert is not None:
            stories.setdefault((piece.story, piece.alert, frozenset(piece.also)), []).append(piece.title)
    return tuple(
        Expected(rule=rule, channel=channel, headlines=tuple(dict.fromkeys(titles)), also=also)
        for (_, rule, also), titles in stories.items()
    )


def _tells(shown: Shown, alert: Expected) -> bool:
    same_rules = shown.rule == alert.rule and shown.also == alert.also
    return same_rules and shown.channel == alert.channel and shown.headline in alert.headlines


def _name(alert: Expected) -> str:
    return f"{_rules(alert.rule, alert.also)} in {alert.channel}: {alert.headlines[0]}"


def _name_shown(shown: Shown) -> str:
    return f"{_rules(shown.rule, shown.also)} in {shown.channel}: {shown.headline}"


def _rules(rule: str, also: frozenset[str]) -> str:
    return " with ".join((rule, *sorted(also)))
