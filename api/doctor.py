"""``skillscv doctor``: what is wrong with an installation, and what mends it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from cryptography.fernet import InvalidToken
from pydantic import ValidationError
from sqlalchemy import URL, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlmodel import Session, select

from api.db import Database, now
from api.secrets import Secret
from api.settings import Settings
from api.skills.service import MANY, embedder_of
from api.tables import JobLease, ServiceSecret, WebhookEndpoint
from taxonomy.catalogue import CatalogueError, EscoError, load_catalogue
from taxonomy.linking import labels_without_vectors
from taxonomy.reading.encoder import encoder_available

State = Literal["ok", "advice", "wrong"]
OLDEST_POSTGRESQL: Final = 13
LEAST_BYTES: Final = 200_000_000
FEW_BYTES: Final = 2_000_000_000
_PREFIX: Final = "SKILLSCV_"
_NO_SETTINGS: Final = {f"{_PREFIX}{name}" for name in ("KEY", "URL", "SHARED", "TEACHER", "ALL_WALKS")}
"""What commands, training and tests read beside the settings."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``subject`` was looked at, ``found`` is what is there, ``fix`` what to do. No secret is in any of them."""

    subject: str
    state: State
    found: str
    fix: str = ""


def examine() -> Iterator[Finding]:
    """Each finding as soon as it is known. What cannot be looked at for want of something earlier is left out."""
    yield from _misspelt()
    try:
        settings = Settings()
    except ValidationError as error:
        yield from _refused(error)
        return
    yield Finding("configuration", "ok", f"{len(settings.model_fields_set)} setting(s) from the environment")
    yield from _reachable(settings)
    yield _esco(settings)
    yield _model()
    yield from _vectors(settings)
    yield _disk(settings)
    yield _address(settings)
    yield from _issuer(settings)


def _misspelt() -> Iterator[Finding]:
    known = {_PREFIX + name.upper() for name in Settings.model_fields} | _NO_SETTINGS
    for name in sorted(name for name in os.environ if name.upper().startswith(_PREFIX)):
        if name.upper() not in known:
            yield Finding("configuration", "wrong", f"{name} is no setting", "Remove it or correct its name.")


def _refused(error: ValidationError) -> Iterator[Finding]:
    for problem in error.errors(include_input=False, include_url=False):
        name = _PREFIX + ".".join(map(str, problem["loc"])).upper()
        yield Finding("configuration", "wrong", f"{name}: {problem['msg']}", f"Correct {name}.")


def _reachable(settings: Settings) -> Iterator[Finding]:
    """The database, and what is in it."""
    try:
        database = Database(settings.database_url)
    except Exception:  # noqa: BLE001  the message of a parser quotes the address, with its password
        yield Finding("database", "wrong", "the address cannot be understood", _ADDRESS)
        return
    try:
        yield from _inside(database, settings)
    finally:
        database.dispose()


_ADDRESS: Final = (
    "Set SKILLSCV_DATABASE_URL to sqlite:////folder/file.db or postgresql+psycopg://user:password@host/name."
)


def _inside(database: Database, settings: Settings) -> Iterator[Finding]:
    missing = _missing_folder(database)
    if missing is not None:
        yield missing
        return
    try:
        with database.reading() as session:
            yield _server(session, database)
            made = inspect(session.get_bind()).has_table("organisations")
        pending = database.pending_migrations()
    except SQLAlchemyError:
        yield Finding("database", "wrong", "it cannot be reached or refuses the login", _ADDRESS)
        return
    if not made or pending:
        found = "migrations are pending" if made else "the database is empty"
        yield Finding("migrations", "wrong", found, "Run 'skillscv migrate' ('skillscv serve' does so too).")
        return
    yield Finding("migrations", "ok", "up to date")
    with database.reading() as session:
        yield _secret(session, database, settings)
        yield _jobs(session)


def _missing_folder(database: Database) -> Finding | None:
    """Looking must not make a file: an SQLite address is looked at before it is opened."""
    path = _file_of(database.url)
    if path is None:
        return None
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        return Finding("database", "wrong", "the folder of the SQLite file is not there or not writable", _ADDRESS)
    if not path.exists():
        return Finding("database", "wrong", "there is no database yet", "Run 'skillscv migrate'.")
    return None


def _file_of(url: URL) -> Path | None:
    name = url.database
    return Path(name) if url.drivername.startswith("sqlite") and name and name != ":memory:" else None


def _server(session: Session, database: Database) -> Finding:
    if database.is_sqlite:
        version = session.execute(text("SELECT sqlite_version()")).scalar_one()
        return Finding("database", "ok", f"SQLite {version}")
    number = int(session.execute(text("SHOW server_version_num")).scalar_one())
    found = f"PostgreSQL {number // 10_000}"
    if number // 10_000 < OLDEST_POSTGRESQL:
        return Finding("database", "wrong", found, f"Use PostgreSQL {OLDEST_POSTGRESQL} or newer.")
    return Finding("database", "ok", found)


