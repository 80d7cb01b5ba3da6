"""Slack's buttons, over a socket that the program opens itself (Socket Mode): no address of ours has to be public.

slack_sdk asks for the socket's address; the socket is kept here. Its own client does not suit a daemon: an address is
good for one socket, and when one could not be opened, the client was seen to try the same address for ever and never to
ask for another (3.47); a refused token it tries every 5 s; it closes a socket before it has the next, so that what is
pressed between them fails (github.com/slackapi/python-slack-sdk issues 1446, 1922).

Slack closes every socket after some hours, and says so some seconds before: the next one is opened then, and both are
listened to for a while. A click may come twice; whoever takes it knows it by its alert, person and time.
"""

import asyncio
import json
import logging
import random
import time
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from monitor.channels.slack_errors import delivery_error
from monitor.channels.slack_markup import mrkdwn
from monitor.channels.wording import is_web
from monitor.core.errors import AuthRefused, DeliveryError, NotSent, Throttled
from monitor.core.mutes import Action, Click
from monitor.core.ports import Observer

#: Takes a click. Returns why it was not taken, as the person is told; None if it was.
ClickTaker: TypeAlias = Callable[[Click], Awaitable[str | None]]

THROTTLED_S = 30.0  #: throttled without a word about how long
#: What Slack says of a socket that it is about to replace.
RENEWALS = frozenset(("warning", "refresh_requested"))
SWITCHED_OFF = "link_disabled"
FAULT = "This was not kept: the monitor met an internal error, which is in its log."
MAX_ANSWER = 600  #: characters of what a person is told
MAX_NAME = 80

