"""A month of polling, time passed in: what the product's rhythm costs and brings, against a poll every 15 minutes.

    python -m tests.long.month [--feeds 500] [--days 30] [--seed 1] [--workers 2] [--short]

Of the feeds 5 % are wires (an entry a minute, 1.4 in the busiest hours), 20 % hourly (half of them by the clock), 30 %
bring three entries on working days, 20 % one a week, 5 % bursts (30 entries in ten minutes, then silence of 2 hours and
a day more on average), and 20 % are dead; in each kind windows of 10, 20, 30, 50 and 100 entries take turns. Entries
come by chance, and bear dates from somewhat before. Each feed is polled by `monitor.feeds.cadence.after_success`, and
apart from that at a fixed interval, over the same entries. What the first document holds is backlog and counts for
nothing; all that comes later has a delay or is lost, which is to say that it came and rolled off between two polls.

Exit 1 unless, over all feeds, nothing is lost, polls are fewer, and the median delay is lower than at the fixed
interval. The same is printed for feeds without any dates: their polls and delay are held to the same, their loss is
not, since nothing is known of such a feed's pace before its second poll, and of its bursts before the first of them.
Nor can anybody know of a burst in a feed that never had one: a table of hard cases has such feeds too ("surprising":
three entries on working days, and from the third week on a burst a day), and is not judged.

A window of ten is at the border of what polls can do that are a minute apart, which is the shortest there is. Bursts
fill it in three minutes on average and sometimes in one and a half, so that it takes a poll a minute, day and night.
A wire of 1.7 entries a minute in its busiest hours overflows it once in 15 months (2 entries of 1.3 million, in six
seeds), though it is polled every minute: hence the 1.4.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from multiprocessing import Pool

from tests.long.month_feeds import DAY_S, MIX, START, WINDOWS, SimulatedFeed, mixed
from tests.long.month_polls import FIXED_S, Tally, poll, poll_fixed

SHORT_FEEDS, SHORT_DAYS = 100, 10  #: fewer feeds would not have each window in each kind
_HARD = ("wire", "bursty", "surprising")  #: kinds whose windows are shown one by one
_TOLD = ("polls", "roll-offs", "noticed", "within N-M", "false", "with N > 0")
_HEADS = ("polls a day", "polls an entry", "median, min", "p95, min")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One feed, polled in every way."""

    feed: SimulatedFeed
    rhythm: Tally
    fixed: Tally
    undated: Tally
    told: Tally | None  #: wires only: through the product, at the fixed interval
    told_undated: Tally | None


_Pick = Callable[[Outcome], Tally | None]


def run_feed(feed: SimulatedFeed, end: float) -> Outcome:
    """Poll a feed in every way."""
    every = timedelta(seconds=FIXED_S)
    return Outcome(
        feed,
        rhythm=poll(feed, end=end),
        fixed=poll_fixed(feed, end=end),
        undated=poll(feed, end=end, dated=False),
        told=poll(feed, end=end, every=every) if feed.kind == "wire" else None,
        told_undated=poll(feed, end=end, every=every, dated=False) if feed.kind == "wire" else None,
    )


def total(tallies: Iterable[Tally | None]) -> Tally:
    """Return the sum of those that there are."""
    whole = Tally()
    for one in tallies:
        if one is not None:
            whole.add(one)
    return whole


def minutes(tally: Tally, share: float) -> float:
    """Return the delay that such a share of the entries does not exceed; 0 without entries."""
    if not tally.delays:
        return 0.0
    ordered = sorted(tally.delays)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] / 60


def compare(title: str, outcomes: Sequence[Outcome], pick: _Pick, days: float) -> tuple[Tally, Tally]:
    """Print a table of one way against the fixed interval; return both sums."""
    print(f"\n{title} / fixed interval")
    print(f"{'':<14}{'feeds':>6}{'entries':>10}" + "".join(f"{head:>18}" for head in _HEADS) + f"{'lost':>16}")
    for kind in MIX:
        some = [one for one in outcomes if one.feed.kind == kind]
        _row(kind, total(map(pick, some)), total(one.fixed for one in some), days)
    ours, fixed = total(map(pick, outcomes)), total(one.fixed for one in outcomes)
    _row("all", ours, fixed, days)
    return ours, fixed


def _row(name: str, ours: Tally, fixed: Tally, days: float) -> None:
    def pair(of: Callable[[Tally], float], digits: int = 1) -> str:
        return f"{of(ours):,.{digits}f} / {of(fixed):,.{digits}f}"

    cells = (
        pair(lambda one: one.polls / days / one.feeds),
        pair(lambda one: one.polls / one.entries, 2) if ours.entries and fixed.entries else "-",
        pair(partial(minutes, share=0.5)) if ours.entries else "-",
        pair(partial(minutes, share=0.95)) if ours.entries else "-",
    )
    lost = f"{ours.lost:,} / {fixed.lost:,}"
    print(f"{name:<14}{ours.feeds:>6}{ours.entries:>10,}" + "".join(f"{cell:>18}" for cell in cells) + f"{lost:>16}")


