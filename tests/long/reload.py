"""A reload run: the real daemon while its rule files are edited, again and again, and articles flow.

    python -m tests.long.reload [--edits 200] [--rate 20] [--seed 1] [--short]

Ten files hold a rule each that names a term of the next file; a term either stands in every article or in none, so
that what matches says which state of all ten files judged. One more file holds `everything`, which matches every
article. A third of the edits is broken, a tenth is a checkout of all ten files by git; the others write one file, in
place, in two halves, or renamed over. The next edit follows once the daemon has told of the last, or, for a quarter of
them, at once.

Audited at the end, in the store and in what the daemon told: every article is stored, once, with one alert of
`everything`, and none is posted twice (a channel takes 1,000 messages an hour: the others wait for the digest). Each
version is a state of the files that was whole and valid on disk, by its digest; each came into force as often as was
told. The rules that matched an article are exactly those that the state of its version says, which a half-loaded set
would break. From the end of a write until its version is in force no more than 2 s pass. Exit 1 if not so.
"""

import argparse
import asyncio
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from monitor.core.errors import RuleFileError
from monitor.rules import load
from tests.fakes.newsroom import Newsroom, article_page, headline_of
from tests.fakes.web import Reply

FILES = 10
LIMIT_S = 2.0
BROKEN = "rules: [\n"
PLANS = 'defaults: {channel: "#news-desk"}\nchannels:\n  - {channel: "#news-desk", wait: 0s, max_per_hour: 1000}\n'
EVERYTHING = "rules:\n  - {rule: everything, title: Everything, match: strike AND workers}\n"
STATES = ("strike", "nowhereword")


@dataclass
class Told:
    """What the daemon told in its log, as it came."""

    changed: dict[int, int] = field(default_factory=dict)  #: how often each version came into force
    at: list[tuple[str, float]] = field(default_factory=list)  #: (what, when, by the daemon's own log)
    failed: list[str] = field(default_factory=list)
    beat: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, stream: asyncio.StreamReader) -> None:
        while line := (await stream.readline()).decode(errors="replace"):
            for what in ("rules in force", "rules changed", "rules refused", "rules mended"):
                if f'event="{what}"' in line:
                    told = datetime.fromisoformat(line.split("timestamp=")[1].split()[0])
                    self.at.append((what, told.timestamp()))
                    if "version=" in line and what != "rules refused":
                        version = int(line.split(" version=")[1].split()[0])
                        self.changed[version] = self.changed.get(version, 0) + 1
                    self.beat.set()
            if "stage failed" in line or "Traceback" in line or 'event="fault"' in line:
                self.failed.append(line.strip())

    async def more_than(self, count: int, timeout_s: float) -> bool:
        try:
            async with asyncio.timeout(timeout_s):
                while len(self.at) <= count:
                    self.beat.clear()
                    await self.beat.wait()
        except TimeoutError:
            return False
        return True


