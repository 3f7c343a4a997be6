"""Settings of a running proxy: command-line options over environment over defaults.

What is found, held, kept and restored is the policy's business; here stand only addresses, folders,
limits and times. Every setting has an environment variable ``CHAT_PROXY_<NAME>`` and stands in
docs/settings.md (a test checks that).
"""

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_ORIGIN: Final = r"^https?://[a-z0-9.\-]+(:[0-9]{1,5})?$"
"""As browsers write it: no path, no star, no capitals."""


class Settings(BaseSettings):
    """Everything that decides how a proxy process runs."""

    model_config = SettingsConfigDict(env_prefix="CHAT_PROXY_", extra="forbid", frozen=True)

    data: Path = Field(Path("data"), description="Folder for keys, store and audit log.")
    policy: Path | None = Field(
        None, description="Policy file; without it the shipped default policy."
    )
    upstream: str | None = Field(
        None, description="Base URL of the provider, such as https://api.openai.com."
    )
    upstream_key: SecretStr | None = Field(
        None, description="The provider's API key (usually taken from OPENAI_API_KEY)."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 picks a free one.")
    allowed_hosts: tuple[str, ...] = Field(
        (), description="Host headers to accept; empty accepts any."
    )
    detection_workers: int | None = Field(
        None,
        ge=1,
        le=64,
        description="Detection processes; default: one fewer than the cores, at least two.",
    )
    detection_seconds: float = Field(
        10.0, gt=0, description="Longest time for the detection of one request, in seconds."
    )
    detection_cache: int = Field(
        50_000, ge=0, description="How many texts' findings are remembered (offsets only)."
    )
    body_bytes: int = Field(4 * 2**20, gt=0, description="Largest request body, in bytes.")
    body_seconds: float = Field(
        20.0, gt=0, description="Longest time a client may take to send a request, in seconds."
    )
    header_seconds: float = Field(
        10.0, gt=0, description="Longest time a client may take to send its headers, in seconds."
    )
    turn_seconds: float = Field(
        600.0, gt=0, description="Longest time one turn may take, in seconds."
    )
    connect_seconds: float = Field(
        10.0, gt=0, description="Longest wait for a connection to the provider, in seconds."
    )
    read_seconds: float = Field(
        120.0, gt=0, description="Longest silence of the provider before a turn fails, in seconds."
    )
    requests_per_minute: int = Field(
        6000, gt=0, description="Requests a client key may make in a minute."
    )
    concurrent_requests: int = Field(
        500, gt=0, description="Requests a client key may have open at once."
    )
    shutdown_seconds: int = Field(
        30, ge=0, description="How long running answers may finish at shutdown, in seconds."
    )
    keyring_passphrase: SecretStr | None = Field(
        None, description="Passphrase of the keyring; better a file."
    )
    keyring_passphrase_file: Path | None = Field(
        None, description="File whose first line is the passphrase of the keyring."
    )
    keyring_seconds: float = Field(
        5.0, gt=0, description="How soon changed keys are taken over, in seconds."
    )
    footer_seconds: float = Field(
        60.0, gt=0, description="The audit log is signed at least this often, in seconds."
    )
    checkpoint_places: tuple[str, ...] = Field(
        (), description="Where checkpoints are copied: file:/folder, s3://bucket/prefix, https://…"
    )
    checkpoint_seconds: float = Field(
        300.0, gt=0, description="How often a checkpoint is copied outside, in seconds."
    )
    checkpoint_s3_endpoint: str | None = Field(
        None, description="Address of an S3-compatible store; without it Amazon's."
    )
    checkpoint_webhook_secret: SecretStr | None = Field(
        None, description="Secret (whsec_…) with which checkpoints to a webhook are signed."
    )
    checkpoint_private: bool = Field(
        default=False, description="A webhook for checkpoints may be in the own network."
    )
    checkpoint_stops_readiness: bool = Field(
        default=False, description="/readyz fails while the last copy outside is too old."
    )
    console: bool = Field(
        default=True, description="Serve the console for human agents and others at /console."
    )
    handoff_api: bool = Field(
        default=True, description="Serve the human queue's JSON API at /handoff/v1."
    )
    console_idle_minutes: float = Field(
        30.0, gt=0, description="A session of the console ends after so long without use."
    )
    console_hours: float = Field(
        12.0, gt=0, description="A session of the console ends after so long in any case."
    )
    console_url: str | None = Field(
        None,
        description="Where browsers reach this proxy, such as https://chat.example.com; needed for "
        "single sign-on.",
    )
    oidc_issuer: str | None = Field(
        None, description="Issuer of an OpenID Connect provider, for single sign-on."
    )
    oidc_client_id: str = Field("", description="This console's client id at that provider.")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="This console's client secret at that provider."
    )
    live_origins: tuple[Annotated[str, Field(pattern=_ORIGIN)], ...] = Field(
        (), description="Addresses of shop pages that may follow cases from the browser."
    )
    live_connections: int = Field(
        500, gt=0, description="Requests by customers' widgets that may be open at once."
    )
    webhook_seconds: float = Field(
        1.0, gt=0, description="How often the outbox of webhooks is looked through, in seconds."
    )
    sweep_seconds: float = Field(
        3600.0, gt=0, description="How often data past its time is deleted, in seconds."
    )
