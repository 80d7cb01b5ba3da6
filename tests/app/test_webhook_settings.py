"""What is set of webhooks, from the file and from variables; no complaint holds an address or a secret."""

import json
from pathlib import Path

import pytest

from monitor.app.settings import load_settings, unknown_variables
from monitor.channels.webhook import OnUnknown
from monitor.core.errors import SettingsError

SECRET = "VERY-SECRET"
URL = f"https://receiver.example/{SECRET}"


def test_tables_of_the_file_are_webhooks(place: Path) -> None:
    (place / "monitor.toml").write_text(
        f'[webhooks.desk]\nurl = "{URL}"\nsecret = "s"\n\n[webhooks.a-2]\nurl = "{URL}"\non_unknown = "drop"\n'
    )
    webhooks = load_settings().webhooks

    assert list(webhooks) == ["desk", "a-2"]
    assert webhooks["desk"].url.get_secret_value() == URL
    assert (webhooks["desk"].on_unknown, webhooks["a-2"].on_unknown) == (OnUnknown.REPEAT, OnUnknown.DROP)
    assert SECRET not in repr(load_settings())


def test_variables_add_to_the_file_field_by_field_and_win(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "monitor.toml").write_text('[webhooks.korea-desk]\nurl = "https://old.example/"\non_unknown = "drop"\n')
    monkeypatch.setenv("MONITOR_WEBHOOKS__KOREA_DESK__URL", URL)
    monkeypatch.setenv("MONITOR_WEBHOOKS", json.dumps({"mail": {"url": "mailto://a:b@example.org"}}))
    webhooks = load_settings().webhooks

    assert sorted(webhooks) == ["korea-desk", "mail"]
    assert webhooks["korea-desk"].url.get_secret_value() == URL
    assert webhooks["korea-desk"].on_unknown is OnUnknown.DROP
    assert load_settings().languages == ("en",)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://hooks.slack.com/services/T0/B0/X", "slack"),
        ("https://hooks.slack.com.evil.example/", "json"),
        ("HTTP://127.0.0.1:8080/x", "json"),
        ("mailto://user:password@example.org", "apprise"),
        ("discord://1/2", "apprise"),
    ],
)
def test_the_address_says_what_it_takes(url: str, form: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_WEBHOOKS__DESK__URL", url)

    assert load_settings().webhooks["desk"].form == form


def test_the_kind_is_what_is_set(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_WEBHOOKS__DESK__URL", "https://chat.example/hooks/1")
    monkeypatch.setenv("MONITOR_WEBHOOKS__DESK__KIND", "slack")

    assert load_settings().webhooks["desk"].form == "slack"


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("webhooks = 7", 'monitor.toml: webhooks: a webhook is set as {"desk": {"url": "https://…"}}'),
        (f'[webhooks]\nurl = "{URL}"', "monitor.toml: webhooks.url: a webhook is set as "),
        ('[webhooks.desk]\nkind = "json"', "monitor.toml: webhooks.desk.url: field required"),
        ("[webhooks.desk]\nurl = 7", "monitor.toml: webhooks.desk.url: input should be a valid string"),
        (f'[webhooks.desk]\nurl = "{SECRET}"', "monitor.toml: webhooks.desk: the url is no address (https://host/p"),
        (f'[webhooks.desk]\nurl = "https://a b/{SECRET}"', "monitor.toml: webhooks.desk: the url is no address"),
        (f'[webhooks.desk]\nurl = "https://[{SECRET}"', "monitor.toml: webhooks.desk: "),
        (
            f'[webhooks.desk]\nurl = "ftp://{SECRET}"\nkind = "json"',
            "monitor.toml: webhooks.desk: the url is no web address (https://host/path); other services are of the",
        ),
        (
            f'[webhooks.desk]\nurl = "{URL}"\nkind = "teams"',
            "monitor.toml: webhooks.desk.kind: input should be 'slack'",
        ),
        (
            f'[webhooks.desk]\nurl = "{URL}"\non_unknown = "x"',
            "monitor.toml: webhooks.desk.on_unknown: input should be",
        ),
        (f'[webhooks.desk]\nurl = "{URL}"\nsecret = ""', "monitor.toml: webhooks.desk: the secret is empty"),
        (
            f'[webhooks.desk]\nurl = "{URL}"\nkind = "slack"\nsecret = "{SECRET}"',
            "monitor.toml: webhooks.desk: a secret signs JSON, and this webhook is of the kind slack: delete secret",
        ),
        (
            f'[webhooks.desk]\nurl = "{URL}"\nkey = "{SECRET}"',
            "there is no setting webhooks.desk.key (a webhook has url, secret, kind, on_unknown)",
        ),
        (
            f'[webhooks.a_b]\nurl = "{URL}"',
            "monitor.toml: webhooks.a_b: the name of a webhook is small letters a-z, digits and -, up to 80 of them",
        ),
    ],
)
def test_a_mistake_is_told_by_its_setting_and_without_what_is_secret(toml: str, complaint: str, place: Path) -> None:
    (place / "monitor.toml").write_text(toml)

    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert str(refused.value).startswith(complaint)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("MONITOR_WEBHOOKS", f'{{"desk": {{"url": "{URL}"', "MONITOR_WEBHOOKS is no JSON object of webhooks by their"),
        ("MONITOR_WEBHOOKS", f'["{URL}"]', "MONITOR_WEBHOOKS: a webhook is set as "),
        ("MONITOR_WEBHOOKS", f'{{"desk": "{URL}"}}', "MONITOR_WEBHOOKS: a webhook is set as "),
        ("MONITOR_WEBHOOKS__DESK", URL, "MONITOR_WEBHOOKS__DESK: a webhook is set as "),
        ("MONITOR_WEBHOOKS__DESK__URL", SECRET, "MONITOR_WEBHOOKS__DESK__URL: the url is no address"),
        ("monitor_webhooks__desk__url", SECRET, "monitor_webhooks__desk__url: the url is no address"),
    ],
)
def test_a_mistake_in_a_variable_names_the_variable(
    name: str, value: str, complaint: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert str(refused.value).startswith(complaint)
    assert SECRET not in str(refused.value)


def test_variables_of_webhooks_are_known_whatever_their_names() -> None:
    names = [
        "MONITOR_WEBHOOKS",
        "MONITOR_WEBHOOKS__DESK__URL",
        "monitor_webhooks__a_b__secret",
        "MONITOR_WEBHOOK__A__URL",
    ]

    assert unknown_variables(names) == ["MONITOR_WEBHOOK__A__URL"]
