"""The daemon as a process: opens the store, wires the parts, runs an engine until it is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.app.clicks import hearing_clicks
from monitor.app.clock import SystemClock
from monitor.app.lock import only_daemon
from monitor.app.new_channels import refusals
from monitor.app.rule_watch import RulesOnDisk, RuleWatch, watching_rules
from monitor.app.settings import Settings
from monitor.app.slack import slack_channel
from monitor.app.web import web_client
from monitor.app.webhooks import webhook_channels, webhooks_among
from monitor.channels.console import ConsoleChannel
from monitor.channels.registry import kind_of
from monitor.core.errors import AuthRefused, DeliveryError, SettingsError
from monitor.core.ports import Channel, Clock, Observer
from monitor.core.stores import Store
from monitor.fetching import PageFetcher, Robots
from monitor.pipeline.deliver import Deliverer
from monitor.pipeline.engines.embedded import EmbeddedEngine
from monitor.pipeline.engines.once import Left, run_once
from monitor.pipeline.in_force import InForce
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.pages import Pages
from monitor.pipeline.poll import Poller
from monitor.pipeline.prune import Pruner
from monitor.pipeline.read import Reader
from monitor.pipeline.reload import Reloader
from monitor.pipeline.reread import Rereader
from monitor.pipeline.rule_book import RuleBook, compile_book, put_in_force
from monitor.pipeline.rule_changes import Adopted
from monitor.pipeline.stages import Stages
from monitor.pipeline.vocabulary import Vocabulary
from monitor.pipeline.workers import WorkerPool
from monitor.rules.model import Backlog, Enabled, RuleSet
from monitor.store import migrate, open_store

CONSOLE = "console"
PRUNE_PAUSE_S = 0.02  #: between two steps of letting go, which take a few ms each: polling goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a run of the daemon is asked to do."""

    settings: Settings
    rule_set: RuleSet
    once: bool = False
    backlog: Backlog | None = None  #: overrides what every feed says about its first poll
    rules: RulesOnDisk | None = None  #: what to watch; None: the rule set stays in force, whatever becomes of the files


def run_daemon(job: Job, observer: Observer) -> Left | None:
    """Run until SIGTERM or SIGINT, or, with `once`, until everything due is done; return what `once` had to leave.

    Raises SettingsError, DaemonRunning, StoreError or DeliveryError if it cannot start.
    """
    with only_daemon(job.settings.data), _store(job.settings) as store:
        return asyncio.run(_run(job, observer, store))


def slack_labels(rule_set: RuleSet) -> list[str]:
    """Return the Slack channels that the rules in use name, each once."""
    kinds = ((label, kind_of(label)) for label in labels_in_use(rule_set))
    return [label for label, kind in kinds if kind is not None and kind.name == "slack"]


def labels_in_use(rule_set: RuleSet) -> list[str]:
    """Return the channels that the rules in use name, each once."""
    used = (rule.channels for rule in rule_set.rules if rule.enabled is Enabled.TRUE)
    return list(dict.fromkeys(channel for channels in used for channel in channels))


def name_some(rules: Sequence[str]) -> str:
    """Return the rules that keep pages from being left unread, some of them by name."""
    more = f" and {len(rules) - 5} more" if len(rules) > 5 else ""
    return ", ".join(rules[:5]) + more


@contextlib.contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    migrate(settings.url, backup=True)
    store = open_store(settings.url)
    try:
        yield store
    finally:
        store.close()


async def _run(job: Job, observer: Observer, store: Store) -> Left | None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask_to_stop() -> None:
        if not stop.is_set():
            stop.set()
            observer.saw("stopping")

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ask_to_stop)
    clock: Clock = SystemClock()
    ledger = Ledger(store, clock)
    try:
        async with _stages(job, observer, ledger) as (stages, watch):
            if job.once:
                return await run_once(stages, ledger, stop)
            async with hearing_clicks(job.settings, ledger, observer, stop), watching_rules(watch, stop):
                await EmbeddedEngine(stages, observer, tick_s=job.settings.tick_s).run(stop)
            return None
    finally:
        ledger.close()


