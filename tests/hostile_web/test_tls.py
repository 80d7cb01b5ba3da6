"""Row 29: chains that do not hold, over real TLS; each by its name, and never read."""

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.web import Site
from tests.hostile_web.server import feed, item, page, rss
from tests.hostile_web.world import World, client, headlines, use
from tests.pipeline.desk import Desk

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates are made with openssl")

CONFIG = """
[ca]
default_ca = own
[own]
database = index.txt
serial = serial.txt
new_certs_dir = .
default_md = sha256
policy = names
unique_subject = no
[names]
commonName = supplied
[authority]
basicConstraints = critical, CA:true
[host]
subjectAltName = IP:127.0.0.1
[req]
distinguished_name = whole
[whole]
"""


@dataclass(frozen=True, slots=True)
class Authority:
    """A root, one authority below it, and the hosts that this one signs; made once, for all tests here."""

    folder: Path

    def start(self) -> None:
        (self.folder / "openssl.cnf").write_text(CONFIG)
        (self.folder / "index.txt").touch()
        (self.folder / "serial.txt").write_text("01")
        self._issue("root", by="root", extensions="authority")
        self._issue("between", by="root", extensions="authority")
        self._issue("host", by="between", extensions="host")
        self._issue("expired", by="between", extensions="host", until="20200201000000Z")

    def server(self, name: str, *, chain: tuple[str, ...] = ()) -> ssl.SSLContext:
        """Return a server that shows the certificate of that name, and these that signed it."""
        shown = self.folder / f"{name}-{'-'.join(chain)}.chain"
        shown.write_text("".join((self.folder / f"{one}.pem").read_text() for one in (name, *chain)))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(shown, self.folder / f"{name}.key")
        return context

    @property
    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "root.pem"))

    def _issue(self, name: str, *, by: str, extensions: str, until: str = "21000101000000Z") -> None:
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key")
        self._openssl("req", "-new", *key, "-config", "openssl.cnf", "-subj", f"/CN={name}", "-out", f"{name}.csr")
        signed = ("-selfsign",) if name == by else ("-cert", f"{by}.pem")
        period = ("-startdate", "20200101000000Z", "-enddate", until, "-extensions", extensions)
        files = ("-keyfile", f"{by}.key", "-in", f"{name}.csr", "-out", f"{name}.pem")
        self._openssl("ca", "-batch", "-notext", "-config", "openssl.cnf", *signed, *period, *files)

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority(tmp_path_factory.mktemp("authority"))
    made.start()
    return made


async def polled(desk: Desk, server: ssl.SSLContext, trusting: ssl.SSLContext | None) -> tuple[World, int]:
    """Poll a feed, whose entry has its page there too, once; return the world and how many requests arrived."""
    async with (
        Site({"/feed": feed(rss(item("a"))), "/a": page("a")}, tls=server) as site,
        client(tls=trusting) as web,
    ):
        use(desk, web=web)
        world = World(site, desk)
        await world.follow(text="article")
        await desk.cycle()
        return world, len(site.requests)


async def test_row_29_a_whole_chain_to_a_root_that_is_trusted_is_read(desk: Desk, authority: Authority) -> None:
    world, requests = await polled(desk, authority.server("host", chain=("between",)), authority.trusting)
    assert (world.error, requests, world.posted) == (None, 2, headlines("a"))


@pytest.mark.parametrize(
    ("name", "chain", "trusts", "reason"),
    [
        ("host", (), True, "TLS: unable to get local issuer certificate"),
        ("expired", ("between",), True, "TLS: certificate has expired"),
        ("host", ("between",), False, "TLS: unable to get local issuer certificate"),
    ],
    ids=["an incomplete chain", "an expired certificate", "an unknown authority"],
)
async def test_row_29_a_chain_that_does_not_hold_is_named_and_nothing_is_asked_for(
    desk: Desk, authority: Authority, name: str, chain: tuple[str, ...], trusts: bool, reason: str
) -> None:
    trusting = authority.trusting if trusts else None
    world, requests = await polled(desk, authority.server(name, chain=chain), trusting)
    assert (world.error, requests, world.titles) == (reason, 0, [])
    assert world.state().first_polled_at is None
    assert world.state().due_at > desk.clock.at


async def test_row_29_a_chain_that_is_mended_loses_nothing(desk: Desk, authority: Authority) -> None:
    await polled(desk, authority.server("host"), authority.trusting)
    desk.clock.at = max(one.state.due_at for one in desk.look(lambda tx: tx.feeds.all()))
    world, _ = await polled(desk, authority.server("host", chain=("between",)), authority.trusting)
    assert world.posted == headlines("a")
