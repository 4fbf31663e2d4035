"""Keys, tokens and what is signed or encrypted with the service's own secret."""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from api.tables import ServiceSecret

KEY_PREFIX = "skc_"
TOKEN_PREFIX = "skt_"  # noqa: S105  a marker, not a secret


def new_key() -> str:
    return KEY_PREFIX + secrets.token_urlsafe(32)


def new_token() -> str:
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def hashed(key: str) -> str:
    """SHA-256 in hex. Keys have 256 bits of chance in them, so a slow hash would add nothing."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


class Secret:
    """The one secret of a service: signs cursors, encrypts stored answers and webhook secrets."""

    def __init__(self, value: str) -> None:
        self._value = value
        digest = hashlib.sha256(b"skillscv encryption" + value.encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))

    def sign(self, payload: object, *, purpose: str) -> str:
        signed = URLSafeSerializer(self._value, salt=purpose).dumps(payload)
        return signed if isinstance(signed, str) else signed.decode()

    def unsign(self, signed: str, *, purpose: str) -> object | None:
        """The payload, or None when the signature is not ours."""
        try:
            payload: object = URLSafeSerializer(self._value, salt=purpose).loads(signed)
        except BadSignature:
            return None
        return payload

    def encrypt(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        return self._fernet.decrypt(token.encode()).decode()


def stored_secret(session: Session) -> Secret:
    """The secret kept in the database, made on first use: enough for one machine, a setting is better."""
    row = session.get(ServiceSecret, "service")
    if row is None:
        row = ServiceSecret(name="service", value=secrets.token_urlsafe(48))
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:  # another worker of the service was first
            row = session.get_one(ServiceSecret, "service")
    return Secret(row.value)
