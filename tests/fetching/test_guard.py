"""Only addresses of the public internet are connected to, however they are written."""

import pytest

from monitor.core.errors import FetchError, FetchFailure
from monitor.fetching import HttpFetcher, guard
from monitor.fetching.guard import is_public
from tests.fakes.web import Site, redirect


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.251",
        "240.0.0.1", "255.255.255.255", "192.88.99.1", "198.18.0.1", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "fe80::1%eth0", "fec0::1", "fd00::1", "ff0e::1", "2002:7f00:1::", "2001:0:7f00:1::",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "2001:db8::1", "3fff::1",
    ],
)  # fmt: skip
def test_what_is_not_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "::ffff:93.184.215.14", "2606:4700::1111", "2a00:1450:4001:80b::200e"]
)
def test_the_public_internet_is_reached(address: str) -> None:
    assert is_public(address)


SPELLINGS = [
    "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "017700000001", "127.1", "0",
    "0.0.0.0", "user@127.0.0.1", "\u2460\u2461\u2466.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_spelling_of_this_machine_is_connected_to(spelling: str) -> None:
    async with Site({"/": "secret"}, host="127.0.0.1") as site, HttpFetcher(user_agent="test") as fetcher:
        with pytest.raises(FetchError) as refused:
            await fetcher.get(f"http://{spelling}:{site.port}/", max_bytes=100)
        assert site.requests == []
    # Some spellings are no address for the resolver already; none is a reason to try again soon but an unknown name.
    assert refused.value.failure is FetchFailure.REFUSED or refused.value.reason in {
        "no such host",
        "not a web address",
    }


@pytest.mark.parametrize("spelling", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "user@127.0.0.1"])
async def test_a_refusal_is_told_from_an_unknown_host(spelling: str) -> None:
    async with Site() as site, HttpFetcher(user_agent="test") as fetcher:
        with pytest.raises(FetchError) as refused:
            await fetcher.get(f"http://{spelling}:{site.port}/", max_bytes=100)
    assert (refused.value.reason, refused.value.failure) == ("refused a private address", FetchFailure.REFUSED)


async def test_private_addresses_are_reached_when_the_settings_allow_it() -> None:
    async with Site({"/": "intranet"}) as site, HttpFetcher(user_agent="test", allow_private=True) as fetcher:
        assert (await fetcher.get(site.url("/"), max_bytes=100)).body == b"intranet"


async def test_a_redirect_to_a_private_address_is_stopped_at_its_own_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.1")  # one loopback plays the internet
    async with Site({"/": "secret"}, host="127.0.0.2") as inside, Site() as outside:
        outside.pages["/"] = redirect(inside.url("/"))
        async with HttpFetcher(user_agent="test") as fetcher:
            with pytest.raises(FetchError, match="refused a private address"):
                await fetcher.get(outside.url("/"), max_bytes=100)
        assert (outside.count("/"), inside.count("/")) == (1, 0)