@contextlib.asynccontextmanager
async def _stages(job: Job, observer: Observer, ledger: Ledger) -> AsyncIterator[tuple[Stages, RuleWatch | None]]:
    """Wire every part of the pipeline; they are released in reverse."""
    settings = job.settings
    async with contextlib.AsyncExitStack() as parts:
        channels = await _channels(job, parts)
        vocabulary = await Vocabulary.load(ledger)
        parts.push_async_callback(vocabulary.save)
        compiled = compile_book(
            job.rule_set, vocabulary.frequencies, languages=settings.languages, prescan=settings.archive == "matched"
        )
        book, adopted = await put_in_force(compiled, ledger)
        _tell_rules(book, adopted, observer)
        in_force = InForce(book)
        deliverer = Deliverer(ledger, observer, lookup_after_s=settings.slack_lookup_after_s)
        resolver = _Resolver(channels, deliverer, observer)
        parts.push_async_callback(resolver.end)
        await resolver.resolve(job.rule_set)
        watch = None
        if job.rules is not None:
            reloader = Reloader(
                ledger,
                in_force,
                vocabulary.frequencies,
                observer,
                languages=settings.languages,
                prescan=settings.archive == "matched",
            )
            watch = RuleWatch(
                job.rules,
                reloader,
                observer,
                refusals=lambda rule_set: refusals(rule_set, settings, channels),
                changed=resolver.begin,
            )
        fetcher = await parts.enter_async_context(web_client(settings))
        workers = await parts.enter_async_context(WorkerPool(settings.processes))
        of_pages = PageFetcher(fetcher, Robots(fetcher)) if settings.robots else fetcher
        pages = Pages(ledger, of_pages, workers, observer)
        stages = Stages(
            ledger,
            Poller(ledger, fetcher, workers, observer, backlog=job.backlog),
            Reader(ledger, pages, observer, vocabulary),
            Rereader(ledger, pages, observer),
            deliverer,
            channels,
            in_force,
            Pruner(ledger, observer, settings.keeping, pause_s=0.0 if job.once else PRUNE_PAUSE_S),
        )
        yield stages, watch


async def _channels(job: Job, parts: contextlib.AsyncExitStack) -> dict[str, Channel]:
    """Open the adapters: by kind, webhooks by label."""
    settings = job.settings
    channels: dict[str, Channel] = {CONSOLE: ConsoleChannel()}
    if slack_labels(job.rule_set) or settings.slack_bot_token is not None:
        channels["slack"] = await parts.enter_async_context(_slack(settings, hears=not job.once))
    needed = webhooks_among(labels_in_use(job.rule_set))
    return channels | await parts.enter_async_context(webhook_channels(settings, SystemClock(), needed=needed))


def _tell_rules(book: RuleBook, adopted: Adopted, observer: Observer) -> None:
    observer.saw(
        "rules in force",
        version=book.version,
        rules=len(book.rules),
        feeds=len(book.sources),
        feeds_added=adopted.feeds_added,
        feeds_removed=adopted.feeds_removed,
    )
    if book.prescan is not None and book.prescan.wordless:
        observer.saw("every page is read", rules=name_some(book.prescan.wordless))


class _Resolver:
    """Finds out the lasting names of the Slack channels that rules name.

    Trouble is told, and tried again when something is to be posted.
    """

    def __init__(self, channels: Mapping[str, Channel], deliverer: Deliverer, observer: Observer) -> None:
        self._channels = channels
        self._deliverer = deliverer
        self._observer = observer
        self._running: asyncio.Task[None] | None = None

    async def resolve(self, rule_set: RuleSet) -> None:
        """Resolve every channel that is not known."""
        for label in slack_labels(rule_set):
            try:
                await self._deliverer.resolve(label, self._channels["slack"])
            except DeliveryError as error:
                self._observer.saw("channel trouble", channel=label, reason=error.reason, kind=type(error).__name__)

    async def begin(self, rule_set: RuleSet) -> None:
        """Do it beside: rules that changed meanwhile do not wait for Slack to answer."""
        await self.end()
        self._running = asyncio.create_task(self.resolve(rule_set), name="resolve channels")

    async def end(self) -> None:
        """Let go of what is begun."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None


@contextlib.asynccontextmanager
async def _slack(settings: Settings, *, hears: bool) -> AsyncIterator[Channel]:
    why, otherwise = "a rule names a Slack channel", "use --console"
    async with slack_channel(settings, why=why, otherwise=otherwise, hears=hears) as channel:
        try:
            await channel.check()
        except AuthRefused as error:
            raise SettingsError(
                f"Slack does not accept the token ({error.reason}): check MONITOR_SLACK_BOT_TOKEN, or use --console"
            ) from None
        except DeliveryError:
            pass  # Slack is out of reach now: alerts wait in the outbox
        yield channel
