"""Access tokens of a configured issuer: one good one, and every way in which one can be bad."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, RSAKey
from typer.testing import CliRunner

from api import tokens
from api.auth import Scope
from api.cli import app as command_line
from api.errors import Conflict
from api.organisations.clients import register_client, remove_client
from api.settings import Settings
from tests.api.world import Caller, submission

ISSUER, AUDIENCE = "https://issuer.example", "skillscv"
OURS = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, private=True)
THEIRS = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
CURVE = ECKey.generate_key("P-256", {"kid": "curve"}, private=True)
SHARED = OctKey.generate_key(256, {"kid": "shared"})
ENCRYPTING = RSAKey.generate_key(2048, {"kid": "enc", "use": "enc"}, private=True)
PUBLISHED: list[Key] = [OURS, CURVE, SHARED, ENCRYPTING]


class Published:
    """The issuer's keys at an address, and how often they were fetched."""

    def __init__(self) -> None:
        self.keys = list(PUBLISHED)
        self.fetched = 0

    def body(self) -> bytes:
        self.fetched += 1
        return json.dumps({"keys": [key.as_dict(private=key is SHARED) for key in self.keys]}).encode()


@contextmanager
def serving(published: Published) -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(published.body())

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/jwks"
        server.shutdown()


@pytest.fixture
def published() -> Published:
    return Published()


@pytest.fixture
def settings(database_url: str, published: Published) -> Iterator[Settings]:
    with serving(published) as url:
        yield Settings(
            database_url=database_url,
            background_jobs=False,
            oidc_issuer=ISSUER,
            oidc_audience=AUDIENCE,
            oidc_jwks_url=url,
        )


@pytest.fixture
def register(app: FastAPI, platform: Caller) -> None:
    with app.state.database.writing() as session:
        register_client(session, "pool-client", platform.uuid)


def claims(**other: Any) -> dict[str, Any]:
    moment = int(time.time())
    said = {"iss": ISSUER, "aud": AUDIENCE, "client_id": "pool-client", "iat": moment, "exp": moment + 300} | other
    return {name: value for name, value in said.items() if value is not None}


def signed(key: Key = OURS, algorithm: str = "RS256", header: dict[str, Any] | None = None, **other: Any) -> str:
    head = {"alg": algorithm, "kid": key.kid} | (header or {})
    return jwt.encode(
        {name: value for name, value in head.items() if value is not None}, claims(**other), key, algorithms=[algorithm]
    )


def unsigned() -> str:
    return _unsigned({"alg": "none", "kid": "one"})


def _unsigned(head: dict[str, Any], signature: str = "") -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (head, claims()))
    return ".".join((*parts, signature))


def confused() -> str:
    """Signed with our public key as if it were a shared secret, which libraries once believed."""
    said = _unsigned({"alg": "HS256", "kid": "one"}).removesuffix(".")
    made = hmac.digest(OURS.as_pem(private=False), said.encode(), "sha256")
    return f"{said}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def altered() -> str:
    head, _, signature = signed().split(".")
    return ".".join((head, signed(client_id="other").split(".")[1], signature))


def status_of(client: TestClient, token: str) -> int:
    return client.get("/v1/skillscvs", headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    "good",
    [
        signed,
        lambda: signed(header={"typ": "at+jwt"}),
        lambda: signed(aud=["another", AUDIENCE]),
        lambda: signed(nbf=int(time.time()) - 5),
        lambda: signed(scope="openid skillscvs:read"),
    ],
)
def test_a_good_token_opens_what_is_its_organisations(client: TestClient, good: Callable[[], str]) -> None:
    assert status_of(client, good()) == 200


BAD: dict[str, Callable[[], str]] = {
    "no signature": unsigned,
    "no algorithm, some signature": lambda: _unsigned({"alg": "none", "kid": "one"}, "eA"),
    "another algorithm of the same key": lambda: signed(algorithm="PS256"),
    "another kind of key": lambda: signed(CURVE, "ES256"),
    "a secret key that is published": lambda: signed(SHARED, "HS256"),
    "our public key as a secret": confused,
    "somebody's key under our kid": lambda: signed(THEIRS),
    "a key for encrypting": lambda: signed(RSAKey.import_key(ENCRYPTING.as_dict(private=True) | {"use": "sig"})),
    "an unknown kid": lambda: signed(header={"kid": "two"}),
    "no kid": lambda: signed(header={"kid": None}),
    "a kid that is no text": lambda: _unsigned({"alg": "RS256", "kid": ["one"]}, "eA"),
    "a key in its own header": lambda: signed(THEIRS, header={"kid": "x", "jwk": THEIRS.as_dict(private=False)}),
    "an address of keys in its header": lambda: signed(THEIRS, header={"kid": "x", "jku": "https://bad.example"}),
    "what must be understood and is not": lambda: _unsigned(
        {"alg": "RS256", "kid": "one", "crit": ["x"], "x": 1}, "eA"
    ),
    "another type": lambda: signed(header={"typ": "logout+jwt"}),
    "changed claims": altered,
    "another issuer": lambda: signed(iss="https://issuer.example.evil"),
    "an issuer with a slash more": lambda: signed(iss=ISSUER + "/"),
    "no issuer": lambda: signed(iss=None),
    "another audience": lambda: signed(aud="another"),
    "no audience": lambda: signed(aud=None),
    "an empty list of audiences": lambda: signed(aud=[]),
    "expired": lambda: signed(exp=int(time.time()) - 60),
    "no expiry": lambda: signed(exp=None),
    "an expiry that is no number": lambda: signed(exp="tomorrow"),
    "not valid yet": lambda: signed(nbf=int(time.time()) + 600),
    "issued in the future": lambda: signed(iat=int(time.time()) + 600),
    "an unregistered client": lambda: signed(client_id="another"),
    "no client": lambda: signed(client_id=None),
    "a client that is no text": lambda: signed(client_id=["pool-client"]),
    "too long": lambda: signed(padding="x" * tokens.LONGEST),
    "three empty parts": lambda: "..",
    "no JSON": lambda: "YQ.YQ.YQ",
    "five parts": lambda: "a.b.c.d.e",
}


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("kind", BAD)
def test_a_bad_token_opens_nothing(client: TestClient, kind: str) -> None:
    assert status_of(client, signed()) == 200
    assert status_of(client, BAD[kind]()) == 401


