"""Exports: bundles that lie in files hold a copy of everything, so they have an end, too.

What ``audit export`` writes is noted down with its place and the digest of its checkpoint. After its
time the file is deleted, if it still is the file that was written: nothing else is ever deleted at
that place. A bundle that was moved away is its owner's to delete; the register forgets it.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from proxy.audit.base import new_name
from proxy.audit.bundle import CHECKPOINT, opened_bundle
from proxy.audit.findings import Findings
from proxy.clock import Clock
from proxy.errors import VerificationError
from proxy.ids import Randomness
from proxy.policy.base import RetentionClass
from proxy.retention.base import Batch, Export, ExportStore, Holdings


@dataclass(frozen=True, slots=True)
class Exports:
    """The exports of one host. Satisfies ``Sweepable``."""

    store: ExportStore
    host: str
    clock: Clock
    randomness: Randomness = secrets.token_bytes

    @property
    def retention_class(self) -> RetentionClass:
        """Exports."""
        return RetentionClass.EXPORT

    async def note(self, file: Path, checkpoint: str) -> None:
        """A bundle with this checkpoint was written to this file."""
        digest = hashlib.sha256(checkpoint.encode()).digest()
        name = new_name("export_", self.randomness)
        path = str(file.resolve())
        await self.store.add(Export(name, self.host, path, digest, self.clock.now()))

    async def made_before(self, moment: datetime) -> Sequence[Export]:
        """Exports, of all hosts, that may still hold what was erased at this moment."""
        return [one for one in await self.store.all() if one.made_at < moment]

    async def delete_older(self, moment: datetime, limit: int) -> Batch:
        """Delete this host's bundles that were written before ``moment``."""
        due = [one for one in await self._own() if one.made_at < moment]
        for one in due[:limit]:
            await asyncio.to_thread(_delete_if_same, one)
            await self.store.remove(one.export_id)
        return Batch(min(len(due), limit), more=len(due) > limit)

    async def settle(self) -> bool:
        """Nothing is left to do: a bundle is sealed, so its free blocks tell nobody anything."""
        return True

    async def holdings(self, moment: datetime) -> Holdings:
        """This host's bundles."""
        times = [one.made_at for one in await self._own()]
        return Holdings(len(times), min(times, default=None), sum(at < moment for at in times))

    async def _own(self) -> Sequence[Export]:
        return [one for one in await self.store.all() if one.host == self.host]


def _delete_if_same(export: Export) -> None:
    file = Path(export.path)
    try:
        with opened_bundle(file, Findings()) as bundle:
            same = hashlib.sha256(bundle.small(CHECKPOINT)).digest() == export.checkpoint
    except VerificationError:
        return  # moved, or something else stands there now
    if same:
        file.unlink(missing_ok=True)
