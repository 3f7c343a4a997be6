"""Notes in a bucket are locked, never written over, and a store that refuses is told by its code."""

import importlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from proxy.audit.outside import OutsideCopyError
from proxy.errors import AdministratorError
from proxy.outside.s3_copy import S3Copy, s3_store

NOW = datetime.now(UTC)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Moto's S3, with a bucket that has object lock; it is no proof of destruction, nor is one needed."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="notes", ObjectLockEnabledForBucket=True)
        yield client


def place(name: str = "notes") -> S3Copy:
    return S3Copy(s3_store(None), name, "proxy/one/", locked_for=timedelta(days=396))


async def test_a_note_is_locked_until_the_headers_go(bucket: Any) -> None:
    await place().put("log_x", "note\n", NOW)

    (found,) = bucket.list_objects_v2(Bucket="notes")["Contents"]
    assert found["Key"].startswith("proxy/one/log_x/")
    kept = bucket.get_object(Bucket="notes", Key=found["Key"])
    assert kept["Body"].read() == b"note\n"
    assert kept["ObjectLockMode"] == "COMPLIANCE"
    left = kept["ObjectLockRetainUntilDate"] - NOW
    assert timedelta(days=395) < left < timedelta(days=397)


async def test_a_note_is_never_written_over(bucket: Any) -> None:
    await place().put("log_x", "note\n", NOW)
    with pytest.raises(OutsideCopyError, match="PreconditionFailed"):
        await place().put("log_x", "note\n", NOW)


async def test_a_bucket_that_is_not_there_is_told_by_its_code(bucket: Any) -> None:
    with pytest.raises(OutsideCopyError, match=r"s3://elsewhere/proxy/one: NoSuchBucket"):
        await place("elsewhere").put("log_x", "note\n", NOW)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(AdministratorError, match=r"chat-proxy\[s3\]"):
        s3_store(None)
