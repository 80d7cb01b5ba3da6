"""The console: cards, and nothing from the web that acts in a terminal."""

import re
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given, settings
from rich.console import Console

from monitor.channels.console import ConsoleChannel
from monitor.core.article import TextState
from monitor.core.errors import ChannelRefused
from monitor.core.message import Content, Message
from tests.channels.messages import EVERY_KIND, ORDINARY, messages

#: Escape sequences that rich writes itself: styles, nothing else.
STYLES = re.compile(r"\x1b\[[\d;]*m")
ACTS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


async def shown(message: Message, *, terminal: bool = False) -> str:
    stream = StringIO()
    console = Console(file=stream, force_terminal=terminal, width=160, color_system="truecolor" if terminal else None)
    channel = ConsoleChannel(console)
    await channel.post("console", channel.render(message), key=message.key, thread=None)
    return stream.getvalue()


async def test_a_card_has_headline_origin_excerpts_reason_and_address() -> None:
    text = await shown(ORDINARY)

    for wanted in (
        "🟠 Envoys trade drafts on relief & coal · high",
        "Harbour Ledger · 2026-11-23 15:57 UTC · found after 3 min · en · rule relief",
        "Envoys offered [sanctions relief] to the north.",
        'Why: Relief for the north — @north (the north, Northerners ×3) and "sanctions',
        "2 more passages",
        "Also matched: coal",
        "Also reported by Wire Post",
        "https://ledger.example/world/drafts?page=1&part=2",
    ):
        assert wanted in text


@pytest.mark.parametrize("content", EVERY_KIND, ids=lambda content: type(content).__name__)
async def test_every_kind_of_content_is_shown_as_a_card(content: Content) -> None:
    stream = StringIO()
    channel = ConsoleChannel(Console(file=stream, width=100))

    await channel.post("console", channel.render(content), key=content.key, thread=None)
    await channel.update("console", "", channel.render(content), key=content.key)

    assert stream.getvalue().startswith("╭─ console")
    assert stream.getvalue().count("╰") == 1


async def test_marks_stand_out_on_a_terminal() -> None:
    text = await shown(ORDINARY, terminal=True)

    assert "\x1b[1;33msanctions relief\x1b[0m" in text


async def test_an_incomplete_text_says_so() -> None:
    assert "⚠ page blocked: text from the feed" in await shown(replace(ORDINARY, state=TextState.BLOCKED))


@settings(max_examples=60, deadline=None)
@given(messages())
async def test_nothing_from_the_web_acts_in_a_terminal(message: Message) -> None:
    text = await shown(message, terminal=True)

    assert not ACTS.search(STYLES.sub("", text))


async def test_markup_of_rich_in_a_title_is_text() -> None:
    assert "[bold red]fire[/] [/oops]" in await shown(replace(ORDINARY, title="[bold red]fire[/] [/oops]"))


async def test_a_closed_stream_refuses_the_channel() -> None:
    stream = StringIO()
    channel = ConsoleChannel(Console(file=stream))
    stream.close()

    with pytest.raises(ChannelRefused, match="console"):
        await channel.post("console", channel.render(ORDINARY), key=ORDINARY.key, thread=None)


async def test_nothing_can_be_looked_up() -> None:
    channel = ConsoleChannel(Console(file=StringIO()))

    assert not channel.can_look_up
    assert not channel.has_threads
    assert await channel.find("console", ORDINARY.key, since=ORDINARY.found_at, thread=None) is None
    assert await channel.resolve("console") == "console"
