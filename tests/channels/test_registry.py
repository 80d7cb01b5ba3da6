"""The kinds of channel, and that nothing heavy loads before it is used."""

import doctest
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.channels.registry import KINDS, kind_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_names_an_adapter_that_is_a_channel(kind: object) -> None:
    module, _, name = getattr(kind, "adapter", "").partition(":")
    adapter = getattr(importlib.import_module(module), name)

    assert all(callable(getattr(adapter, method)) for method in ("render", "resolve", "post", "find"))
    assert isinstance(adapter.can_look_up, bool)


@pytest.mark.parametrize("name", ["", "desk", "#", "# desk", "Console", "C12", "webhook:", "webhook:X", "webhook:a b"])
def test_what_is_no_channel_has_no_kind(name: str) -> None:
    assert kind_of(name) is None


def test_the_registry_loads_neither_slack_sdk_nor_aiohttp_nor_rich() -> None:
    program = (
        "import sys, monitor.channels.registry\nprint(sorted({'slack_sdk', 'aiohttp', 'rich'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert ended.stdout.strip() == "[]"


@pytest.mark.parametrize("module", ["registry", "slack_card", "slack_markup", "wording"])
def test_the_examples_hold(module: str) -> None:
    loaded = importlib.import_module(f"monitor.channels.{module}")

    assert doctest.testmod(loaded) == (0, doctest.testmod(loaded).attempted)
    assert doctest.testmod(loaded).attempted > 0
