"""Certificates are checked, and what is wrong with one is said."""

import shutil
import ssl
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from monitor.core.errors import FetchError, FetchFailure
from monitor.fetching import HttpFetcher
from tests.fakes.web import Site

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates are made with openssl")

CONFIG = """
[ca]
default_ca = own
[own]
database = index.txt
serial = serial.txt
new_certs_dir = .
private_key = key.pem
default_md = sha256
policy = names
[names]
commonName = supplied
[names-of-the-host]
subjectAltName = {names}
[req]
distinguished_name = whole
prompt = no
[whole]
commonName = test
"""


class Certificate(NamedTuple):
    server: ssl.SSLContext
    trusting: ssl.SSLContext


def certificate(where: Path, *, names: str = "IP:127.0.0.1", until: str = "21000101000000Z") -> Certificate:
    """Make a certificate that signs itself, for these names, good from 2020 to then."""
    (where / "openssl.cnf").write_text(CONFIG.format(names=names))
    (where / "index.txt").touch()
    (where / "serial.txt").write_text("01")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=where, check=True, capture_output=True)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem")
    openssl("req", "-new", *key, "-config", "openssl.cnf", "-out", "request.pem")
    period = ("-startdate", "20200101000000Z", "-enddate", until)
    extensions = ("-extensions", "names-of-the-host", "-config", "openssl.cnf")
    openssl("ca", "-selfsign", "-batch", "-notext", "-in", "request.pem", "-out", "own.pem", *period, *extensions)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(where / "own.pem", where / "key.pem")
    return Certificate(server, ssl.create_default_context(cafile=str(where / "own.pem")))


async def failure(server: ssl.SSLContext | None, trusting: ssl.SSLContext | None) -> FetchError:
    async with Site({"/": "news"}, tls=server) as site:
        async with HttpFetcher(user_agent="test", allow_private=True, tls=trusting) as fetcher:
            with pytest.raises(FetchError) as failed:
                await fetcher.get(f"https://127.0.0.1:{site.port}/", max_bytes=100)
        assert site.requests == []
    return failed.value


async def test_a_certificate_that_is_trusted_is_accepted(tmp_path: Path) -> None:
    made = certificate(tmp_path)
    async with (
        Site({"/": "news"}, tls=made.server) as site,
        HttpFetcher(user_agent="test", allow_private=True, tls=made.trusting) as fetcher,
    ):
        assert (await fetcher.get(site.url("/"), max_bytes=100)).body == b"news"


async def test_an_expired_certificate_is_named(tmp_path: Path) -> None:
    failed = await failure(*certificate(tmp_path, until="20200201000000Z"))
    assert (failed.reason, failed.failure) == ("TLS: certificate has expired", FetchFailure.HARD)


async def test_a_certificate_that_signs_itself_is_named(tmp_path: Path) -> None:
    failed = await failure(certificate(tmp_path).server, None)
    assert failed.reason in {"TLS: self-signed certificate", "TLS: self signed certificate"}
    assert failed.failure is FetchFailure.HARD


async def test_a_certificate_of_another_host_is_named_without_the_hosts_name(tmp_path: Path) -> None:
    failed = await failure(*certificate(tmp_path, names="DNS:other.example"))
    assert failed.reason == "TLS: IP address mismatch"


async def test_a_server_without_tls_is_told() -> None:
    failed = await failure(None, None)
    assert failed.reason.startswith("TLS: ")
    assert failed.failure is FetchFailure.HARD
