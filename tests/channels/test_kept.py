"""What was posted to a webhook, shown on a terminal."""

import io
import re

import pytest
from rich.console import Console

from monitor.channels.apprise_service import AppriseService
from monitor.channels.json_webhook import JsonWebhook
from monitor.channels.kept import card_of_kept
from monitor.channels.slack_webhook import SlackWebhook
from monitor.channels.webhook import Form
from monitor.channels.webhook_http import Poster
from tests.channels.messages import ORDINARY, saying
from tests.fakes.clock import SettableClock

POSTER = Poster(clock=SettableClock())
FORMS: tuple[Form, ...] = (
    SlackWebhook(POSTER, "http://127.0.0.1/"),
    JsonWebhook(POSTER, "http://127.0.0.1/"),
    AppriseService("json://127.0.0.1/"),
)


def shown(rendered: str) -> str:
    console = Console(file=io.StringIO(), width=200, color_system=None)
    console.print(card_of_kept(rendered, channel="webhook:desk"))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: type(form).__name__)
def test_a_message_of_every_form_is_shown(form: Form) -> None:
    text = shown(form.render(ORDINARY))

    assert "webhook:desk" in text
    assert "Envoys trade drafts on relief & coal" in text


@pytest.mark.parametrize("form", FORMS, ids=lambda form: type(form).__name__)
def test_nothing_in_it_acts_in_a_terminal(form: Form) -> None:
    text = shown(form.render(saying("\x1b[31m\u202egnp.exe\u2066 [bold red]x[/] [/]")))

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
