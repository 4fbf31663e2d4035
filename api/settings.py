"""The settings of the service. Commands, training and tests read a few variables more: see ``api.doctor``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting of the service; each is an environment variable with the prefix ``SKILLSCV_``."""

    model_config = SettingsConfigDict(env_prefix="SKILLSCV_", extra="ignore")

    database_url: str = Field("sqlite:///skillscv.db", description="SQLAlchemy URL of an SQLite file or PostgreSQL.")
    secret: SecretStr | None = Field(
        None,
        min_length=32,
        description="Signs cursors, encrypts stored answers. Without it one is made and kept in the database.",
    )
    reader: Literal["auto", "encoder", "linear"] = Field(
        "auto", description="What reads behaviour: 'auto' is the encoder where it can run, else the linear model."
    )
    import_processes: int = Field(2, ge=0, le=64, description="Processes that read long imports; 0: the service's own.")
    esco_bundle: Path | None = Field(None, description="An imported ESCO bundle, beside the built-in catalogue.")
    oidc_issuer: str | None = Field(None, description="Whose access tokens are accepted beside keys; none by default.")
    oidc_audience: str | None = Field(None, description="What a token's 'aud' must name: this service.")
    oidc_jwks_url: str | None = Field(None, description="Where the issuer publishes its keys (JWKS).")
    oidc_algorithm: Literal["RS256", "PS256", "ES256", "EdDSA"] = Field(
        "RS256", description="The one algorithm that tokens may be signed with: RS256, PS256, ES256 or EdDSA."
    )
    oidc_client_claim: str = Field("client_id", description="The claim that names the client: client_id, azp or sub.")
    encoder: Path | None = Field(
        None,
        description="A folder with model.onnx and tokenizer.json that links sentences instead of the packaged one.",
    )
    traces_url: str | None = Field(
        None,
        pattern="^https?://",
        description="Where traces go: an OpenTelemetry collector, OTLP over HTTP, as http://host:4318/v1/traces.",
    )
    public_url: str = Field("http://localhost:8000", description="Where callers reach the service.")
    contact_name: str = Field("SkillsCV maintainers", description="Whom the API document names for questions: yours.")
    contact_email: str = Field("skillscv@example.org", description="Their e-mail address, in the same place.")
    contact_url: str = Field("https://example.org/skillscv", description="Their page, in the same place.")
    max_json_bytes: int = Field(1_000_000, description="Largest JSON body, in bytes.")
    max_upload_bytes: int = Field(10_000_000, description="Largest uploaded document, in bytes.")
    max_import_bytes: int = Field(1_000_000_000, description="Largest bulk import, in bytes.")
    rate_limit_per_minute: int = Field(
        12_000, ge=1, description="Requests a minute for one key or token, in each process."
    )
    failed_logins_per_minute: int = Field(
        60, ge=1, description="Wrong keys a minute from one address, in each process."
    )
    retention_days: int = Field(28, ge=1, le=365, description="Days a SkillsCV is kept without a retention consent.")
    retention_days_with_consent: int = Field(365, ge=1, le=365, description="Days it is kept with one.")
    retention_warning_days: int = Field(7, ge=1, description="Days before its end that a retention is told of.")
    procedure_days: int = Field(90, ge=1, description="Days until an application nobody moves goes on by itself.")
    traces_days: int = Field(30, ge=1, description="Days that sent webhooks and lines of imports are looked back at.")
    disclosures_per_day: int = Field(100, ge=1, description="References one organisation is given in 24 hours.")
    referral_days: int = Field(28, ge=1, description="Days until an unanswered referral expires.")
    console: bool = Field(default=False, description="Whether the pages for people are served, at /console.")
    background_jobs: bool = Field(default=True, description="Whether this process may run the background jobs.")
    job_pause_seconds: float = Field(1.0, gt=0, description="Pause between two looks for background work.")
    allow_private_webhooks: bool = Field(
        default=False, description="Lets webhooks go to private addresses: for tests on one machine."
    )
    log_level: str = Field("INFO", description="From which level on lines are logged: DEBUG, INFO, WARNING or ERROR.")
