"""Callers and what they may do. An endpoint's signature names its access policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session, col, select

from api import secrets
from api.db import Database, get_database, now
from api.errors import NotAuthenticated, NotFound, ScopeMissing
from api.tables import ApiKey, Organisation, RegisteredClient, Role, SkillsCV
from api.tokens import Granted, Issuer, TokenRefusedError

LAST_USED_RESOLUTION = timedelta(minutes=10)
_DOTS_OF_A_TOKEN = 2
_bearer = HTTPBearer(auto_error=False, description="An organisation's key, or a candidate's token.")


class Scope(StrEnum):
    READ_SKILLSCVS = "skillscvs:read"
    WRITE_SKILLSCVS = "skillscvs:write"
    READ_VACANCIES = "vacancies:read"
    WRITE_VACANCIES = "vacancies:write"
    MATCH = "matches:run"
    APPLY = "applications:write"
    REFER = "referrals:write"
    READ_AUDIT = "audit:read"
    MANAGE_WEBHOOKS = "webhooks:manage"
    MANAGE_ORGANISATION = "organisation:manage"
    READ_CATALOGUE = "catalogue:read"


_SHARED = {
    Scope.READ_SKILLSCVS,
    Scope.READ_VACANCIES,
    Scope.MATCH,
    Scope.APPLY,
    Scope.REFER,
    Scope.READ_AUDIT,
    Scope.MANAGE_WEBHOOKS,
    Scope.MANAGE_ORGANISATION,
    Scope.READ_CATALOGUE,
}
ROLE_SCOPES: dict[Role, frozenset[Scope]] = {
    Role.PLATFORM: frozenset(_SHARED | {Scope.WRITE_SKILLSCVS}),
    Role.EMPLOYER: frozenset(_SHARED | {Scope.WRITE_VACANCIES}),
}
CANDIDATE_SCOPES = frozenset(
    {
        Scope.READ_SKILLSCVS,
        Scope.WRITE_SKILLSCVS,
        Scope.READ_VACANCIES,
        Scope.MATCH,
        Scope.APPLY,
        Scope.REFER,
        Scope.READ_CATALOGUE,
    }
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. For a candidate ``organisation_id`` is the platform that submitted them and ``skillscv_id`` is set.

    An organisation came with a key of ours (``key_id``) or a token of the configured issuer (``client``). ``label``
    names a caller that is neither, such as the purge.
    """

    organisation_id: UUID
    community_id: UUID
    role: Role | None
    scopes: frozenset[str]
    skillscv_id: UUID | None = None
    key_id: UUID | None = None
    client: str | None = None
    label: str | None = None

    @property
    def is_candidate(self) -> bool:
        return self.skillscv_id is not None

    @property
    def name(self) -> str:
        """How the audit log and idempotency records call this caller; holds ids only."""
        if self.label is not None:
            return self.label
        return f"candidate:{self.skillscv_id}" if self.is_candidate else f"organisation:{self.organisation_id}"


def authenticate(request: Request) -> Caller:
    """The caller of this request, looked up once. Raises NotAuthenticated."""
    known: Caller | None = getattr(request.state, "caller", None)
    if known is not None:
        return known
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key:
        raise _challenge("Send a key or token as 'Authorization: Bearer KEY'.")
    database = get_database(request)
    granted = _granted(request, key)
    used = None
    with database.reading() as session:
        if granted is not None:
            caller = _client(session, granted)
        elif key.startswith(secrets.TOKEN_PREFIX):
            caller = _candidate(session, key)
        else:
            caller, used = _organisation(session, key)
    if caller is None:
        raise _challenge("This key or token is unknown, revoked or expired.")
    if caller.key_id is not None and not _fresh(used, now()):
        _note_use(database, caller.key_id)
    request.state.caller = caller
    return caller


def _granted(request: Request, key: str) -> Granted | None:
    """What a token of the configured issuer grants; None for our own keys and tokens, and for what is no good."""
    if key.count(".") != _DOTS_OF_A_TOKEN or key.startswith((secrets.KEY_PREFIX, secrets.TOKEN_PREFIX)):
        return None
    issuer: Issuer = request.app.state.issuer
    try:
        return issuer.check(key)
    except TokenRefusedError:
        return None


def _client(session: Session, granted: Granted) -> Caller | None:
    found = session.exec(
        select(RegisteredClient, Organisation)
        .join(Organisation, col(Organisation.id) == col(RegisteredClient.organisation_id))
        .where(RegisteredClient.name == granted.client)
    ).first()
    if found is None:
        return None
    client, organisation = found
    allowed = frozenset(client.scopes) & ROLE_SCOPES[Role(organisation.role)]
    return Caller(
        organisation_id=organisation.id,
        community_id=organisation.community_id,
        role=Role(organisation.role),
        scopes=allowed if granted.scopes is None else allowed & granted.scopes,
        client=client.name,
    )


