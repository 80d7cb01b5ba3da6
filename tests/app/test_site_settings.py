"""What is set of sites and proxies, from the file and from variables; no complaint holds a value."""

import json
from pathlib import Path

import pytest

from monitor.app.settings import load_settings, unknown_variables
from monitor.core.errors import SettingsError

SECRET = "VERY-SECRET"
URL = "https://paper.example"
SITE = f'[sites.paper]\nurl = "{URL}"\n'
PROXY_SHAPE = "a proxy is http://host:port or http://user:password@host:port"
COOKIES_SHAPE = 'cookies are one text of printable ASCII, as browsers send it: "name=value; name=value"'
URL_SHAPE = "the url is https://host or https://host/path, without a user, a ? or a #"


def test_tables_of_the_file_are_sites_and_show_no_value(place: Path) -> None:
    (place / "monitor.toml").write_text(
        f'proxy = "http://u:{SECRET}@proxy.example:3128"\n{SITE}headers = {{ "X-Api-Key" = "{SECRET}" }}\n'
        f'cookies = "a={SECRET}; b="\nproxy = "http://127.0.0.1:80/"\n'
    )
    settings = load_settings()

    (site,) = settings.sites.values()
    assert (site.url, list(settings.sites)) == (URL, ["paper"])
    assert site.headers["X-Api-Key"].get_secret_value() == SECRET
    assert site.cookies is not None
    assert site.cookies.get_secret_value() == f"a={SECRET}; b="
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump()}"


def test_variables_add_to_the_file_and_name_headers_with_an_underscore(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "monitor.toml").write_text(SITE.replace("paper", "far-east"))
    monkeypatch.setenv("MONITOR_SITES__FAR_EAST__HEADERS__X_API_KEY", SECRET)
    monkeypatch.setenv("MONITOR_SITES__FAR_EAST__COOKIES", "Session=Abc==; b=2")
    monkeypatch.setenv("MONITOR_SITES__OTHER__URL", "http://other.example/a")
    monkeypatch.setenv("MONITOR_SITES__OTHER__HEADERS", json.dumps({"X_Odd": "kept", "User-Agent": "Me"}))
    sites = load_settings().sites

    assert sorted(sites) == ["far-east", "other"]
    assert {name: value.get_secret_value() for name, value in sites["far-east"].headers.items()} == {
        "x-api-key": SECRET
    }
    assert sites["far-east"].cookies is not None
    assert sites["far-east"].cookies.get_secret_value() == "Session=Abc==; b=2"
    assert sorted(sites["other"].headers) == ["User-Agent", "X_Odd"]


