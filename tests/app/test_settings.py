import re
from pathlib import Path
from typing import Any

import pytest

from monitor.app.settings import Settings, load_settings, sqlite_url, unknown_variables
from monitor.core.errors import SettingsError
from monitor.core.records import Counts
from monitor.store import migrate, open_store

DEPLOYING = Path(__file__).parents[2] / "deploy" / "README.md"


def test_an_option_wins_over_a_variable_and_that_over_the_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().rules == Path("rules")

    (place / "monitor.toml").write_text('rules = "of the file"\ntick_s = 3\n')
    assert load_settings().rules == Path("of the file")

    monkeypatch.setenv("MONITOR_RULES", "of the variable")
    assert load_settings().rules == Path("of the variable")
    assert load_settings(rules=Path("of the option")).rules == Path("of the option")
    assert load_settings(rules=None).rules == Path("of the variable")
    assert load_settings().tick_s == 3


def test_an_empty_variable_is_as_good_as_none(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "monitor.toml").write_text("workers = 3\n")
    monkeypatch.setenv("MONITOR_WORKERS", "")

    assert load_settings().workers == 3


def test_a_token_is_shown_neither_with_the_settings_nor_in_a_complaint(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_SLACK_BOT_TOKEN", "xoxb-secret")

    assert "xoxb-secret" not in repr(load_settings())

    (place / "monitor.toml").write_text("slack_bot_token = 1234567\n")
    monkeypatch.delenv("MONITOR_SLACK_BOT_TOKEN")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert str(refused.value).startswith("monitor.toml: slack_bot_token: input should be a valid string")


def test_every_mistake_is_told_at_once(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "monitor.toml").write_text("tick = 1\nslack_pace_s = -1\n")
    monkeypatch.setenv("MONITOR_WORKERS", "many")

    with pytest.raises(SettingsError) as refused:
        load_settings()

    said = sorted(line.partition(": ")[0] for line in str(refused.value).splitlines())
    assert said == ["MONITOR_WORKERS = many", "monitor.toml", "monitor.toml"]
    assert "monitor.toml: slack_pace_s = -1: input should be greater than or equal to 0" in str(refused.value)


def test_only_variables_that_look_like_settings_and_are_none_are_unknown() -> None:
    names = ["MONITOR_TICK_S", "MONITOR_tick_s", "MONITOR_TICK", "MONITORING", "HOME", "MONITOR_SLACK_TOKEN"]

    assert unknown_variables(names) == ["MONITOR_SLACK_TOKEN", "MONITOR_TICK"]


@pytest.mark.parametrize("name", ["plain", "with space", "what?", "a#b", "100%", "%20", "a&b=c", "ü 北", "a;b:c@d"])
def test_a_data_path_may_hold_any_character(name: str, place: Path) -> None:
    data = place / name
    data.mkdir()
    settings = load_settings(data=Path(name))

    migrate(settings.url, backup=True)
    store = open_store(settings.url)
    with store.snapshot() as tx:
        assert tx.counts() == Counts()
    store.close()

    assert settings.url == sqlite_url(data / "monitor.db")
    assert {path.name.split("-")[0] for path in data.iterdir()} == {"monitor.db"}
    assert [path.name for path in place.iterdir()] == [name]


def test_the_user_agent_carries_the_contact(place: Path) -> None:
    assert re.fullmatch(r"news-monitor/[\d.]+\S*", load_settings().user_agent)
    assert load_settings(contact="https://example.com/bot").user_agent.endswith(" (+https://example.com/bot)")


def test_the_table_of_settings_names_exactly_the_settings_and_their_defaults() -> None:
    rows = re.findall(r"^\| `MONITOR_(\w+)` \| (.*?) \| (.*?) \|$", DEPLOYING.read_text("utf-8"), re.MULTILINE)

    assert [name.lower() for name, _, _ in rows] == list(Settings.model_fields)
    for name, shown, meaning in rows:
        default: Any = Settings.model_fields[name.lower()].default
        if isinstance(default, bool | float):
            assert shown == (str(default).lower() if isinstance(default, bool) else f"{default:g}"), name
        assert meaning
