"""Checkpoints in an S3-compatible bucket with object lock: nobody deletes one before its date.

Compliance mode, so that not even the bucket's owner can; that is right for notes, which hold no
personal data, and would be wrong for anything that must be erasable. ``If-None-Match`` refuses to
write over a note. boto3 is an extra (``chat-proxy[s3]``) and loaded when a bucket is configured.
"""

import asyncio
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from proxy.audit.outside import OutsideCopyError
from proxy.errors import AdministratorError, ErrorCode
from proxy.outside.names import note_name

_SECONDS = 15
_ATTEMPTS = 3


class PutsObjects(Protocol):
    """boto3's S3 client, as far as it is used."""

    def put_object(self, **request: Any) -> Mapping[str, Any]:
        """Store one object."""
        ...


@dataclass(frozen=True, slots=True)
class Store:
    """A client, and the errors that it raises when a store does not do what it is asked."""

    client: PutsObjects
    errors: tuple[type[Exception], ...]


def s3_store(endpoint: str | None) -> Store:
    """A client with the credentials of the environment, as boto3 finds them.

    ``endpoint``: of an S3-compatible store; None: Amazon's. Raises AdministratorError when the extra
    is not installed.
    """
    try:
        boto3 = importlib.import_module("boto3")
        config = importlib.import_module("botocore.config")
        errors = importlib.import_module("botocore.exceptions")
    except ImportError:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            "Checkpoints to a bucket need boto3: pip install 'chat-proxy[s3]'.",
        ) from None
    limits = config.Config(
        connect_timeout=_SECONDS, read_timeout=_SECONDS, retries={"total_max_attempts": _ATTEMPTS}
    )
    client: PutsObjects = boto3.client("s3", endpoint_url=endpoint, config=limits)
    return Store(client, (errors.BotoCoreError, errors.ClientError))


class S3Copy:
    """A bucket and a prefix. Satisfies ``OutsidePlace``."""

    def __init__(
        self, store: Store, bucket: str, prefix: str = "", *, locked_for: timedelta
    ) -> None:
        """``locked_for``: so long nobody can delete a note; as long as the log's headers live."""
        self._store, self._bucket = store, bucket
        self._prefix = prefix.strip("/")
        self._locked_for = locked_for

    @property
    def name(self) -> str:
        """The bucket and prefix."""
        return f"s3://{self._bucket}/{self._prefix}"

    async def put(self, log_id: str, note: str, at: datetime) -> None:
        """Write a new locked object."""
        key = "/".join(filter(None, (self._prefix, note_name(log_id, note, at))))
        try:
            await asyncio.to_thread(self._put, key, note, at)
        except self._store.errors as error:
            raise OutsideCopyError(self.name, _why(error)) from None

    def _put(self, key: str, note: str, at: datetime) -> None:
        self._store.client.put_object(
            Bucket=self._bucket,
            Key=key,
            Body=note.encode(),
            ContentType="text/plain; charset=utf-8",
            ChecksumAlgorithm="SHA256",
            IfNoneMatch="*",
            ObjectLockMode="COMPLIANCE",
            ObjectLockRetainUntilDate=at + self._locked_for,
        )


def _why(error: Exception) -> str:
    """The store's error code, or the class of the failure: never a message that quotes a request."""
    response = getattr(error, "response", None)
    code = response.get("Error", {}).get("Code") if isinstance(response, dict) else None
    return str(code or type(error).__name__)