def _challenge(detail: str) -> NotAuthenticated:
    return NotAuthenticated(detail, headers={"WWW-Authenticate": "Bearer"})


def _organisation(session: Session, key: str) -> tuple[Caller | None, datetime | None]:
    """Who holds the key, and when it is known to have been used last."""
    found = session.exec(
        select(ApiKey, Organisation)
        .join(Organisation, col(Organisation.id) == col(ApiKey.organisation_id))
        .where(ApiKey.hash == secrets.hashed(key))
    ).first()
    if found is None:
        return None, None
    row, organisation = found
    if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now()):
        return None, None
    caller = Caller(
        organisation_id=organisation.id,
        community_id=organisation.community_id,
        role=Role(organisation.role),
        scopes=frozenset(row.scopes),
        key_id=row.id,
    )
    return caller, row.last_used_at


def still_admitted(session: Session, caller: Caller) -> bool:
    """Whether the key or client this caller came with is still good: for work that outlasts its request's beginning."""
    if caller.client is not None:
        return session.get(RegisteredClient, caller.client) is not None
    if caller.key_id is None:
        return True
    key = session.get(ApiKey, caller.key_id)
    return key is not None and key.revoked_at is None and (key.expires_at is None or key.expires_at > now())


def _candidate(session: Session, token: str) -> Caller | None:
    row = session.exec(select(SkillsCV).where(SkillsCV.token_hash == secrets.hashed(token))).first()
    if row is None or row.status == "erased":
        return None
    return Caller(
        organisation_id=row.organisation_id,
        community_id=row.community_id,
        role=None,
        scopes=frozenset(CANDIDATE_SCOPES),
        skillscv_id=row.id,
    )


def _note_use(database: Database, key_id: UUID) -> None:
    moment = now()
    with database.writing() as session:
        row = session.get(ApiKey, key_id)
        if row is not None and not _fresh(row.last_used_at, moment):
            row.last_used_at = moment
            session.add(row)


def _fresh(last: datetime | None, moment: datetime) -> bool:
    return last is not None and moment - last < LAST_USED_RESOLUTION


class Access:
    """A dependency that lets callers through who hold ``scope`` and are of one of the kinds named."""

    def __init__(self, scope: Scope, *, organisations: bool = True, candidates: bool = False) -> None:
        self._scope = scope
        self._organisations = organisations
        self._candidates = candidates

    def __call__(
        self, request: Request, _shown: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None
    ) -> Caller:
        caller = authenticate(request)
        allowed = self._candidates if caller.is_candidate else self._organisations
        if not allowed or self._scope not in caller.scopes:
            raise ScopeMissing(f"This needs the scope {self._scope}, which this key or token does not carry.")
        return caller


def own_skillscv(caller: Caller) -> UUID:
    """The SkillsCV of a candidate. Raises NotFound for an organisation."""
    if caller.skillscv_id is None:
        raise NotFound("There is nothing here, or not for you.")
    return caller.skillscv_id


_R, _W = Scope.READ_SKILLSCVS, Scope.WRITE_SKILLSCVS
Candidate = Annotated[Caller, Depends(Access(_R, organisations=False, candidates=True))]
ReadsCatalogue = Annotated[Caller, Depends(Access(Scope.READ_CATALOGUE, candidates=True))]
ReadsSkillsCVs = Annotated[Caller, Depends(Access(_R, candidates=True))]
ListsSkillsCVs = Annotated[Caller, Depends(Access(_R))]
WritesSkillsCVs = Annotated[Caller, Depends(Access(_W, candidates=True))]
SubmitsSkillsCVs = Annotated[Caller, Depends(Access(_W))]
ReadsVacancies = Annotated[Caller, Depends(Access(Scope.READ_VACANCIES, candidates=True))]
WritesVacancies = Annotated[Caller, Depends(Access(Scope.WRITE_VACANCIES))]
Matches = Annotated[Caller, Depends(Access(Scope.MATCH))]
MatchesOrIsMatched = Annotated[Caller, Depends(Access(Scope.MATCH, candidates=True))]
Applies = Annotated[Caller, Depends(Access(Scope.APPLY, candidates=True))]
HandlesApplications = Annotated[Caller, Depends(Access(Scope.APPLY))]
Refers = Annotated[Caller, Depends(Access(Scope.REFER))]
RefersOrIsReferred = Annotated[Caller, Depends(Access(Scope.REFER, candidates=True))]
ReadsAudit = Annotated[Caller, Depends(Access(Scope.READ_AUDIT))]
ManagesWebhooks = Annotated[Caller, Depends(Access(Scope.MANAGE_WEBHOOKS))]
ManagesOrganisation = Annotated[Caller, Depends(Access(Scope.MANAGE_ORGANISATION))]
