"""From the addresses in the settings to places: ``file:/…``, ``s3://bucket/prefix``, ``https://…``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from proxy.audit.outside import OutsidePlace
from proxy.errors import AdministratorError, ErrorCode
from proxy.outside.file_copy import FileCopy
from proxy.outside.s3_copy import S3Copy, s3_store
from proxy.outside.webhook_copy import WebhookCopy
from proxy.sensitive import Sensitive


@dataclass(frozen=True, slots=True)
class PlaceSettings:
    """What places need besides their addresses."""

    locked_for: timedelta
    """Object lock of a bucket."""
    s3_endpoint: str | None = None
    webhook_secret: Sensitive | None = field(default=None, repr=False)
    private: bool = False
    """A webhook may be in the own network."""


def places_from(addresses: Sequence[str], settings: PlaceSettings) -> tuple[OutsidePlace, ...]:
    """One place for each address. Raises AdministratorError(INVALID_SETTINGS) for one that is none."""
    return tuple(_place(address, settings) for address in addresses)


def _place(address: str, settings: PlaceSettings) -> OutsidePlace:
    parts = urlsplit(address)
    match parts.scheme:
        case "file" if parts.path.startswith("/") and not parts.netloc:
            return FileCopy(Path(parts.path))
        case "s3" if parts.netloc:
            store = s3_store(settings.s3_endpoint)
            return S3Copy(store, parts.netloc, parts.path, locked_for=settings.locked_for)
        case "https":
            if settings.webhook_secret is None:
                raise _unusable(
                    "a webhook for checkpoints needs CHAT_PROXY_CHECKPOINT_WEBHOOK_SECRET"
                )
            return WebhookCopy(address, settings.webhook_secret, private=settings.private)
        case _:
            raise _unusable(
                "a place for checkpoints is file:/folder, s3://bucket/prefix or https://host/path"
            )


def _unusable(why: str) -> AdministratorError:
    return AdministratorError(ErrorCode.INVALID_SETTINGS, why)