def _secret(session: Session, database: Database, settings: Settings) -> Finding:
    stored = session.get(ServiceSecret, "service")
    value = None if stored is None else stored.value
    if settings.secret is not None:
        value = settings.secret.get_secret_value()
    endpoint = session.exec(select(WebhookEndpoint).limit(1)).first()
    if value is not None and endpoint is not None and not _opens(Secret(value), endpoint.encrypted_secrets[0]):
        found = "what is stored was encrypted with another secret"
        return Finding("secret", "wrong", found, "Set SKILLSCV_SECRET to the one the service ran with before.")
    if settings.secret is None and not database.is_sqlite:
        fix = "Set SKILLSCV_SECRET (32 characters or more) on every host, so that it is not kept beside the data."
        return Finding("secret", "advice", "the service keeps its secret in the database", fix)
    return Finding("secret", "ok", "configured" if settings.secret is not None else "made, kept in the database")


def _opens(secret: Secret, encrypted: str) -> bool:
    try:
        secret.decrypt(encrypted)
    except InvalidToken:
        return False
    return True


def _jobs(session: Session) -> Finding:
    lease = session.get(JobLease, "jobs")
    if lease is None:
        return Finding("background jobs", "ok", "none has run yet: no service was started on this database")
    if lease.expires_at <= now():
        found = "no process does them now: webhooks wait and nothing is erased at its time"
        return Finding("background jobs", "advice", found, "Start a service with SKILLSCV_BACKGROUND_JOBS=true.")
    return Finding("background jobs", "ok", "one process does them")


def _esco(settings: Settings) -> Finding:
    bundle = settings.esco_bundle
    if bundle is not None and not bundle.is_file():
        return Finding("ESCO bundle", "wrong", "there is no such file", _IMPORT)
    try:
        catalogue = load_catalogue(bundle)
    except EscoError as error:
        return Finding("ESCO bundle", "wrong", str(error), _IMPORT)
    except CatalogueError:
        return Finding(
            "catalogue", "wrong", "a data file is broken", "Run 'skillscv taxonomy check': it names the line."
        )
    kind = "with ESCO" if bundle is not None else "without ESCO"
    return Finding("catalogue", "ok", f"{catalogue.version}, {len(catalogue.skills)} skills, {kind}")


_IMPORT: Final = "Run 'skillscv taxonomy import-esco FOLDER' and point SKILLSCV_ESCO_BUNDLE at what it wrote."


def _model() -> Finding:
    if encoder_available():
        return Finding("model", "ok", "encoder and linear model")
    found = "linear model alone: the encoder's file, onnxruntime or tokenizers is not there"
    return Finding("model", "advice", found, "Install the package anew, with its dependencies.")


def _vectors(settings: Settings) -> Iterator[Finding]:
    """Nothing where the packaged ones do, or no encoder links sentences, or the catalogue is broken, as others tell."""
    if settings.esco_bundle is None and settings.encoder is None:
        return
    try:
        embedder = embedder_of(settings.encoder)
    except Exception:  # noqa: BLE001  whatever a folder can hold that is no encoder
        yield Finding("vectors", "wrong", "what SKILLSCV_ENCODER names is no encoder", "Correct or remove it.")
        return
    try:
        catalogue = load_catalogue(settings.esco_bundle)
    except (CatalogueError, EscoError, OSError):
        return
    if embedder is None:
        return
    bundle = settings.esco_bundle if catalogue.imported_words else None
    missing = labels_without_vectors(catalogue, embedder, bundle)
    if missing > MANY:
        fix = "Run 'skillscv taxonomy vectors' beforehand: otherwise each process makes them at its start, for minutes."
        yield Finding("vectors", "advice", f"{missing} labels have none: searching by sentence has to wait", fix)
    else:
        yield Finding("vectors", "ok", "labels have theirs")


def _disk(settings: Settings) -> Finding:
    folder = _folder_of(settings)
    free = shutil.disk_usage(folder if folder.is_dir() else Path.cwd()).free
    found = f"{free / 1e9:.1f} GB free"
    if free < FEW_BYTES:
        state: State = "wrong" if free < LEAST_BYTES else "advice"
        return Finding("disk", state, found, "Make room: the database, and uploads while they are read, need it.")
    return Finding("disk", "ok", found)


def _folder_of(settings: Settings) -> Path:
    """Where the database grows, as far as it is on this machine."""
    try:
        path = _file_of(make_url(settings.database_url))
    except ArgumentError:
        path = None
    return Path.cwd() if path is None else path.parent


def _address(settings: Settings) -> Finding:
    if settings.public_url.startswith("https://") or "//localhost" in settings.public_url:
        return Finding("public address", "ok", settings.public_url)
    fix = "Put a proxy with TLS in front and set SKILLSCV_PUBLIC_URL to its https address."
    return Finding("public address", "advice", "keys would travel unencrypted", fix)


def _issuer(settings: Settings) -> Iterator[Finding]:
    """Nothing where no issuer is configured."""
    parts = (settings.oidc_issuer, settings.oidc_audience, settings.oidc_jwks_url)
    if not any(parts):
        return
    if not all(parts):
        fix = "Set SKILLSCV_OIDC_ISSUER, SKILLSCV_OIDC_AUDIENCE and SKILLSCV_OIDC_JWKS_URL, or none of them."
        yield Finding("token issuer", "wrong", "set up by half: no token is accepted", fix)
    elif not str(settings.oidc_jwks_url).startswith("https://"):
        fix = "Use the https address: whoever answers there decides which tokens are good."
        yield Finding("token issuer", "wrong", "its keys are fetched unencrypted", fix)
    else:
        yield Finding("token issuer", "ok", f"tokens signed with {settings.oidc_algorithm} are accepted")