def show_windows(outcomes: Sequence[Outcome], days: float) -> None:
    """Print the hard cases: kinds that fill their windows, by window."""
    print("\nhard cases: lost, of so many, and polls a day: by rhythm / by rhythm without dates / fixed interval")
    for kind in _HARD:
        for window in WINDOWS:
            some = [one for one in outcomes if (one.feed.kind, one.feed.window) == (kind, window)]
            ways = [total(map(pick, some)) for pick in (_rhythm, _undated, _fixed)]
            lost = " / ".join(f"{one.lost:,}" for one in ways)
            polls = " / ".join(f"{one.polls / days / max(one.feeds, 1):,.0f}" for one in ways)
            print(f"{kind:<14} window of {window:>3}{lost:>24} of {ways[0].entries:>9,}{polls:>24}")


def show_told(name: str, tally: Tally) -> None:
    """Print how well the product tells what rolled off."""
    of = max(tally.rolled_off, 1)
    cells = (
        f"{tally.polls:,}",
        f"{tally.rolled_off:,}",
        f"{tally.noticed / of:.1%}" if tally.rolled_off else "-",
        f"{tally.right / of:.1%}" if tally.rolled_off else "-",
        f"{tally.false:,}",
        f"{tally.false_for_sure:,}",
    )
    print(f"{name:<34}" + "".join(f"{cell:>12}" for cell in cells))


def _rhythm(one: Outcome) -> Tally:
    return one.rhythm


def _fixed(one: Outcome) -> Tally:
    return one.fixed


def _undated(one: Outcome) -> Tally:
    return one.undated


def missed(ours: Tally, fixed: Tally, *, loss: bool) -> list[str]:
    """Return what does not hold."""
    faults = []
    if loss and ours.lost:
        faults.append(f"{ours.lost} entries lost")
    if ours.polls >= fixed.polls:
        faults.append(f"{ours.polls:,} polls, not fewer than {fixed.polls:,}")
    if minutes(ours, 0.5) >= minutes(fixed, 0.5):
        faults.append(f"a median delay of {minutes(ours, 0.5):.1f} min, not below {minutes(fixed, 0.5):.1f}")
    return faults


def report(feeds: Sequence[SimulatedFeed], surprising: Sequence[SimulatedFeed], days: float, workers: int) -> list[str]:
    """Print all tables; return what was missed."""
    end = START + days * DAY_S
    with Pool(workers) as pool:
        everything = pool.map(partial(run_feed, end=end), [*feeds, *surprising], chunksize=1)
        outcomes, surprised = everything[: len(feeds)], everything[len(feeds) :]
        ours, fixed = compare("by rhythm", outcomes, _rhythm, days)
        every_s = days * DAY_S * len(feeds) / ours.polls
        same = total(pool.map(partial(poll_fixed, end=end, every_s=every_s), feeds, chunksize=1))
    print(
        f"as many polls at a fixed interval, every {every_s / 60:.1f} min: median {minutes(same, 0.5):.1f} min, "
        f"{same.lost:,} lost"
    )
    undated, _ = compare("by rhythm, no entry has a date", outcomes, _undated, days)
    show_windows([*outcomes, *surprised], days)
    print(f"\n{'what is told of lost entries':<34}" + "".join(f"{head:>12}" for head in _TOLD))
    show_told("wires, fixed interval", total(one.told for one in outcomes))
    show_told("wires, fixed interval, no dates", total(one.told_undated for one in outcomes))
    show_told("all, by rhythm", ours)
    show_told("all, by rhythm, no dates", undated)
    show_told("surprising, by rhythm", total(map(_rhythm, surprised)))
    return missed(ours, fixed, loss=True) + [f"no dates: {fault}" for fault in missed(undated, fixed, loss=False)]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--short", action="store_true", help=f"{SHORT_FEEDS} feeds, {SHORT_DAYS} days, for the gate")
    arguments = parser.parse_args()
    count, days = (SHORT_FEEDS, SHORT_DAYS) if arguments.short else (arguments.feeds, arguments.days)
    feeds = mixed(count, arguments.seed)
    surprising = [SimulatedFeed(n, "surprising", window, arguments.seed) for n, window in enumerate(WINDOWS)]
    faults = report(feeds, surprising, days, arguments.workers)
    print(f"\nseed {arguments.seed}, {len(feeds)} feeds, {days} days: {'; '.join(faults) or 'all held'}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