_LOG = logging.getLogger("monitor.channels.slack_sdk")  # as in slack.py: at DEBUG slack_sdk logs tokens and payloads
_LOG.setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long things may take, in seconds."""

    ack_s: float = 2.0  #: a click is taken before Slack hears of it, if it takes no longer; Slack asks for less than 3
    opening_s: float = 15.0
    heartbeat_s: float = 10.0  #: between pings; a socket that leaves one unanswered for half of this is dead
    lingering_s: float = 10.0  #: a socket that Slack will close is listened to beside the next one
    steady_s: float = 60.0  #: a socket that lasted so long was no failure
    first_retry_s: float = 1.0  #: doubles
    longest_retry_s: float = 300.0
    refused_retry_s: float = 900.0  #: a token that is not accepted; Socket Mode switched off
    farewell_s: float = 0.5  #: for what is in hand when the program stops


class SlackClicks:
    """What people press under the alerts of one workspace."""

    def __init__(
        self,
        app_token: str,
        taker: ClickTaker,
        observer: Observer,
        *,
        base_url: str = AsyncWebClient.BASE_URL,
        proxy: str | None = None,
        timing: Timing | None = None,
    ) -> None:
        """Listen with the app-level token `app_token`, which has the scope `connections:write`."""
        self._app_token = app_token
        self._taker = taker
        self._observer = observer
        self._base_url = base_url
        self._proxy = proxy
        self._timing = timing or Timing()
        self._tasks: set[asyncio.Task[None]] = set()
        self._refused: str | None = None  # the refusal that was told, until a socket is open

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop` is set; a socket that is lost or cannot be had is opened again, for ever.

        Ends within 2 s of `stop`; what is in hand then has half a second, and a click that is cut off was not
        acknowledged.
        """
        async with _session() as session:
            listening = asyncio.create_task(self._listen(session))
            stopping = asyncio.create_task(stop.wait())
            try:
                await asyncio.wait({listening, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if listening.done():
                    listening.result()
            finally:
                stopping.cancel()
                listening.cancel()
                await self._end(listening, stopping)

    async def _end(self, *cancelled: asyncio.Task[object] | asyncio.Task[None]) -> None:
        """Let what is in hand end, then close the sockets."""
        answers = {task for task in self._tasks if task.get_name() == "answer"}
        if answers:
            await asyncio.wait(answers, timeout=self._timing.farewell_s)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*cancelled, *self._tasks, return_exceptions=True)

    async def _listen(self, session: aiohttp.ClientSession) -> None:
        """Keep one socket open; another one beside it while Slack renews it."""
        failures = 0
        while True:
            try:
                socket = await self._open(session)
            except DeliveryError as error:
                failures += 1
                await self._pause(error, failures)
                continue
            began = time.monotonic()
            leaving: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            self._spawn("socket", partial(self._read, session, socket, leaving))
            reason = await leaving
            failures = 0 if time.monotonic() - began >= self._timing.steady_s else failures + 1
            if reason == SWITCHED_OFF:
                await self._pause(AuthRefused(f"{SWITCHED_OFF}: Socket Mode is off in the app's settings"), failures)
            elif failures or reason not in RENEWALS:
                await self._pause(NotSent(reason), failures)

    async def _pause(self, error: DeliveryError, failures: int) -> None:
        """Tell the trouble, a refused token only once, and wait before the next attempt."""
        wait_s = self._wait_s(error, failures)
        if not isinstance(error, AuthRefused) or error.reason != self._refused:
            self._observer.saw("clicks trouble", reason=error.reason, retry_s=round(wait_s, 1))
        self._refused = error.reason if isinstance(error, AuthRefused) else None
        await asyncio.sleep(wait_s)

    def _wait_s(self, error: DeliveryError, failures: int) -> float:
        timing, jitter = self._timing, random.random()  # noqa: S311 - spreads retries, guards nothing
        if isinstance(error, AuthRefused):
            return timing.refused_retry_s
        doubled: float = timing.first_retry_s * 2.0 ** min(max(failures - 1, 0), 20)
        wait_s = min(doubled, timing.longest_retry_s) * (0.5 + jitter / 2)
        if isinstance(error, Throttled):
            asked_s = THROTTLED_S if error.retry_after_s is None else error.retry_after_s
            return max(wait_s, asked_s * (1 + jitter / 10))
        return wait_s

    async def _open(self, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
        """Return an open socket; raises DeliveryError."""
        timing = self._timing
        try:
            async with asyncio.timeout(timing.opening_s):
                address = await _new_address(session, self._app_token, self._base_url, self._proxy)
                return await session.ws_connect(address, heartbeat=timing.heartbeat_s, proxy=self._proxy)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise delivery_error(error, posting=False) from error

    async def _read(
        self, session: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse, leaving: asyncio.Future[str]
    ) -> None:
        """Take what comes until the socket ends; `leaving` says why, and when, another one is needed."""
        try:
            async with asyncio.timeout(None) as limit:
                async for frame in socket:
                    reason = self._hear(session, socket, frame)
                    if reason is not None and not leaving.done():
                        leaving.set_result(reason)
                        if reason not in RENEWALS:
                            return
                        limit.reschedule(asyncio.get_running_loop().time() + self._timing.lingering_s)
        except TimeoutError:
            pass  # Slack has not closed it: its successor is open by now
        finally:
            if not leaving.done():
                leaving.set_result("the socket was closed")
            await socket.close()

    def _hear(
        self, session: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse, frame: aiohttp.WSMessage
    ) -> str | None:
        """Begin what a frame asks for; return why Slack is about to close the socket, if it says so."""
        if frame.type is aiohttp.WSMsgType.ERROR:
            return "the connection was lost"
        envelope = _object(frame.data)
        identity = envelope.get("envelope_id")
        if envelope.get("type") == "hello":
            self._refused = None
            self._observer.saw("clicks connected")
        elif envelope.get("type") == "disconnect":
            return str(envelope.get("reason") or "no reason given")[:MAX_NAME]
        elif isinstance(identity, str) and identity:
            self._spawn("answer", partial(self._answer, session, socket, envelope, identity))
        else:
            self._observer.saw("click not understood", reason="it is no envelope of Slack's")
        return None

    async def _answer(
        self,
        session: aiohttp.ClientSession,
        socket: aiohttp.ClientWebSocketResponse,
        envelope: Mapping[str, object],
        identity: str,
    ) -> None:
        """Have a click taken, acknowledge it in time, then tell the person if it was not taken."""
        payload = _mapping(envelope.get("payload"))
        try:
            click = click_of(payload)
        except ValueError as error:
            self._observer.saw("click not understood", reason=str(error))
            await self._acknowledge(socket, identity)
            return
        taking = asyncio.create_task(self._take(click))
        try:
            await asyncio.wait({taking}, timeout=self._timing.ack_s)
            await self._acknowledge(socket, identity)
            refusal = await taking
        finally:
            taking.cancel()
        if refusal is not None:
            await self._whisper(session, payload.get("response_url"), refusal, alert=click.alert)

    async def _take(self, click: Click) -> str | None:
        try:
            return await self._taker(click)
        except Exception as error:  # noqa: BLE001 - the outermost loop: one click never costs the next
            self._tell_fault(error)
            return FAULT

    async def _acknowledge(self, socket: aiohttp.ClientWebSocketResponse, identity: str) -> None:
        try:
            await socket.send_str(json.dumps({"envelope_id": identity}))
        except (aiohttp.ClientError, OSError):  # Slack sends it again, or tells the person that it failed
            self._observer.saw("click not acknowledged", reason="the socket was closed")

    async def _whisper(self, session: aiohttp.ClientSession, place: object, text: str, *, alert: int) -> None:
        """Tell only the person who pressed; what cannot be told is told to the observer."""
        if not isinstance(place, str) or not is_web(place):
            self._observer.saw("click answer lost", alert=alert, reason="no address to answer to")
            return
        # Without replace_original Slack puts the answer in the place of the alert.
        body = {"response_type": "ephemeral", "replace_original": False, "text": mrkdwn(text, MAX_ANSWER)}
        try:
            async with (
                asyncio.timeout(self._timing.opening_s),
                session.post(place, json=body, proxy=self._proxy, allow_redirects=False) as answer,
            ):
                reason = "" if answer.status == 200 else f"HTTP {answer.status}"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            reason = delivery_error(error, posting=False).reason
        if reason:
            self._observer.saw("click answer lost", alert=alert, reason=reason)

    def _spawn(self, name: str, work: Callable[[], Coroutine[None, None, None]]) -> None:
        task = asyncio.create_task(self._guard(work), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guard(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - as above: a fault costs one socket, or one answer
            self._tell_fault(error)

    def _tell_fault(self, error: Exception) -> None:
        self._observer.saw("stage failed", stage="clicks", reason=str(error), trace=traceback.format_exc())


async def check_app_token(
    app_token: str, *, base_url: str = AsyncWebClient.BASE_URL, proxy: str | None = None, timeout_s: float = 15.0
) -> None:
    """Ask whether the token may open a socket, and open none; raises AuthRefused or another DeliveryError if not."""
    async with _session() as session:
        try:
            async with asyncio.timeout(timeout_s):
                await _new_address(session, app_token, base_url, proxy)
        except TimeoutError as error:
            raise delivery_error(error, posting=False) from error


def click_of(payload: Mapping[str, object]) -> Click:
    """Return the click that a payload of Slack's tells of; raises ValueError that says what is wrong with it.

    A button names what it does in its `action_id` and the alert in its value, a choice of a menu both in its value,
    `mute-rule-24h:17` (docs.slack.dev, block_actions payload).
    """
    if payload.get("type") != "block_actions":
        raise ValueError("it is no press of a button")
    actions, user = payload.get("actions"), payload.get("user")
    pressed = _mapping(actions[0] if isinstance(actions, list) and len(actions) == 1 else None)
    choice = _mapping(pressed.get("selected_option"))
    if choice:
        name, _, number = str(choice.get("value") or "").partition(":")
    else:
        name, number = str(pressed.get("action_id") or ""), str(pressed.get("value") or "")
    if name not in set(Action):
        raise ValueError("no button of ours has this name")
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        raise ValueError("it does not name an alert by its number")
    person, at = _mapping(user), pressed.get("action_ts")
    identity = person.get("id")
    if not (isinstance(identity, str) and identity and isinstance(at, str) and at):
        raise ValueError("it does not say who pressed, or when")
    called = next((one for key in ("username", "name") if isinstance(one := person.get(key), str) and one), identity)
    return Click(alert=int(number), action=Action(name), user=identity, name=called[:MAX_NAME], at=at)


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None), trust_env=False)


async def _new_address(session: aiohttp.ClientSession, app_token: str, base_url: str, proxy: str | None) -> str:
    """Return the address of a new socket, which is a secret and good for one socket; raises DeliveryError."""
    client = AsyncWebClient(base_url=base_url, session=session, retry_handlers=[], logger=_LOG)
    client.proxy = proxy  # else taken from HTTP_PROXY, whatever NO_PROXY says
    try:
        answer = await client.apps_connections_open(app_token=app_token)
    except (SlackApiError, aiohttp.ClientError, OSError) as error:
        raise delivery_error(error, posting=False) from error
    except (AttributeError, TypeError, ValueError) as error:  # slack_sdk on a body that is no JSON object
        raise delivery_error(error, posting=False) from error
    address = answer.data.get("url") if isinstance(answer.data, dict) else None
    if not isinstance(address, str) or not address.startswith(("wss://", "ws://")):
        raise NotSent("the answer is not Slack's")
    return address


def _object(text: object) -> Mapping[str, object]:
    """Return the JSON object that a frame holds, an empty one if it holds none."""
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return {}
    return _mapping(found)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
