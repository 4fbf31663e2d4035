"""Connecting to a checked address must not weaken TLS: the certificate is still checked against the host's name."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from uuid import uuid4

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api.db import now
from api.webhooks.delivery import _answer, _Attempt


def certificate(folder: Path, name: str) -> Path:
    """A certificate of that name, signed by itself, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def answer_of(tmp_path: Path) -> Callable[[str], int | None]:
    """What comes back from a server that shows a certificate of the given name, asked as ``localhost``."""
    hosts: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hosts.append(self.headers["Host"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    def ask(name: str) -> int | None:
        path = certificate(tmp_path, name)
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serving.load_cert_chain(path)
        server = HTTPServer(("127.0.0.1", 0), Handler)
        server.socket = serving.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            url = f"https://localhost:{server.server_port}/"
            status = asyncio.run(post(url, ssl.create_default_context(cafile=str(path))))
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        assert hosts == ([] if status is None else [f"localhost:{server.server_port}"])
        return status

    async def post(url: str, trust: ssl.SSLContext) -> int | None:
        async with httpx.AsyncClient(verify=trust, trust_env=False) as client:
            return await _answer(client, _Attempt(uuid4(), url, {}, b"{}"), allow_private=True)

    return ask


def test_the_host_named_in_the_url_is_asked_for_and_must_show_its_own_certificate(
    answer_of: Callable[[str], int | None],
) -> None:
    assert answer_of("localhost") == 204


def test_a_certificate_of_another_name_is_refused(answer_of: Callable[[str], int | None]) -> None:
    assert answer_of("elsewhere.example.org") is None
