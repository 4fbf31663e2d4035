"""Access tokens of an issuer of the operator's own (OAuth 2 client credentials, OpenID Connect). Off by default.

RFC 7519, RFC 9068: one pinned algorithm, a known key by its ``kid``, issuer, audience, expiry; all else is refused.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from api.settings import Settings

log = logging.getLogger("skillscv.tokens")

LONGEST: Final = 8192
KEPT_SECONDS: Final = 3600.0
SOONEST_SECONDS: Final = 30.0
"""A ``kid`` that is not known makes us look again, but no oftener than this: anyone can send one.

So does an address that gave no answer.
"""
_LEEWAY_SECONDS: Final = 30
_MOST_KEY_BYTES: Final = 200_000
_KINDS: Final = frozenset({"RSA", "EC", "OKP"})  # no secret keys: who can check would be able to sign
_SCOPE_CLAIMS: Final = ("scope", "scp")
_TYPES: Final = frozenset({None, "jwt", "at+jwt", "application/at+jwt"})


class TokenRefusedError(Exception):
    """The token is not one we accept. Nobody is told which of the checks it failed."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What an accepted token says: the client it was issued to, and the scopes it names.

    ``scopes`` is None where the token does not speak of scopes: then the client's registration alone decides. One that
    names only scopes of others grants nothing here.
    """

    client: str
    scopes: frozenset[str] | None


class Issuer:
    """Checks tokens against the issuer's published keys, which are fetched when first needed and kept an hour."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keys: dict[str, Key] = {}
        self._tried: float | None = None
        self._due = 0.0
        self._lock = Lock()
        self._claims = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": settings.oidc_issuer or ""},
            aud={"essential": True, "value": settings.oidc_audience or ""},
            exp={"essential": True},
        )

    @property
    def configured(self) -> bool:
        return None not in (self._settings.oidc_issuer, self._settings.oidc_audience, self._settings.oidc_jwks_url)

    def check(self, token: str) -> Granted:
        """Raises TokenRefusedError."""
        if not self.configured or len(token) > LONGEST:
            raise TokenRefusedError
        try:
            found = jwt.decode(token, self._key_of, algorithms=[self._settings.oidc_algorithm])
            self._claims.validate(found.claims)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise TokenRefusedError from error
        kind, client = found.header.get("typ"), found.claims.get(self._settings.oidc_client_claim)
        if (kind.lower() if isinstance(kind, str) else kind) not in _TYPES or not isinstance(client, str) or not client:
            raise TokenRefusedError
        return Granted(client, _scopes(found.claims))

    def _key_of(self, signed: Any) -> Key:
        kid = signed.headers().get("kid")
        if not isinstance(kid, str):
            raise TokenRefusedError
        tried, moment = self._tried, time.monotonic()
        unknown = kid not in self._keys
        if tried is None or moment > self._due or (unknown and moment > tried + SOONEST_SECONDS):
            self._fetch(tried)
        if kid not in self._keys:
            raise TokenRefusedError
        return self._keys[kid]

    def _fetch(self, tried: float | None) -> None:
        """Without an answer the keys we have stay in force until the next try; who has none refuses every token."""
        with self._lock:
            if self._tried != tried:
                return  # another request did it while this one waited
            self._tried = time.monotonic()
            self._due = self._tried + SOONEST_SECONDS  # a key that was withdrawn is good no longer than it must be
            try:
                self._keys = _signing_keys(_published(str(self._settings.oidc_jwks_url)))
                self._due = self._tried + KEPT_SECONDS
            except (httpx.HTTPError, JoseError, ValueError, TypeError, KeyError) as error:
                log.warning("issuer's keys not fetched", extra={"error_type": type(error).__name__})


def _scopes(claims: Mapping[str, Any]) -> frozenset[str] | None:
    """Of ``scope`` (RFC 8693), or of ``scp`` where an issuer writes that: words in a text or in a list."""
    name = next((name for name in _SCOPE_CLAIMS if name in claims), None)
    if name is None:
        return None
    said = claims[name]
    words = said.split() if isinstance(said, str) else said
    return frozenset(word for word in words if isinstance(word, str)) if isinstance(words, list) else frozenset()


def _published(url: str) -> Any:
    with httpx.stream("GET", url, timeout=5.0, follow_redirects=False) as answer:
        answer.raise_for_status()
        content = b""
        for part in answer.iter_bytes():
            content += part
            if len(content) > _MOST_KEY_BYTES:
                raise ValueError("more keys than an issuer has")
    return httpx.Response(200, content=content).json()


def _signing_keys(published: Mapping[str, Any]) -> dict[str, Key]:
    usable = [
        key
        for key in published["keys"]
        if key.get("kty") in _KINDS and key.get("use", "sig") == "sig" and isinstance(key.get("kid"), str)
    ]
    return {str(key.kid): key for key in KeySet.import_key_set({"keys": usable}).keys}