class Run:
    """One world from its first edit to the audit."""

    def __init__(self, newsroom: Newsroom, edits: int, rate: float, seed: int) -> None:
        self.newsroom = newsroom
        self.edits = edits
        self.rate = rate
        self.dice = random.Random(seed)
        self.told = Told()
        self.states: dict[str, dict[str, bool]] = {}  #: by digest, which rules hold for every article
        self.words = [STATES[0]] * FILES
        self.waits: list[float] = []
        self.broken = self.checkouts = self.hasty = self.unanswered = 0
        self.number = 0
        self.trouble = ""

    def write(self, folder: Path, place: int, *, broken: bool) -> str:
        """Return what a file says: its rule holds for every article, or for none, by the term of the next file."""
        rule = f"rules:\n  - rule: r{place}\n    title: State {self.number}\n    match: '@t{(place + 1) % FILES}'\n"
        return rule + f"terms:\n  - {{term: t{place}, any: [{self.words[place]}]}}\n" + (BROKEN if broken else "")

    def note(self) -> bool:
        """Remember the state on disk if it can be used."""
        try:
            rule_set = load(self.newsroom.rules)
        except RuleFileError as error:
            self.trouble = str(error)
            return False
        holds = {f"r{place}": self.words[(place + 1) % FILES] == STATES[0] for place in range(FILES)}
        self.states[rule_set.digest] = holds | {"everything": True}
        return True

    def git(self, *arguments: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "advice.detachedHead=false")
        subprocess.run(["git", *who, *arguments], cwd=self.newsroom.rules, check=True, capture_output=True)

    async def edit(self) -> None:
        """Change the files once; wait for what the daemon says of it, mostly."""
        self.number += 1
        broken = self.number % 3 == 0
        self.broken += broken
        before = len(self.told.at)
        if self.number % 10 == 0:
            self.checkouts += 1
            self._checkout(broken=broken)
        else:
            await self._write_one(broken=broken)
        done = time.time()
        usable = self.note()
        if self.dice.random() < 0.25:
            self.hasty += 1
            await asyncio.sleep(self.dice.random() * 0.4)
            return
        if not await self.told.more_than(before, 15):
            self.unanswered += 1
        elif usable and self.told.at[-1][0] == "rules changed":
            self.waits.append(self.told.at[-1][1] - done)

    def _checkout(self, *, broken: bool) -> None:
        """Have git write all ten files at once: another state, prepared in another work tree."""
        self.words = [self.dice.choice(STATES) for _ in range(FILES)]
        wrong = self.dice.randrange(FILES) if broken else -1
        with tempfile.TemporaryDirectory() as other:
            self.git("add", "-A")
            self.git("commit", "-qm", "as it is", "--allow-empty")
            self.git("worktree", "add", "--detach", f"{other}/tree", "HEAD")
            tree = Path(other, "tree")
            for place in range(FILES):
                (tree / f"f{place}.yaml").write_text(self.write(tree, place, broken=place == wrong))
            self.git("-C", str(tree), "add", "-A")
            self.git("-C", str(tree), "commit", "-qm", "another")
            head = subprocess.check_output(["git", "-C", str(tree), "rev-parse", "HEAD"], text=True).strip()
            self.git("worktree", "remove", "--force", str(tree))
        self.git("checkout", "-q", head)

    async def _write_one(self, *, broken: bool) -> None:
        place = self.dice.randrange(FILES)
        if not broken:
            for other in range(FILES):  # whoever made the mistake mends it first
                file = self.newsroom.rules / f"f{other}.yaml"
                if BROKEN in file.read_text():
                    place = other
                    break
            self.words[place] = self.dice.choice(STATES)
        file = self.newsroom.rules / f"f{place}.yaml"
        text = self.write(self.newsroom.rules, place, broken=broken)
        way = self.dice.randrange(3)
        if way == 0:
            file.write_text(text)
        elif way == 1:  # in two halves, of which the first is a whole file by itself
            cut = text.index("terms:")
            with file.open("w") as opened:
                opened.write(text[:cut])
                opened.flush()
                await asyncio.sleep(0.1)
                opened.write(text[cut:])
        else:
            other_file = file.with_name(f".{file.name}.new")
            other_file.write_text(text)
            other_file.replace(file)

    async def flow(self, stop: asyncio.Event) -> None:
        """Publish at the rate, half a second's worth at a time."""
        due = time.monotonic()
        while not stop.is_set():
            for number in range(self.newsroom.articles, self.newsroom.articles + round(self.rate / 2)):
                self.newsroom.site.pages[f"/articles/{number}"] = article_page(number)
            self.newsroom.articles += round(self.rate / 2)
            self._show_the_newest()
            due += 0.5
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def _show_the_newest(self) -> None:
        """Have the feed show as many entries as large feeds do; more would be a test of parsing."""
        link = self.newsroom.site.url
        items = "".join(
            f"<item><title>Strike {number}</title><link>{link(f'/articles/{number}')}</link></item>"
            for number in range(max(0, self.newsroom.articles - 300), self.newsroom.articles)
        )
        feed = f'<rss version="2.0"><channel><title>Wire</title><link>{link("/")}</link>{items}</channel></rss>'
        self.newsroom.site.pages["/feed"] = Reply(body=feed, content_type="application/rss+xml")

    async def settle(self) -> None:
        """Wait until every article is read."""
        async with asyncio.timeout(120):
            while True:
                with sqlite3.connect(f"file:{self.newsroom.data}/monitor.db?mode=ro", uri=True) as database:
                    (settled,) = database.execute("SELECT count(*) FROM entry WHERE state <> 'waiting'").fetchone()
                database.close()
                if settled >= self.newsroom.articles:
                    return
                await asyncio.sleep(0.5)

    def audit(self) -> list[str]:
        """Return what is wrong."""
        database = sqlite3.connect(self.newsroom.data / "monitor.db")
        digests = dict(database.execute("SELECT version, digest FROM rule_set"))
        articles = list(database.execute("SELECT id, title, rule_set FROM article"))
        matched: dict[int, set[str]] = {}
        for article, rule in database.execute('SELECT article_id, rule FROM "match"'):
            matched.setdefault(article, set()).add(rule)
        states = dict(database.execute("SELECT state, count(*) FROM entry GROUP BY state"))
        adopted = database.execute("SELECT count(*), count(DISTINCT version) FROM rule_event WHERE kind = 'adopted'")
        events, versions = adopted.fetchone()
        of_everything = (
            "SELECT count(*), count(DISTINCT story_id) FROM outbox WHERE kind = 'alert' AND rule = 'everything'"
        )
        alerts = database.execute(of_everything).fetchone()
        database.close()
        faults = list(self.told.failed)
        if {title for _, title, _ in articles} != {headline_of(n) for n in range(self.newsroom.articles)}:
            faults.append(f"{len(articles)} articles are stored of {self.newsroom.articles}")
        if set(states) != {"read"}:
            faults.append(f"entries: {states}")
        for article, title, version in articles:
            holds = self.states.get(digests[version])
            if holds is None:
                faults.append(f"{title}: judged by version {version}, which was never whole on disk")
            elif matched.get(article, set()) != {rule for rule, true in holds.items() if true}:
                faults.append(f"{title}: version {version} says {holds}, matched {matched.get(article)}")
        unknown = [version for version, digest in digests.items() if digest not in self.states]
        if unknown:
            faults.append(f"versions that were never whole on disk: {unknown}")
        if versions != len(digests) or events != sum(self.told.changed.values()) - self._mended():
            faults.append(f"{events} events of {versions} versions, {len(digests)} stored, told {self.told.changed}")
        if alerts != (self.newsroom.articles, self.newsroom.articles):
            faults.append(f"alerts and stories: {alerts}")
        return faults + self._told_faults()

    def _told_faults(self) -> list[str]:
        faults = []
        posted = [message.text for message in self.newsroom.slack.messages]
        twice = [n for n in range(self.newsroom.articles) if sum(headline_of(n) in _words(t) for t in posted) > 1]
        if twice or not posted:
            faults.append(f"{len(posted)} posts, {len(twice)} articles are posted twice, the first: {twice[:5]}")
        if self.unanswered:
            faults.append(f"{self.unanswered} edits without an answer")
        if max(self.waits, default=99) > LIMIT_S:
            faults.append(f"{sum(wait > LIMIT_S for wait in self.waits)} changes took more than {LIMIT_S} s")
        return faults

    def _mended(self) -> int:
        return sum(what == "rules mended" for what, _ in self.told.at)


