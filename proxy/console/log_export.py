"""Bundles of the audit log, made for one request: to be sent, or to be checked and thrown away."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

from proxy.audit.events import AuditEvent, EventKind
from proxy.audit.export import export_bundle
from proxy.audit.verify import Report, verify_bundle
from proxy.clock import Clock
from proxy.console.base import LogRoom, Recorder
from proxy.errors import ProxyError
from proxy.ids import TenantId


async def record_export(recorder: Recorder, tenant: TenantId, by: str) -> None:
    """Put it on record that somebody gets the log, before they do."""
    await recorder.record(AuditEvent(EventKind.LOG_EXPORTED, tenant, clear={"by": by}))


def exported(log: LogRoom, clock: Clock) -> tuple[Path, Path]:
    """A bundle in a folder of its own, for its owner's eyes alone; the caller deletes the folder."""
    folder = Path(mkdtemp(prefix="export-", dir=log.folder))
    bundle = folder / "bundle"
    try:
        export_bundle(log.streams, log.keyring, bundle, clock=clock)
    except ProxyError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder, bundle


def verified(log: LogRoom, clock: Clock) -> Report:
    """Export to a file nobody keeps, and check that."""
    folder, bundle = exported(log, clock)
    try:
        return verify_bundle(bundle)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