@pytest.mark.usefixtures("register")
def test_a_client_does_what_its_registration_its_role_and_its_token_allow(
    app: FastAPI, client: TestClient, platform: Caller, employer: Caller
) -> None:
    def caller(**said: Any) -> Caller:
        return Caller(client, platform.id, signed(**said))

    assert caller().post("/skillscvs", submission("a")).status_code == 201
    assert caller(scope="skillscvs:read").post("/skillscvs", submission("b")).status_code == 403
    assert caller(scope="vacancies:write").get("/skillscvs").status_code == 403
    with app.state.database.writing() as session:
        register_client(session, "reader", platform.uuid, [Scope.READ_SKILLSCVS])
        for name, organisation, scopes in (
            ("pool-client", employer.uuid, ()),
            ("wide", platform.uuid, [Scope.WRITE_VACANCIES]),
        ):
            with pytest.raises(Conflict):
                register_client(session, name, organisation, scopes)
    assert caller(client_id="reader").get("/skillscvs").status_code == 200
    assert caller(client_id="reader").post("/skillscvs", submission("d")).status_code == 403
    with app.state.database.writing() as session:
        remove_client(session, "pool-client")
    assert caller().get("/skillscvs").status_code == 401


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 200),
        ({"scope": "openid skillscvs:read"}, 200),
        ({"scp": ["openid", "skillscvs:read"]}, 200),
        ({"scp": "skillscvs:read"}, 200),
        ({"scope": "openid"}, 403),
        ({"scope": ""}, 403),
        ({"scope": []}, 403),
        ({"scope": 7}, 403),
        ({"scope": "SKILLSCVS:READ"}, 403),
        ({"scope": [["skillscvs:read"], 7]}, 403),
        ({"scp": ["mail.read"]}, 403),
        ({"scope": "openid", "scp": ["skillscvs:read"]}, 403),
    ],
)
def test_a_token_that_names_scopes_has_only_those_of_ours_and_one_of_others_has_none(
    client: TestClient, said: dict[str, Any], status: int
) -> None:
    assert status_of(client, signed(**said)) == status


@pytest.mark.usefixtures("register")
def test_keys_are_fetched_once_and_again_for_a_new_kid_but_not_for_every_wrong_one(
    client: TestClient, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [status_of(client, signed()) for _ in range(3)] == [200] * 3
    assert published.fetched == 1
    following = RSAKey.generate_key(2048, {"kid": "two"}, private=True)
    published.keys.append(following)
    assert [status_of(client, signed(following)) for _ in range(3)] == [401] * 3
    assert published.fetched == 1
    monkeypatch.setattr(tokens, "SOONEST_SECONDS", 0.0)
    assert status_of(client, signed(following)) == 200
    assert published.fetched == 2


@pytest.mark.usefixtures("register")
def test_a_withdrawn_key_is_good_no_longer_than_until_the_address_answers_again(
    client: TestClient, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(monotonic=lambda: clock.moment, moment=1000.0)
    monkeypatch.setattr(tokens, "time", clock)
    assert status_of(client, signed()) == 200
    published.keys.remove(OURS)
    with monkeypatch.context() as silence:
        silence.setattr(published, "body", lambda: b"no keys for now")
        clock.moment += tokens.KEPT_SECONDS + 1
        assert status_of(client, signed()) == 200
    clock.moment += tokens.SOONEST_SECONDS - 1
    assert status_of(client, signed()) == 200
    clock.moment += 2
    assert status_of(client, signed()) == 401


def test_without_a_configured_issuer_no_token_is_accepted() -> None:
    with pytest.raises(tokens.TokenRefusedError):
        tokens.Issuer(Settings(oidc_issuer=ISSUER, oidc_audience=AUDIENCE)).check(signed())


def test_an_administrator_registers_and_removes_a_client(
    platform: Caller, client: TestClient, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKILLSCV_DATABASE_URL", database_url)

    def run(*words: str) -> int:
        return CliRunner().invoke(command_line, ["organisation", "client", *words]).exit_code

    assert run("cli-client", "--organisation", platform.id) == 0
    assert status_of(client, signed(client_id="cli-client")) == 200
    assert run("cli-client", "--organisation", platform.id) == 1
    assert run("x", "--organisation", "none") == 1
    assert run("cli-client", "--remove") == 0
    assert run("cli-client", "--remove") == 1
    assert status_of(client, signed(client_id="cli-client")) == 401