def _words(text: str) -> set[str]:
    import re

    return set(re.findall(r"Strike at \w+ \d+", text))


async def play(edits: int, rate: float, seed: int) -> int:
    """Run, audit, print; return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        async with Newsroom(Path(folder), articles=0, rules=PLANS) as newsroom:
            (newsroom.rules / "everything.yaml").write_text(EVERYTHING)
            run = Run(newsroom, edits, rate, seed)
            for place in range(FILES):
                (newsroom.rules / f"f{place}.yaml").write_text(run.write(newsroom.rules, place, broken=False))
            run.git("init", "-q")
            assert run.note(), run.trouble
            started = time.monotonic()
            daemon = await newsroom.start("monitor", "run", MONITOR_SLACK_PACE_S="0")
            assert daemon.stderr is not None
            listening = asyncio.create_task(run.told.listen(daemon.stderr))
            assert await run.told.more_than(0, 60), "the daemon did not start"
            stop = asyncio.Event()
            flowing = asyncio.create_task(run.flow(stop))
            for _ in range(edits):
                await run.edit()
            stop.set()
            await flowing
            took = time.monotonic() - started
            await run.settle()
            daemon.terminate()
            await daemon.wait()
            await listening
            print(f"edits: {edits}, broken {run.broken}, by git {run.checkouts}, without waiting {run.hasty}")
            print(f"articles: {newsroom.articles} in {took:.0f} s ({newsroom.articles / took:.1f}/s)")
            print(f"versions in force: {len(run.told.changed)}, changes told {sum(run.told.changed.values())}")
            waits = sorted(run.waits) or [0.0]
            tail = waits[int(len(waits) * 0.95)]
            print(f"from saving to in force: median {statistics.median(waits):.2f} s, 95 % {tail:.2f} s, ", end="")
            print(f"longest {waits[-1]:.2f} s, of {len(run.waits)}")
            faults = run.audit()
            for fault in faults[:20]:
                print(f"FAULT {fault[:400]}")
            print("all is well" if not faults else f"{len(faults)} faults")
            return bool(faults)


def main() -> int:
    """Read the arguments and play."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="30 edits")
    given = parser.parse_args()
    return asyncio.run(play(30 if given.short else given.edits, given.rate, given.seed))


if __name__ == "__main__":
    sys.exit(main())