def headers(inside: str) -> str:
    return f"{SITE}headers = {{ {inside} }}"


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("sites = 7", 'monitor.toml: sites: a site is set as {"paper": {"url": "https://…"'),
        ("[sites.paper]", "monitor.toml: sites.paper.url: field required"),
        (f'{SITE}cookie = "{SECRET}"', "there is no setting sites.paper.cookie (a site has url, headers, cookies, p"),
        (f'[sites.A_b]\nurl = "{URL}"', "monitor.toml: sites.A_b: the name of a site is small letters a-z, digits"),
        ('[sites.paper]\nurl = "paper.example"', f"monitor.toml: sites.paper: {URL_SHAPE}"),
        ('[sites.paper]\nurl = "ftp://paper.example"', f"monitor.toml: sites.paper: {URL_SHAPE}"),
        (f'[sites.paper]\nurl = "https://me:{SECRET}@paper.example"', f"monitor.toml: sites.paper: {URL_SHAPE}"),
        (f'[sites.paper]\nurl = "https://paper.example/?key={SECRET}"', f"monitor.toml: sites.paper: {URL_SHAPE}"),
        ('[sites.paper]\nurl = "https://[paper"', f"monitor.toml: sites.paper: {URL_SHAPE}"),
        (f'{SITE}\n[sites.b]\nurl = "{URL}/"', "monitor.toml: sites: paper and b have the same url"),
        (f'{SITE}headers = "{SECRET}"', 'monitor.toml: sites.paper.headers: headers are a table of texts: {"Name"'),
        (headers('"X-Key" = 7'), "monitor.toml: sites.paper.headers: headers are a table of texts"),
        (headers(f'"X-Key: {SECRET}" = ""'), "monitor.toml: sites.paper.headers: the name of a header is letters, dig"),
        (headers('"X-Key" = ""'), "monitor.toml: sites.paper.headers: the value of the header X-Key is empty or has"),
        (
            headers(f'"X-Key" = "{SECRET}\\r\\nHost: x"'),
            "monitor.toml: sites.paper.headers: the value of the header X-K",
        ),
        (headers(f'"X-Key" = "{SECRET} é"'), "monitor.toml: sites.paper.headers: the value of the header X-Key is e"),
        (headers('"a" = "1", "A" = "2"'), "monitor.toml: sites.paper.headers: a header is there twice"),
        (headers(f'"Cookie" = "{SECRET}"'), "monitor.toml: sites.paper.headers: the header Cookie is set as cookies"),
        (
            headers(f'"proxy-authorization" = "{SECRET}"'),
            "monitor.toml: sites.paper.headers: the header proxy-authorization is set as proxy",
        ),
        *(
            (headers(f'"{name}" = "{SECRET}"'), f"monitor.toml: sites.paper.headers: the header {name} is the client's")
            for name in (
                "Host",
                "content-length",
                "Accept-Encoding",
                "Connection",
                "Transfer-Encoding",
                "If-None-Match",
            )
        ),
        (f'{SITE}cookies = "{SECRET}"', f"monitor.toml: sites.paper.cookies: {COOKIES_SHAPE}"),
        (f'{SITE}cookies = "a={SECRET}\\nb"', f"monitor.toml: sites.paper.cookies: {COOKIES_SHAPE}"),
        (f'{SITE}cookies = "a={SECRET};; b=1"', f"monitor.toml: sites.paper.cookies: {COOKIES_SHAPE}"),
        (f'{SITE}cookies = {{ a = "{SECRET}" }}', "monitor.toml: sites.paper.cookies: input should be a valid string"),
        (f'{SITE}proxy = "socks5://u:{SECRET}@h:1"', f"monitor.toml: sites.paper.proxy: {PROXY_SHAPE}"),
        (f'proxy = "https://u:{SECRET}@h:1"', f"monitor.toml: proxy: {PROXY_SHAPE}"),
        (f'proxy = "http://u:{SECRET}@h"', f"monitor.toml: proxy: {PROXY_SHAPE}"),
        (f'proxy = "http://u:{SECRET}@h:99999"', f"monitor.toml: proxy: {PROXY_SHAPE}"),
        (f'proxy = "http://h:80/{SECRET}"', f"monitor.toml: proxy: {PROXY_SHAPE}"),
        (f'proxy = ["{SECRET}"]', "monitor.toml: proxy: input should be a valid string"),
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
        (
            "MONITOR_SITES",
            f'{{"a": {{"cookies": "{SECRET}"',
            "MONITOR_SITES is no JSON object of sites by their names (",
        ),
        ("MONITOR_SITES__A__HEADERS", f"X: {SECRET}", "MONITOR_SITES is no JSON object of sites by their names ("),
        ("MONITOR_SITES", f'["{SECRET}"]', "MONITOR_SITES: a site is set as "),
        ("MONITOR_SITES__A", SECRET, "MONITOR_SITES__A: a site is set as "),
        ("MONITOR_SITES__A__COOKIES__B", SECRET, "MONITOR_SITES__A__"),
        ("MONITOR_PROXY", SECRET, f"MONITOR_PROXY: {PROXY_SHAPE}"),
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


def test_variables_of_sites_are_known_whatever_their_names() -> None:
    names = ["MONITOR_SITES", "MONITOR_SITES__A__URL", "monitor_sites__a_b__headers__x", "MONITOR_SITE__A__URL"]
    assert unknown_variables(names) == ["MONITOR_SITE__A__URL"]
